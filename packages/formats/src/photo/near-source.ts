/** Reads of small structures that stand near each other, turned into a few larger ones. */
import type { ByteSource } from "@creance/core";

/** Sizes of what is read and kept. */
export interface NearOptions {
  /** Read at once from the start of the source; 64 KiB unless told. */
  readonly headBytes?: number;
  /** Least that is read elsewhere; 4 KiB unless told. */
  readonly blockBytes?: number;
}

const KEPT_BLOCKS = 8;

/** A source that keeps the head and the last eight blocks of another. Memory: the head and eight reads. */
export function nearSource(source: ByteSource, options: NearOptions = {}): ByteSource {
  const headBytes = Math.min(options.headBytes ?? 65_536, source.size);
  const blockBytes = options.blockBytes ?? 4096;
  const blocks: { readonly start: number; readonly bytes: Uint8Array }[] = [];
  return {
    size: source.size,
    async read(start, end) {
      for (const block of blocks)
        if (start >= block.start && end <= block.start + block.bytes.length)
          return block.bytes.subarray(start - block.start, end - block.start);
      const isHead = end <= headBytes;
      const from = isHead ? 0 : start;
      const bytes = await source.read(from, isHead ? headBytes : Math.min(source.size, Math.max(end, start + blockBytes)));
      blocks.unshift({ start: from, bytes });
      if (blocks.length > KEPT_BLOCKS)
        blocks.splice(
          blocks.findLastIndex((block) => block.start !== 0),
          1,
        );
      return bytes.subarray(start - from, end - from);
    },
  };
}
