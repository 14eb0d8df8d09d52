/**
 * The footprint of a picture: a pinhole projection with an error band, every input with its source (docs/decisions/0025-footprints.md).
 * Missing facts never mean "shows nothing": they mean `position` or `unknown`.
 */
import { fromLocal, type LocalPoint, lonDifferenceDeg } from "@creance/core";
import { sensorWidthMm } from "../media/camera-sensors.table.ts";
import type { Footprint, FootprintInput, GroundPoint, Terrain } from "../media/footprint.ts";
import type { MediaItem } from "../media/media-item.ts";
import { type BandSigmas, bandOf, circleAround, hullOf } from "./band.ts";
import { type CameraModel, cameraOf, type SensorWidthMm } from "./camera-model.ts";
import type { FlightMoment } from "./flight-moment.ts";
import { anglesOf, type FoundHeight, type FoundPlace, heightOf, placeOf } from "./footprint-inputs.ts";
import { type FootprintSigmas, footprintSigmas } from "./footprint-sigmas.table.ts";
import { type Outline, outlineOf } from "./outline.ts";
import { unknownFootprint } from "./unknown-footprint.ts";
import { depressionOf, type GroundHit, hitOf, rayOf, rotationOf, type View } from "./view.ts";

/** What a footprint may use beside the picture. */
export interface FootprintOptions {
  readonly terrain?: Terrain | null;
  /** Where its flight took off (first fix or home point); with `groundM` the height of the ground there, in the terrain's heights. */
  readonly takeOff?: { readonly latDeg: number; readonly lonDeg: number; readonly groundM?: number | null } | null;
  /** What the track of its flight says of the moment (`momentOfTrack`): used where the file is silent. */
  readonly flight?: FlightMoment | null;
  readonly sigmas?: Partial<FootprintSigmas>;
  /** `ignore`: as if there were no laser (to measure how good the rest is). */
  readonly laser?: "use" | "ignore";
  /** Width of the sensor; the built-in table when not given. */
  readonly sensorWidthMm?: SensorWidthMm;
}

/** Rays are cut at this many heights. */
const REACH_HEIGHTS = 8;
/** Views nearer to the horizon than this are directions, not areas, degrees. */
const LEAST_DEPRESSION_DEG = 10;
/** How far the sector of a view towards the horizon is drawn at least, metres. */
const LEAST_VIEW_M = 1000;
/** Beyond this latitude a local plane of degrees is no map. */
const MOST_LATITUDE_DEG = 85;

/** The footprint of a picture, with its band and the source of every input. Costs some 100 microseconds, with terrain a few times more. */
export function footprintOf(item: MediaItem, options: FootprintOptions = {}): Footprint {
  const sigmas: FootprintSigmas = { ...footprintSigmas, ...options.sigmas };
  const flight = options.flight ?? null;
  const laser = options.laser === "ignore" ? null : laserPoint(item);
  const place = placeOf(item, flight, sigmas);
  if (place === null)
    return { ...unknownFootprint, laser, warnings: ["The place of the camera is not known: nobody can tell what it shows."] };
  const base: Footprint = { ...unknownFootprint, kind: "position", camera: place.place, laser, inputs: [place.input] };
  if (Math.abs(place.place.latDeg) > MOST_LATITUDE_DEG)
    return { ...base, warnings: ["The place lies too near a pole: nothing is projected there."] };

  const angles = anglesOf(item, flight, sigmas);
  const found = cameraOf(item, sigmas, options.sensorWidthMm ?? sensorWidthMm);
  const warnings = [...angles.warnings, ...found.warnings];
  const inputs: FootprintInput[] = [place.input, ...angles.inputs, ...found.inputs];
  const { yawDeg, pitchDeg, rollDeg } = angles;
  if (yawDeg === null || pitchDeg === null) {
    const missing = yawDeg === null ? "direction" : "pitch";
    return onlyPosition({ ...base, bearingDeg: yawDeg === null ? null : bearing(yawDeg), inputs }, place, [
      ...warnings,
      `The ${missing} of the camera is not known: only its place is shown.`,
    ]);
  }
  if (found.camera === null) return onlyPosition({ ...base, bearingDeg: bearing(yawDeg), inputs }, place, warnings);

  const rotation = rotationOf(yawDeg, pitchDeg, rollDeg);
  const camera = found.camera;
  const unplaced: View = { camera, rotation, ground: { kind: "flat", heightM: 1 }, reachM: REACH_HEIGHTS };
  const axis = rayOf(unplaced, camera.widthPx / 2, camera.heightPx / 2);
  const depressionDeg = depressionOf(axis);
  // Straight down has no direction of its own: then it is where the upper edge points.
  const bearingDeg = depressionDeg > 85 ? bearing(yawDeg) : bearing((Math.atan2(axis[1], axis[0]) * 180) / Math.PI);
  const terrain = options.terrain ?? null;
  const height = heightOf(
    {
      item,
      flight,
      sigmas,
      place: place.place,
      depressionDeg,
      terrain,
      takeOff: options.takeOff ?? null,
      useLaser: options.laser !== "ignore",
    },
    warnings,
  );
  const held: Held = { place, yawDeg, yawSigmaDeg: angles.yawSigmaDeg, tiltSigmaDeg: angles.tiltSigmaDeg, camera, rotation };
  const aimed = { ...base, bearingDeg, depressionDeg };
  if (height !== null) {
    inputs.push(height.input);
  }
  if (depressionDeg < LEAST_DEPRESSION_DEG) {
    const sentence = `The camera looked ${describe(depressionDeg)}: only the direction is shown.`;
    return viewTowards({ ...aimed, inputs, heightAboveGroundM: height?.heightM ?? null }, held, height, [...warnings, sentence]);
  }
  if (height === null)
    return onlyPosition({ ...aimed, inputs }, place, [
      ...warnings,
      "The height above ground is not known: only the place of the camera is shown.",
    ]);
  return area({ ...aimed, inputs }, held, height, terrain, warnings);
}

