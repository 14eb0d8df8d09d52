/** The list of further pictures in a JPEG (CIPA DC-007 Multi-Picture Format, APP2). */
import type { ByteSource, Issue } from "@creance/core";
import { isFormatError } from "@creance/core";
import { photoIssue } from "../photo/photo-issue.ts";
import { readTiffDirectories, type TiffEntry } from "../tiff/read-directories.ts";
import { readTiffValue } from "../tiff/read-value.ts";
import type { JpegSegment } from "./jpeg-segment.ts";

/** One picture of the list; the first is the main one. */
export interface MpfImage {
  /** Type code of the attribute, e.g. 0x010001 a preview, 0x030000 the main one. */
  readonly type: number;
  readonly byteOffset: number;
  readonly lengthBytes: number;
  /** Where its 16 bytes stand in the list. */
  readonly entryOffset: number;
}

/** The list with what is needed to change it. */
export interface MpfIndex {
  readonly images: readonly MpfImage[];
  readonly littleEndian: boolean;
  /** What offsets inside count from. */
  readonly at: number;
  /** Entry with the number of pictures. */
  readonly numberEntry: TiffEntry | null;
  /** Entry of the list. */
  readonly listEntry: TiffEntry | null;
}

const MAX_IMAGES = 32;

/** Reads the list; `null` with an issue when it is damaged. */
export async function readMpf(source: ByteSource, segment: JpegSegment, issues: Issue[]): Promise<MpfIndex | null> {
  const at = segment.dataOffset;
  try {
    const end = segment.byteOffset + segment.lengthBytes;
    const file = await readTiffDirectories(source, at, { format: "jpeg", end, pointers: {} });
    const { littleEndian } = file;
    const entryOf = (wanted: number): TiffEntry | null => file.directories[0]?.entries.find(({ tag }) => tag === wanted) ?? null;
    const list = entryOf(0xb002);
    const index = { littleEndian, at, numberEntry: entryOf(0xb001), listEntry: list };
    if (list === null) return { ...index, images: [] };
    const count = Math.min(MAX_IMAGES, Math.floor(list.lengthBytes / 16));
    const value = await readTiffValue(source, { ...list, type: 7 }, littleEndian, count * 16);
    if (value.kind !== "bytes") return { ...index, images: [] };
    const { bytes } = value;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const images = Array.from({ length: Math.floor(bytes.length / 16) }, (_, index) => {
      const offset = view.getUint32(index * 16 + 8, littleEndian);
      return {
        type: view.getUint32(index * 16, littleEndian) & 0xffffff,
        byteOffset: offset === 0 ? 0 : at + offset,
        lengthBytes: view.getUint32(index * 16 + 4, littleEndian),
        entryOffset: list.valueOffset + index * 16,
      };
    });
    return { ...index, images };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    issues.push(photoIssue("mpf-damaged", segment.byteOffset, "MPF"));
    return null;
  }
}
