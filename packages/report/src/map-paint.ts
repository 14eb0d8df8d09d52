/**
 * Colours twice: as a fixed attribute for viewers that know no style sheet (a PDF, a saved file, a strict content policy), and as a class
 * that `mapStyleSheet` turns into variables for light, dark and print.
 */
import { type MapColour, mapColours } from "./map-colours.table.ts";
import type { MapTheme } from "./map-model.ts";
import { valueRamps } from "./value-ramp.table.ts";

/** Makes the class and attribute of a colour. */
export interface MapPaint {
  readonly fill: (colour: MapColour) => string;
  readonly stroke: (colour: MapColour) => string;
  /** Stroke in a step of the value ramp. */
  readonly rampStroke: (step: number) => string;
  readonly rampFill: (step: number) => string;
  /** Words: fill with a halo, so that they can be read over lines. */
  readonly words: (colour: MapColour) => string;
}

/** Paint with the fixed colours of a theme. */
export function mapPaint(theme: MapTheme): MapPaint {
  const colours = mapColours[theme];
  const ramp = valueRamps[theme];
  return {
    fill: (colour) => `class="cm-f-${colour}" fill="${colours[colour]}"`,
    stroke: (colour) => `class="cm-s-${colour}" fill="none" stroke="${colours[colour]}"`,
    rampStroke: (step) => `class="cm-s-ramp${step}" fill="none" stroke="${ramp[step]}"`,
    rampFill: (step) => `class="cm-f-ramp${step}" fill="${ramp[step]}"`,
    words: (colour) =>
      `class="cm-w-${colour}" fill="${colours[colour]}" stroke="${colours.halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`,
  };
}

/**
 * The style sheet of all maps: variables for both themes, and the classes. Dark where the viewer prefers it, unless an element above says
 * `data-theme="light"` or `"dark"`; light in print. A page with `style-src 'self'` can adopt it with `new CSSStyleSheet().replaceSync()`.
 */
export function mapStyleSheet(): string {
  const names = [...(Object.keys(mapColours.light) as MapColour[]), ...valueRamps.light.map((_, step) => `ramp${step}`)];
  return [
    `.creance-map{${variables("light")}}`,
    `@media (prefers-color-scheme:dark){.creance-map{${variables("dark")}}}`,
    `[data-theme="light"] .creance-map{${variables("light")}}`,
    `[data-theme="dark"] .creance-map{${variables("dark")}}`,
    `@media print{.creance-map,[data-theme] .creance-map{${variables("light")}}}`,
    ...names.map((name) => `.creance-map .cm-f-${name}{fill:var(--map-${name})}.creance-map .cm-s-${name}{stroke:var(--map-${name})}`),
    ...Object.keys(mapColours.light).map((name) => `.creance-map .cm-w-${name}{fill:var(--map-${name});stroke:var(--map-halo)}`),
    "",
  ].join("\n");
}

function variables(theme: MapTheme): string {
  const colours = Object.entries(mapColours[theme]).map(([name, colour]) => `--map-${name}:${colour};`);
  return [...colours, ...valueRamps[theme].map((colour, step) => `--map-ramp${step}:${colour};`)].join("");
}
