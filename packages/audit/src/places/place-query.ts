/** Requests that ask about a place: rectangles, circles, tiles, cells and map views, reversed to where they ask about (docs/guide/detection.md). */
import { type Bounds, metresPerDegree } from "@creance/core";
import { cellToBoundary, isValidCell } from "h3-js";
import type { EncodingLayer } from "../encoding-layers.table.ts";
import { fromGeohash, type Tile, tileBounds, tileOfQuadkey } from "../positions/grid-codes.ts";
import { halfDiagonalM } from "./box-size.ts";
import {
  boxNames,
  cornerPairs,
  DEFAULT_VIEW_PIXELS,
  geohashNames,
  LOOKUP_RADIUS_M,
  latNames,
  lonNames,
  lookupWords,
  pointNames,
  quadkeyNames,
  radiusNames,
  rimNames,
  tileColumnNames,
  tileExtensions,
  tileRowNames,
  tileWords,
  zoomNames,
} from "./place-forms.table.ts";
import { formValues, jsonValues, numberList, plainNumber, type QueryValue, unescaped } from "./query-values.ts";

/** A question about a place. */
export interface PlaceQuery {
  /** The boxes that it can mean: one, or several where services count rows or order numbers differently. */
  readonly boxes: readonly Bounds[];
  /** Radius in metres around the box's middle for circles, `null` for rectangles. */
  readonly radiusM: number | null;
  /** Half the diagonal of the (first) box in metres; the radius of a circle. */
  readonly halfDiagonalM: number;
  /** Zoom of a tile or a view, `null` elsewhere. */
  readonly zoom: number | null;
  readonly layers: readonly EncodingLayer[];
  /** For a person: `a map tile of zoom 15`, `a rectangle`. */
  readonly what: string;
  readonly in: "path" | "body";
  /** Characters of the path or the body that say it. */
  readonly start: number;
  readonly end: number;
}

/** A request as far as it is known. `body` is text, decoded. */
export interface PlaceRequest {
  readonly host: string | null;
  readonly path: string | null;
  readonly body?: string | null;
}

/** Radius of the earth that web maps count with, in metres. */
const WEB_MERCATOR_M = 6_378_137;
const MOST_QUERIES = 16;