interface Held {
  readonly place: FoundPlace;
  readonly yawDeg: number;
  readonly yawSigmaDeg: number;
  readonly tiltSigmaDeg: number;
  readonly camera: CameraModel;
  readonly rotation: View["rotation"];
}

function area(base: Footprint, held: Held, height: FoundHeight, terrain: Terrain | null, warnings: string[]): Footprint {
  const { place, camera, rotation } = held;
  const flatView: View = { camera, rotation, ground: { kind: "flat", heightM: height.heightM }, reachM: REACH_HEIGHTS * height.heightM };
  const belowM = terrain?.heightM(place.place.latDeg, place.place.lonDeg) ?? null;
  let view = flatView;
  let terrainName: string | null = null;
  if (terrain !== null && height.cameraM !== null && belowM !== null && height.cameraM - belowM > 0.5) {
    const heightM = height.cameraM - belowM;
    const ground = { kind: "terrain", terrain, cameraM: height.cameraM, heightM, camera: place.place } as const;
    view = { camera, rotation, ground, reachM: REACH_HEIGHTS * heightM };
    terrainName = terrain.name;
  }
  let outline = outlineOf(view);
  if (view !== flatView && (outline === "missing" || outline === null || crossesItself(outline.points))) {
    warnings.push(
      outline === "missing"
        ? "The elevation model ends inside the view: level ground was taken instead."
        : "The outline on the elevation model crosses itself: level ground was taken instead.",
    );
    view = flatView;
    terrainName = null;
    outline = outlineOf(view);
  }
  const sized = { ...base, heightAboveGroundM: view.ground.heightM, terrain: terrainName };
  if (outline === null || outline === "missing" || outline.points.length < 3 || crossesItself(outline.points))
    return viewTowards(sized, held, height, [...warnings, "No sound outline could be drawn: only the direction is shown."]);
  return drawn(sized, held, height, view, outline, warnings);
}

function drawn(base: Footprint, held: Held, height: FoundHeight, view: View, outline: Outline, warnings: string[]): Footprint {
  const { place, camera } = held;
  const sigmas: BandSigmas = {
    northM: place.northSigmaM,
    eastM: place.eastSigmaM,
    heightM: height.sigmaM,
    yawDeg: held.yawSigmaDeg,
    tiltDeg: held.tiltSigmaDeg,
    focalPct: camera.focalSigmaPct,
  };
  const band = bandOf(view, outline.points, sigmas, held.yawDeg);
  const here = place.place;
  if (crossesDateLine(here, band.ring))
    return { ...base, warnings: [...warnings, "The view crosses the date line: nothing is projected there."] };
  const middle = hitOf(view, rayOf(view, camera.widthPx / 2, camera.heightPx / 2));
  if (outline.cut)
    warnings.push(
      `The picture reaches beyond ${Math.round(view.reachM)} m, where the outline was cut: places farther off may be in it, too.`,
    );
  return {
    ...base,
    kind: "area",
    method: height.method,
    centre: middle === null || middle === "missing" ? null : groundPoint(here, middle),
    polygon: outline.points.map((point) => groundPoint(here, point)),
    polygonPx: camera.isSizeKnown ? outline.points.map(({ x, y }) => ({ x, y })) : [],
    band: band.ring.map((point) => groundPoint(here, point)),
    bandM: band.widestM,
    horizonCut: outline.cut,
    warnings,
  };
}

