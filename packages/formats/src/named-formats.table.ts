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
  named("px4-ulog-encrypted", "PX4 flight log, encrypted", ["ulge"], (head) => (ascii(head, 0, "ULogEnc") ? 1 : 0)),
  named("png", "PNG picture", ["png"], (head) => (head[0] === 0x89 && ascii(head, 1, "PNG\r\n\u001a\n") ? 1 : 0)),
  named("pdf", "PDF document", ["pdf"], (head) => (ascii(head, 0, "%PDF-") ? 0.95 : 0)),
];
