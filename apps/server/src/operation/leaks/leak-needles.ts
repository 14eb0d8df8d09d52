/** Needles and tracks from removed values, for the audit's searches. */
import {
  type AuditFlight,
  createNeedleSearch,
  createPositionSearch,
  type Needle,
  type NeedleSearch,
  type PositionSearch,
} from "@creance/audit";
import { type Platform, toHex } from "@creance/core";
import type { RemovedValue } from "@creance/seal";

/** A text that only a plain search finds: too short or too plain for the audit's, which looks for much else. */
export interface PlainText {
  readonly value: RemovedText;
  readonly patterns: readonly Uint8Array[];
}

/** What is looked for. */
export interface LeakSearches {
  readonly needles: NeedleSearch;
  /** The value of each needle, by its place. */
  readonly values: readonly (RemovedText | RemovedBytes)[];
  readonly plain: readonly PlainText[];
  readonly positions: PositionSearch | null;
  readonly places: readonly RemovedPositions[];
  /** Values that cannot be told from chance. */
  readonly tooShort: number;
}

/** A removed text. */
export type RemovedText = Extract<RemovedValue, { readonly kind: "text" }>;
/** A piece of removed bytes. */
export type RemovedBytes = Extract<RemovedValue, { readonly kind: "bytes" }>;
/** Removed positions. */
export type RemovedPositions = Extract<RemovedValue, { readonly kind: "positions" }>;

const LEAST_BYTES = 5;

/** Makes the searches, and tries each on a planted value: what the audit's search does not find is looked for plainly. */
export function leakSearches(removed: readonly RemovedValue[], platform: Platform): LeakSearches {
  const encoder = new TextEncoder();
  const texts = distinctTexts(removed);
  const long = texts.filter(({ value }) => encoder.encode(value).byteLength >= LEAST_BYTES);
  const pieces = removed.filter((value) => value.kind === "bytes");
  const values = [...long, ...pieces];
  const needles = createNeedleSearch(values.map(needleOf), platform);
  const found = foundPlanted(needles, values);
  const places = removed.filter((value) => value.kind === "positions" && value.latDeg.length > 0) as readonly RemovedPositions[];
  const positions = places.length === 0 ? null : createPositionSearch({ flights: places.map(flightOf), decoys: [], platform });
  if (positions !== null) checkPositions(positions, places);
  return {
    needles,
    values,
    plain: long.filter((_, index) => !found.has(index)).map((value) => ({ value, patterns: patternsOf(value.value) })),
    positions,
    places,
    tooShort: texts.length - long.length,
  };
}

function distinctTexts(removed: readonly RemovedValue[]): readonly RemovedText[] {
  const seen = new Map<string, RemovedText>();
  for (const value of removed) if (value.kind === "text" && !seen.has(value.value)) seen.set(value.value, value);
  return [...seen.values()];
}

/** As serial numbers texts are looked for in either case, with and without separators, hashed and encoded. */
function needleOf(value: RemovedText | RemovedBytes, index: number): Needle {
  const shared = { name: `removed[${index}]`, decoy: false, source: "redaction" };
  if (value.kind === "bytes") return { ...shared, kind: "picture", value: toHex(value.bytes), form: "fileBytes" };
  const upper = value.value.toUpperCase();
  return { ...shared, kind: "aircraftSerial", value: upper, ...(upper === value.value ? {} : { raw: value.value }) };
}

/** Places of the values that the search finds among zeros. */
function foundPlanted(search: NeedleSearch, values: readonly (RemovedText | RemovedBytes)[]): ReadonlySet<number> {
  const found = new Set<number>();
  const gap = new Uint8Array(64);
  for (const [index, value] of values.entries()) {
    const scan = search.open((hit) => found.add(hit.needle));
    const bytes = value.kind === "bytes" ? value.bytes : new TextEncoder().encode(value.value);
    scan.push(gap, 0, gap.length);
    scan.push(bytes, 0, bytes.length);
    scan.push(gap, 0, gap.length);
    scan.end();
    if (value.kind === "bytes" && !found.has(index)) throw new Error("leak check: planted bytes were not found");
  }
  return found;
}

/** UTF-8 and both orders of 16-bit characters. */
function patternsOf(text: string): readonly Uint8Array[] {
  const utf8 = new TextEncoder().encode(text);
  const little = new Uint8Array(text.length * 2);
  const big = new Uint8Array(text.length * 2);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    little.set([code & 255, code >> 8], at * 2);
    big.set([code >> 8, code & 255], at * 2);
  }
  return [utf8, little, big];
}

function flightOf({ latDeg, lonDeg }: RemovedPositions, index: number): AuditFlight {
  const rows = latDeg.length;
  return {
    label: `removed[${index}]`,
    sha256: "",
    timeUs: new Float64Array(rows).fill(Number.NaN),
    latDeg,
    lonDeg,
    altHomeM: new Float32Array(rows).fill(Number.NaN),
    inAir: new Float32Array(rows).fill(Number.NaN),
    home: null,
    pilot: null,
    serials: { aircraftSerial: [], controllerSerial: [], batterySerial: [], cameraSerial: [] },
    files: [],
    app: null,
    aircraft: null,
    firmware: null,
  };
}

/** A planted position must be found, or the check checks nothing. */
function checkPositions(search: PositionSearch, places: readonly RemovedPositions[]): void {
  const [{ latDeg, lonDeg }] = places as readonly [RemovedPositions];
  let found = false;
  const scan = search.open(() => {
    found = true;
  });
  const bytes = new TextEncoder().encode(`{"latitude": ${latDeg[0]?.toFixed(7)}, "longitude": ${lonDeg[0]?.toFixed(7)}}`);
  scan.push(bytes, 0, bytes.length);
  scan.end();
  if (!found) throw new Error("leak check: a planted position was not found");
}
