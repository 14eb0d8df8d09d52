/** Bytes made from their offset: any size, nothing stored, the same at every read. */
import type { ByteSource } from "@creance/core";

const BLOCK_BYTES = 1_048_576;

/** A source of `size` bytes; other seeds are other bytes. Each MiB differs. */
export function patternedSource(size: number, seed = 1): ByteSource {
  const block = Buffer.alloc(BLOCK_BYTES);
  let word = (seed * 2_654_435_761) >>> 0;
  for (let offset = 0; offset < BLOCK_BYTES; offset += 4) {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
    block.writeUInt32LE(word, offset);
  }
  return {
    size,
    read(start, end) {
      const bytes = Buffer.allocUnsafe(end - start);
      for (let offset = start; offset < end; ) {
        const inside = offset % BLOCK_BYTES;
        const count = Math.min(end - offset, BLOCK_BYTES - inside);
        block.copy(bytes, offset - start, inside, inside + count);
        // The number of the block stands in its first four bytes.
        for (let at = inside; at < 4 && at < inside + count; at++)
          bytes[offset - start + at - inside] = (Math.floor(offset / BLOCK_BYTES) >>> (8 * at)) & 255;
        offset += count;
      }
      return Promise.resolve(bytes);
    },
  };
}
