/** Bytes of an EXIF block that nothing names: programs that changed it in place leave old values and thumbnails there. */
import { type ExifBlock, tagNumber } from "@creance/formats";
import { complementOf, mergedRanges, type Range } from "./ranges.ts";

const MOST_STRIPS = 64;

/** All bytes beside the header, the directories and their values; beside the pictures inside, too, when `keepsPictures`. */
export function exifSlack(block: ExifBlock, end: number, keepsPictures: boolean): readonly Range[] {
  const named: Range[] = [{ start: block.at, end: block.at + (block.big ? 16 : 8) }];
  for (const { byteOffset, entries } of [...block.directories, ...(block.makerNote === null ? [] : [block.makerNote])]) {
    const last = Math.max(byteOffset, ...entries.map(({ entryOffset }) => entryOffset));
    // Behind its last entry stands the offset of the next directory.
    named.push({ start: byteOffset, end: last + (block.big ? 28 : 16) });
    for (const { valueOffset, lengthBytes } of entries) named.push({ start: valueOffset, end: valueOffset + lengthBytes });
  }
  if (keepsPictures) named.push(...pictures(block));
  return complementOf(mergedRanges(named), [{ start: block.at, end }]);
}

function pictures(block: ExifBlock): Range[] {
  const ranges: Range[] = [];
  for (const { name } of block.directories) {
    const of = (tag: string) => block.tags.find((each) => each.directory === name && each.name === tag);
    for (const [offsets, sizes] of [
      ["ThumbnailOffset", "ThumbnailLength"],
      ["StripOffsets", "StripByteCounts"],
    ] as const) {
      for (let index = 0; index < Math.min(of(offsets)?.entry.count ?? 0, MOST_STRIPS); index += 1) {
        const start = tagNumber(of(offsets), index);
        const size = tagNumber(of(sizes), index);
        if (start !== null && size !== null) ranges.push({ start: block.at + start, end: block.at + start + size });
      }
    }
  }
  return ranges;
}
