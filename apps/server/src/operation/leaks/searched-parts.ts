/** What is searched of an output: its bytes, and what is packed in it (zip, gzip), inside out, within bounds. */
import { type ByteSource, isFormatError, memorySource, type Platform } from "@creance/core";
import { isZipMember, readZip } from "@creance/formats";

/** Bytes that are searched as one stream. */
export interface SearchedPart {
  readonly name: string;
  /** Where the part begins in the output; a packed part: where its packed bytes begin. */
  readonly byteOffset: number;
  /** True when offsets inside count in unpacked bytes. */
  readonly packed: boolean;
  chunks(): AsyncGenerator<Uint8Array>;
}

const BLOCK_BYTES = 1_048_576;
const MOST_DEPTH = 3;
/** A packed part that is itself packed is unpacked in memory up to this size. */
const MOST_NESTED_BYTES = 64 * 1_048_576;
const MOST_UNPACKED_BYTES = 8 * 1024 * 1_048_576;

/** Walks an output. `onUnopened` hears of each part that was not unpacked. */
export async function* searchedParts(
  name: string,
  source: ByteSource,
  platform: Platform,
  onUnopened: () => void,
  inside: { readonly depth: number; readonly byteOffset: number } = { depth: 0, byteOffset: 0 },
): AsyncGenerator<SearchedPart> {
  const { depth, byteOffset } = inside;
  yield { name, byteOffset, packed: depth > 0, chunks: () => blocks(source) };
  const head = await source.read(0, Math.min(source.size, 4));
  const isGzip = head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
  const isZip = head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
  if (!isGzip && !isZip) return;
  if (depth >= MOST_DEPTH) {
    onUnopened();
    return;
  }
  if (isGzip) {
    const unpacked = await whole(gunzip(source, platform), onUnopened);
    if (unpacked !== null) yield* searchedParts(name, memorySource(unpacked), platform, onUnopened, { depth: depth + 1, byteOffset });
    return;
  }
  try {
    for await (const item of readZip(source, { platform, maxTotalBytes: MOST_UNPACKED_BYTES })) {
      if (!isZipMember(item)) {
        onUnopened();
        continue;
      }
      const at = depth === 0 ? item.byteOffset : byteOffset;
      if (item.sizeBytes > MOST_NESTED_BYTES) {
        yield { name: `${name}/${item.path}`, byteOffset: at, packed: true, chunks: () => item.open() };
        continue;
      }
      const member = await whole(item.open(), onUnopened);
      if (member !== null)
        yield* searchedParts(`${name}/${item.path}`, memorySource(member), platform, onUnopened, { depth: depth + 1, byteOffset: at });
    }
  } catch (error) {
    if (!isFormatError(error)) throw error;
    onUnopened();
  }
}

async function* blocks(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < source.size; at += BLOCK_BYTES) yield await source.read(at, Math.min(source.size, at + BLOCK_BYTES));
}

async function* gunzip(source: ByteSource, platform: Platform): AsyncGenerator<Uint8Array> {
  const inflater = platform.createGunzip({ maxOutputBytes: MOST_NESTED_BYTES });
  for await (const block of blocks(source)) yield inflater.push(block);
  yield inflater.finish();
}

/** All of a packed part; `null` when it is too large or cannot be unpacked. */
async function whole(chunks: AsyncGenerator<Uint8Array>, onUnopened: () => void): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  try {
    for await (const chunk of chunks) parts.push(chunk.slice());
  } catch {
    // Whatever the unpacker says of the bytes: this part was not seen.
    onUnopened();
    return null;
  }
  return new Uint8Array(Buffer.concat(parts));
}
