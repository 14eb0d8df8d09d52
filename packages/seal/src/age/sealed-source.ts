/** An object as sealed, without ever being whole in memory or on disk: any range of the ciphertext is made from the plain bytes below it. */
import { type ByteSource, concatBytes, type Platform } from "@creance/core";
import { ageFault } from "./age-fault.ts";
import { CHUNK_BYTES, chunkNonce, chunksOf, SEALED_CHUNK_BYTES, TAG_BYTES } from "./chunk-layout.ts";
import { payloadKey } from "./payload-key.ts";
import type { Sealing } from "./sealing.ts";

/** Plain bytes read at once. */
const BLOCK_BYTES = 16 * CHUNK_BYTES;
const NO_BYTES = new Uint8Array(0);

/** Size in bytes of what `sealedSource` gives for so many plain bytes. */
export function sealedSize(plainBytes: number, sealing: Sealing): number {
  return sealing.header.byteLength + sealing.nonce.byteLength + plainBytes + chunksOf(plainBytes) * TAG_BYTES;
}

/**
 * The ciphertext (an age file) of a source: its exact size, any range, always the same bytes, so that an upload resumes by sealing only what
 * is missing. Memory: the range asked for and 1 MiB. A plain source that can be read only once stays so. Reads reject with a `FormatError`
 * (`truncated`) when the plain source shrank.
 */
export function sealedSource(plain: ByteSource, sealing: Sealing, platform: Pick<Platform, "hmac" | "sealAead">): ByteSource {
  if (!Number.isSafeInteger(plain.size) || plain.size < 0) throw new RangeError("a size in bytes is a whole number below 2^53");
  const size = sealedSize(plain.size, sealing);
  if (!Number.isSafeInteger(size)) throw new RangeError("the sealed size is above 2^53");
  const head = concatBytes([sealing.header, sealing.nonce]);
  const key = payloadKey(sealing.fileKey, sealing.nonce, platform);
  const chunks = chunksOf(plain.size);
  /** The chunk that the last range ended in: the next one usually begins there. */
  let held: { readonly chunk: number; readonly bytes: Uint8Array } | undefined;

  /** Seals the chunks `first` (inclusive) to `end` (exclusive), at most a block of them. */
  async function sealChunks(first: number, end: number): Promise<readonly Uint8Array[]> {
    const from = first * CHUNK_BYTES;
    const until = Math.min(plain.size, end * CHUNK_BYTES);
    const bytes = from === until ? NO_BYTES : await plain.read(from, until);
    if (bytes.byteLength !== until - from) {
      throw ageFault("truncated", from + bytes.byteLength, "what is being sealed became shorter", "source");
    }
    return Array.from({ length: end - first }, (_, index) => {
      const chunk = first + index;
      const part = bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
      return platform.sealAead("chacha20-poly1305", key, chunkNonce(chunk, chunk === chunks - 1), NO_BYTES, part);
    });
  }

  return {
    size,
    ...(plain.readOnce === true ? { readOnce: true } : {}),
    async read(start, end) {
      if (!(start >= 0 && start <= end && end <= size)) throw new RangeError("the range lies outside of the source");
      const out = new Uint8Array(end - start);
      if (start < head.byteLength) out.set(head.subarray(start, Math.min(end, head.byteLength)));
      const payloadStart = Math.max(0, start - head.byteLength);
      const payloadEnd = end - head.byteLength;
      if (payloadEnd <= payloadStart) return out;
      const lastChunk = Math.floor((payloadEnd - 1) / SEALED_CHUNK_BYTES);
      let chunk = Math.floor(payloadStart / SEALED_CHUNK_BYTES);
      while (chunk <= lastChunk) {
        const sealed =
          held?.chunk === chunk ? [held.bytes] : await sealChunks(chunk, Math.min(lastChunk + 1, chunk + BLOCK_BYTES / CHUNK_BYTES));
        for (const bytes of sealed) {
          const at = chunk * SEALED_CHUNK_BYTES;
          const from = Math.max(0, payloadStart - at);
          const until = Math.min(bytes.byteLength, payloadEnd - at);
          out.set(bytes.subarray(from, until), head.byteLength + at + from - start);
          held = { chunk, bytes };
          chunk += 1;
        }
      }
      return out;
    },
  };
}
