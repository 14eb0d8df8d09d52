/** What stands around the map's content: grid, scale bar, north arrow, legend, attribution. */

import { xmlText } from "@creance/core";
import { mapGrid } from "./map-grid.ts";
import type { MapModel, MapOutline, MapValue } from "./map-model.ts";
import type { MapPaint } from "./map-paint.ts";
import { type MapProjection, projectTrack } from "./map-projection.ts";
import { niceLength } from "./nice-length.ts";
import type { PictureBox } from "./place-labels.ts";
import { px } from "./svg-text.ts";
import { thinTrack } from "./thin-track.ts";
import { RAMP_STEPS } from "./value-ramp.table.ts";
import type { RampRange } from "./value-ramp.ts";

const EDGE_PX = 20;
/** Room that the words about weak stretches need. */
const WEAK_LEGEND_PX = 200;
/** A scale bar lies on a map that is wider than this. */
const MAX_SCALE_WIDTH_M = 2_000_000;
/** Most points of all outlines together. */
const MAX_OUTLINE_POINTS = 12_000;

/** Grid lines, with degrees at the edge where they are degrees. */
export function drawGrid(projection: MapProjection, units: MapModel["units"], paint: MapPaint): string {
  const { lines } = mapGrid(projection, units);
  const path = lines
    .map(({ axis, atPx }) => (axis === "x" ? `M${px(atPx)} 0V${px(projection.heightPx)}` : `M0 ${px(atPx)}H${px(projection.widthPx)}`))
    .join("");
  const labels = lines.map(({ axis, atPx, label }) => {
    if (label === null || (axis === "x" && atPx > projection.widthPx - 80) || (axis === "y" && atPx < 28)) return "";
    const place = axis === "x" ? `x="${px(atPx + 4)}" y="14"` : `x="6" y="${px(atPx - 4)}"`;
    return `<text ${place} font-size="10" ${paint.words("muted")}>${label}</text>`;
  });
  return `<path ${paint.stroke("grid")} stroke-width="1" d="${path}"/>${labels.join("")}`;
}

/** Coasts and borders, thinned to what the picture can show. */
export function drawOutlines(projection: MapProjection, outlines: readonly MapOutline[], paint: MapPaint): string {
  const paths = { coast: "", border: "" };
  let left = MAX_OUTLINE_POINTS;
  for (const { kind, latDeg, lonDeg } of outlines) {
    const points = projectTrack(projection, latDeg, lonDeg);
    hideOutside(points, projection);
    for (const { rows } of thinTrack(points, () => 0, left)) {
      left -= rows.length;
      paths[kind] += `M${rows.map((row) => `${px(points.xPx[row] as number)} ${px(points.yPx[row] as number)}`).join("L")}`;
    }
  }
  return (["border", "coast"] as const)
    .filter((kind) => paths[kind] !== "")
    .map((kind) => `<path ${paint.stroke(kind)} stroke-width="1" stroke-linejoin="round" d="${paths[kind]}"/>`)
    .join("");
}

/** Scale bar at the bottom left, with the spacing of the grid. */
export function drawScale(projection: MapProjection, units: MapModel["units"], paint: MapPaint): string {
  const widthM = projection.widthPx * projection.metresPerPx;
  if (widthM > MAX_SCALE_WIDTH_M) return "";
  const { lengthM, label } = niceLength(Math.min(140, projection.widthPx / 4) * projection.metresPerPx, units);
  const lengthPx = lengthM / projection.metresPerPx;
  const y = projection.heightPx - 16;
  const { spacing } = mapGrid(projection, units);
  const grid =
    spacing === null || projection.widthPx < 360
      ? ""
      : `<text x="${px(EDGE_PX + lengthPx + 10)}" y="${px(y)}" font-size="11" ${paint.words("muted")}>${spacing}</text>`;
  return (
    `<g class="cm-scale"><path ${paint.stroke("ink")} stroke-width="2" d="M${EDGE_PX} ${px(y - 4)}V${px(y)}H${px(EDGE_PX + lengthPx)}V${px(y - 4)}"/>` +
    `<text x="${EDGE_PX}" y="${px(y - 7)}" ${paint.words("ink")}>${label}</text>${grid}</g>`
  );
}

