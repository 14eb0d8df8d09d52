/** Kept flights as the exposure report takes them: what the catalogue says, and the track where a site is anywhere near. */
import type { Bounds, ColumnArray } from "@creance/core";
import type { ExposedFlight, ExposedPlace, ExposedTrack, Exposure } from "@creance/exposure";
import type { UncountedFlight } from "@creance/vault";
import { readFlightColumns, type ViewParts } from "../flight-views.ts";

const columnNames = [
  "byteOffset",
  "elapsedMs",
  "latDeg",
  "lonDeg",
  "weak",
  "homeLatDeg",
  "homeLonDeg",
  "pilotLatDeg",
  "pilotLonDeg",
  "pilotAccuracyM",
] as const;

/** A flight of the catalogue. Its track is read only when its box, its home point or its pilot is near a site. */
export async function exposedFlight(parts: ViewParts, detail: UncountedFlight, exposure: Exposure): Promise<ExposedFlight> {
  const { summary } = detail;
  const place = parts.vault.trackPlace(summary.id);
  const sha256 = place?.sha256 ?? detail.revealedBy;
  // The reveals name the first place of the file: a later flight's own stands in its rows.
  const isFirst = (place?.segment ?? 0) === 0;
  const home = placeOf(detail.home ?? summary.home, isFirst ? detail.reveals : [], ["homePosition", "headerPosition"]);
  const pilot = placeOf(detail.pilot, isFirst ? detail.reveals : [], ["pilotPosition"]);
  const places = [home, pilot].filter((one) => one !== null);
  const near = (summary.bounds !== null && exposure.mayMeet(summary.bounds)) || places.some((one) => exposure.mayMeet(boxOf(one)));
  return {
    id: summary.id,
    name: summary.name ?? summary.aircraftName ?? summary.productName ?? detail.originals[0]?.fileName ?? null,
    sha256,
    track: near && place !== undefined ? await readTrack(parts, summary.id) : null,
    home,
    pilot,
    reveals: detail.reveals.map((reveal) => ({ ...reveal, sha256: detail.revealedBy })),
    noTrack: noTrackSentence(detail, place !== undefined),
  };
}

async function readTrack(parts: ViewParts, id: string): Promise<ExposedTrack> {
  const { rows, columns } = await readFlightColumns(parts, id, columnNames);
  const column = (name: (typeof columnNames)[number]): ColumnArray => columns[name] as ColumnArray;
  return {
    rows,
    byteOffset: column("byteOffset"),
    elapsedMs: column("elapsedMs"),
    latDeg: column("latDeg"),
    lonDeg: column("lonDeg"),
    weak: column("weak"),
    homeLatDeg: column("homeLatDeg"),
    homeLonDeg: column("homeLonDeg"),
    pilotLatDeg: column("pilotLatDeg"),
    pilotLonDeg: column("pilotLonDeg"),
    pilotAccuracyM: column("pilotAccuracyM"),
  };
}

/** A place with the bytes that name it, where the reveals know them. */
function placeOf(
  position: { readonly latDeg: number; readonly lonDeg: number } | null,
  reveals: UncountedFlight["reveals"],
  kinds: readonly string[],
): ExposedPlace | null {
  if (position === null) return null;
  const byteOffset = reveals.find(({ kind }) => kinds.includes(kind))?.byteOffset ?? null;
  return { latDeg: position.latDeg, lonDeg: position.lonDeg, byteOffset };
}

function boxOf({ latDeg, lonDeg }: ExposedPlace): Bounds {
  return { southDeg: latDeg, northDeg: latDeg, westDeg: lonDeg, eastDeg: lonDeg };
}

function noTrackSentence({ summary, rows }: UncountedFlight, hasTrack: boolean): string | null {
  if (summary.sealed || !hasTrack) return "Its records are sealed: where it flew is not known here, whoever has its keys can tell.";
  if (rows === 0) return "It has no track: where it flew is not known.";
  return summary.bounds === null ? "No row of its track has a position: where it flew is not known." : null;
}
