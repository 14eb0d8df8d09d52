/** Whether an ICC profile (ICC.1:2010) says nothing but colours: tags beyond these name displays, machines and their makers' data. */

/** What is said when a profile goes. */
export const PROFILE_LEFT_OUT =
  "The colour profile held more than colours that are read here, and was left out: colours may look different.";

const HEADER_BYTES = 128;
const MOST_TAGS = 100;
const COLOUR_TAGS = new Set([
  ...["rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "kTRC", "wtpt", "bkpt", "chad", "chrm", "lumi", "meas", "view", "tech", "cicp"],
  ...["A2B0", "A2B1", "A2B2", "B2A0", "B2A1", "B2A2", "D2B0", "D2B1", "D2B2", "B2D0", "B2D1", "B2D2", "gamt", "desc", "cprt", "dmnd"],
  ...["dmdd", "vued", "rig0", "ciis", "para"],
]);
const ascii = new TextDecoder("latin1");

/** True when its length is the one it says, all its tags are known, and no byte stands outside them. */
export function isPlainProfile(bytes: Uint8Array): boolean {
  if (bytes.byteLength < HEADER_BYTES + 4) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(HEADER_BYTES);
  const tableEnd = HEADER_BYTES + 4 + count * 12;
  if (view.getUint32(0) !== bytes.byteLength || ascii.decode(bytes.subarray(36, 40)) !== "acsp") return false;
  if (count > MOST_TAGS || tableEnd > bytes.byteLength) return false;
  const ranges = [{ start: 0, end: tableEnd }];
  for (let at = HEADER_BYTES + 4; at < tableEnd; at += 12) {
    const start = view.getUint32(at + 4);
    const end = start + view.getUint32(at + 8);
    if (!COLOUR_TAGS.has(ascii.decode(bytes.subarray(at, at + 4))) || start < tableEnd || end > bytes.byteLength) return false;
    ranges.push({ start, end });
  }
  const named = ranges.sort((a, b) => a.start - b.start);
  let at = 0;
  for (const { start, end } of [...named, { start: bytes.byteLength, end: bytes.byteLength }]) {
    // Tags begin at multiples of four: zeros between them.
    if (start > at && bytes.subarray(at, start).some((byte) => byte !== 0)) return false;
    at = Math.max(at, end);
  }
  return true;
}
