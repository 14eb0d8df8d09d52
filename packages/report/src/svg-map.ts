/**
 * The one SVG map: a flight, or many, on a grid; for the browser without WebGL, for reports and for files. It needs no tile, no font file, no script and no
 * style sheet, and asks nobody for anything.
 */

import { xmlText } from "@creance/core";
import { drawAreas } from "./draw-areas.ts";
import { drawAttribution, drawGrid, drawLegend, drawNorth, drawOutlines, drawScale, furnitureBoxes } from "./draw-furniture.ts";
import { drawDots, drawMarkers } from "./draw-markers.ts";
import { drawTracks } from "./draw-tracks.ts";
import type { MapModel } from "./map-model.ts";
import { mapPaint } from "./map-paint.ts";
import { fitMap, type MapProjection, numberAt } from "./map-projection.ts";
import { rampRange } from "./value-ramp.ts";

/** Printed at the bottom right when the model names no attribution. */
export const DEFAULT_ATTRIBUTION = "WGS-84 · drawn here, no tile server";

/**
 * The map as an SVG element. Pass the projection of `fitMap` to draw in it (and to place a replay marker with `projectTrack`); without one the map fits
 * itself. Text is escaped; the size does not depend on the length of the tracks (at most 4,000 points).
 */
export function svgMap(model: MapModel, projection: MapProjection = fitMap(model)): string {
  const { tracks = [], markers = [], dots = [], outlines = [], areas = [], units, idPrefix = "map" } = model;
  const paint = mapPaint(model.theme ?? "light");
  const range = rampRange(tracks);
  const id = xmlText(idPrefix);
  const { widthPx, heightPx } = projection;
  const weak = tracks.some((track) => track.weak !== undefined && hasPositive(track.weak));
  const value = tracks.find((track) => track.value !== undefined)?.value;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="creance-map" viewBox="0 0 ${widthPx} ${heightPx}" width="${widthPx}" height="${heightPx}" role="img"`,
    ` aria-labelledby="${id}-title ${id}-desc" font-family="'Noto Sans', system-ui, sans-serif" font-size="12">`,
    `<title id="${id}-title">${xmlText(model.title)}</title><desc id="${id}-desc">${xmlText(model.description)}</desc>`,
    `<rect width="${widthPx}" height="${heightPx}" ${paint.fill("ground")}/>`,
    drawGrid(projection, units, paint),
    drawOutlines(projection, outlines, paint),
    drawAreas(projection, areas, paint),
    drawTracks(projection, tracks, { paint, range }),
    drawDots(projection, dots, paint),
    drawMarkers(projection, markers, { paint, reserved: furnitureBoxes(projection) }),
    drawLegend(projection, { value, range, weak }, paint),
    drawScale(projection, units, paint),
    drawNorth(projection, paint),
    drawAttribution(projection, model.attribution ?? DEFAULT_ATTRIBUTION, paint),
    "</svg>",
  ].join("");
}

function hasPositive(values: ArrayLike<number | null | undefined>): boolean {
  for (let row = 0; row < values.length; row += 1) if (numberAt(values, row) > 0) return true;
  return false;
}
