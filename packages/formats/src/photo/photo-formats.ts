/** What the picture formats are, as data. */
import type { Format } from "../format.ts";

/** JPEG pictures, thermal ones (R-JPEG) too. */
export const jpegFormat: Format = {
  id: "jpeg",
  name: "JPEG picture",
  extensions: ["jpg", "jpeg"],
  document: "docs/formats/jpeg.md",
  sniff: (head) => (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff && (head[3] ?? 0) >= 0xc0 ? 0.95 : 0),
};

/** Digital negatives: TIFF with the tag `DNGVersion` in its first directory. */
export const dngFormat: Format = {
  id: "dng",
  name: "DNG raw picture",
  extensions: ["dng"],
  document: "docs/formats/tiff.md",
  sniff: (head) => (isTiffHead(head) && headTags(head).includes(50706) ? 0.95 : 0),
};

/** TIFF and BigTIFF pictures. */
export const tiffFormat: Format = {
  id: "tiff",
  name: "TIFF picture",
  extensions: ["tif", "tiff"],
  document: "docs/formats/tiff.md",
  sniff: (head) => (isTiffHead(head) ? 0.8 : 0),
};

/** Major brands of HEIF pictures that are coded with HEVC, and of the container as such. */
const HEIF_BRANDS = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

/** HEIC pictures. */
export const heicFormat: Format = {
  id: "heic",
  name: "HEIC picture",
  extensions: ["heic", "heif", "hif"],
  document: "docs/formats/heic.md",
  sniff: (head) => (ascii(head, 4) === "ftyp" && HEIF_BRANDS.includes(ascii(head, 8)) ? 0.97 : 0),
};

function ascii(head: Uint8Array, at: number): string {
  return String.fromCharCode(...head.subarray(at, at + 4));
}

function isTiffHead(head: Uint8Array): boolean {
  const order = ascii(head.subarray(0, 4), 0);
  return order === "II*\0" || order === "MM\0*" || order === "II+\0" || order === "MM\0+";
}

/** Tags of the first directory as far as it stands in the head; empty for BigTIFF. */
function headTags(head: Uint8Array): number[] {
  if (head.length < 8) return [];
  const littleEndian = head[0] === 0x49;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const at = view.getUint32(4, littleEndian);
  if (view.getUint16(2, littleEndian) !== 42 || at + 2 > head.length) return [];
  const tags: number[] = [];
  const count = view.getUint16(at, littleEndian);
  for (let index = 0; index < count && at + 14 + index * 12 <= head.length; index += 1)
    tags.push(view.getUint16(at + 2 + index * 12, littleEndian));
  return tags;
}
