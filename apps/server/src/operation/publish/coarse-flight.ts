/** A flight as the public page may show it, and what of it must not be found there. */
import type { FlightDetail, FlightTrack } from "@creance/api";
import { distanceM, isoFromEpochUs } from "@creance/core";
import type { PublicFlight, TransparencySettings } from "@creance/policy";
import { positionRule, type RedactionPlace, type RedactionRecipe, type RemovedValue } from "@creance/seal";

/** A path of more cells than this is cut short: a page is no track. */
const MOST_CELLS = 2000;
const ROUNDED_MIN = 5;
/** Shorter texts are found anywhere by chance. */
const LEAST_TEXT = 5;

/** What an aircraft is called: the one value of a record that an operator may write on the page himself. */
export const AIRCRAFT_NAME = "aircraft name";

/** What is known of a flight. */
export interface KnownFlight {
  readonly detail: FlightDetail;
  /** `null`: it has no positions, or is sealed. */
  readonly track: Pick<FlightTrack, "latDeg" | "lonDeg"> | null;
  /** Names of the files that show it. */
  readonly fileNames: readonly string[];
}

/** The flight for the page. A path of which take-off is not known is not shown at all. */
export function coarseFlight(flight: KnownFlight, purpose: string | null, settings: TransparencySettings): PublicFlight {
  const { summary } = flight.detail;
  return {
    day: (summary.startUs === null ? null : isoFromEpochUs(summary.startUs))?.slice(0, 10) ?? "unknown",
    durationMin:
      summary.durationUs === null ? null : Math.max(ROUNDED_MIN, Math.round(summary.durationUs / 60e6 / ROUNDED_MIN) * ROUNDED_MIN),
    purpose,
    path: settings.paths ? coarsePath(flight, settings) : null,
  };
}

/** True values of a flight: the leak check looks for each of them in the page. */
export function secretsOf({ detail, track, fileNames }: KnownFlight, settings: TransparencySettings): readonly RemovedValue[] {
  const { summary, aircraft, note } = detail;
  const texts: readonly (readonly [string, string | null])[] = [
    ["serial", summary.aircraftSerial],
    ["name", summary.name],
    [AIRCRAFT_NAME, summary.aircraftName],
    [AIRCRAFT_NAME, aircraft.name],
    ["name", note],
    ["name", summary.id],
    ...detail.reveals.map(({ kind, value }) => [kind, value] as const),
    ...fileNames.map((name) => ["name", name] as const),
    ...fileNames.map((name) => ["name", name.slice(name.lastIndexOf("/") + 1)] as const),
    ...detail.originals.map(({ sha256 }) => ["name", sha256] as const),
  ];
  const values = new Map<string, RemovedValue>();
  for (const [name, value] of texts) {
    const text = value?.trim() ?? "";
    if (text.length < LEAST_TEXT || values.has(text)) continue;
    values.set(text, { kind: "text", class: /serial/i.test(name) ? "serial" : "name", name, value: text });
  }
  const positions: RemovedValue[] = [];
  const homes = homesOf(detail, track);
  if (homes.length > 0) positions.push(positionsValue("home", homes, settings.homeCircleM / 2, null));
  const points = pointsOf(track);
  if (points.length > 0) positions.push(positionsValue("track", points, 2, settings.gridM));
  return [...values.values(), ...positions];
}

function coarsePath({ detail, track }: KnownFlight, settings: TransparencySettings): PublicFlight["path"] {
  const homes = homesOf(detail, track);
  if (track === null || homes.length === 0) return null;
  const recipe: RedactionRecipe = { ...everything, positions: { gridM: settings.gridM }, homeCircleM: settings.homeCircleM };
  const rule = positionRule(recipe, homes);
  const path: (readonly [number, number])[] = [];
  for (const { latDeg, lonDeg } of pointsOf(track)) {
    const shown = rule.shown(latDeg, lonDeg);
    const last = path.at(-1);
    // A middle of a cell may itself lie within the circle, although the place did not.
    if (
      shown === null ||
      rule.circles.some(({ radiusM, ...middle }) => distanceM(middle.latDeg, middle.lonDeg, shown.latDeg, shown.lonDeg) <= radiusM)
    )
      continue;
    if (last !== undefined && last[0] === shown.lonDeg && last[1] === shown.latDeg) continue;
    path.push([shown.lonDeg, shown.latDeg]);
    if (path.length >= MOST_CELLS) break;
  }
  return path.length === 0 ? null : path;
}

const everything: Omit<RedactionRecipe, "positions" | "homeCircleM"> = {
  serials: "drop",
  previews: "drop",
  names: "drop",
  audio: "drop",
  times: "keep",
  masks: [],
};

/** Home as the record says, and where the track begins and ends. */
function homesOf({ summary }: FlightDetail, track: KnownFlight["track"]): readonly RedactionPlace[] {
  const points = pointsOf(track);
  return [summary.home, points[0], points.at(-1)].filter((place) => place !== null && place !== undefined);
}

function pointsOf(track: KnownFlight["track"]): readonly RedactionPlace[] {
  const points: RedactionPlace[] = [];
  for (const [at, latDeg] of (track?.latDeg ?? []).entries()) {
    const lonDeg = track?.lonDeg[at];
    if (typeof latDeg === "number" && typeof lonDeg === "number" && Number.isFinite(latDeg) && Number.isFinite(lonDeg)) {
      points.push({ latDeg, lonDeg });
    }
  }
  return points;
}

function positionsValue(name: string, places: readonly RedactionPlace[], withinM: number, gridM: number | null): RemovedValue {
  return {
    kind: "positions",
    name,
    latDeg: Float64Array.from(places, ({ latDeg }) => latDeg),
    lonDeg: Float64Array.from(places, ({ lonDeg }) => lonDeg),
    withinM,
    gridM,
  };
}
