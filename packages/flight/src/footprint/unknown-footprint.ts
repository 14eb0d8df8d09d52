/** The footprint of which nothing is known: what others are made from. */
import type { Footprint } from "../media/footprint.ts";

/** Nothing is known: no place, no area. */
export const unknownFootprint: Footprint = {
  kind: "unknown",
  method: null,
  camera: null,
  bearingDeg: null,
  depressionDeg: null,
  heightAboveGroundM: null,
  centre: null,
  polygon: [],
  polygonPx: [],
  band: [],
  bandM: null,
  laser: null,
  inputs: [],
  terrain: null,
  horizonCut: false,
  warnings: [],
};
