/** What a footprint is computed from: place, height and angles, each from the best source that there is. */
import { isPlausiblePosition, lonDifferenceDeg } from "@creance/core";
import type { Footprint, FootprintInput, GroundPoint, Terrain } from "../media/footprint.ts";
import type { MediaItem, ValueSource } from "../media/media-item.ts";
import type { FlightMoment } from "./flight-moment.ts";
import type { FootprintSigmas } from "./footprint-sigmas.table.ts";

/** Where the camera was. */
export interface FoundPlace {
  readonly place: GroundPoint;
  readonly northSigmaM: number;
  readonly eastSigmaM: number;
  readonly input: FootprintInput;
}

/** How the camera was held. */
export interface FoundAngles {
  readonly yawDeg: number | null;
  readonly pitchDeg: number | null;
  readonly rollDeg: number;
  readonly yawSigmaDeg: number;
  readonly tiltSigmaDeg: number;
  readonly inputs: readonly FootprintInput[];
  readonly warnings: readonly string[];
}

/** How high the camera was. */
export interface FoundHeight {
  readonly method: NonNullable<Footprint["method"]>;
  /** Above the ground that the method speaks of: below the camera, or at the laser's point. */
  readonly heightM: number;
  /** Height of the camera in the heights of the terrain, when that is used. */
  readonly cameraM: number | null;
  readonly sigmaM: number;
  readonly input: FootprintInput;
}

const RAD = Math.PI / 180;
/** Angles that differ by more than this are worth a warning, degrees. */
const YAW_LIMIT_DEG = 15;
const MOST_HEIGHT_M = 10_000;

/** The place of the camera: the file's own, else the track of its flight. */
export function placeOf(item: MediaItem, flight: FlightMoment | null, sigmas: FootprintSigmas): FoundPlace | null {
  const own = item.position;
  if (own !== null && isPlausiblePosition(own.latDeg, own.lonDeg)) {
    const { rtk } = item;
    const fixed = rtk !== null && rtk.flag !== 0 && isDeviation(rtk.stdLatM) && isDeviation(rtk.stdLonM);
    const northSigmaM = fixed ? (rtk.stdLatM as number) : sigmas.positionM;
    const eastSigmaM = fixed ? (rtk.stdLonM as number) : sigmas.positionM;
    return {
      place: { latDeg: own.latDeg, lonDeg: own.lonDeg },
      northSigmaM,
      eastSigmaM,
      input: {
        name: "position",
        value: fixed ? "corrected (RTK), deviation as the file states it" : "satellite position of the file",
        source: own.source,
        sigma: Math.max(northSigmaM, eastSigmaM),
        unit: "m",
      },
    };
  }
  if (flight === null || !isPlausiblePosition(flight.latDeg ?? Number.NaN, flight.lonDeg ?? Number.NaN)) return null;
  const sigma = sigmas.trackPositionM;
  return {
    place: { latDeg: flight.latDeg as number, lonDeg: flight.lonDeg as number },
    northSigmaM: sigma,
    eastSigmaM: sigma,
    input: { name: "position", value: "place on the track of its flight", source: "flightTrack", sigma, unit: "m" },
  };
}

