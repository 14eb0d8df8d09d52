/** Runs the audit's searches over outputs: none of the removed values may be in them, in any written form. */
import type { PointHit } from "@creance/audit";
import { distanceM } from "@creance/core";
import { isGridMiddle } from "@creance/seal";
import { type LeakSearches, leakSearches, type PlainText, type RemovedPositions } from "./leak-needles.ts";
import { type SearchedPart, searchedParts } from "./searched-parts.ts";
import type { CheckLeaks, Leak } from "./types.ts";

const MOST_LEAKS = 1000;
/** A written position is a leak as far away as its own rounding reaches, up to this. */
const MOST_ROUNDING_M = 1200;

/** Looks for every removed value in every output, packed parts included. Memory: about 1 MB and what the values need; one pass over the bytes. */
export const checkLeaks: CheckLeaks = async (outputs, removed, { platform }) => {
  const searches = leakSearches(removed, platform);
  const found: Leak[] = [];
  let bytes = 0;
  let unopened = 0;
  for (const { name, source } of outputs) {
    const parts = searchedParts(name, source, platform, () => {
      unopened += 1;
    });
    for await (const part of parts) {
      bytes += await searchPart(part, searches, (leak) => {
        if (found.length < MOST_LEAKS && !found.some((each) => isSame(each, leak))) found.push(leak);
      });
    }
  }
  found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.byteOffset - b.byteOffset));
  return {
    ok: found.length === 0,
    searched: {
      outputs: outputs.length,
      bytes,
      values: searches.values.length,
      positions: searches.places.reduce((sum, { latDeg }) => sum + latDeg.length, 0),
      tooShort: searches.tooShort,
      unopened,
    },
    found,
  };
};

function isSame(a: Leak, b: Leak): boolean {
  return a.name === b.name && a.byteOffset === b.byteOffset && a.kind === b.kind;
}

/** Searches one part; the bytes it had. */
async function searchPart(part: SearchedPart, searches: LeakSearches, onLeak: (leak: Leak) => void): Promise<number> {
  const at = (offset: number): number => (part.packed ? part.byteOffset : part.byteOffset + offset);
  const where = (offset: number): string =>
    part.packed ? `in what is packed at byte ${part.byteOffset} of ${part.name}` : `at byte ${part.byteOffset + offset} of ${part.name}`;
  const tell = (kind: string, name: string, offset: number, how: string): void =>
    onLeak({
      name: part.name,
      byteOffset: at(offset),
      kind,
      sentence: `A value that was to go (${name}) still stands ${where(offset)}${how}.`,
    });
  const needles = searches.needles.open((hit) => {
    const value = searches.values[hit.needle];
    // A weak hit is one that may be chance among anything; as plain text in a redacted file it is not.
    if (value === undefined || (hit.weakBecause !== null && hit.layers.some((layer) => layer !== "text"))) return;
    tell(value.class, value.name, hit.start, hit.layers.length === 0 ? "" : `, written as ${hit.layers.join(", ")}`);
  });
  const positions = searches.positions?.open((hit) => {
    const place = leakedPlace(hit, searches.places);
    if (place !== null) tell("position", place.name, hit.start, `, written as ${hit.layers.join(", ")}`);
  });
  const plain = new PlainSearch(searches.plain, (text, offset) => tell(text.value.class, text.value.name, offset, ""));
  let bytes = 0;
  for await (const chunk of part.chunks()) {
    needles.push(chunk, 0, chunk.byteLength);
    positions?.push(chunk, 0, chunk.byteLength);
    plain.push(chunk);
    bytes += chunk.byteLength;
  }
  needles.end();
  positions?.end();
  return bytes;
}

/** The removed positions that a found one gives away; `null` when it gives none away. */
function leakedPlace(hit: PointHit, places: readonly RemovedPositions[]): RemovedPositions | null {
  if ((hit.weakBecause ?? null) !== null || Number.isNaN(hit.latDeg) || Number.isNaN(hit.lonDeg)) return null;
  for (const place of places) {
    const { gridM, withinM } = place;
    if (gridM !== null && isGridMiddle(hit, gridM, Math.max(1, hit.unitM))) continue;
    const roundingM = gridM === null && withinM > 10 ? Math.min(MOST_ROUNDING_M, hit.unitM) : 0;
    if (nearestM(place, hit.latDeg, hit.lonDeg) <= Math.max(withinM, roundingM)) return place;
  }
  return null;
}

function nearestM({ latDeg, lonDeg }: RemovedPositions, lat: number, lon: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let row = 0; row < latDeg.length; row += 1) {
    if (Math.abs((latDeg[row] as number) - lat) > 0.02) continue;
    nearest = Math.min(nearest, distanceM(latDeg[row] as number, lonDeg[row] as number, lat, lon));
  }
  return nearest;
}

/** Finds texts as they are, across pieces. */
class PlainSearch {
  readonly #texts: readonly PlainText[];
  readonly #onFound: (text: PlainText, offset: number) => void;
  readonly #keep: number;
  #tail: Buffer = Buffer.alloc(0);
  #offset = 0;

  constructor(texts: readonly PlainText[], onFound: (text: PlainText, offset: number) => void) {
    this.#texts = texts;
    this.#onFound = onFound;
    this.#keep = Math.max(0, ...texts.flatMap(({ patterns }) => patterns.map(({ byteLength }) => byteLength - 1)));
  }

  push(chunk: Uint8Array): void {
    if (this.#texts.length === 0) return;
    const bytes = Buffer.concat([this.#tail, chunk]);
    for (const text of this.#texts) {
      for (const pattern of text.patterns) {
        const at = bytes.indexOf(pattern);
        if (at >= 0) this.#onFound(text, this.#offset + at);
      }
    }
    this.#tail = bytes.subarray(Math.max(0, bytes.byteLength - this.#keep));
    this.#offset += bytes.byteLength - this.#tail.byteLength;
  }
}
