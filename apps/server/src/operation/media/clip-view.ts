/** A clip for the map and the charts: its samples, thinned to what a page can draw, and a footprint for each second that has one. */
import type { Clip } from "@creance/api";
import { type ColumnArray, isUserError } from "@creance/core";
import type { MediaEntry } from "@creance/vault";
import { readFlightColumns } from "../flight-views.ts";
import { knownNumber, shortFloat32 } from "../short-number.ts";
import { readSamples, type SampleParts } from "./media-samples.ts";
import { noSuchMedia } from "./no-such-media.ts";

/** Samples that a page is given: ten a second for half an hour. Longer clips are given every second, third ... one. */
const MOST_SAMPLES = 18_000;

const wanted = ["elapsedMs", "latDeg", "lonDeg", "altHomeM", "groundSpeedMps", "yawDeg", "gimbalYawDeg", "gimbalPitchDeg"] as const;

/** Reads a clip, or the subtitle file of one. `UserError` for a picture and for what is not there. */
export async function clipView(parts: SampleParts, sha256: string): Promise<Clip> {
  const { vault } = parts;
  const entry = vault.mediaEntry(sha256);
  if (entry === undefined || entry.row.kind === "photo") throw noSuchMedia();
  const footprints = vault
    .mediaFootprints(sha256)
    .filter(({ second }) => second !== null)
    .map(({ second, kind, polygon, band, bearingDeg, centre }) => ({
      second: second as number,
      kind,
      polygon: [...polygon],
      band: [...band],
      bearingDeg,
      centre,
    }));
  const own = await readSamples(parts, entry, wanted);
  if (own !== undefined) {
    const source = entry.row.kind === "subtitle" ? "subtitle" : (entry.item.position?.source ?? entry.item.gimbal?.source ?? "telemetry");
    return { ...columnsOf(own.rows, (name) => own.column(name)), source, footprints, sentence: null };
  }
  const subtitle = subtitleBeside(parts, entry);
  const beside = subtitle === undefined ? undefined : await readSamples(parts, subtitle, wanted);
  if (beside !== undefined) {
    return { ...columnsOf(beside.rows, (name) => beside.column(name)), source: "subtitle", footprints, sentence: null };
  }
  return { ...(await flightPart(parts, entry)), footprints };
}

/** The subtitle file that stands beside a clip. */
export function subtitleBeside({ vault }: Pick<SampleParts, "vault">, entry: MediaEntry): MediaEntry | undefined {
  if (entry.row.kind !== "clip") return undefined;
  for (const { sha256, kind } of vault.mediaAroundItem(entry.row.sha256).beside) {
    const found = kind === "subtitle" ? vault.mediaEntry(sha256) : undefined;
    if (found !== undefined && found.samples > 0) return found;
  }
  return undefined;
}

/** The stretch of the flight's track during which the clip ran. */
async function flightPart(parts: SampleParts, { row, match }: MediaEntry): Promise<Omit<Clip, "footprints">> {
  const none = { ...columnsOf(0, () => new Float64Array(0)), source: "none" };
  if (row.flightId === null || row.timeUs === null || row.durationUs === null) {
    return {
      ...none,
      sentence: `The clip carries no telemetry, and no subtitle file with any stands beside it. ${match?.sentence ?? ""}`.trim(),
    };
  }
  const track = await readFlightColumns(parts, row.flightId, ["timeUs", ...wanted]).catch((error: unknown) => {
    if (isUserError(error)) return undefined;
    throw error;
  });
  if (track === undefined) return { ...none, sentence: "The clip carries no telemetry, and its flight's track could not be read." };
  const columns = track.columns as Readonly<Record<string, ColumnArray>>;
  const timeUs = columns["timeUs"] as ColumnArray;
  const startUs = row.timeUs;
  const endUs = startUs + row.durationUs;
  let from = 0;
  while (from < track.rows && !((timeUs[from] as number) >= startUs)) from += 1;
  let to = from;
  while (to < track.rows && (timeUs[to] as number) <= endUs) to += 1;
  const elapsedMs = Float64Array.from({ length: to - from }, (_, at) => ((timeUs[from + at] as number) - startUs) / 1000);
  const part = columnsOf(to - from, (name) => (name === "elapsedMs" ? elapsedMs : (columns[name] as ColumnArray).subarray(from, to)));
  return {
    ...part,
    source: "flightTrack",
    sentence: "The clip carries no telemetry: what is drawn is the track of its flight while it ran.",
  };
}

function columnsOf(rows: number, column: (name: (typeof wanted)[number]) => ColumnArray): Omit<Clip, "source" | "footprints" | "sentence"> {
  const step = Math.max(1, Math.ceil(rows / MOST_SAMPLES));
  const count = Math.ceil(rows / step);
  const values = (name: (typeof wanted)[number]): (number | null)[] => {
    const from = column(name);
    const short = from instanceof Float32Array ? shortFloat32 : knownNumber;
    return Array.from({ length: count }, (_, at) => short(from[at * step] as number));
  };
  return {
    samples: rows,
    elapsedMs: values("elapsedMs").map((value) => value ?? 0),
    latDeg: values("latDeg"),
    lonDeg: values("lonDeg"),
    altHomeM: values("altHomeM"),
    groundSpeedMps: values("groundSpeedMps"),
    yawDeg: values("yawDeg"),
    gimbalYawDeg: values("gimbalYawDeg"),
    gimbalPitchDeg: values("gimbalPitchDeg"),
  };
}
