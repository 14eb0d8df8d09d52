/** A flight for tests, around the lab's invented position. */
import type { AuditFlight, PointHit } from "../../src/index.ts";
import { createPositionSearch, type PositionSearch } from "../../src/positions/position-search.ts";
import type { DecoyTrack } from "../../src/positions/track-index.ts";

export const LAT = 47.6423781;
export const LON = -122.1367542;
/** 2026-01-01 12:00 UTC. */
export const START_US = 1_767_268_800_000_000;

export function flown(
  about: Partial<AuditFlight> & { readonly rows?: number; readonly from?: readonly [number, number] } = {},
): AuditFlight {
  const rows = about.rows ?? 600;
  const [lat, lon] = about.from ?? [LAT, LON];
  const timeUs = new Float64Array(rows);
  const latDeg = new Float64Array(rows);
  const lonDeg = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    timeUs[row] = START_US + row * 1e6;
    // North-east, 1.3 m a second.
    latDeg[row] = lat + row * 1e-5;
    lonDeg[row] = lon + row * 1e-5;
  }
  return {
    label: "FLIGHT",
    sha256: "00",
    timeUs,
    latDeg,
    lonDeg,
    altHomeM: new Float32Array(rows),
    inAir: new Float32Array(rows).fill(1),
    home: null,
    pilot: null,
    serials: { aircraftSerial: [], controllerSerial: [], batterySerial: [], cameraSerial: [] },
    files: [],
    app: null,
    aircraft: null,
    firmware: null,
    ...about,
  };
}

export function searchFor(flights: readonly AuditFlight[] = [flown()], decoys: readonly DecoyTrack[] = []): PositionSearch {
  return createPositionSearch({ flights, decoys });
}

/** All hits in bytes that come in pieces that end at the cuts. */
export function hitsIn(search: PositionSearch, bytes: Uint8Array | string, cuts: readonly number[] = []): PointHit[] {
  const all = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  const hits: PointHit[] = [];
  const scan = search.open((hit) => hits.push(hit));
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const until = Math.min(all.length, Math.max(from, cut));
    scan.push(all, from, until);
    from = until;
  }
  scan.push(all, from, all.length);
  scan.end();
  return hits;
}