function onlyPosition(base: Footprint, place: FoundPlace, warnings: readonly string[]): Footprint {
  const radiusM = 2 * Math.max(place.northSigmaM, place.eastSigmaM);
  const ring = circleAround(0, 0, radiusM);
  if (crossesDateLine(place.place, ring)) return { ...base, kind: "position", warnings };
  return { ...base, kind: "position", band: ring.map((point) => groundPoint(place.place, point)), bandM: radiusM, warnings };
}

/** The sector of a view towards the horizon, its sides opened by two sigma. */
function viewTowards(base: Footprint, held: Held, height: FoundHeight | null, warnings: readonly string[]): Footprint {
  const { place, camera } = held;
  const reachM = Math.max(LEAST_VIEW_M, REACH_HEIGHTS * (height?.heightM ?? 0));
  const bearingDeg = base.bearingDeg ?? bearing(held.yawDeg);
  const view: View = { camera, rotation: held.rotation, ground: { kind: "flat", heightM: 1 }, reachM: 1 };
  let left = 0;
  let right = 0;
  for (const x of [0, camera.widthPx / 2, camera.widthPx]) {
    for (const y of [0, camera.heightPx / 2, camera.heightPx]) {
      const ray = rayOf(view, x, y);
      const off = lonDifferenceDeg(bearingDeg, (Math.atan2(ray[1], ray[0]) * 180) / Math.PI);
      left = Math.min(left, off);
      right = Math.max(right, off);
    }
  }
  const opened = 2 * held.yawSigmaDeg;
  const radiusM = 2 * Math.max(place.northSigmaM, place.eastSigmaM);
  const from = Math.max(-180, left - opened);
  const to = Math.min(180, right + opened);
  const steps = Math.max(4, Math.ceil((to - from) / 8));
  const points: LocalPoint[] = circleAround(0, 0, radiusM);
  // The chords of the arc must not cut into it.
  const far = (reachM + radiusM) / Math.cos((((to - from) / steps / 2) * Math.PI) / 180);
  for (let step = 0; step <= steps; step += 1) {
    const angle = ((bearingDeg + from + ((to - from) * step) / steps) * Math.PI) / 180;
    points.push({ northM: far * Math.cos(angle), eastM: far * Math.sin(angle) });
  }
  const ring = hullOf(points);
  if (crossesDateLine(place.place, ring))
    return { ...base, kind: "position", warnings: [...warnings, "The view crosses the date line: it is not drawn."] };
  return {
    ...base,
    kind: "viewTowards",
    method: height?.method ?? null,
    bearingDeg,
    band: ring.map((point) => groundPoint(place.place, point)),
    bandM: radiusM,
    warnings: [...warnings, `The sector is drawn ${Math.round(reachM)} m long; the view may reach farther.`],
  };
}

function laserPoint(item: MediaItem): GroundPoint | null {
  const { laser } = item;
  if (laser === null || laser.latDeg === null || laser.lonDeg === null) return null;
  if (laser.status !== null && laser.status !== "Normal") return null;
  const { latDeg, lonDeg } = laser;
  const plausible = Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180 && (latDeg !== 0 || lonDeg !== 0);
  return plausible ? { latDeg, lonDeg } : null;
}

function crossesItself(points: readonly GroundHit[]): boolean {
  const count = points.length;
  // Points of one straight side lie in a line but for rounding: that is no crossing.
  const side = (a: GroundHit, b: GroundHit, c: GroundHit): number => {
    const area = (b.eastM - a.eastM) * (c.northM - a.northM) - (b.northM - a.northM) * (c.eastM - a.eastM);
    const reach = Math.hypot(b.eastM - a.eastM, b.northM - a.northM) * Math.hypot(c.eastM - a.eastM, c.northM - a.northM);
    return Math.abs(area) < 1e-9 * reach ? 0 : Math.sign(area);
  };
  for (let i = 0; i < count; i += 1) {
    const a = points[i] as GroundHit;
    const b = points[(i + 1) % count] as GroundHit;
    for (let j = i + 2; j < count; j += 1) {
      if (i === 0 && j === count - 1) continue;
      const c = points[j] as GroundHit;
      const d = points[(j + 1) % count] as GroundHit;
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
    }
  }
  return false;
}

function crossesDateLine(camera: GroundPoint, ring: readonly LocalPoint[]): boolean {
  return ring.some((point) => {
    const { lonDeg } = fromLocal(camera.latDeg, camera.lonDeg, point);
    return Math.abs(lonDeg - camera.lonDeg) > 180;
  });
}

function groundPoint(camera: GroundPoint, point: LocalPoint): GroundPoint {
  return fromLocal(camera.latDeg, camera.lonDeg, point);
}

function bearing(deg: number): number {
  return ((deg % 360) + 360) % 360;
}

function describe(depressionDeg: number): string {
  if (depressionDeg < 0) return `${Math.abs(depressionDeg).toFixed(0)}° above the horizon`;
  return `only ${depressionDeg.toFixed(0)}° below the horizon`;
}
