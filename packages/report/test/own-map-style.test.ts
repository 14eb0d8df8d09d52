import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OWN_MAP_SOURCE, type OwnMap, ownMapStyle, plainAttribution } from "../src/index.ts";

const vector: OwnMap = {
  kind: "vector",
  tilesUrl: "pmtiles:///basemap/own/site.pmtiles",
  layers: ["water", "roads", "buildings", "landuse", "parcels", "places", "boundaries", "earth"],
  attribution: "© Somebody",
};

function problems(map: OwnMap, theme: "light" | "dark"): unknown {
  const { source, layers } = ownMapStyle(theme, map);
  const style = { version: 8, sources: { [OWN_MAP_SOURCE]: source }, layers };
  return validateStyleMin(structuredClone(style) as unknown as Parameters<typeof validateStyleMin>[0]);
}

describe("the style of a map that a person brought", () => {
  test.each(["light", "dark"] as const)("is valid by MapLibre's own specification, %s", (theme) => {
    expect(problems(vector, theme)).toEqual([]);
    expect(problems({ ...vector, kind: "raster", layers: [] }, theme)).toEqual([]);
  });

  test("whatever the layers are called, it stays valid, bounded, and each id stands once", () => {
    const name = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom("water", "Roads", "constructor", "__proto__", "toString"));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 90 }), (layers) => {
        expect(problems({ ...vector, layers }, "light")).toEqual([]);
        const ids = ownMapStyle("light", { ...vector, layers }).layers.map((layer) => layer["id"]);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBeLessThanOrEqual(180);
      }),
      { numRuns: 30 },
    );
  });

  test("draws ground under water under buildings under roads under names, and what it does not know as outlines", () => {
    const ids = ownMapStyle("light", vector).layers.map((layer) => String(layer["id"]));
    const order = [
      "own-fill-earth",
      "own-fill-landuse",
      "own-fill-water",
      "own-fill-buildings",
      "own-line-roads",
      "own-line-parcels",
      "own-names-places",
    ];
    expect(order.map((id) => ids.indexOf(id))).toEqual([...order.map((id) => ids.indexOf(id))].sort((a, b) => a - b));
    expect(order.every((id) => ids.includes(id))).toBe(true);
    expect(ownMapStyle("light", { ...vector, layers: ["pois", "housenumber"] }).layers).toEqual([]);
  });

  test("asks for nothing but its tiles", () => {
    for (const kind of ["raster", "vector"] as const) {
      expect(JSON.stringify(ownMapStyle("dark", { ...vector, kind }))).not.toMatch(/glyphs|sprite|https?:/);
    }
  });
});

describe("the attribution of a file", () => {
  test("is shown as text, not as markup", () => {
    expect(plainAttribution('<a href="https://example.org">&copy;&nbsp;Land   Office</a> &amp; others')).toBe("© Land Office & others");
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { source } = ownMapStyle("light", { ...vector, attribution: `<img src=x onerror=alert(1)>${text}<b` });
        expect(source["attribution"]).not.toMatch(/[<>]/);
        expect(plainAttribution(text.repeat(40)).length).toBeLessThanOrEqual(300);
      }),
    );
  });
});
