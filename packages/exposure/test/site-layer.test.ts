import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSiteLayer, type SiteLayer } from "../src/index.ts";
import { at, feature, HERE, layerText, lonLat, ringOf, square } from "./made-items.ts";

const read = (text: string, fileName = "mine.geojson"): SiteLayer => readSiteLayer(text, { fileName, sha256: "00" });
const point = lonLat(HERE);

describe("layers of sites", () => {
  test("every geometry, with holes and many parts", () => {
    const ring = ringOf(square(HERE, 100));
    const layer = read(
      layerText(
        feature("Point", point, { name: "a" }),
        feature("MultiPoint", [point, lonLat(at(10, 0))], { name: "b" }),
        feature("LineString", [point, lonLat(at(10, 0))], { name: "c" }),
        feature("MultiLineString", [[point, lonLat(at(10, 0))]], { name: "d" }),
        feature("Polygon", [ring, ringOf(square(HERE, 10))], { name: "e" }),
        feature("MultiPolygon", [[ring], [ringOf(square(at(500, 0), 10))]], { name: "f" }),
        {
          type: "Feature",
          properties: { name: "g" },
          geometry: { type: "GeometryCollection", geometries: [{ type: "Point", coordinates: [...point, 212.5] }] },
        },
      ),
    );
    expect(layer.problem).toBeNull();
    expect(layer.name).toBe("mine");
    expect(layer.sites.map(({ name, parts }) => [name, parts.length])).toEqual([
      ["a", 1],
      ["b", 2],
      ["c", 1],
      ["d", 1],
      ["e", 1],
      ["f", 2],
      ["g", 1],
    ]);
  });

  test("a single feature and a bare geometry are layers, too; a byte order mark is passed over", () => {
    expect(read(JSON.stringify(feature("Point", point, { name: "a" }))).sites).toHaveLength(1);
    expect(read(`\ufeff${JSON.stringify({ type: "Point", coordinates: point })}`).sites).toMatchObject([{ name: "Other site 1" }]);
  });

  test.each([
    [{ kind: "water" }, "x", "water"],
    [{ type: "Hospital" }, "x", "hospital"],
    [{ fclass: "fire_station" }, "x", "responder"],
    [{ man_made: "water_works" }, "x", "water"],
    [{ power: "tower" }, "x", "power"],
    [{ railway: "rail" }, "x", "rail"],
    [{ railway: "rail", bridge: "yes" }, "x", "bridge"],
    [{ bridge: "no", railway: "rail" }, "x", "rail"],
    [{ amenity: "hospital", building: "yes" }, "x", "hospital"],
    [{ amenity: "police" }, "x", "responder"],
    [{ landuse: "vineyard" }, "x", "vineyard"],
    [{ landuse: "residential" }, "x", "home"],
    [{ building: "house" }, "x", "home"],
    [{ hazard: "chemical" }, "x", "hazardous"],
    [{}, "vineyards-2026.geojson", "vineyard"],
    [{}, "our_fire_stations.geojson", "responder"],
    [{}, "places.geojson", "other"],
  ] as const)("%j in %s is of kind %s", (properties, fileName, kind) => {
    expect(read(layerText(feature("Point", point, properties)), fileName).sites[0]?.kind).toBe(kind);
  });

  test.each([
    ["not json at all", /no GeoJSON: the text is no JSON/],
    ["", /no GeoJSON/],
    ["[1,2]", /without an object/],
    ["null", /without an object/],
    ['{"type":"Topology"}', /"type" is "Topology"/],
    ['{"type":"FeatureCollection","features":[]}', /no feature/],
    [
      '{"type":"FeatureCollection","features":[], "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::25829"}}}',
      /EPSG::25829/,
    ],
    [layerText(feature("Point", [500_123, 4_200_000])), /outside of the world/],
    [layerText(feature("Point", [38.1, -107.9])), /latitude and longitude exchanged/],
    [layerText(feature("Point", [null, 38])), /no numbers/],
    [layerText(feature("Point", ["-7", "38"])), /no numbers/],
    [layerText(feature("Point", [0, 0])), /0, 0/],
    [layerText(feature("LineString", [point])), /too few/],
    [layerText(feature("Polygon", [[point, point]])), /too few/],
    [layerText(feature("Polygon", [])), /too few/],
    [
      layerText(
        feature("Polygon", [
          [
            [-100, 0.1],
            [0.1, 10],
            [100, 0.1],
            [-100, 0.1],
          ],
        ]),
      ),
      /wider/,
    ],
    [layerText({ type: "Feature", properties: {}, geometry: null }), /without a geometry/],
    [layerText(7), /no feature/],
    [layerText(feature("Blob", point)), /without a geometry/],
  ])("%s is said", (text, sentence) => {
    const layer = read(text);
    expect(layer.problem).toMatch(sentence);
    expect(layer.sites).toEqual([]);
  });

  test("what can be used is used, and what was left out is counted", () => {
    const layer = read(layerText(feature("Point", point, { name: "good" }), feature("Point", [999, 999]), feature("Point", [999, 1])));
    expect(layer.sites.map(({ name }) => name)).toEqual(["good"]);
    expect(layer.problem).toBe("2 of 3 features were left out: 2 with coordinates outside of the world (first: feature 2).");
  });

  test("WGS-84 named in the old way is taken", () => {
    const crs = { type: "name", properties: { name: "urn:ogc:def:crs:OGC:1.3:CRS84" } };
    expect(read(JSON.stringify({ type: "FeatureCollection", crs, features: [feature("Point", point)] })).problem).toBeNull();
  });

  test("nesting without end neither hangs nor throws", () => {
    expect(read("[".repeat(200_000)).problem).not.toBeNull();
    let geometry: unknown = { type: "Point", coordinates: point };
    for (let depth = 0; depth < 50; depth += 1) geometry = { type: "GeometryCollection", geometries: [geometry] };
    expect(read(layerText({ type: "Feature", geometry })).problem).toMatch(/nested too deeply/);
  });

  test("names without control characters, cut where they are long", () => {
    const [site] = read(layerText(feature("Point", point, { name: `Quiet\u0007\n${"x".repeat(1000)}` }))).sites;
    expect(site?.name).toMatch(/^Quiet x+$/);
    expect(site?.name).toHaveLength(200);
  });

  test("any JSON is a layer or a problem, never an error", () => {
    const number = fc.oneof(fc.double(), fc.integer({ min: -200, max: 200 }));
    const coordinates = fc.oneof(
      fc.array(number, { maxLength: 4 }),
      fc.array(fc.array(number, { maxLength: 3 })),
      fc.array(fc.array(fc.array(number, { maxLength: 3 }))),
    );
    const type = fc.constantFrom("Point", "LineString", "Polygon", "MultiPolygon", "MultiPoint", "MultiLineString", "GeometryCollection");
    const geometry = fc.record({ type, coordinates, geometries: fc.anything() });
    const features = fc.array(fc.oneof(fc.anything(), fc.record({ properties: fc.anything(), geometry, id: fc.anything() })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(features, (list) => {
        const text = JSON.stringify({ type: "FeatureCollection", features: list }, (_, value) => (typeof value === "bigint" ? 1 : value));
        const layer = read(text);
        for (const site of layer.sites) expect(site.parts.length).toBeGreaterThan(0);
        if (layer.sites.length < list.length) expect(layer.problem).not.toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(read(text).sites).toEqual([]);
      }),
    );
  });
});
