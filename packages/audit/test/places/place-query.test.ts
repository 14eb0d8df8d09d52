import * as fc from "fast-check";
import { latLngToCell } from "h3-js";
import { describe, expect, test } from "vitest";
import { foldPlaces, matchPlace } from "../../src/places/match-place.ts";
import { placeQueriesOf } from "../../src/places/place-query.ts";
import { toGeohash } from "../../src/positions/grid-codes.ts";
import { createTrackIndex } from "../../src/positions/track-index.ts";
import { flown, LAT, LON, START_US } from "../positions/flown.ts";

const index = createTrackIndex([flown({ rows: 60, home: { latDeg: LAT, lonDeg: LON } })]);
/** Tile numbers by the formula of the fact sheet, written once more. */
function tile(z: number): readonly [number, number] {
  const size = 2 ** z;
  const lat = ((LAT + 1e-4) * Math.PI) / 180;
  return [
    Math.floor(((LON + 1e-4 + 180) / 360) * size),
    Math.floor(((1 - Math.log(Math.tan(lat) + 1 / Math.cos(lat)) / Math.PI) / 2) * size),
  ];
}
const [x15, y15] = tile(15);
const [x14, y14] = tile(14);
const matched = (path: string, body: string | null = null, host = "api.example") =>
  placeQueriesOf({ host, path, body })
    .map((query) => matchPlace(index, query))
    .filter((match) => match !== null);

describe("questions that hold the flight", () => {
  const cases: readonly (readonly [string, string, string, readonly string[], string])[] = [
    ["DJI's rectangle", "/v2/in_rectangle?ltlat=47.66&ltlng=-122.16&rblat=47.62&rblng=-122.11", "area", ["form", "box"], ""],
    ["underscores, strings", "/x?lt_lat=47.66&lt_lng=-122.16&rb_lat=47.62&rb_lng=-122.11", "area", ["form", "box"], ""],
    ["minimum and maximum", "/x?minLat=47.62&minLon=-122.16&maxLat=47.66&maxLon=-122.11", "area", ["form", "box"], ""],
    ["lat first in names", "/x?lat_min=47.62&lon_min=-122.16&lat_max=47.66&lon_max=-122.11", "area", ["form", "box"], ""],
    ["rims", "/x?north=47.66&south=47.62&east=-122.11&west=-122.16", "area", ["form", "box"], ""],
    ["south-west, north-east", "/x?sw_lat=47.62&sw_lng=-122.16&ne_lat=47.66&ne_lng=-122.11", "area", ["form", "box"], ""],
    ["bbox, longitude first", "/wms?bbox=-122.16,47.62,-122.11,47.66", "area", ["form", "box"], ""],
    ["bbox, latitude first", "/wms?BBOX=47.62%2C-122.16%2C47.66%2C-122.11", "area", ["form", "box"], ""],
    ["bbox in metres", "/wms?SRS=EPSG:3857&BBOX=-13597000,6047000,-13593000,6053000", "area", ["form", "box"], ""],
    ["circle", "/tfrs_around?lat=47.64&lng=-122.14&radius=3000", "area", ["form", "circle"], ""],
    ["circle in kilometres", "/tfrs_around?lat=47.64&lng=-122.14&radius_km=3", "area", ["form", "circle"], ""],
    ["location and radius", "/near?location=47.64,-122.14&radius=800", "area", ["form", "circle"], ""],
    ["static map", "/staticmap?center=47.6424,-122.1367&zoom=17&size=400x400", "area", ["form", "box"], ""],
    ["static map as a path", "/styles/v1/x/static/-122.1367,47.6424,17/400x400", "area", ["box"], ""],
    ["map view", "/maps/@47.6424,-122.1367,16z", "area", ["box"], ""],
    ["tile", `/tiles/15/${x15}/${y15}.png`, "area", ["tile"], ""],
    ["tile, twice the pixels", `/v4/15/${x15}/${y15}@2x.webp`, "area", ["tile"], ""],
    ["tile without an extension", `/basemap/15/${x15}/${y15}`, "area", ["tile"], ""],
    ["tile, rows from the south", `/tms/15/${x15}/${2 ** 15 - 1 - y15}.png`, "area", ["tile"], ""],
    ["tile, row first", `/tile/15/${y15}/${x15}.jpg`, "area", ["tile"], ""],
    ["tile in a query", `/kh?v=9&x=${x15}&y=${y15}&z=15`, "area", ["form", "tile"], ""],
    ["WMTS", `/wmts?TileMatrix=EPSG:3857:15&TileRow=${y15}&TileCol=${x15}`, "area", ["form", "tile"], ""],
    ["elevation tile", "/skadi/N47/N47W123.hgt.gz", "region", ["tile"], ""],
    ["H3 in a path", `/cells/${latLngToCell(LAT, LON, 7)}`, "area", ["h3"], ""],
    ["weather at a point", "/points/47.6424,-122.1367/forecast", "area", ["circle"], ""],
    ["elevation at a point", "/elevation?locations=47.6424,-122.1367", "area", ["form", "circle"], ""],
    ["rectangle in JSON", "/zones", "area", ["json", "box"], `{"ltlat":47.66,"ltlng":-122.16,"rblat":47.62,"rblng":-122.11}`],
    ["bbox in JSON", "/zones", "area", ["json", "box"], `{"bbox":[-122.16,47.62,-122.11,47.66]}`],
    ["rectangle in a form", "/zones", "area", ["form", "box"], "ltlat=47.66&ltlng=-122.16&rblat=47.62&rblng=-122.11"],
  ];
  for (const [name, path, precision, layers, body] of cases) {
    test(name, () => {
      const found = matched(path, body === "" ? null : body);
      expect(found.length).toBe(1);
      expect(found[0]?.class).toBe(precision);
      expect(found[0]?.query.layers).toEqual(layers);
      expect(found[0]?.label).toBe("FLIGHT");
      expect(found[0]?.weakBecause === null).toBe(precision !== "region");
      const { query } = found[0]!;
      const text = query.in === "path" ? path : body;
      expect(text.slice(query.start, query.end)).toMatch(/\d/);
    });
  }

  test("sizes of tiles as the fact sheet has them", () => {
    const sized = matched(`/tiles/14/${x14}/${y14}.png`)[0]!;
    // 1.6 km wide at 47.6 north, so that half the diagonal is 1.17 km.
    expect(sized.precisionM).toBeGreaterThan(1100);
    expect(sized.precisionM).toBeLessThan(1200);
  });

  test("a quadkey and a geohash of the place", () => {
    let key = "";
    for (let bit = 14; bit >= 0; bit -= 1) key += String(((x15 >> bit) & 1) + 2 * ((y15 >> bit) & 1));
    expect(matched(`/tiles/a${key}.jpeg?g=1`)[0]?.query.layers).toEqual(["quadkey"]);
    expect(matched(`/t?quadkey=${key}`)[0]?.query.layers).toEqual(["form", "quadkey"]);
    const geohash = toGeohash(LAT, LON, 6);
    expect(matched(`/t?geohash=${geohash}`)[0]?.query.layers).toEqual(["form", "geohash"]);
    expect(matched(`/t/geohash/${geohash}`)[0]?.query.layers).toEqual(["geohash"]);
  });

  test("over the antimeridian", () => {
    const far = createTrackIndex([flown({ rows: 10, from: [-17.5, 179.9999] })]);
    far.tracks[0]?.lonDeg.forEach((lon, row) => {
      if (lon > 180) (far.tracks[0] as { lonDeg: Float64Array }).lonDeg[row] = lon - 360;
    });
    const query = placeQueriesOf({ host: "h.example", path: "/x?bbox=179.98,-17.6,-179.98,-17.4" })[0]!;
    expect(matchPlace(far, query)?.class).toBe("region");
    expect(matchPlace(far, query)?.precisionM).toBeLessThan(12_000);
  });
});

