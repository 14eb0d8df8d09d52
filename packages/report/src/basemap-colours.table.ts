/** Colours of the base map: paper by day, slate by night, quiet enough for a track on top. */
import type { MapTheme } from "./map-model.ts";

/** Colours of the base map by theme. */
export const basemapColours = {
  light: {
    water: "#cddde3",
    land: "#ecebe5",
    coast: "#a9bcc3",
    county: "#d9d6cb",
    state: "#b9b3a3",
    border: "#8f8a7d",
    place: "#4a565c",
    capital: "#1d2b33",
    halo: "#f4f3ee",
    dot: "#8a9296",
    green: "#dfe4d4",
    building: "#d3cfc4",
    road: "#fbfaf6",
    roadEdge: "#c9c4b6",
  },
  dark: {
    water: "#152a34",
    land: "#1f2b31",
    coast: "#2f4a56",
    county: "#2a373d",
    state: "#3c4b52",
    border: "#5b6b72",
    place: "#a7b4b9",
    capital: "#dfe6e7",
    halo: "#182226",
    dot: "#6d7d84",
    green: "#20302d",
    building: "#34434a",
    road: "#46565e",
    roadEdge: "#151f24",
  },
} as const satisfies Readonly<Record<MapTheme, Readonly<Record<string, string>>>>;
