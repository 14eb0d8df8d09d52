/** Sample descriptions of films: what a decoder needs stays, names and unknown boxes go (ISO/IEC 14496-12 section 8.5.2, 12.1.3, 12.2.3). */
import { type Box, boxesIn } from "@creance/formats";
import type { Range } from "./ranges.ts";

/** Set-up of decoders, shape and colours of the picture, places of the speakers. */
const KEPT = new Set([
  ...["avcC", "hvcC", "lhvC", "vvcC", "av1C", "vpcC", "dvcC", "dvvC", "dvwC", "d263", "glbl", "esds", "bitr", "btrt"],
  ...["colr", "pasp", "clap", "fiel", "gama", "clli", "mdcv", "SmDm", "CoLL", "cclv", "amve"],
  ...["dOps", "dfLa", "dac3", "dec3", "dac4", "alac", "pcmC", "chnl", "chan", "srat", "samr", "damr", "wave", "frma", "enda", "mp4a"],
]);
/** Colours as numbers; the others are whole profiles, with texts. */
const NUMBERED_COLOURS = new Set(["nclx", "nclc"]);
/** Fixed fields of a picture's and a sound's description, in bytes behind its header. */
const PICTURE_BYTES = 78;
const SOUND_BYTES = 28;
const QUICKTIME_SOUND_BYTES: Readonly<Record<number, number>> = { 1: 16, 2: 36 };
const CODER_NAME_AT = 42;
const CODER_NAME_BYTES = 32;

/** Boxes and bytes of `stsd` that go. */
export function descriptionLeftovers(
  bytes: Uint8Array,
  base: number,
  stsd: Box,
  handler: string,
): { readonly boxes: readonly { readonly box: Box; readonly path: string }[]; readonly zeros: readonly Range[] } {
  const boxes: { box: Box; path: string }[] = [];
  const zeros: Range[] = [];
  const go = (parent: Box, from: number, path: string): void => {
    const list = boxesIn(bytes, { base, from: from - base, to: parent.end - base });
    if (list.stopped !== null) zeros.push({ start: list.stopped.offset, end: parent.end });
    for (const box of list.boxes) {
      // QuickTime ends a list by an empty box without a name.
      if (box.type === "\0\0\0\0" && box.end === box.contentStart) continue;
      const isNumbers = box.type !== "colr" || NUMBERED_COLOURS.has(nameAt(bytes, box.contentStart - base));
      if (!KEPT.has(box.type) || !isNumbers) boxes.push({ box, path: `${path}/${box.type}` });
      else if (box.type === "wave" && parent.type !== "wave") go(box, box.contentStart, `${path}/wave`);
    }
  };
  const entries = boxesIn(bytes, { base, from: stsd.contentStart + 8 - base, to: stsd.end - base });
  if (entries.stopped !== null) zeros.push({ start: entries.stopped.offset, end: stsd.end });
  for (const entry of entries.boxes) {
    const content = entry.contentStart;
    if (handler === "vide") {
      const end = Math.min(content + CODER_NAME_AT + CODER_NAME_BYTES, entry.end);
      zeros.push({ start: content + CODER_NAME_AT, end });
    }
    const isQuickTime = bytes[stsd.contentStart - base] === 0;
    const version = content + 10 <= entry.end ? ((bytes[content + 8 - base] as number) << 8) | (bytes[content + 9 - base] as number) : 0;
    const fixed = handler === "vide" ? PICTURE_BYTES : SOUND_BYTES + (isQuickTime ? (QUICKTIME_SOUND_BYTES[version] ?? 0) : 0);
    if (content + fixed < entry.end) go(entry, content + fixed, entry.type);
  }
  return { boxes, zeros };
}

function nameAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
