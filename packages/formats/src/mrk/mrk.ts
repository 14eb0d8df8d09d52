/** DJI's table of exposures, `..._Timestamp.MRK` (docs/formats/mrk.md): one line for each photo, with the time and place of its exposure. */
import { type ByteSource, FormatError, type Issue } from "@creance/core";
import type { Format } from "../format.ts";

/** One exposure as stored. A number that the line does not hold is NaN. */
export interface MrkExposure {
  /** Number of the photo in its folder. */
  readonly number: number;
  /** Seconds since the start of the GPS week. */
  readonly weekSeconds: number;
  readonly week: number;
  /** From the antenna to the camera's sensor, millimetres. */
  readonly offsetNorthMm: number;
  readonly offsetEastMm: number;
  readonly offsetDownMm: number;
  /** Place of the sensor. */
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly altEllipsoidM: number;
  readonly stdNorthM: number;
  readonly stdEastM: number;
  readonly stdUpM: number;
  /** Quality of the position: 0 none, 16 single, 34 float, 50 fixed. */
  readonly quality: number;
  readonly byteOffset: number;
  readonly lengthBytes: number;
}

/** The table. */
export interface Mrk {
  readonly exposures: readonly MrkExposure[];
  readonly issues: readonly Issue[];
}

const LINE = /^\s*\d+\s+\d+(?:\.\d+)?\s+\[\s*\d+\s*\]\s+-?\d+\s*,\s*N\b.*,\s*Lat\b.*,\s*Lon\b/;

/** MRK tables. */
export const mrkFormat: Format = {
  id: "dji-mrk",
  name: "DJI table of exposures (MRK)",
  extensions: ["mrk"],
  document: "docs/formats/mrk.md",
  sniff: (head) => {
    const lines = new TextDecoder("utf-8").decode(head.subarray(0, 1024)).split(/\r?\n/);
    return lines.slice(0, 3).some((line) => LINE.test(line)) ? 0.97 : 0;
  },
};

/** Codes of the reader. */
export const mrkErrors = {
  "mrk-no-exposure": "No line has the form of an exposure.",
  "mrk-too-large": "The file is larger than any table of exposures.",
  "mrk-bad-lines": "Lines do not have the form of an exposure; they were left out.",
} as const satisfies Readonly<Record<string, string>>;

/** 32 MiB are about 250,000 exposures. */
const MAX_BYTES = 33_554_432;
const MAX_LINE = 1000;

/** Reads the table. Throws a `FormatError` when it holds no exposure. */
export async function readMrk(source: ByteSource): Promise<Mrk> {
  if (source.size > MAX_BYTES) throw mrkError("mrk-too-large");
  const bytes = await source.read(0, source.size);
  const decoder = new TextDecoder("utf-8");
  const exposures: MrkExposure[] = [];
  let bad = 0;
  let firstBad = 0;
  for (let start = 0; start < bytes.byteLength; ) {
    const lineEnd = bytes.indexOf(10, start);
    const end = lineEnd < 0 ? bytes.byteLength : lineEnd;
    if (end > start) {
      const line = end - start > MAX_LINE ? "" : decoder.decode(bytes.subarray(start, end));
      const exposure = exposureOf(line, start, end - start);
      if (exposure !== undefined) exposures.push(exposure);
      else if (line.trim() !== "" || end - start > MAX_LINE) {
        if (bad === 0) firstBad = start;
        bad += 1;
      }
    }
    start = end + 1;
  }
  if (exposures.length === 0) throw mrkError("mrk-no-exposure");
  const issues =
    bad === 0 ? [] : [{ code: "mrk-bad-lines", offset: firstBad, field: null, sentence: `${mrkErrors["mrk-bad-lines"]} Lines: ${bad}.` }];
  return { exposures, issues };
}

/** Writes a table; the same exposures always give the same bytes. */
export function writeMrk(exposures: readonly Omit<MrkExposure, "byteOffset" | "lengthBytes">[]): Uint8Array<ArrayBuffer> {
  const lines = exposures.map((one) =>
    [
      one.number,
      one.weekSeconds.toFixed(6),
      `[${one.week}]`,
      `${pad(one.offsetNorthMm)},N`,
      `${pad(one.offsetEastMm)},E`,
      `${pad(one.offsetDownMm)},V`,
      `${one.latDeg.toFixed(8)},Lat`,
      `${one.lonDeg.toFixed(8)},Lon`,
      `${one.altEllipsoidM.toFixed(3)},Ellh`,
      `${one.stdNorthM.toFixed(6)}, ${one.stdEastM.toFixed(6)}, ${one.stdUpM.toFixed(6)}`,
      `${one.quality},Q`,
    ].join("\t"),
  );
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
}

/** Every value is found by the letter behind it, so that other spaces or tabs do not matter. */
function exposureOf(line: string, byteOffset: number, lengthBytes: number): MrkExposure | undefined {
  if (!LINE.test(line)) return undefined;
  const words = line.trim().split(/[\s,]+/);
  const number = (text: string | undefined): number =>
    text !== undefined && /^[-+]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const before = (letter: string): number => {
    const at = words.indexOf(letter);
    return at < 1 ? Number.NaN : number(words[at - 1]);
  };
  const height = words.indexOf("Ellh");
  const spread = (place: number): number => (height < 0 ? Number.NaN : number(words[height + 1 + place]));
  return {
    number: number(words[0]),
    weekSeconds: number(words[1]),
    week: number(/\[\s*(\d+)\s*\]/.exec(line)?.[1]),
    offsetNorthMm: before("N"),
    offsetEastMm: before("E"),
    offsetDownMm: before("V"),
    latDeg: before("Lat"),
    lonDeg: before("Lon"),
    altEllipsoidM: before("Ellh"),
    stdNorthM: spread(0),
    stdEastM: spread(1),
    stdUpM: spread(2),
    quality: before("Q"),
    byteOffset,
    lengthBytes,
  };
}

function pad(value: number): string {
  return String(Math.round(value)).padStart(6);
}

function mrkError(code: keyof typeof mrkErrors): FormatError {
  return new FormatError(code, { format: "dji-mrk", offset: 0, field: "file" }, mrkErrors[code]);
}