describe("no findings", () => {
  const paths = [
    "/tiles/5/5/11.png",
    "/tiles/0/0/0.png",
    `/tiles/15/${x15 + 40}/${y15}.png`,
    "/2026/01/15/report",
    "/12/31/2026",
    "/x?bbox=-180,-90,180,90",
    "/x?ltlat=10&ltlng=10&rblat=9&rblng=11",
    "/x?lat=47.6423781&lng=-122.1367542",
    "/x?bbox=1,2,3",
    "/x?bbox=a,b,c,d",
    "/x?lat=99&lng=300&radius=10",
    "",
    "/%E0%A4%A?q=%",
  ];
  for (const path of paths) test(path === "" ? "an empty path" : path, () => expect(matched(path)).toEqual([]));

  test("any text: never an error, bounded", () => {
    void fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: "binary" }), fc.string({ maxLength: 400 }), (path, body) => {
        expect(placeQueriesOf({ host: null, path: `/${path}`, body }).length).toBeLessThanOrEqual(16);
        expect(placeQueriesOf({ host: "tiles.example", path: `/x?${path}`, body: `{"bbox":${body}` }).length).toBeLessThanOrEqual(16);
      }),
    );
  });
  test("long hostile texts take no time", () => {
    // Time of this process alone: what else the machine does is not counted.
    const before = process.cpuUsage();
    for (const piece of ["/1", "&lat=1", "0123", "-1.1,", "@1.1,1.1,", "[[[[", "%", "%%2"]) {
      placeQueriesOf({ host: "map.example", path: `/x?${piece.repeat(20_000)}`, body: piece.repeat(20_000) });
      placeQueriesOf({ host: "map.example", path: piece.repeat(20_000), body: `{${`"bbox":[1,`.repeat(5000)}` });
    }
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(5_000_000);
  });
});

test("panning folds: the smallest box and the count", () => {
  const asked = [13, 14, 15, 15, 14].map((z, at) => {
    const [x, y] = tile(z);
    const match = matchPlace(index, placeQueriesOf({ host: "tiles.example", path: `/${z}/${x}/${y}.png` })[0]!, START_US)!;
    return { match, asked: at };
  });
  const folded = foldPlaces(asked);
  expect(folded.length).toBe(1);
  expect(folded[0]).toMatchObject({ count: 5, smallest: 2, first: 0, last: 4 });
});

test("of two flights at one place the one at that time is meant", () => {
  const two = createTrackIndex([flown({ label: "A" }), flown({ label: "B", timeUs: flown().timeUs.map((timeUs) => timeUs + 86_400e6) })]);
  const query = placeQueriesOf({ host: "tiles.example", path: `/15/${x15}/${y15}.png` })[0]!;
  expect(matchPlace(two, query, START_US + 86_400e6)?.label).toBe("B");
  expect(matchPlace(two, query, START_US)?.label).toBe("A");
});
