/** What MP4 and QuickTime films are, as data. LRF proxies and OSV films of 360 degrees are the same. */
import type { Format } from "../format.ts";

const DOCUMENT = "docs/formats/mp4.md";

/** Brands of ISO base media files that cameras write as film; other brands (pictures) are not taken. */
const FILM_BRANDS = new Set([
  "isom",
  "iso2",
  "iso4",
  "iso5",
  "iso6",
  "mp41",
  "mp42",
  "avc1",
  "dash",
  "M4V ",
  "M4A ",
  "MSNV",
  "XAVC",
  "3gp4",
  "3gp5",
]);

/** MPEG-4 films. */
export const mp4Format: Format = {
  id: "mp4",
  name: "MPEG-4 film",
  extensions: ["mp4", "m4v", "m4a", "lrf", "lrv", "osv"],
  document: DOCUMENT,
  sniff: (head) => (ascii(head, 4) === "ftyp" && FILM_BRANDS.has(ascii(head, 8)) ? 0.95 : 0),
};

/** QuickTime films: the brand `qt  `, or none at all. */
export const quicktimeFormat: Format = {
  id: "quicktime",
  name: "QuickTime film",
  extensions: ["mov"],
  document: DOCUMENT,
  sniff: (head) => {
    const type = ascii(head, 4);
    if (type === "ftyp") return ascii(head, 8) === "qt  " ? 1 : 0;
    const sizeBytes = head.byteLength < 8 ? 0 : new DataView(head.buffer, head.byteOffset, 8).getUint32(0);
    return (sizeBytes >= 8 || sizeBytes === 1) && (type === "moov" || type === "mdat") ? 0.6 : 0;
  },
};

function ascii(head: Uint8Array, at: number): string {
  return String.fromCharCode(...head.subarray(at, at + 4));
}
