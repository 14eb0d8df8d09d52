/** Formats that are kept and named but not read yet. Their document is the registry of the maker or the standard. */
import type { Format } from "./format.ts";

const ascii = (head: Uint8Array, at: number, text: string): boolean => {
  for (let index = 0; index < text.length; index += 1) if (head[at + index] !== text.charCodeAt(index)) return false;
  return true;
};

const named = (id: string, name: string, extensions: readonly string[], sniff: Format["sniff"]): Format => ({
  id,
  name,
  extensions,
  document: "docs/formats/named.md",
  sniff,
});

/** Brands of ISO base media files that cameras write as film; other brands (pictures) are not taken. */
const FILM_BRANDS = ["isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "dash", "M4V ", "MSNV", "3gp4", "3gp5"];

/** Highest version byte that is taken for a version to come; the format has grown by one every year or two. */
const VERSION_TO_COME = 40;

/** The prefix of a DJI flight record with a version that came after this reader: offset and length of the details, then zeros. */
function sniffNewerDjiRecord(head: Uint8Array): number {
  const version = head[10] ?? 0;
  if (head.length < 100 || version <= 14 || version > VERSION_TO_COME) return 0;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const detailOffset = view.getUint32(0, true);
  const detailLength = view.getUint16(8, true);
  const isPrefix = view.getUint32(4, true) === 0 && detailOffset >= 100 && detailLength >= 100 && detailLength <= 4096;
  return isPrefix && head.subarray(20, 100).every((byte) => byte === 0) ? 0.4 : 0;
}

/** Formats known by name only. */
export const namedFormats: readonly Format[] = [
  named("dji-flight-record-newer", "DJI flight record of a version newer than 14", ["txt"], sniffNewerDjiRecord),
  named("jpeg", "JPEG picture", ["jpg", "jpeg"], (head) =>
    head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff && (head[3] as number) >= 0xc0 ? 0.95 : 0,
  ),
  named("png", "PNG picture", ["png"], (head) => (head[0] === 0x89 && ascii(head, 1, "PNG\r\n\u001a\n") ? 1 : 0)),
  named("quicktime", "QuickTime film", ["mov"], (head) => {
    if (ascii(head, 4, "ftypqt  ")) return 1;
    const sizeBytes = ((head[0] ?? 0) << 24) | ((head[1] ?? 0) << 16) | ((head[2] ?? 0) << 8) | (head[3] ?? 0);
    return sizeBytes >= 8 && (ascii(head, 4, "moov") || ascii(head, 4, "mdat")) ? 0.6 : 0;
  }),
  named("mp4", "MPEG-4 film", ["mp4", "m4v"], (head) =>
    ascii(head, 4, "ftyp") && FILM_BRANDS.some((brand) => ascii(head, 8, brand)) ? 0.95 : 0,
  ),
  named("pdf", "PDF document", ["pdf"], (head) => (ascii(head, 0, "%PDF-") ? 0.95 : 0)),
];
