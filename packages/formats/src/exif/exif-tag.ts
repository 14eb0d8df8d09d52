/** One tag of a picture with its value and the bytes where it stands. */
import type { MetadataField } from "../metadata-field.ts";
import type { TiffEntry } from "../tiff/read-directories.ts";
import type { TiffValue } from "../tiff/read-value.ts";

/** A tag. */
export interface ExifTag {
  /** `IFD0`, `IFD1`, `Exif`, `GPS`, `Interop`, `SubIFD0`, `MakerNote`. */
  readonly directory: string;
  /** Name from the tables, else `0x1234`. */
  readonly name: string;
  readonly group: MetadataField["group"];
  /** Value; at most 4 KiB of it. */
  readonly value: TiffValue;
  readonly entry: TiffEntry;
}

/** The first number of a tag; `null` when it is missing, no number or not finite. */
export function tagNumber(tag: ExifTag | undefined, index = 0): number | null {
  const number = tag?.value.kind === "numbers" ? tag.value.numbers[index] : undefined;
  return number !== undefined && Number.isFinite(number) ? number : null;
}

/** The text of a tag without spaces around it; `null` when it is missing or empty. */
export function tagText(tag: ExifTag | undefined): string | null {
  if (tag === undefined || tag.value.kind === "numbers") return null;
  const text = tag.value.kind === "text" ? tag.value.text : bytesText(tag.value.bytes);
  const trimmed = text?.trim() ?? "";
  return trimmed === "" ? null : trimmed;
}

/** A tag's value as text for a list: numbers with spaces between, text as it is, bytes as text where they are, else in hexadecimal. */
export function tagValueText(tag: ExifTag): string {
  const { value, name } = tag;
  if (value.kind === "text") return value.text;
  if (value.kind === "numbers") {
    if (name.startsWith("XP")) return wideText(value.numbers);
    const shown = value.numbers.slice(0, 64).map((number) => (Number.isNaN(number) ? "undefined" : String(number)));
    return shown.join(" ") + (value.numbers.length > 64 ? " ..." : "");
  }
  const text = bytesText(value.bytes);
  if (text !== undefined) return text;
  const hex = Array.from(value.bytes.subarray(0, 32), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return value.bytes.length > 32 ? `${hex} ... (${tag.entry.lengthBytes} bytes)` : hex;
}

/** Character codes that EXIF puts before the text of a comment. */
const COMMENT_CODES = ["ASCII\0\0\0", "UNICODE\0", "JIS\0\0\0\0\0", "\0\0\0\0\0\0\0\0"];

function bytesText(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 8));
  const code = COMMENT_CODES.indexOf(head);
  if (code === 1) return wideText(bytes.subarray(8));
  const body = code >= 0 && code !== 2 ? bytes.subarray(8) : bytes;
  const end = body.length > 0 && body.at(-1) === 0 ? body.findLastIndex((byte) => byte !== 0) + 1 : body.length;
  const printable = body.subarray(0, end).every((byte) => byte >= 0x20 && byte < 0x7f);
  return printable && (end > 0 || body.length === 0) ? String.fromCharCode(...body.subarray(0, Math.min(end, 1000))) : undefined;
}

/** Text of 16-bit characters, little endian as Windows writes it. */
function wideText(bytes: ArrayLike<number>): string {
  let text = "";
  for (let at = 0; at + 1 < bytes.length && text.length < 1000; at += 2) {
    const code = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text;
}
