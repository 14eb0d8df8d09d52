/**
 * What stays of a film's track: boxes on a list, with as many bytes as their tables have; everything else, however deep, becomes free space
 * (ISO/IEC 14496-12 sections 8 and 12, QuickTime File Format "Movie atoms").
 */
import { type Box, boxesIn } from "@creance/formats";
import { descriptionLeftovers } from "./film-descriptions.ts";
import type { Range } from "./ranges.ts";

/** Boxes that stay, by the box they stand in; what is listed here as a key is gone through as well. One of each kind: the first. */
const KEPT: Readonly<Record<string, ReadonlySet<string>>> = {
  trak: new Set(["tkhd", "edts", "mdia"]),
  edts: new Set(["elst"]),
  mdia: new Set(["mdhd", "hdlr", "minf"]),
  minf: new Set(["vmhd", "smhd", "hdlr", "dinf", "stbl"]),
  dinf: new Set(["dref"]),
  stbl: new Set(["stsd", "stts", "ctts", "cslg", "stss", "stps", "stsc", "stsz", "stz2", "stco", "co64", "sdtp"]),
};
/** Behind version, flags and two words: who made the handler, and its name. */
const HANDLER_WORDS_AT = 12;

/** Boxes that go, with their path, and ranges of boxes that stay which nothing needs. */
interface FilmLeftovers {
  readonly boxes: readonly { readonly box: Box; readonly path: string }[];
  readonly zeros: readonly Range[];
}

/** Goes through a track; `bytes` is the content of `moov`, which stands at `base`. */
export function trackLeftovers(bytes: Uint8Array, base: number, trak: Box, track: { handler: string; samples: number }): FilmLeftovers {
  const boxes: { box: Box; path: string }[] = [];
  const zeros: Range[] = [];
  const waiting = [{ box: trak, path: "trak" }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { box: parent, path } = next;
    const list = boxesIn(bytes, { base, from: parent.contentStart - base, to: parent.end - base });
    if (list.stopped !== null) zeros.push({ start: list.stopped.offset, end: parent.end });
    const seen = new Set<string>();
    for (const box of list.boxes) {
      const isKept = KEPT[parent.type]?.has(box.type) === true && !seen.has(box.type);
      seen.add(box.type);
      if (!isKept) boxes.push({ box, path: `${path}/${box.type}` });
      else if (KEPT[box.type] !== undefined) waiting.push({ box, path: `${path}/${box.type}` });
      else if (box.type === "stsd") {
        const inside = descriptionLeftovers(bytes, base, box, track.handler);
        zeros.push(...inside.zeros);
        boxes.push(...inside.boxes.map((each) => ({ box: each.box, path: `${path}/stsd/${each.path}` })));
      } else zeros.push(...tailOf(bytes, base, box, track.samples));
    }
  }
  return { boxes, zeros };
}

/** What stands in a header or table behind its last value, and words in it. */
export function tailOf(bytes: Uint8Array, base: number, box: Box, samples: number): readonly Range[] {
  if (box.type === "dref") return wordsOfReferences(bytes, base, box);
  const view = new DataView(bytes.buffer, bytes.byteOffset + box.contentStart - base, box.end - box.contentStart);
  const used = usedBytes(box.type, view, samples);
  return used !== null && used < view.byteLength ? [{ start: box.contentStart + used, end: box.end }] : [];
}

function usedBytes(type: string, view: DataView, samples: number): number | null {
  const isLong = view.byteLength > 0 && view.getUint8(0) === 1;
  const word = (at: number): number => (at + 4 <= view.byteLength ? view.getUint32(at) : 0);
  switch (type) {
    case "hdlr":
      return HANDLER_WORDS_AT;
    case "mvhd":
      return isLong ? 112 : 100;
    case "tkhd":
      return isLong ? 96 : 84;
    case "mdhd":
      return isLong ? 36 : 24;
    case "vmhd":
      return 12;
    case "smhd":
      return 8;
    case "elst":
      return 8 + word(4) * (isLong ? 20 : 12);
    case "stts":
    case "ctts":
    case "co64":
      return 8 + word(4) * 8;
    case "stss":
    case "stps":
    case "stco":
      return 8 + word(4) * 4;
    case "stsc":
      return 8 + word(4) * 12;
    case "stsz":
      return 12 + (word(4) === 0 ? word(8) * 4 : 0);
    case "stz2":
      return 12 + Math.ceil((word(8) * (word(4) & 255)) / 8);
    case "cslg":
      return isLong ? 44 : 24;
    case "sdtp":
      return 4 + samples;
    default:
      return null;
  }
}

/** Where the media data lies is in this file: paths and names of other files are not needed. */
function wordsOfReferences(bytes: Uint8Array, base: number, box: Box): readonly Range[] {
  const list = boxesIn(bytes, { base, from: box.contentStart + 8 - base, to: box.end - base });
  const words = list.boxes.map(({ contentStart, end }) => ({ start: contentStart + 4, end }));
  return list.stopped === null ? words : [...words, { start: list.stopped.offset, end: box.end }];
}
