/** Colours of the map that are not a value's: calm paper by day, deep slate by night. */
import type { MapTheme } from "./map-model.ts";

/** Names of the colours; each is a variable `--map-NAME` of the style sheet. */
export const mapColours = {
  light: {
    ground: "#e9eae4",
    water: "#dde7ea",
    land: "#f6f4ec",
    grid: "#d9dbd2",
    coast: "#7f9aa5",
    border: "#b9b7aa",
    ink: "#1d2b33",
    muted: "#56646b",
    halo: "#f4f4ef",
    line: "#1d6f7d",
    casing: "#fbfbf8",
    weak: "#d9a86c",
    home: "#1d2b33",
    pilot: "#a8332e",
    start: "#2a7a4b",
    warning: "#b06a10",
    dot: "#1d6f7d",
    dotText: "#ffffff",
  },
  dark: {
    ground: "#1d2a31",
    water: "#14212a",
    land: "#26333b",
    grid: "#2a3940",
    coast: "#55727f",
    border: "#46555b",
    ink: "#eef1f0",
    muted: "#9fadb2",
    halo: "#1a252b",
    line: "#5cc0cc",
    casing: "#131c21",
    weak: "#8a6a3c",
    home: "#eef1f0",
    pilot: "#f07f74",
    start: "#6cc08b",
    warning: "#e0a54a",
    dot: "#3f9fab",
    dotText: "#0e171b",
  },
} as const satisfies Readonly<Record<MapTheme, Readonly<Record<string, string>>>>;

/** Name of a map colour. */
export type MapColour = keyof typeof mapColours.light;
