/** What a flight reveals of sites: what its track comes over, what its home point and pilot stood near. */
import { isPlausiblePosition } from "@creance/core";
import type { ExposedFlight, ExposedPlace, ExposedTrack } from "./exposed-item.ts";
import type { ExposureRow } from "./exposure-report.ts";
import { nearSentence, trackSentence } from "./exposure-sentences.ts";
import { placeMeets } from "./place-meets.ts";
import { POSITION_SIGMA_M } from "./position-error.ts";
import type { SiteIndex } from "./site-index.ts";
import type { Site } from "./site-layer.ts";
import type { SiteRow } from "./site-tally.ts";
import { trackMeets } from "./track-meets.ts";

/** Different places of home points and pilots that are looked at. */
const MAX_PLACES = 1000;

/** Rows of a flight. */
export function flightRows(
  flight: ExposedFlight,
  { index, nearM }: { readonly index: SiteIndex; readonly nearM: number },
): readonly SiteRow[] {
  const { track } = flight;
  const rows: SiteRow[] = [];
  if (track !== null) {
    for (const { site, certainty, distanceM, firstRow, lastRow } of trackMeets(track, index)) {
      const row = siteRow(flight, "track", site, {
        certainty,
        byteOffset: known(track.byteOffset[firstRow]),
        distanceM: rounded(distanceM),
        fromMs: known(track.elapsedMs[firstRow]),
        toMs: known(track.elapsedMs[lastRow]),
        sentence: trackSentence(site, certainty, distanceM),
      });
      rows.push({ site, row });
    }
  }
  rows.push(...nearRows(flight, "home", homes(flight), { index, nearM }));
  rows.push(...nearRows(flight, "pilot", pilots(flight), { index, nearM }));
  return rows;
}

interface TimedPlace extends ExposedPlace {
  readonly elapsedMs: number | null;
  readonly accuracyM: number;
}

function homes({ home, track }: ExposedFlight): readonly TimedPlace[] {
  return withNamed(home, placesOf(track, track?.homeLatDeg ?? null, track?.homeLonDeg ?? null, null));
}

function pilots({ pilot, track }: ExposedFlight): readonly TimedPlace[] {
  return withNamed(pilot, placesOf(track, track?.pilotLatDeg ?? null, track?.pilotLonDeg ?? null, track?.pilotAccuracyM ?? null));
}

/** Of equal distances the first place counts: the value itself before the row that carries it, and that before a place without any byte. */
function withNamed(place: ExposedPlace | null, along: readonly TimedPlace[]): readonly TimedPlace[] {
  if (place === null) return along;
  const named = { ...place, elapsedMs: null, accuracyM: 0 };
  return place.byteOffset === null ? [...along, named] : [named, ...along];
}

/** Different places along a column pair. */
function placesOf(
  track: ExposedTrack | null,
  lat: ArrayLike<number> | null,
  lon: ArrayLike<number> | null,
  accuracy: ArrayLike<number> | null,
): readonly TimedPlace[] {
  const places: TimedPlace[] = [];
  if (track === null || lat === null || lon === null) return places;
  let latBefore = Number.NaN;
  let lonBefore = Number.NaN;
  for (let row = 0; row < track.rows && places.length < MAX_PLACES; row += 1) {
    const latDeg = lat[row] as number;
    const lonDeg = lon[row] as number;
    if (latDeg === latBefore && lonDeg === lonBefore) continue;
    if (!isPlausiblePosition(latDeg, lonDeg)) continue;
    latBefore = latDeg;
    lonBefore = lonDeg;
    const accuracyM = accuracy === null ? 0 : (known(accuracy[row]) ?? 0);
    places.push({ latDeg, lonDeg, byteOffset: known(track.byteOffset[row]), elapsedMs: known(track.elapsedMs[row]), accuracyM });
  }
  return places;
}

/** One row for each site: of its nearest place. */
function nearRows(
  flight: ExposedFlight,
  kind: "home" | "pilot",
  places: readonly TimedPlace[],
  { index, nearM }: { readonly index: SiteIndex; readonly nearM: number },
): readonly SiteRow[] {
  const nearest = new Map<Site, { readonly distanceM: number; readonly place: TimedPlace }>();
  for (const place of places) {
    for (const [site, distanceM] of placeMeets(place, nearM, index)) {
      if (distanceM < (nearest.get(site)?.distanceM ?? Number.POSITIVE_INFINITY)) nearest.set(site, { distanceM, place });
    }
  }
  return [...nearest].map(([site, { distanceM, place }]) => ({
    site,
    row: siteRow(flight, kind, site, {
      certainty: distanceM <= Math.max(POSITION_SIGMA_M, place.accuracyM) ? "probably" : "may",
      byteOffset: place.byteOffset,
      distanceM: rounded(distanceM),
      fromMs: place.elapsedMs,
      toMs: place.elapsedMs,
      sentence: nearSentence(kind, site, distanceM),
    }),
  }));
}

function siteRow(
  { id, name, sha256 }: ExposedFlight,
  kind: string,
  site: Site,
  found: Pick<ExposureRow, "certainty" | "byteOffset" | "distanceM" | "fromMs" | "toMs" | "sentence">,
): ExposureRow {
  return {
    item: id,
    itemKind: "flight",
    itemName: name,
    kind,
    site: site.name,
    layer: site.layer,
    siteKind: site.kind,
    region: null,
    sha256,
    value: null,
    ...found,
  };
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** Centimetres: more would promise what no receiver knows. */
function rounded(metres: number): number {
  return Math.round(metres * 100) / 100;
}
