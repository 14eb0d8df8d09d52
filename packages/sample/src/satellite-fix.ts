/** What the aircraft's receiver made of where it was: a slow drift, worse in weak spells, and nothing before the first fix. */
import type { SampleAircraft } from "./aircraft.table.ts";
import { type Flown, SAMPLE_S } from "./flown.ts";
import { placeScale, type SamplePlace } from "./place.ts";
import type { FlightPlan } from "./plan.ts";
import { newWander, type Random } from "./random.ts";

/** Positions as the aircraft reported them; both phones of one flight record the same ones. */
export interface SatelliteFix {
  readonly latDeg: Float64Array;
  readonly lonDeg: Float64Array;
  readonly satellites: Uint8Array;
}

const DRIFT_M = 0.25;
const WEAK_DRIFT_M = 3.5;

/** Fixes for every sample of a flight. */
export function fixPositions(flown: Flown, plan: FlightPlan, place: SamplePlace, aircraft: SampleAircraft, random: Random): SatelliteFix {
  const { rows } = flown;
  const fix: SatelliteFix = { latDeg: new Float64Array(rows), lonDeg: new Float64Array(rows), satellites: new Uint8Array(rows) };
  const scale = placeScale(place);
  const driftEast = newDrift(random.fork("driftEast"));
  const driftNorth = newDrift(random.fork("driftNorth"));
  const sky = newWander(random.fork("sky"), 0.9, 15, SAMPLE_S);
  let weakness = 0;
  for (let row = 0; row < rows; row += 1) {
    const timeS = row * SAMPLE_S;
    const weak = plan.weakGps?.some((spell) => timeS >= spell.fromS && timeS < spell.toS) === true ? 1 : 0;
    weakness += (weak - weakness) * 0.02;
    const driftM = DRIFT_M + weakness * WEAK_DRIFT_M;
    const eastM = (flown.eastM[row] as number) + driftEast() * driftM;
    const northM = (flown.northM[row] as number) + driftNorth() * driftM;
    const satellites = aircraft.maxSatellites + sky() - weakness * (aircraft.maxSatellites - 8);
    if (row < (plan.samplesBeforeFix ?? 0)) {
      // Aircraft report a position a hair away from 0,0 until they have a fix.
      fix.latDeg[row] = 1e-9;
      fix.lonDeg[row] = 1e-9;
      continue;
    }
    fix.latDeg[row] = place.latDeg + northM * scale.latPerM;
    fix.lonDeg[row] = place.lonDeg + eastM * scale.lonPerM;
    fix.satellites[row] = Math.max(5, Math.round(satellites));
  }
  return fix;
}

/** A drift without jitter: a wander, smoothed twice, of deviation about 1. */
function newDrift(random: Random): () => number {
  const wander = newWander(random, 1.35, 18, SAMPLE_S);
  const share = SAMPLE_S / 4;
  let once = wander();
  let twice = once;
  return () => {
    once += (wander() - once) * share;
    twice += (once - twice) * share;
    return twice;
  };
}
