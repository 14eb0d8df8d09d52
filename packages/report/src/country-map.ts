/**
 * The world with a mark for every country that address databases name: a disc where they agree, a dashed ring where they differ, dotted lines between
 * countries that are named for the same conversations. It shows opinions, never where a machine is. Asks nobody for anything.
 */
import { formatBytes, xmlText } from "@creance/core";
import { countryBorderLines } from "./country-borders.table.ts";
import { type CountryMark, countryMarks, largestRadiusPx, MIN_RADIUS_PX, radiusFor, worldProjection } from "./country-marks.ts";
import { bytesOutOf, type CountryDispute, type CountryOpinions } from "./country-opinions.ts";
import { agreementWord, countryMapWords } from "./country-words.ts";
import type { MapNumbers, MapTheme } from "./map-model.ts";
import { type MapPaint, mapPaint } from "./map-paint.ts";
import { type MapPoint, type MapProjection, numberAt } from "./map-projection.ts";
import { niceBelow } from "./nice-length.ts";
import { placeLabels } from "./place-labels.ts";
import { px } from "./svg-text.ts";
import { decodeOutline, worldOutlines } from "./world-outline.ts";

/** Choices of the picture. */
export interface CountryMapOptions {
  readonly widthPx: number;
  /** Name of the picture for screen readers. */
  readonly title: string;
  /** Static colours for viewers without our style sheet. Default `light`. */
  readonly theme?: MapTheme;
  /** Start of the ids inside the picture, for pages with several maps. Default `countries`. */
  readonly idPrefix?: string;
}

/** Printed at the bottom right. */
export const COUNTRY_MAP_ATTRIBUTION = "Natural Earth · drawn here, no tile server";

/** Most lines between countries. */
const MOST_LINES = 24;
/** Points nearer than this to the one before are left out. */
const MIN_STEP_PX = 1;
/** Land that is smaller than this across is left out. */
const MIN_LAND_PX = 1.5;
const labelEnd = { agreed: "", disputed: " disputed", "partly disputed": ", part disputed" } as const;
const LEGEND_ROW_PX = 26;
/** Largest circle that a row of the legend has room for. */
const LEGEND_RADIUS_PX = 12;
const CHAR_PX = 6.1;

