/** What an audit looks for: needles of its flights and lists with their decoys, tracks with theirs, files; and the searches made of them. */
import { toHex } from "@creance/core";
import type { AuditOptions } from "../audit.ts";
import { decoyNeedles } from "../needles/decoy-needles.ts";
import { distinctNeedles } from "../needles/distinct-needles.ts";
import { flightNeedles } from "../needles/flight-needles.ts";
import { identifierNeedles } from "../needles/identifier-needles.ts";
import { decoyTracks } from "../positions/decoy-tracks.ts";
import { createPositionSearch, type PositionSearch } from "../positions/position-search.ts";
import { createNeedleSearch } from "../search/needle-search.ts";
import type { Needle } from "../types.ts";
import type { ContentSearch } from "../unpack/search-lane.ts";
import type { NeedleList } from "./part-drafts.ts";

/** Everything that is looked for. */
export interface ContentNeedles extends NeedleList {
  /** What was made up for this run. */
  readonly decoys: readonly Pick<Needle, "kind" | "name">[];
  readonly positions: PositionSearch;
  readonly search: ContentSearch;
}

/** Makes the needles and their searches. The same flights and lists give the same decoys. */
export function contentNeedles({
  platform,
  flights,
  identifiers,
}: Pick<AuditOptions, "platform" | "flights" | "identifiers">): ContentNeedles {
  const distinct = distinctNeedles([
    ...identifierNeedles(identifiers).map((needle) => ({ needle, flight: null })),
    ...flights.flatMap((flight) => flightNeedles(flight).map((needle) => ({ needle, flight: flight.label }))),
  ]);
  const needles: Needle[] = distinct.map(({ needle }) => needle);
  const labels = distinct.map(({ flight }) => flight);
  const seed = toHex(
    platform.sha256(new TextEncoder().encode(JSON.stringify([flights.map(({ sha256 }) => sha256), needles.map(({ value }) => value)]))),
  );
  const decoys = decoyNeedles(needles, platform, seed);
  const needleSearch = createNeedleSearch([...needles, ...decoys], platform);
  const tracks = decoyTracks(flights, platform, seed);
  const positions = createPositionSearch({ flights, decoys: tracks, platform });
  return {
    needles: [...needles, ...decoys],
    flights: labels,
    files: flights.flatMap(({ label, files }) => files.map((file, index) => ({ flight: label, index, file }))),
    decoys: [
      ...decoys,
      ...tracks.flatMap(({ label }) => [
        { kind: "position", name: label } as const,
        { kind: "track", name: label } as const,
        { kind: "placeQuery", name: label } as const,
      ]),
    ],
    positions,
    search: { openNeedles: (onHit) => needleSearch.open(onHit), openPoints: (onPoint) => positions.open(onPoint) },
  };
}
