/** Where a track comes over a site: row by row against each part that its box meets. */
import { type Bounds, boundsOf, metresPerDegree } from "@creance/core";
import { distanceToShapeM, type ReadyShape, readyShape, shapesDistanceM } from "@creance/flight";
import type { ExposedTrack } from "./exposed-item.ts";
import type { Certainty } from "./exposure-report.ts";
import { POSITION_BAND_M, POSITION_SIGMA_M, WEAK_BAND_M } from "./position-error.ts";
import type { SiteIndex, SitePart } from "./site-index.ts";
import type { Site } from "./site-layer.ts";

/** A track over a site. */
export interface TrackMeeting {
  readonly site: Site;
  readonly certainty: Certainty;
  /** Least distance of a row that is as certain. */
  readonly distanceM: number;
  /** First row of that certainty, and last. */
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Rows that are skipped together when their box is far from a part. */
const BLOCK = 64;
/** Rows further apart than this are joined by no line: nobody knows the way between them. */
export const MAX_LEG_MS = 30_000;
/** Shorter legs lie inside the error of their ends. */
const SHORT_LEG_M = POSITION_SIGMA_M;

/** Meetings of a track with sites, in the index's order. */
export function trackMeets(track: ExposedTrack, index: SiteIndex): readonly TrackMeeting[] {
  const meetings = new Map<Site, Meeting>();
  const whole = boundsOf(track.latDeg, track.lonDeg);
  if (whole === null || index.find(whole, marginDeg(whole, WEAK_BAND_M)).length === 0) return [];
  const known = knownRows(track);
  for (let from = 0; from < known.length; from += BLOCK) {
    // One row more: the leg to the next block belongs to this one.
    const rows = known.subarray(from, from + BLOCK + 1);
    const bounds = boundsOfRows(track, rows);
    if (bounds === null) continue;
    for (const part of index.find(bounds, marginDeg(bounds, WEAK_BAND_M))) meetBlock(track, rows, part, meetings);
  }
  return [...meetings.values()].map((meeting) => meeting.result()).filter((result) => result !== null);
}

/** What was found of one site. */
class Meeting {
  readonly #site: Site;
  readonly #first: Record<Certainty, number> = { probably: -1, may: -1 };
  readonly #last: Record<Certainty, number> = { probably: -1, may: -1 };
  readonly #least: Record<Certainty, number> = { probably: Number.POSITIVE_INFINITY, may: Number.POSITIVE_INFINITY };
  constructor(site: Site) {
    this.#site = site;
  }
  add(row: number, distanceM: number, certainty: Certainty): void {
    const first = this.#first[certainty];
    if (first < 0 || row < first) this.#first[certainty] = row;
    if (row > this.#last[certainty]) this.#last[certainty] = row;
    if (distanceM < this.#least[certainty]) this.#least[certainty] = distanceM;
  }
  result(): TrackMeeting | null {
    const certainty = this.#first.probably >= 0 ? "probably" : "may";
    if (this.#first[certainty] < 0) return null;
    return {
      site: this.#site,
      certainty,
      distanceM: this.#least[certainty],
      firstRow: this.#first[certainty],
      lastRow: this.#last[certainty],
    };
  }
}

/** Rows with a position. */
function knownRows(track: ExposedTrack): Uint32Array {
  const rows = new Uint32Array(track.rows);
  let count = 0;
  for (let row = 0; row < track.rows; row += 1) {
    if (Number.isNaN(track.latDeg[row]) || Number.isNaN(track.lonDeg[row])) continue;
    rows[count] = row;
    count += 1;
  }
  return rows.subarray(0, count);
}

function boundsOfRows(track: ExposedTrack, rows: Uint32Array): Bounds | null {
  const lat = new Float64Array(rows.length);
  const lon = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) {
    lat[at] = track.latDeg[rows[at] as number] as number;
    lon[at] = track.lonDeg[rows[at] as number] as number;
  }
  return boundsOf(lat, lon);
}

function meetBlock(track: ExposedTrack, rows: Uint32Array, { site, shape }: SitePart, meetings: Map<Site, Meeting>): void {
  const near = nearBox(shape);
  let before = -1;
  for (const row of rows) {
    const latDeg = track.latDeg[row] as number;
    const lonDeg = track.lonDeg[row] as number;
    const weak = track.weak !== null && track.weak[row] === 1;
    if (near(latDeg, lonDeg)) {
      const distanceM = distanceToShapeM(shape, { latDeg, lonDeg });
      const certainty = certaintyAt(distanceM, weak);
      if (certainty !== null) meetingOf(meetings, site).add(row, distanceM, certainty);
    }
    if (before >= 0) meetLeg(track, before, row, weak, { site, shape }, meetings);
    before = row;
  }
}

/** A long leg is a straight line that nobody saw: what only it meets is `may`. */
function meetLeg(
  track: ExposedTrack,
  before: number,
  row: number,
  weak: boolean,
  { site, shape }: SitePart,
  meetings: Map<Site, Meeting>,
): void {
  const from = { latDeg: track.latDeg[before] as number, lonDeg: track.lonDeg[before] as number };
  const to = { latDeg: track.latDeg[row] as number, lonDeg: track.lonDeg[row] as number };
  // Cheap first: at ten rows a second a leg has a metre or two.
  if (Math.abs(from.latDeg - to.latDeg) < 3e-5 && Math.abs(from.lonDeg - to.lonDeg) < 3e-5) return;
  const apartMs = (track.elapsedMs[row] as number) - (track.elapsedMs[before] as number);
  if (!(apartMs <= MAX_LEG_MS)) return;
  const leg = readyShape({ points: [], lines: [[from, to]], polygons: [] });
  if (leg === null || lengthM(from, to) <= SHORT_LEG_M) return;
  const distanceM = shapesDistanceM(leg, shape);
  if (distanceM <= (weak ? WEAK_BAND_M : POSITION_BAND_M)) meetingOf(meetings, site).add(before, distanceM, "may");
}

function certaintyAt(distanceM: number, weak: boolean): Certainty | null {
  if (weak) return distanceM <= WEAK_BAND_M ? "may" : null;
  if (distanceM <= POSITION_SIGMA_M) return "probably";
  return distanceM <= POSITION_BAND_M ? "may" : null;
}

function meetingOf(meetings: Map<Site, Meeting>, site: Site): Meeting {
  const found = meetings.get(site);
  if (found !== undefined) return found;
  const made = new Meeting(site);
  meetings.set(site, made);
  return made;
}

/** A quick answer for most rows: outside of the part's box and the widest band. */
function nearBox({ bounds }: ReadyShape): (latDeg: number, lonDeg: number) => boolean {
  const margin = marginDeg(bounds, WEAK_BAND_M);
  const south = bounds.southDeg - margin.latDeg;
  const north = bounds.northDeg + margin.latDeg;
  const west = bounds.westDeg - margin.lonDeg;
  const widthDeg = ((bounds.eastDeg - bounds.westDeg + 360) % 360) + 2 * margin.lonDeg;
  return (latDeg, lonDeg) => latDeg >= south && latDeg <= north && (((lonDeg - west) % 360) + 360) % 360 <= widthDeg;
}

function lengthM(
  from: { readonly latDeg: number; readonly lonDeg: number },
  to: { readonly latDeg: number; readonly lonDeg: number },
): number {
  const scale = metresPerDegree(from.latDeg);
  return Math.hypot((to.latDeg - from.latDeg) * scale.northM, (to.lonDeg - from.lonDeg) * scale.eastM);
}

/** Metres as degrees of latitude and longitude at the end of a box that lies nearer to a pole. */
export function marginDeg(bounds: Bounds, metres: number): { readonly latDeg: number; readonly lonDeg: number } {
  const latDeg = Math.min(89, Math.max(Math.abs(bounds.southDeg), Math.abs(bounds.northDeg)));
  const scale = metresPerDegree(latDeg);
  return { latDeg: metres / scale.northM, lonDeg: Math.min(180, metres / scale.eastM) };
}