/** North arrow at the top right: the map's up is true north. */
export function drawNorth(projection: MapProjection, paint: MapPaint): string {
  return (
    `<g class="cm-north" transform="translate(${px(projection.widthPx - EDGE_PX - 2)} 30)">` +
    `<path d="M0-14L5 3L0 0L-5 3Z" ${paint.fill("ink")}/><text y="15" text-anchor="middle" font-size="11" ${paint.words("ink")}>N</text></g>`
  );
}

/** What the legend explains. */
export interface LegendContent {
  readonly value: MapValue | undefined;
  readonly range: RampRange | null;
  readonly weak: boolean;
}

/** Legend above the scale bar: the value's ramp with its ends, and the look of a weak stretch. */
export function drawLegend(projection: MapProjection, { value, range, weak }: LegendContent, paint: MapPaint): string {
  let y = projection.heightPx - 50;
  let x = EDGE_PX;
  let svg = "";
  const words = (text: string, colour: "ink" | "muted"): void => {
    svg += `<text x="${px(x)}" y="${px(y)}" font-size="11" ${paint.words(colour)}>${xmlText(text)}</text>`;
    x += text.length * 6.1 + 8;
  };
  if (value !== undefined && range !== null) {
    const stepPx = 13;
    words(value.label, "ink");
    words(endText(range.low, range), "ink");
    for (let step = 0; step < RAMP_STEPS; step += 1) {
      svg += `<rect x="${px(x + step * stepPx)}" y="${px(y - 8)}" width="${stepPx + 0.5}" height="8" ${paint.rampFill(step)}/>`;
    }
    x += RAMP_STEPS * stepPx + 8;
    words(value.unit === "" ? endText(range.high, range) : `${endText(range.high, range)} ${value.unit}`, "ink");
    x += 8;
  }
  if (weak) {
    if (x > EDGE_PX && x + WEAK_LEGEND_PX > projection.widthPx) {
      x = EDGE_PX;
      y -= 20;
    }
    const line = `M${px(x + 5)} ${px(y - 4)}h26`;
    svg += `<path ${paint.stroke("weak")} stroke-width="11" stroke-opacity="0.4" stroke-linecap="round" d="${line}"/>`;
    svg += `<path ${paint.stroke("line")} stroke-width="2.6" stroke-dasharray="6 5" stroke-linecap="round" d="${line}"/>`;
    x += 42;
    words("weak: doubtful positions", "muted");
  }
  return svg === "" ? "" : `<g class="cm-legend">${svg}</g>`;
}

/** The part of the picture that legend, scale and attribution use: words of markers stay out of it. */
export function furnitureBoxes({ widthPx, heightPx }: MapProjection): PictureBox[] {
  return [
    { left: 0, top: heightPx - (widthPx < 560 ? 84 : 64), right: Math.min(widthPx, 560), bottom: heightPx },
    { left: widthPx - 240, top: heightPx - 22, right: widthPx, bottom: heightPx },
    { left: widthPx - 40, top: 0, right: widthPx, bottom: 52 },
  ];
}

/** Attribution at the bottom right. */
export function drawAttribution(projection: MapProjection, text: string, paint: MapPaint): string {
  if (text === "") return "";
  const place = `x="${px(projection.widthPx - 8)}" y="${px(projection.heightPx - 8)}"`;
  return `<g class="cm-attribution"><text ${place} text-anchor="end" font-size="10" ${paint.words("muted")}>${xmlText(text)}</text></g>`;
}

function hideOutside({ xPx, yPx }: { xPx: Float64Array; yPx: Float64Array }, projection: MapProjection): void {
  const { widthPx, heightPx } = projection;
  const halfTurnPx = 180 * projection.pxPerDegLon;
  let beforePx = Number.NaN;
  for (let row = 0; row < xPx.length; row += 1) {
    const x = xPx[row] as number;
    const y = yPx[row] as number;
    // A full picture of slack on each side, so that lines leave the picture before they end.
    if (x < -widthPx || x > 2 * widthPx || y < -heightPx || y > 2 * heightPx) xPx[row] = Number.NaN;
    // On the far side of the world a line leaves on the left and comes back on the right.
    if (Math.abs(x - beforePx) > halfTurnPx) xPx[row] = Number.NaN;
    beforePx = x;
  }
}

function endText(value: number, { low, high }: RampRange): string {
  const span = high - low;
  return value.toFixed(span >= 20 || span === 0 ? 0 : span >= 2 ? 1 : 2).replace(/^-(?=0(?:\.0+)?$)/, "");
}