/** Yaw, pitch and roll of the camera: its gimbal's, else the aircraft's yaw, else the flight's. */
export function anglesOf(item: MediaItem, flight: FlightMoment | null, sigmas: FootprintSigmas): FoundAngles {
  const inputs: FootprintInput[] = [];
  const warnings: string[] = [];
  const { gimbal, aircraft } = item;
  const aircraftYaw = finite(aircraft?.yawDeg) ?? finite(flight?.aircraftYawDeg);
  const aircraftSource: ValueSource = finite(aircraft?.yawDeg) === null ? "flightTrack" : (aircraft?.source ?? "xmp");
  const candidates: { value: number | null; source: ValueSource; sigma: number; words: string }[] = [
    { value: finite(gimbal?.yawDeg), source: gimbal?.source ?? "xmp", sigma: sigmas.yawDeg, words: "of the gimbal" },
    { value: finite(flight?.gimbalYawDeg), source: "flightTrack", sigma: sigmas.yawDeg, words: "of the gimbal, by the flight's track" },
    { value: aircraftYaw, source: aircraftSource, sigma: sigmas.otherYawDeg, words: "of the aircraft" },
  ];
  const unset = candidates[0]?.value === 0 && aircraftYaw !== null && apartDeg(0, aircraftYaw) > YAW_LIMIT_DEG;
  if (unset) {
    candidates.shift();
    warnings.push("The gimbal's yaw is exactly 0 and the aircraft headed elsewhere: it was taken for not set.");
  }
  const yaw = candidates.find(({ value }) => value !== null);
  const yawDeg = yaw?.value ?? null;
  if (yaw !== undefined && yawDeg !== null) {
    inputs.push({ name: "yaw", value: `${yawDeg.toFixed(1)}° ${yaw.words}`, source: yaw.source, sigma: yaw.sigma, unit: "deg" });
    if (yaw.words === "of the aircraft") warnings.push("The yaw of the aircraft stands for the camera's.");
    // Aircraft with rotors fly sideways and backwards: the course speaks only where no heading does.
    const [other, words] =
      aircraftYaw === null ? [finite(flight?.courseDeg), "the course over ground"] : [aircraftYaw, "the aircraft's heading"];
    if (other !== null && apartDeg(yawDeg, other) > YAW_LIMIT_DEG)
      warnings.push(`The yaw used differs from ${words} by ${apartDeg(yawDeg, other).toFixed(0)}°.`);
  }
  const ownPitch = finite(gimbal?.pitchDeg);
  const pitchDeg = ownPitch ?? finite(flight?.gimbalPitchDeg);
  const tiltSigmaDeg = ownPitch === null ? sigmas.trackTiltDeg : sigmas.tiltDeg;
  const tiltSource: ValueSource = ownPitch === null ? "flightTrack" : (gimbal?.source ?? "xmp");
  if (pitchDeg !== null)
    inputs.push({ name: "pitch", value: `${pitchDeg.toFixed(1)}° of the gimbal`, source: tiltSource, sigma: tiltSigmaDeg, unit: "deg" });
  const roll = finite(gimbal?.rollDeg) ?? finite(flight?.gimbalRollDeg);
  inputs.push({
    name: "roll",
    value: roll === null ? "0°, as a gimbal holds it" : `${roll.toFixed(1)}° of the gimbal`,
    source: roll === null ? "assumed" : finite(gimbal?.rollDeg) === null ? "flightTrack" : (gimbal?.source ?? "xmp"),
    sigma: tiltSigmaDeg,
    unit: "deg",
  });
  return { yawDeg, pitchDeg, rollDeg: roll ?? 0, yawSigmaDeg: yaw?.sigma ?? Number.NaN, tiltSigmaDeg, inputs, warnings };
}

/** What height is decided from. */
export interface HeightQuestion {
  readonly item: MediaItem;
  readonly flight: FlightMoment | null;
  readonly sigmas: FootprintSigmas;
  readonly place: GroundPoint;
  readonly depressionDeg: number | null;
  readonly terrain: Terrain | null;
  readonly takeOff: { readonly latDeg: number; readonly lonDeg: number; readonly groundM?: number | null } | null;
  readonly useLaser: boolean;
}

/**
 * Height above ground: laser, take-off ground and terrain, the aircraft's own measurement, height above take-off; `null` when none is known.
 * What is doubtful is added to `warnings`.
 */
export function heightOf(question: HeightQuestion, warnings: string[]): FoundHeight | null {
  const found =
    laserHeight(question, warnings) ?? terrainHeight(question, warnings) ?? measuredHeight(question) ?? flatHeight(question, warnings);
  return found !== null && found.heightM > 0.5 && found.heightM <= MOST_HEIGHT_M ? found : null;
}

function laserHeight(question: HeightQuestion, warnings: string[]): FoundHeight | null {
  const { item, depressionDeg, sigmas, terrain } = question;
  const { laser } = item;
  if (!question.useLaser || laser === null || depressionDeg === null || depressionDeg < 10) return null;
  if (!isPositive(laser.distanceM) || (laser.status !== null && laser.status !== "Normal")) return null;
  const heightM = laser.distanceM * Math.sin(depressionDeg * RAD);
  const takeOffM = item.heights.takeOffM;
  if (takeOffM !== null && laser.altTakeOffM !== null) {
    const stated = takeOffM - laser.altTakeOffM;
    if (Math.abs(stated - heightM) > 2 + 0.1 * heightM)
      warnings.push(`The laser's range says ${heightM.toFixed(1)} m above its point, its stated height ${stated.toFixed(1)} m.`);
  }
  const known = laser.latDeg !== null && laser.lonDeg !== null && terrain !== null ? terrain.heightM(laser.latDeg, laser.lonDeg) : null;
  const sigmaM = Math.max(0.5, (sigmas.laserHeightPct / 100) * heightM);
  const input: FootprintInput = {
    name: "height",
    value: `${heightM.toFixed(1)} m above the laser's point (${laser.distanceM.toFixed(1)} m away)`,
    source: "laser",
    sigma: sigmaM,
    unit: "m",
  };
  if (known === null) warnings.push("Height is measured at the laser's point; the ground around it is taken as level.");
  return { method: "laserRange", heightM, cameraM: known === null ? null : known + heightM, sigmaM, input };
}

