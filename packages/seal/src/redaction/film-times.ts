/** Times in the header boxes of films: seconds since 1904, twice in each `mvhd`, `tkhd` and `mdhd` (ISO/IEC 14496-12 section 8). */
import { type Box, boxesIn } from "@creance/formats";

/** Patches that move every time that is set. `bytes` is the content of `moov`, which stands at `base`. */
export function shiftedFilmTimes(
  bytes: Uint8Array,
  base: number,
  inMoov: readonly Box[],
  shiftUs: number,
): { readonly start: number; readonly bytes: Uint8Array }[] {
  const patches: { start: number; bytes: Uint8Array }[] = [];
  const children = (box: Box): readonly Box[] => boxesIn(bytes, { base, from: box.contentStart - base, to: box.end - base }).boxes;
  const headers = inMoov.flatMap((box) => {
    if (box.type === "mvhd") return [box];
    if (box.type !== "trak") return [];
    const inTrak = children(box);
    return [...inTrak.filter(({ type }) => type === "tkhd"), ...inTrak.filter(({ type }) => type === "mdia").flatMap(children)].filter(
      ({ type }) => type === "tkhd" || type === "mdhd",
    );
  });
  for (const header of headers) {
    const content = bytes.subarray(header.contentStart - base, header.end - base);
    const patch = movedTimes(content, shiftUs / 1e6);
    if (patch !== null) patches.push({ start: header.contentStart + 4, bytes: patch });
  }
  return patches;
}

/** Both times of a header; `null` when it is too short. What would fall out of its range becomes 0, which means unknown. */
function movedTimes(content: Uint8Array, seconds: number): Uint8Array | null {
  const size = content[0] === 1 ? 8 : 4;
  if (content.byteLength < 4 + size * 2) return null;
  // A copy: what a source gives can be a `Buffer`, whose `slice` is none.
  const patch = new Uint8Array(content.subarray(4, 4 + size * 2));
  const view = new DataView(patch.buffer);
  for (const at of [0, size]) {
    const old = size === 4 ? view.getUint32(at) : Number(view.getBigUint64(at));
    const moved = old === 0 ? 0 : old + seconds;
    const isInRange = moved >= 0 && moved <= (size === 4 ? 0xffff_ffff : Number.MAX_SAFE_INTEGER);
    if (size === 4) view.setUint32(at, isInRange ? moved : 0);
    else view.setBigUint64(at, BigInt(isInRange ? moved : 0));
  }
  return patch;
}
