/** Bytes of an EXIF block that nothing names: programs that edited it leave old values there. */
import { tagNumber } from "../exif/exif-tag.ts";
import type { ExifBlock } from "../exif/read-exif.ts";
import type { TiffEntry } from "../tiff/read-directories.ts";
import type { RewritePlan } from "./rewrite-plan.ts";

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Writes zeros over every byte of the block that neither a directory nor a value that stays nor the thumbnail names. */
export function zeroSlack(
  plan: RewritePlan,
  part: { readonly block: ExifBlock; readonly end: number },
  gone: ReadonlySet<TiffEntry>,
): void {
  let at = part.block.at;
  for (const { start, end } of namedRanges(part.block, gone).sort((a, b) => a.start - b.start)) {
    if (start > at) plan.zero(at, Math.min(start, part.end) - at);
    at = Math.max(at, end);
  }
  if (part.end > at) plan.zero(at, part.end - at);
}

function namedRanges(block: ExifBlock, gone: ReadonlySet<TiffEntry>): Range[] {
  const ranges: Range[] = [{ start: block.at, end: block.at + (block.big ? 16 : 8) }];
  const directories = [...block.directories, ...(block.makerNote === null ? [] : [block.makerNote])];
  for (const { byteOffset, entries } of directories) {
    const last = Math.max(byteOffset, ...entries.map(({ entryOffset }) => entryOffset));
    // The directory itself was written anew; the offset of the next one stands behind its last entry.
    ranges.push({ start: byteOffset, end: last + (block.big ? 28 : 16) });
    for (const entry of entries)
      if (!gone.has(entry)) ranges.push({ start: entry.valueOffset, end: entry.valueOffset + entry.lengthBytes });
  }
  ranges.push(...pictureRanges(block));
  return ranges;
}

/** Thumbnails: a JPEG stream, or strips of a few offsets. */
function pictureRanges(block: ExifBlock): Range[] {
  const ranges: Range[] = [];
  for (const { name } of block.directories) {
    const of = (tag: string) => block.tags.find((each) => each.directory === name && each.name === tag);
    for (const [offsets, sizes] of [
      ["ThumbnailOffset", "ThumbnailLength"],
      ["StripOffsets", "StripByteCounts"],
    ] as const) {
      const count = of(offsets)?.entry.count ?? 0;
      for (let index = 0; index < Math.min(count, 16); index += 1) {
        const start = tagNumber(of(offsets), index);
        const size = tagNumber(of(sizes), index);
        if (start !== null && size !== null) ranges.push({ start: block.at + start, end: block.at + start + size });
      }
    }
  }
  return ranges;
}
