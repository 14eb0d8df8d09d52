/** Elevation models as GeoTIFF. */
import type { Format } from "../format.ts";

/** A TIFF of one number a cell that says where it lies. */
export const geoTiffFormat: Format = {
  id: "geotiff",
  name: "GeoTIFF elevation model",
  extensions: ["tif", "tiff"],
  document: "docs/formats/geotiff.md",
  sniff: (head) => (isElevation(head) ? 0.92 : 0),
};

/** Looks at the first directory, when it stands in the head. */
function isElevation(head: Uint8Array): boolean {
  if (head.length < 16) return false;
  const littleEndian = head[0] === 0x49 && head[1] === 0x49;
  if (!littleEndian && !(head[0] === 0x4d && head[1] === 0x4d)) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const version = view.getUint16(2, littleEndian);
  if (version !== 42 && version !== 43) return false;
  const big = version === 43;
  const at = big ? view.getUint32(littleEndian ? 8 : 12, littleEndian) : view.getUint32(4, littleEndian);
  const countBytes = big ? 8 : 2;
  const entryBytes = big ? 20 : 12;
  if (at + countBytes > head.length) return false;
  const count = Math.min(1000, view.getUint16(at + (big && !littleEndian ? 6 : 0), littleEndian));
  let isPlaced = false;
  let samples = 1;
  for (let index = 0; index < count; index += 1) {
    const entry = at + countBytes + index * entryBytes;
    if (entry + entryBytes > head.length) break;
    const tag = view.getUint16(entry, littleEndian);
    if (tag === 34735) isPlaced = true;
    if (tag === 277) samples = view.getUint16(entry + (big ? 12 : 8), littleEndian);
  }
  return isPlaced && samples === 1;
}