/** What a request asks about; empty for most. At most 16. Never throws. */
export function placeQueriesOf(request: PlaceRequest): readonly PlaceQuery[] {
  const queries: PlaceQuery[] = [];
  const path = (request.path ?? "").slice(0, 8_192);
  const mark = path.search(/[?#]/);
  const bare = mark < 0 ? path : path.slice(0, mark);
  const words = `${request.host ?? ""}${bare}`;
  if (path !== "") {
    if (mark >= 0) queries.push(...valueQueries(formValues(path, mark + 1), words, "path", "form"));
    queries.push(...pathQueries(path, bare, words));
  }
  const body = (request.body ?? "").slice(0, 32_768);
  if (/^\s*[[{]/.test(body)) queries.push(...valueQueries(jsonValues(body), words, "body", "json"));
  else if (/^[\w.%~[\]-]{1,64}=/.test(body)) queries.push(...valueQueries(formValues(body, 0), words, "body", "form"));
  return queries.slice(0, MOST_QUERIES);
}

function valueQueries(values: readonly QueryValue[], words: string, where: PlaceQuery["in"], outer: "form" | "json"): PlaceQuery[] {
  const queries: PlaceQuery[] = [];
  const add = (used: readonly QueryValue[], query: Omit<PlaceQuery, "in" | "start" | "end"> | undefined): void => {
    if (query === undefined) return;
    const start = Math.min(...used.map((value) => value.start));
    queries.push({ ...query, layers: [outer, ...query.layers], in: where, start, end: Math.max(...used.map((value) => value.end)) });
  };
  const rectangle = cornerValues(values) ?? rimValues(values);
  if (rectangle !== undefined) add(rectangle.used, box([rectangle.bounds], "a rectangle"));
  for (const value of values) {
    if (isOneOf(boxNames, value.name)) add([value], boxOfList(numberList(value.value)));
    if (isOneOf(quadkeyNames, value.name)) add([value], quadkeyBox(value.value));
    if (isOneOf(geohashNames, value.name)) add([value], geohashBox(value.value));
    if (/^[0-9a-f]{15}$/i.test(value.value)) add([value], h3Box(value.value));
  }
  const tile = tileValues(values);
  if (tile !== undefined) add(tile.used, tile.query);
  else if (queries.length === 0) {
    const point = pointValues(values);
    if (point !== undefined) {
      const query = pointQuery(point, values, words);
      if (query !== undefined) add(query.used, query.query);
    }
  }
  return queries;
}

/** Two corners by name. */
function cornerValues(values: readonly QueryValue[]): { readonly bounds: Bounds; readonly used: readonly QueryValue[] } | undefined {
  const find = (corner: string, names: readonly string[]): QueryValue | undefined =>
    values.find(({ name }) => names.some((axis) => name === corner + axis || name === axis + corner));
  for (const [one, other] of cornerPairs) {
    const used = [find(one, ["lat", "latitude"]), find(one, ["lng", "lon", "long", "longitude"])];
    used.push(find(other, ["lat", "latitude"]), find(other, ["lng", "lon", "long", "longitude"]));
    const found = used.filter((value) => value !== undefined);
    if (found.length < 4) continue;
    const [latA, lonA, latB, lonB] = found.map((value) => plainNumber(value.value) ?? Number.NaN) as [number, number, number, number];
    const bounds = boundsBetween(latA, lonA, latB, lonB);
    if (bounds !== undefined) return { bounds, used: found };
  }
  return undefined;
}

function rimValues(values: readonly QueryValue[]): { readonly bounds: Bounds; readonly used: readonly QueryValue[] } | undefined {
  for (const names of rimNames) {
    const found = names.map((name) => values.find((value) => value.name === name)).filter((value) => value !== undefined);
    if (found.length < 4) continue;
    const [south, north, west, east] = found.map((value) => plainNumber(value.value) ?? Number.NaN) as [number, number, number, number];
    const bounds = degreeBounds(south, west, north, east) ?? mercatorBounds(west, south, east, north);
    if (bounds !== undefined) return { bounds, used: found };
  }
  return undefined;
}

/** Four numbers: west, south, east, north, or latitudes first, or from the north-west corner; degrees, or metres of web maps. */
function boxOfList(numbers: readonly number[] | undefined): ReturnType<typeof box> {
  if (numbers?.length !== 4) return undefined;
  const [a, b, c, d] = numbers as [number, number, number, number];
  const boxes = [degreeBounds(b, a, d, c), degreeBounds(a, b, c, d), degreeBounds(d, a, b, c), degreeBounds(c, b, a, d)].filter(
    (bounds) => bounds !== undefined,
  );
  const metres = boxes.length === 0 ? mercatorBounds(a, b, c, d) : undefined;
  return box(metres === undefined ? boxes : [metres], "a rectangle");
}

function quadkeyBox(text: string): ReturnType<typeof box> {
  const tile = text.length >= 3 ? tileOfQuadkey(text) : undefined;
  return tile === undefined ? undefined : box([tileBounds(tile)], `a map tile of zoom ${tile.z}`, ["quadkey"], tile.z);
}

function geohashBox(text: string): ReturnType<typeof box> {
  if (!/^[0-9b-hjkmnp-z]{3,12}$/i.test(text)) return undefined;
  const place = fromGeohash(text);
  if (place === undefined) return undefined;
  const lonBits = Math.ceil((text.length * 5) / 2);
  const latBits = Math.floor((text.length * 5) / 2);
  const northDeg = 90 / 2 ** latBits;
  const eastDeg = 180 / 2 ** lonBits;
  const bounds = degreeBounds(place.latDeg - northDeg, place.lonDeg - eastDeg, place.latDeg + northDeg, place.lonDeg + eastDeg);
  return bounds === undefined ? undefined : box([bounds], "a geohash cell", ["geohash"]);
}

function h3Box(text: string): ReturnType<typeof box> {
  const cell = text.toLowerCase();
  if (!isValidCell(cell)) return undefined;
  const corners = cellToBoundary(cell);
  const lats = corners.map(([latDeg]) => latDeg);
  const lons = corners.map(([, lonDeg]) => lonDeg);
  const wraps = Math.max(...lons) - Math.min(...lons) > 180;
  const west = wraps ? Math.min(...lons.filter((lonDeg) => lonDeg > 0)) : Math.min(...lons);
  const east = wraps ? Math.max(...lons.filter((lonDeg) => lonDeg <= 0)) : Math.max(...lons);
  return box([{ southDeg: Math.min(...lats), northDeg: Math.max(...lats), westDeg: west, eastDeg: east }], "an H3 cell", ["h3"]);
}

function tileValues(
  values: readonly QueryValue[],
): { readonly query: ReturnType<typeof box>; readonly used: readonly QueryValue[] } | undefined {
  const z = values.find(({ name }) => isOneOf(zoomNames, name));
  const x = values.find(({ name }) => isOneOf(tileColumnNames, name));
  const y = values.find(({ name }) => isOneOf(tileRowNames, name));
  if (z === undefined || x === undefined || y === undefined) return undefined;
  const query = tileBox(plainNumber(/\d+$/.exec(z.value)?.[0]), plainNumber(x.value), plainNumber(y.value));
  return query === undefined ? undefined : { query, used: [z, x, y] };
}

interface AskedPoint {
  /** The point in both orders where the request does not say which. */
  readonly points: readonly { readonly latDeg: number; readonly lonDeg: number }[];
  readonly used: readonly QueryValue[];
  /** A zoom that stood in the same value. */
  readonly zoom: number | null;
}

function pointValues(values: readonly QueryValue[]): AskedPoint | undefined {
  const lat = values.find(({ name }) => isOneOf(latNames, name));
  const lon = values.find(({ name }) => isOneOf(lonNames, name));
  const latDeg = plainNumber(lat?.value);
  const lonDeg = plainNumber(lon?.value);
  if (lat !== undefined && lon !== undefined && isPoint(latDeg, lonDeg)) {
    return { points: [{ latDeg: latDeg as number, lonDeg: lonDeg as number }], used: [lat, lon], zoom: null };
  }
  for (const value of values) {
    if (!isOneOf(pointNames, value.name)) continue;
    const point = pointOfList(numberList(value.value));
    if (point !== undefined) return { ...point, used: [value] };
  }
  return undefined;
}

function pointOfList(numbers: readonly number[] | undefined): Omit<AskedPoint, "used"> | undefined {
  const [a, b, zoom] = numbers ?? [];
  if (a === undefined || b === undefined || (numbers ?? []).length > 3 || (Number.isInteger(a) && Number.isInteger(b))) return undefined;
  const points = [];
  if (isPoint(a, b)) points.push({ latDeg: a, lonDeg: b });
  if (isPoint(b, a)) points.push({ latDeg: b, lonDeg: a });
  return points.length === 0 ? undefined : { points, zoom: zoom !== undefined && zoom >= 0 && zoom <= 23 ? zoom : null };
}

/** A point with a radius, with a zoom, or at a service that answers with what lies there. */
function pointQuery(
  point: AskedPoint,
  values: readonly QueryValue[],
  words: string,
): { readonly query: ReturnType<typeof box>; readonly used: readonly QueryValue[] } | undefined {
  for (const value of values) {
    if (!Object.hasOwn(radiusNames, value.name)) continue;
    const radius = plainNumber(value.value);
    if (radius === undefined || radius <= 0) continue;
    const unitM = radiusNames[value.name] ?? (radius < 50 ? 1000 : 1);
    return { query: circle(point.points, radius * unitM, "a circle"), used: [...point.used, value] };
  }
  const zoomValue = values.find(({ name, value }) => isOneOf(zoomNames, name) && plainNumber(value) !== undefined);
  const zoom = point.zoom ?? plainNumber(zoomValue?.value) ?? null;
  if (zoom !== null && zoom >= 0 && zoom <= 23) {
    const pixels = viewPixels(values.find(({ name }) => name === "size")?.value);
    return { query: view(point.points, zoom, pixels), used: zoomValue === undefined ? point.used : [...point.used, zoomValue] };
  }
  return lookupWords.test(words) ? { query: circle(point.points, LOOKUP_RADIUS_M, "a look-up at a point"), used: point.used } : undefined;
}

/** Tiles, cells, views and points in a path. */
function pathQueries(path: string, bare: string, words: string): PlaceQuery[] {
  const queries: PlaceQuery[] = [];
  const add = (start: number, length: number, query: ReturnType<typeof box>): void => {
    if (query !== undefined) queries.push({ ...query, in: "path", start, end: start + length });
  };
  // z/x/y, with @2x and an extension, at the end of the path or before it.
  for (const match of bare.matchAll(/\/(\d{1,2})\/(\d{1,8})\/(\d{1,8})(?:@\d(?:\.\d)?x)?(?:\.([a-z0-9]{2,8}))?(?=[/.@]|$)/gi)) {
    const [whole, z, x, y, extension] = match;
    const sure = whole.includes("@") || (extension !== undefined && tileExtensions.test(extension)) || tileWords.test(words);
    if (sure) add(match.index, whole.length, tileBox(Number(z), Number(x), Number(y)));
  }
  // Quadkeys as whole segments, with the one letter that some services put before them.
  for (const match of bare.matchAll(/(?:^|[/_-])[a-z]?([0-3]{6,23})(?=[./_-]|$)/gi)) {
    const key = match[1] as string;
    if (tileWords.test(words) || key.length >= 12) add(match.index, match[0].length, quadkeyBox(key));
  }
  for (const match of bare.matchAll(/(?:^|[/=])([0-9a-f]{15})(?=[./]|$)/gi)) add(match.index, match[0].length, h3Box(match[1] as string));
  for (const match of bare.matchAll(/geohash(?:es)?\/([0-9b-hjkmnp-z]{3,12})(?=[./]|$)/gi))
    add(match.index, match[0].length, geohashBox(match[1] as string));
  // Elevation tiles of one degree, named by their south-west corner.
  for (const match of bare.matchAll(/(?<![a-z\d])([NS])(\d{2})([EW])(\d{3})(?![a-z\d])/gi)) {
    const south = Number(match[2]) * (match[1]?.toUpperCase() === "S" ? -1 : 1);
    const west = Number(match[4]) * (match[3]?.toUpperCase() === "W" ? -1 : 1);
    const bounds = degreeBounds(south, west, south + 1, west + 1);
    if (bounds !== undefined) add(match.index, match[0].length, box([bounds], "an elevation tile of one degree", ["tile"]));
  }
  // Static maps: lon,lat,zoom as a segment; map views: @lat,lon,15z; #map=zoom/lat/lon.
  for (const match of bare.matchAll(/\/(-?\d{1,3}\.\d+),(-?\d{1,3}\.\d+),(\d{1,2}(?:\.\d+)?)(?:,[-\d.]+){0,2}\/(?:(\d{2,4}x\d{2,4}))?/g)) {
    const point = pointOfList([Number(match[1]), Number(match[2])]);
    if (point !== undefined) add(match.index, match[0].length, view(point.points, Number(match[3]), viewPixels(match[4])));
  }
  for (const match of path.matchAll(/@(-?\d{1,3}\.\d+),(-?\d{1,3}\.\d+),(\d{1,2}(?:\.\d+)?)z/g)) {
    add(
      match.index,
      match[0].length,
      view([{ latDeg: Number(match[1]), lonDeg: Number(match[2]) }], Number(match[3]), DEFAULT_VIEW_PIXELS),
    );
  }
  for (const match of path.matchAll(/#(?:map=)?(\d{1,2}(?:\.\d+)?)\/(-?\d{1,3}\.\d+)\/(-?\d{1,3}\.\d+)/g)) {
    add(
      match.index,
      match[0].length,
      view([{ latDeg: Number(match[2]), lonDeg: Number(match[3]) }], Number(match[1]), DEFAULT_VIEW_PIXELS),
    );
  }
  // A point as a segment of a service that answers with what lies there: weather's /points/47.64,-122.14.
  if (lookupWords.test(words)) {
    for (const match of unescaped(bare).matchAll(/\/(-?\d{1,3}\.\d+),(-?\d{1,3}\.\d+)(?=[/.]|$)/g)) {
      const point = pointOfList([Number(match[1]), Number(match[2])]);
      if (point !== undefined)
        add(
          match.index,
          Math.min(match[0].length, bare.length - match.index),
          circle(point.points, LOOKUP_RADIUS_M, "a look-up at a point"),
        );
    }
  }
  return queries;
}

/** A tile, its rows counted from the north; from the south as some services do; and with row and column in the other order. */
function tileBox(z: number | undefined, x: number | undefined, y: number | undefined): ReturnType<typeof box> {
  if (z === undefined || x === undefined || y === undefined || !Number.isInteger(z) || z < 0 || z > 23) return undefined;
  const size = 2 ** z;
  if (!Number.isInteger(x) || !Number.isInteger(y) || x < 0 || y < 0 || x >= size || y >= size) return undefined;
  const tiles: Tile[] = [
    { z, x, y },
    { z, x, y: size - 1 - y },
    { z, x: y, y: x },
  ];
  return box(tiles.map(tileBounds), `a map tile of zoom ${z}`, ["tile"], z);
}

type Question = Omit<PlaceQuery, "in" | "start" | "end">;

function box(
  boxes: readonly Bounds[],
  what: string,
  layers: readonly EncodingLayer[] = ["box"],
  zoom: number | null = null,
): Question | undefined {
  const [first] = boxes;
  if (first === undefined) return undefined;
  return { boxes, radiusM: null, halfDiagonalM: halfDiagonalM(first), zoom, layers, what };
}

function circle(
  points: readonly { readonly latDeg: number; readonly lonDeg: number }[],
  radiusM: number,
  what: string,
): Question | undefined {
  const boxes = points.map((point) => around(point.latDeg, point.lonDeg, radiusM));
  return boxes.length === 0 ? undefined : { boxes, radiusM, halfDiagonalM: radiusM, zoom: null, layers: ["circle"], what };
}

/** What a map of some pixels shows around a point. */
function view(points: readonly { readonly latDeg: number; readonly lonDeg: number }[], zoom: number, pixels: number): Question | undefined {
  const boxes = points
    .filter((point) => isPoint(point.latDeg, point.lonDeg))
    .map((point) => {
      const metresPerPixel = (2 * Math.PI * WEB_MERCATOR_M * Math.cos((point.latDeg * Math.PI) / 180)) / (256 * 2 ** zoom);
      return around(point.latDeg, point.lonDeg, (metresPerPixel * pixels) / 2);
    });
  return box(boxes, `a map view of zoom ${zoom}`, ["box"], zoom);
}

function viewPixels(size: string | undefined): number {
  const match = /^(\d{2,4})x(\d{2,4})$/.exec(size ?? "");
  return match === null ? DEFAULT_VIEW_PIXELS : Math.max(Number(match[1]), Number(match[2]));
}

function around(latDeg: number, lonDeg: number, radiusM: number): Bounds {
  const scale = metresPerDegree(latDeg);
  const north = Math.min(180, radiusM / scale.northM);
  const east = Math.min(179.999, radiusM / Math.max(scale.eastM, 1));
  return {
    southDeg: Math.max(-90, latDeg - north),
    northDeg: Math.min(90, latDeg + north),
    westDeg: wrapped(lonDeg - east),
    eastDeg: wrapped(lonDeg + east),
  };
}

function wrapped(lonDeg: number): number {
  return lonDeg < -180 ? lonDeg + 360 : lonDeg > 180 ? lonDeg - 360 : lonDeg;
}

function boundsBetween(latA: number, lonA: number, latB: number, lonB: number): Bounds | undefined {
  return degreeBounds(Math.min(latA, latB), Math.min(lonA, lonB), Math.max(latA, latB), Math.max(lonA, lonB));
}

function degreeBounds(southDeg: number, westDeg: number, northDeg: number, eastDeg: number): Bounds | undefined {
  if (!(southDeg >= -90 && northDeg <= 90 && southDeg <= northDeg)) return undefined;
  if (!(westDeg >= -180 && westDeg <= 180 && eastDeg >= -180 && eastDeg <= 180.000001)) return undefined;
  return { southDeg, westDeg, northDeg, eastDeg };
}

/** Metres of web maps (EPSG:3857). */
function mercatorBounds(west: number, south: number, east: number, north: number): Bounds | undefined {
  const most = Math.PI * WEB_MERCATOR_M + 1;
  if (![west, south, east, north].every((value) => Math.abs(value) <= most) || south > north || west > east) return undefined;
  const latDeg = (metres: number): number => (Math.atan(Math.sinh(metres / WEB_MERCATOR_M)) * 180) / Math.PI;
  const lonDeg = (metres: number): number => Math.max(-180, Math.min(180, (metres / WEB_MERCATOR_M) * (180 / Math.PI)));
  return { southDeg: latDeg(south), northDeg: latDeg(north), westDeg: lonDeg(west), eastDeg: lonDeg(east) };
}

function isPoint(latDeg: number | undefined, lonDeg: number | undefined): boolean {
  return latDeg !== undefined && lonDeg !== undefined && Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180;
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
