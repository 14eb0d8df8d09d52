/** The plain bytes of an age file: any range, each chunk checked before a byte of it is given out (C2SP age v1). */
import { type ByteSource, type FormatError, isFormatError, type Platform, UserError } from "@creance/core";
import { Decrypter, type Identity } from "age-encryption";
import { type AgeFault, ageFault } from "./age-fault.ts";
import { CHUNK_BYTES, chunkNonce, FILE_KEY_BYTES, PAYLOAD_NONCE_BYTES, SEALED_CHUNK_BYTES, TAG_BYTES } from "./chunk-layout.ts";
import { payloadKey } from "./payload-key.ts";
import { readHeader, type SealedHeader } from "./read-header.ts";
import { readIdentity } from "./recipients.ts";

/** Sealed chunks read at once. */
const BLOCK_CHUNKS = 16;
const NO_BYTES = new Uint8Array(0);

/**
 * Opens an age file with identities (text, or what `passphraseIdentity` made). The source must be readable at any place. Once this resolved,
 * header and size are proved genuine: the MAC and the last chunk were checked; every other chunk is, when a read touches it. Rejects with a
 * `UserError` (`no-matching-identity`, `bad-identity`, `no-identity`) or a `FormatError` (those of `readHeader`; `bad-mac`, `bad-stanza`,
 * `truncated`, `extended`, `empty-last-chunk`, `damaged-chunk`), reads with a `FormatError`. Memory: the range asked for and 1 MiB.
 */
export async function openSealed(
  sealed: ByteSource,
  identities: readonly (string | Identity)[],
  platform: Pick<Platform, "hmac" | "openAead">,
): Promise<ByteSource> {
  if (!Number.isSafeInteger(sealed.size) || sealed.size < 0) throw new RangeError("a size in bytes is a whole number below 2^53");
  const header = await readHeader(sealed);
  const fileKey = await unwrapFileKey(header, identities);
  const nonceAt = header.bytes.byteLength;
  const payloadAt = nonceAt + PAYLOAD_NONCE_BYTES;
  const payloadBytes = sealed.size - payloadAt;
  if (payloadBytes < TAG_BYTES) throw payloadFault("truncated", sealed.size, "the file ends before its first chunk does");
  const nonce = await sealed.read(nonceAt, payloadAt);
  if (nonce.byteLength !== PAYLOAD_NONCE_BYTES) throw payloadFault("truncated", nonceAt + nonce.byteLength, "the file became shorter");
  const key = payloadKey(fileKey, nonce, platform);
  const chunks = Math.ceil(payloadBytes / SEALED_CHUNK_BYTES);
  const lastBytes = payloadBytes - (chunks - 1) * SEALED_CHUNK_BYTES;
  if (lastBytes < TAG_BYTES) throw payloadFault("truncated", sealed.size, "the file ends inside the tag of its last chunk", chunks - 1);
  if (lastBytes === TAG_BYTES && chunks > 1) {
    throw payloadFault("empty-last-chunk", sealed.size - TAG_BYTES, "its last chunk is empty though others stand before it", chunks - 1);
  }
  const size = payloadBytes - chunks * TAG_BYTES;
  let held: { readonly chunk: number; readonly bytes: Uint8Array } | undefined;

  const openChunk = (chunk: number, bytes: Uint8Array): Uint8Array => {
    const isLast = chunk === chunks - 1;
    const plain = platform.openAead("chacha20-poly1305", key, chunkNonce(chunk, isLast), NO_BYTES, bytes);
    if (plain !== undefined) return plain;
    const offset = payloadAt + chunk * SEALED_CHUNK_BYTES;
    const other = platform.openAead("chacha20-poly1305", key, chunkNonce(chunk, !isLast), NO_BYTES, bytes);
    if (other === undefined)
      throw payloadFault("damaged-chunk", offset, "a chunk was changed or stands in another place than it was sealed for", chunk);
    if (isLast) throw payloadFault("truncated", sealed.size, "the file ends between two chunks: the rest is missing", chunk);
    throw payloadFault("extended", offset, "bytes were added behind the last chunk", chunk);
  };

  /** Reads and opens the chunks `first` (inclusive) to `end` (exclusive), at most `BLOCK_CHUNKS`. */
  async function openChunks(first: number, end: number): Promise<readonly Uint8Array[]> {
    const from = payloadAt + first * SEALED_CHUNK_BYTES;
    const until = Math.min(sealed.size, payloadAt + end * SEALED_CHUNK_BYTES);
    const bytes = await sealed.read(from, until);
    if (bytes.byteLength !== until - from)
      throw payloadFault("truncated", from + bytes.byteLength, "the file became shorter while it was read", first);
    return Array.from({ length: end - first }, (_, index) =>
      openChunk(first + index, bytes.subarray(index * SEALED_CHUNK_BYTES, (index + 1) * SEALED_CHUNK_BYTES)),
    );
  }

  const [last] = await openChunks(chunks - 1, chunks);
  if (last !== undefined) held = { chunk: chunks - 1, bytes: last };

  return {
    size,
    async read(start, end) {
      if (!(start >= 0 && start <= end && end <= size)) throw new RangeError("the range lies outside of the source");
      const out = new Uint8Array(end - start);
      if (start === end) return out;
      const lastChunk = Math.floor((end - 1) / CHUNK_BYTES);
      let chunk = Math.floor(start / CHUNK_BYTES);
      while (chunk <= lastChunk) {
        const opened = held?.chunk === chunk ? [held.bytes] : await openChunks(chunk, Math.min(lastChunk + 1, chunk + BLOCK_CHUNKS));
        for (const bytes of opened) {
          const at = chunk * CHUNK_BYTES;
          const from = Math.max(0, start - at);
          out.set(bytes.subarray(from, Math.min(bytes.byteLength, end - at)), at + from - start);
          held = { chunk, bytes };
          chunk += 1;
        }
      }
      return out;
    },
  };
}

async function unwrapFileKey(header: SealedHeader, identities: readonly (string | Identity)[]): Promise<Uint8Array> {
  if (identities.length === 0) throw new UserError("no-identity", "wrongUse", "No key was given to open this with.");
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(typeof identity === "string" ? readIdentity(identity) : identity);
  let noneFits = false;
  // Asked last: then nothing before it fitted.
  decrypter.addIdentity({
    unwrapFileKey() {
      noneFits = true;
      return null;
    },
  });
  let fileKey: Uint8Array | undefined;
  try {
    fileKey = await decrypter.decryptHeader(header.bytes);
  } catch (error) {
    if (noneFits) {
      const isPassphrase = header.stanzas[0]?.args[0] === "scrypt";
      const sentence = isPassphrase
        ? "The passphrase does not open this file, or the file needs one and a key was given."
        : "No key that was given opens this file: it was encrypted to others.";
      throw new UserError("no-matching-identity", "wrongUse", sentence, { cause: error });
    }
    if (isFormatError(error)) throw error;
    // What is left in a header that is well-formed: a stanza of the right kind with the wrong content, or a MAC that does not fit.
    const detail = "the header was changed: it does not fit the key that it holds";
    throw ageFault("bad-mac", 0, detail, "header", error);
  }
  if (fileKey.byteLength !== FILE_KEY_BYTES) throw payloadFault("bad-stanza", 0, "the file key has not 16 bytes");
  return fileKey;
}

function payloadFault(code: AgeFault, offset: number, detail: string, chunk?: number): FormatError {
  return ageFault(code, offset, detail, chunk === undefined ? "payload" : `chunk ${chunk}`);
}
