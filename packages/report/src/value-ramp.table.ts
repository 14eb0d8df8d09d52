/**
 * The colours of a value, low to high, evenly spaced in OKLCH: hue from the data teal over blue and plum to the warm accent, lightness always in one
 * direction, so that the order also survives grey print and the common kinds of colour blindness. Contrast to the map's ground at least 3:1
 * (light 3.2 to 8.1 on #e9eae4, dark 3.6 to 8.1 on #1d2a31).
 */
import type { MapTheme } from "./map-model.ts";

/** One colour a step, low to high. */
export const valueRamps = {
  light: ["#0a8f9b", "#2480aa", "#496ead", "#655aa3", "#78478a", "#833667", "#862a3c", "#7e2500"],
  dark: ["#238994", "#418fb5", "#6c91cf", "#9991da", "#c391d7", "#e894c5", "#ff9ca9", "#ffac89"],
} as const satisfies Readonly<Record<MapTheme, readonly string[]>>;

/** Number of steps. */
export const RAMP_STEPS = 8;
