/** Keeps the MPF list of a JPEG true when pictures behind the first, or segments between, are left out. */
import type { MpfIndex } from "../jpeg/read-mpf.ts";
import type { RewritePlan } from "./rewrite-plan.ts";

/**
 * Writes the list anew for the pictures that stay. `ends` says where each picture now ends in the original. Call it when everything that
 * is left out is known.
 */
export function rewriteMpf(plan: RewritePlan, index: MpfIndex, kept: readonly number[], ends: readonly number[]): void {
  const { images, littleEndian, listEntry, numberEntry } = index;
  if (listEntry === null || images.length === 0) return;
  const list = new Uint8Array(Math.min(listEntry.lengthBytes, images.length * 16));
  const view = new DataView(list.buffer);
  let at = 0;
  images.forEach((image, number) => {
    if (!kept.includes(number) || at + 16 > list.length) return;
    const end = ends[number] ?? image.byteOffset + image.lengthBytes;
    view.setUint32(at, (flagsOf(number) | image.type) >>> 0, littleEndian);
    view.setUint32(at + 4, plan.newOffset(end) - plan.newOffset(image.byteOffset), littleEndian);
    view.setUint32(at + 8, number === 0 ? 0 : plan.newOffset(image.byteOffset) - plan.newOffset(index.at), littleEndian);
    at += 16;
  });
  plan.patch(listEntry.valueOffset, list);
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, kept.length, littleEndian);
  if (numberEntry !== null && numberEntry.lengthBytes === 4) plan.patch(numberEntry.valueOffset, count);
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, kept.length * 16, littleEndian);
  plan.patch(listEntry.entryOffset + 4, bytes);
}

/** The first is the representative picture, the others depend on it, as cameras write it. */
function flagsOf(number: number): number {
  return number === 0 ? 0x20000000 : 0x40000000;
}
