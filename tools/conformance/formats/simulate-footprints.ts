/** Simulated pictures: what they say is wrong by the stated sigmas; where they really looked must lie inside the band that was stated. */
import {
  type Footprint,
  footprintOf,
  footprintSigmas,
  type GroundPoint,
  readyShape,
  shapeHolds,
  shapeOfRing,
} from "../../../packages/flight/src/index.ts";
import { MADE_PLACE, madePicture } from "./made-picture.ts";

/** What became of one way of knowing the height. */
export interface SimulatedFootprints {
  readonly name: string;
  readonly pictures: number;
  /** The place that the middle of the picture really showed lies in the band. */
  readonly centresInside: number;
  /** The whole outline that was really shown lies in the band. */
  readonly outlinesInside: number;
  /** Points of the true outlines, and how many of them lie in the band. */
  readonly outlinePoints: number;
  readonly outlinePointsInside: number;
}

/** Simulates so many pictures twice: with height above take-off alone, and with a laser's range. The same seed gives the same pictures. */
export function simulateFootprints(pictures: number, seed = 20_26): SimulatedFootprints[] {
  return (["height above take-off", "laser range"] as const).map((name) => {
    const random = generator(seed);
    let centresInside = 0;
    let outlinesInside = 0;
    let outlinePoints = 0;
    let outlinePointsInside = 0;
    for (let picture = 0; picture < pictures; picture += 1) {
      const { stated, truth } = simulate(random, name === "laser range");
      const band = readyShape(shapeOfRing(stated.band));
      if (band === null) continue;
      if (shapeHolds(band, truth.centre as GroundPoint)) centresInside += 1;
      const inside = truth.polygon.filter((point) => shapeHolds(band, point)).length;
      outlinePoints += truth.polygon.length;
      outlinePointsInside += inside;
      if (inside === truth.polygon.length) outlinesInside += 1;
    }
    return { name, pictures, centresInside, outlinesInside, outlinePoints, outlinePointsInside };
  });
}

interface Random {
  /** Evenly between two numbers. */
  readonly between: (from: number, to: number) => number;
  /** Normally distributed with this sigma. */
  readonly normal: (sigma: number) => number;
}

/** What a picture states, and what it really showed: the same camera moved by errors of one sigma each. */
function simulate(random: Random, withLaser: boolean): { readonly stated: Footprint; readonly truth: Footprint } {
  const sigmas = footprintSigmas;
  const heightM = random.between(30, 120);
  const yawDeg = random.between(-180, 180);
  const pitchDeg = random.between(-90, -35);
  // Half of the cameras are calibrated, the others state 35 mm terms (24 mm, 4:3).
  const isCalibrated = random.between(0, 1) < 0.5;
  const focalPx = 3700;
  const focal35Mm = (focalPx * 43.2666) / Math.hypot(5280, 3956);
  const depression = (-pitchDeg * Math.PI) / 180;
  const laser = withLaser ? { distanceM: heightM / Math.sin(depression) } : null;
  const stated = footprintOf(madePicture({ heightM, yawDeg, pitchDeg, focalPx: isCalibrated ? focalPx : null, focal35Mm, laser }));

  const focalSigma = isCalibrated ? sigmas.focalCalibratedPct : sigmas.focal35Pct;
  const heightSigma = withLaser ? sigmas.laserHeightPct : sigmas.flatHeightPct;
  const trueHeightM = Math.max(5, heightM * (1 + random.normal(heightSigma) / 100));
  const truth = footprintOf(
    madePicture({
      heightM: trueHeightM,
      yawDeg: yawDeg + random.normal(sigmas.yawDeg),
      pitchDeg: Math.min(-25, pitchDeg + random.normal(sigmas.tiltDeg)),
      rollDeg: random.normal(sigmas.tiltDeg),
      focalPx: focalPx * (1 + random.normal(focalSigma) / 100),
      focal35Mm,
      laser: null,
      latDeg: MADE_PLACE.latDeg + random.normal(sigmas.positionM) / 111_200,
      lonDeg: MADE_PLACE.lonDeg + random.normal(sigmas.positionM) / (111_320 * Math.cos((MADE_PLACE.latDeg * Math.PI) / 180)),
    }),
  );
  return { stated, truth };
}

/** A linear congruential generator (Numerical Recipes) and Box and Muller. */
function generator(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 4_294_967_296;
  };
  return {
    between: (from, to) => from + (to - from) * next(),
    normal: (sigma) => sigma * Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()),
  };
}
