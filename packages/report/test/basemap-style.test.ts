import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, test } from "vitest";
import { BASEMAP_ATTRIBUTION, basemapColours, basemapStyle } from "../src/index.ts";

describe.each(["light", "dark"] as const)("the %s base map style", (theme) => {
  const style = basemapStyle(theme, "pmtiles:///basemap/world.pmtiles");

  test("is valid by MapLibre's own specification", () => {
    expect(validateStyleMin(structuredClone(style) as unknown as Parameters<typeof validateStyleMin>[0])).toEqual([]);
  });

  test("asks for nothing but its tiles: no glyphs, no sprite, no other address", () => {
    const text = JSON.stringify(style);
    expect(text).not.toMatch(/glyphs|sprite|https?:/);
    expect(style.sources.world["url"]).toBe("pmtiles:///basemap/world.pmtiles");
    expect(style.sources.world["attribution"]).toBe(BASEMAP_ATTRIBUTION);
  });

  test("names its layers so that an app can find them, each once", () => {
    const ids = style.layers.map((layer) => layer["id"] as string);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id.startsWith("base-"))).toBe(true);
    expect(ids).toContain("base-places");
  });

  test("names can be read on land and on water", () => {
    const { place, capital, land, water } = basemapColours[theme];
    for (const words of [place, capital]) for (const ground of [land, water]) expect(contrast(words, ground)).toBeGreaterThanOrEqual(4.5);
  });
});

function contrast(a: string, b: string): number {
  const [low, high] = [a, b].map(luminance).sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
