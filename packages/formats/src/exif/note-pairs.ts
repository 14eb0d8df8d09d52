/** Pairs of name and value that DJI's cameras write as text into the maker note: `[sensor_id:...]`, `[ae_dbg_info:...]`. */
import type { MetadataField } from "../metadata-field.ts";
import type { ExifTag } from "./exif-tag.ts";

const MAX_PAIRS = 64;

/** The pairs of a maker note, each with the bytes of its value; empty when it holds none. */
export function notePairs(note: ExifTag): readonly MetadataField[] {
  if (note.value.kind !== "bytes" || note.value.bytes[0] !== 0x5b) return [];
  const text = Array.from(note.value.bytes, (byte) => String.fromCharCode(byte)).join("");
  const fields: MetadataField[] = [];
  for (const match of text.matchAll(/\[([A-Za-z][\w-]{1,40}):([^\]]{0,2000})\]/g)) {
    if (fields.length >= MAX_PAIRS) break;
    const [, name, value] = match;
    if (name === undefined || value === undefined) continue;
    const byteOffset = note.entry.valueOffset + match.index + name.length + 2;
    fields.push({
      group: "makerNote",
      name,
      value: value.replace(/[^\x20-\x7e]/g, "?").slice(0, 1000),
      byteOffset,
      lengthBytes: value.length,
    });
  }
  return fields;
}