function terrainHeight(question: HeightQuestion, warnings: string[]): FoundHeight | null {
  const { terrain, takeOff, place, sigmas } = question;
  const takeOffM = aboveTakeOff(question);
  if (terrain === null || takeOffM === null) return null;
  if (takeOff === null) {
    warnings.push("An elevation model is loaded, but the place of take-off is not known: height above ground cannot be told from it.");
    return null;
  }
  const startM = takeOff.groundM ?? terrain.heightM(takeOff.latDeg, takeOff.lonDeg);
  const belowM = terrain.heightM(place.latDeg, place.lonDeg);
  if (startM === null || belowM === null) {
    warnings.push("The elevation model does not cover this place or the take-off.");
    return null;
  }
  const cameraM = startM + takeOffM.value;
  const heightM = cameraM - belowM;
  if (!(heightM > 0.5)) {
    warnings.push("By the elevation model the camera would be below the ground: the model was not used.");
    return null;
  }
  const sigmaM = Math.max((sigmas.heightPct / 100) * heightM, terrain.sigmaM);
  const value = `${takeOffM.value.toFixed(1)} m above take-off, ${heightM.toFixed(1)} m above the ground below by ${terrain.name}`;
  return { method: "terrain", heightM, cameraM, sigmaM, input: { name: "height", value, source: "terrain", sigma: sigmaM, unit: "m" } };
}

function measuredHeight({ item, sigmas }: HeightQuestion): FoundHeight | null {
  const heightM = item.heights.groundM;
  if (!isPositive(heightM)) return null;
  const sigmaM = Math.max(0.5, (sigmas.heightPct / 100) * heightM);
  const value = `${heightM.toFixed(1)} m above ground, as the aircraft measured it`;
  const source = item.gimbal?.source ?? item.aircraft?.source ?? "xmp";
  return {
    method: "measuredAboveGround",
    heightM,
    cameraM: null,
    sigmaM,
    input: { name: "height", value, source, sigma: sigmaM, unit: "m" },
  };
}

function flatHeight(question: HeightQuestion, warnings: string[]): FoundHeight | null {
  const takeOffM = aboveTakeOff(question);
  if (takeOffM === null) return null;
  const heightM = takeOffM.value;
  if (!(heightM > 0.5)) {
    warnings.push(`The camera was ${heightM.toFixed(1)} m above take-off: without an elevation model that says nothing about the ground.`);
    return null;
  }
  const sigmaM = Math.max(1, (question.sigmas.flatHeightPct / 100) * heightM);
  warnings.push("No terrain: the height above take-off was taken for the height above ground, which is wrong on slopes and hills.");
  const value = `${heightM.toFixed(1)} m above take-off`;
  return {
    method: "flatAtTakeOff",
    heightM,
    cameraM: null,
    sigmaM,
    input: { name: "height", value, source: takeOffM.source, sigma: sigmaM, unit: "m" },
  };
}

function aboveTakeOff({ item, flight }: HeightQuestion): { readonly value: number; readonly source: ValueSource } | null {
  const own = finite(item.heights.takeOffM);
  if (own !== null) return { value: own, source: item.gimbal?.source ?? item.position?.source ?? "xmp" };
  const track = finite(flight?.takeOffM);
  return track === null ? null : { value: track, source: "flightTrack" };
}

function apartDeg(a: number, b: number): number {
  return Math.abs(lonDifferenceDeg(a, b));
}

function finite(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}

/** A standard deviation that a receiver may state: more than 100 m is no position. */
function isDeviation(value: number | null): value is number {
  return isPositive(value) && value <= 100;
}

function isPositive(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value > 0;
}