/** The picture as an SVG element. Its marks stand where `countryMarks(opinions, worldProjection(widthPx))` says. All text is escaped. */
export function countryMap(opinions: CountryOpinions, options: CountryMapOptions): string {
  const { title, theme = "light", idPrefix = "countries" } = options;
  const paint = mapPaint(theme);
  const projection = worldProjection(options.widthPx);
  const { widthPx, heightPx } = projection;
  const marks = countryMarks(opinions, projection);
  const legend = drawLegend(marks, projection, paint);
  const id = xmlText(idPrefix);
  const wholePx = heightPx + legend.heightPx;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="creance-map" viewBox="0 0 ${px(widthPx)} ${px(wholePx)}" width="${px(widthPx)}" height="${px(wholePx)}" role="img"`,
    ` aria-labelledby="${id}-title ${id}-desc" font-family="'Noto Sans', system-ui, sans-serif" font-size="12">`,
    `<title id="${id}-title">${xmlText(title)}</title><desc id="${id}-desc">${xmlText(countryMapWords(opinions))}</desc>`,
    drawWorld(projection, paint),
    drawDisputes(opinions.disputes, marks, paint),
    ...marks.map((mark) => drawMark(mark, paint)),
    drawLabels(marks, projection, paint),
    legend.svg,
    "</svg>",
  ].join("");
}

function drawWorld(projection: MapProjection, paint: MapPaint): string {
  const { widthPx, heightPx } = projection;
  const land = worldOutlines()
    .filter(({ kind }) => kind === "coast")
    .map((line) => turnedPath(line, projection))
    .join("");
  const borders = countryBorderLines
    .split(" ")
    .map((text) => turnedPath(decodeOutline(text), projection))
    .join("");
  // A picture inside the picture, so that land is cut off at the edge of the map and not in the legend.
  return [
    `<svg width="${px(widthPx)}" height="${px(heightPx)}" overflow="hidden">`,
    `<rect width="${px(widthPx)}" height="${px(heightPx)}" ${paint.fill("water")}/>`,
    `<g ${paint.stroke("coast")} stroke-width="0.6" stroke-linejoin="round"><path ${paint.fill("land")} fill-rule="evenodd" d="${land}"/></g>`,
    `<path ${paint.stroke("border")} stroke-width="0.6" stroke-linejoin="round" stroke-opacity="0.8" d="${borders}"/>`,
    `<text x="${px(widthPx - 6)}" y="${px(heightPx - 6)}" text-anchor="end" font-size="10" ${paint.words("muted")}>${COUNTRY_MAP_ATTRIBUTION}</text>`,
    "</svg>",
  ].join("");
}

/** A line of the land, once for every turn of the world at which it lies in the picture. */
function turnedPath(line: { readonly latDeg: MapNumbers; readonly lonDeg: MapNumbers }, projection: MapProjection): string {
  let path = "";
  for (const turnDeg of [-360, 0, 360]) path += thinPath(line, turnDeg, projection);
  return path;
}

function thinPath(line: { readonly latDeg: MapNumbers; readonly lonDeg: MapNumbers }, turnDeg: number, projection: MapProjection): string {
  const points: string[] = [];
  let [left, right, lowest, highest] = [Infinity, -Infinity, Infinity, -Infinity];
  let [beforeX, beforeY] = [Number.NaN, Number.NaN];
  for (let row = 0; row < line.lonDeg.length; row += 1) {
    const x = projection.widthPx / 2 + (numberAt(line.lonDeg, row) + turnDeg - projection.lonDeg) * projection.pxPerDegLon;
    const y = projection.heightPx / 2 - (numberAt(line.latDeg, row) - projection.latDeg) * projection.pxPerDegLat;
    left = Math.min(left, x);
    right = Math.max(right, x);
    lowest = Math.min(lowest, y);
    highest = Math.max(highest, y);
    const last = row === line.lonDeg.length - 1;
    if (!last && Math.hypot(x - beforeX, y - beforeY) < MIN_STEP_PX) continue;
    points.push(`${px(x)} ${px(y)}`);
    [beforeX, beforeY] = [x, y];
  }
  if (right < 0 || left > projection.widthPx || highest < 0 || lowest > projection.heightPx) return "";
  return right - left < MIN_LAND_PX && highest - lowest < MIN_LAND_PX ? "" : `M${points.join("L")}`;
}

/** Lines between every two countries that are named for the same conversations. They join opinions; no traffic goes along them. */
function drawDisputes(disputes: readonly CountryDispute[], marks: readonly CountryMark[], paint: MapPaint): string {
  const byCountry = new Map(marks.map((mark) => [mark.named.country, mark]));
  const pairs = new Map<string, readonly [CountryMark, CountryMark]>();
  for (const { countries } of disputes) {
    const placed = countries.flatMap((country) => byCountry.get(country) ?? []).sort((a, b) => a.xPx - b.xPx);
    placed.forEach((from, at) => {
      for (const to of placed.slice(at + 1)) {
        if (pairs.size < MOST_LINES) pairs.set(`${from.named.country} ${to.named.country}`, [from, to]);
      }
    });
  }
  const path = [...pairs.values()]
    .map(([from, to]) => {
      const bend = 0.14 * Math.hypot(to.xPx - from.xPx, to.yPx - from.yPx);
      const over = { xPx: (from.xPx + to.xPx) / 2, yPx: Math.max(4, (from.yPx + to.yPx) / 2 - bend) };
      const [start, end] = [edgeTowards(from, over), edgeTowards(to, over)];
      return `M${px(start.xPx)} ${px(start.yPx)}Q${px(over.xPx)} ${px(over.yPx)} ${px(end.xPx)} ${px(end.yPx)}`;
    })
    .join("");
  return path === ""
    ? ""
    : `<path ${paint.stroke("warning")} stroke-width="1.2" stroke-dasharray="1.5 4" stroke-linecap="round" d="${path}"/>`;
}

/** The point of a mark's edge that is nearest to a point outside; its middle when the point is inside. */
function edgeTowards({ xPx, yPx, radiusPx }: CountryMark, to: MapPoint): MapPoint {
  const awayPx = Math.hypot(to.xPx - xPx, to.yPx - yPx);
  const part = awayPx > radiusPx ? radiusPx / awayPx : 0;
  return { xPx: xPx + (to.xPx - xPx) * part, yPx: yPx + (to.yPx - yPx) * part };
}

function drawMark({ named, xPx, yPx, agreedPx, disputedPx }: CountryMark, paint: MapPaint): string {
  const at = `cx="${px(xPx)}" cy="${px(yPx)}"`;
  return [
    `<g class="cm-country" data-country="${xmlText(named.country)}">`,
    disputedPx === null ? "" : ring(at, disputedPx, paint),
    agreedPx === null ? "" : disc(at, agreedPx, paint),
    "</g>",
  ].join("");
}

function disc(at: string, radiusPx: number, paint: MapPaint): string {
  return `<circle ${at} r="${px(radiusPx)}" ${paint.fill("dot")} fill-opacity="0.88"/><circle ${at} r="${px(radiusPx)}" ${paint.stroke("casing")} stroke-width="1.2"/>`;
}

function ring(at: string, radiusPx: number, paint: MapPaint): string {
  return `<circle ${at} r="${px(radiusPx)}" ${paint.fill("warning")} fill-opacity="0.14"/><circle ${at} r="${px(radiusPx)}" ${paint.stroke("warning")} stroke-width="1.8" stroke-dasharray="4 2.6"/>`;
}

function drawLabels(marks: readonly CountryMark[], { widthPx, heightPx }: MapProjection, paint: MapPaint): string {
  const requests = [...marks]
    .sort((a, b) => bytesOutOf(b.named) - bytesOutOf(a.named))
    .map(({ named, xPx, yPx, radiusPx }) => ({
      text: `${named.country} ${formatBytes(bytesOutOf(named))}${labelEnd[agreementWord(named)]}`,
      shorter: named.country,
      xPx,
      yPx,
      radiusPx,
    }));
  const reserved = [{ left: widthPx - 230, top: heightPx - 20, right: widthPx, bottom: heightPx }];
  const places = placeLabels(requests, { left: 2, top: 2, right: widthPx - 2, bottom: heightPx - 2 }, reserved);
  const words = places.map((place) =>
    place === null
      ? ""
      : `<text x="${px(place.xPx)}" y="${px(place.yPx)}" text-anchor="${place.anchor}" ${paint.words("ink")}>${xmlText(place.text)}</text>`,
  );
  return `<g class="cm-labels">${words.join("")}</g>`;
}

interface LegendEntry {
  readonly widthPx: number;
  readonly svg: (xPx: number, yPx: number) => string;
}

/** Under the map, in as many rows as the width asks for. */
function drawLegend(marks: readonly CountryMark[], projection: MapProjection, paint: MapPaint): { svg: string; heightPx: number } {
  const entry = (markPx: number, text: string, mark: (xPx: number, yPx: number) => string): LegendEntry => ({
    widthPx: markPx + 6 + text.length * CHAR_PX + 18,
    svg: (x, y) => mark(x, y) + legendWords(text, x + markPx + 6, y, paint),
  });
  const centre = (x: number, y: number, radiusPx: number): string => `cx="${px(x + radiusPx)}" cy="${px(y)}"`;
  const entries = [
    entry(14, "two or more databases name it, none another", (x, y) => disc(centre(x, y, 7), 7, paint)),
    entry(14, "databases differ, or only one has an opinion", (x, y) => ring(centre(x, y, 7), 7, paint)),
    entry(
      28,
      "named for the same conversations",
      (x, y) =>
        `<path ${paint.stroke("warning")} stroke-width="1.2" stroke-dasharray="1.5 4" stroke-linecap="round" d="M${px(x)} ${px(y)}h28"/>`,
    ),
    ...sizeEntry(marks, projection, paint),
  ];
  let svg = "";
  let [x, row] = [4, 0];
  for (const each of entries) {
    if (x > 4 && x + each.widthPx > projection.widthPx) [x, row] = [4, row + 1];
    svg += each.svg(x, projection.heightPx + LEGEND_ROW_PX * (row + 0.5) + 2);
    x += each.widthPx;
  }
  return { svg: `<g class="cm-legend">${svg}</g>`, heightPx: LEGEND_ROW_PX * (row + 1) + 4 };
}

/** A round amount with its circle, and the smallest circle with what it stands for at most. */
function sizeEntry(marks: readonly CountryMark[], projection: MapProjection, paint: MapPaint): LegendEntry[] {
  const most = marks.reduce((so, { named }) => Math.max(so, bytesOutOf(named)), 0);
  if (most < 1) return [];
  const largestPx = largestRadiusPx(projection);
  const round = niceBelow(most * Math.min(1, (LEGEND_RADIUS_PX / largestPx) ** 2));
  const sizes = [
    { radiusPx: radiusFor(round, most, largestPx), text: `${formatBytes(Math.round(round))} out` },
    { radiusPx: MIN_RADIUS_PX, text: `${formatBytes(Math.round(most * (MIN_RADIUS_PX / largestPx) ** 2))} or less` },
  ];
  const lengthPx = ({ radiusPx, text }: (typeof sizes)[number]): number => 2 * radiusPx + 6 + text.length * CHAR_PX + 14;
  return [
    {
      widthPx: sizes.reduce((sum, size) => sum + lengthPx(size), 0),
      svg: (x, y) => {
        let at = x;
        return sizes
          .map((size) => {
            const { radiusPx, text } = size;
            const circle = `<circle cx="${px(at + radiusPx)}" cy="${px(y)}" r="${px(radiusPx)}" ${paint.stroke("muted")} stroke-width="1.2"/>`;
            const words = legendWords(text, at + 2 * radiusPx + 6, y, paint);
            at += lengthPx(size);
            return circle + words;
          })
          .join("");
      },
    },
  ];
}

function legendWords(text: string, xPx: number, yPx: number, paint: MapPaint): string {
  return `<text x="${px(xPx)}" y="${px(yPx + 4)}" font-size="11" ${paint.words("muted")}>${xmlText(text)}</text>`;
}
