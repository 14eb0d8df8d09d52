/** Is this a JPEG? Pictures inside originals are sent as `image/jpeg` only when their segments say so. */

const startOfImage = 0xffd8;
const startOfScan = 0xda;
const maxSegments = 1000;

/** True when the bytes start as a JPEG does and hold a frame header before the first scan (ITU-T T.81, annex B). */
export function isJpeg(bytes: Uint8Array): boolean {
  if (bytes.byteLength < 4) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0) !== startOfImage) return false;
  let hasFrame = false;
  for (let at = 2, count = 0; at + 4 <= bytes.byteLength && count < maxSegments; count++) {
    if (view.getUint8(at) !== 0xff) return false;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === startOfScan) return hasFrame;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    hasFrame ||= isFrame;
    const length = view.getUint16(at + 2);
    if (length < 2) return false;
    at += 2 + length;
  }
  return false;
}
