/** What a picture shows of the ground, with how well that is known. Never a bare polygon. */
import type { ValueSource } from "./media-item.ts";

/** A place, degrees. */
export interface GroundPoint {
  readonly latDeg: number;
  readonly lonDeg: number;
}

/** One thing that a footprint was computed from. */
export interface FootprintInput {
  readonly name: "position" | "height" | "yaw" | "pitch" | "roll" | "focalLength" | "principalPoint" | "distortion";
  /** For a person, e.g. `39.8 m above take-off`. */
  readonly value: string;
  readonly source: ValueSource;
  /** One sigma, in `unit`. */
  readonly sigma: number;
  readonly unit: "m" | "deg" | "%" | "px";
}

/** The footprint of one picture, or of one second of a clip. */
export interface Footprint {
  /** `area`: a polygon; `viewTowards`: too near the horizon for one, only a direction; `position`: only where the camera was; `unknown`: not even that. */
  readonly kind: "area" | "viewTowards" | "position" | "unknown";
  /** How the ground was found. */
  readonly method: "laserRange" | "terrain" | "measuredAboveGround" | "flatAtTakeOff" | null;
  readonly camera: GroundPoint | null;
  /** Direction of view, clockwise from true north, degrees. */
  readonly bearingDeg: number | null;
  /** Angle below the horizon, degrees (90 is straight down). */
  readonly depressionDeg: number | null;
  readonly heightAboveGroundM: number | null;
  /** Where the middle of the picture meets the ground. */
  readonly centre: GroundPoint | null;
  /** Outline of what is probably seen: a ring in the picture's order from its upper left corner, not closed; empty unless `area`. */
  readonly polygon: readonly GroundPoint[];
  /** Pixel of the picture that each point of `polygon` belongs to, from the left upper corner; for regions of a picture. Empty where the size of the picture is not known. */
  readonly polygonPx: readonly { readonly x: number; readonly y: number }[];
  /** Outline of what may be seen: `polygon` grown by two sigma; of a `viewTowards` the sector; of a `position` the circle of two sigma. */
  readonly band: readonly GroundPoint[];
  /** Width of the band at its widest, metres; `null` without one. */
  readonly bandM: number | null;
  /** The measured ground point of the laser, drawn as it is. */
  readonly laser: GroundPoint | null;
  readonly inputs: readonly FootprintInput[];
  /** Which elevation model was used (file name and SHA-256), `null` for none. */
  readonly terrain: string | null;
  /** Rays beyond eight times the height were cut. */
  readonly horizonCut: boolean;
  /** One sentence each: what is doubtful. */
  readonly warnings: readonly string[];
}

/** Heights of the ground, from tiles that the operator loaded. */
export interface Terrain {
  /** File name and SHA-256 of the tiles, for the footprint's provenance. */
  readonly name: string;
  /** Height of the ground, metres above what the tiles count from; `null` outside of them. */
  heightM(latDeg: number, lonDeg: number): number | null;
  /** One sigma of the heights, metres. */
  readonly sigmaM: number;
}
