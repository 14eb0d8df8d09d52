import { expect, test } from "vitest";
import { exposureExportHref, exposureRequestOf, MOST_NAMED_MEDIA, parseExposureSearch } from "../../src/media/exposure/exposure-search.ts";
import { isNarrowedMedia, mediaQueryOf, parseMediaSearch } from "../../src/media/media-search.ts";
import { parsePlaceSearch, placeFromWords, placeOf, placeSearch } from "../../src/media/place-search.ts";
import { parseRegion, regionText } from "../../src/media/region.ts";

test("an address of the wall keeps what means something and drops the rest", () => {
  const view = parseMediaSearch({
    search: "bridge",
    kind: "clip",
    confidence: "certain",
    flight: "../x",
    from: "soon",
    to: "2026-09-12",
    sort: "timeUs",
  });
  expect(view).toEqual({ search: "bridge", kind: "clip", to: "2026-09-12", sort: "timeUs" });
  expect(mediaQueryOf(view)).toEqual({ search: "bridge", kind: "clip", sort: "timeUs", toUs: Date.UTC(2026, 8, 13) * 1000 });
  expect(isNarrowedMedia(view)).toBe(true);
  expect(isNarrowedMedia({ sort: "fileName", direction: "asc" })).toBe(false);
});

test("a place in the address is two numbers on the globe, or none", () => {
  expect(placeOf(parsePlaceSearch({ lat: "38.5", lon: "-122.25" }))).toEqual({ latDeg: 38.5, lonDeg: -122.25 });
  for (const raw of [{ lat: "91", lon: "0" }, { lat: "1" }, { lat: "1e1", lon: "2" }, { lat: "", lon: "" }, { lat: "0", lon: "180.1" }]) {
    expect(parsePlaceSearch(raw), JSON.stringify(raw)).toEqual({});
  }
  expect(placeOf(placeSearch(-0.00000001, 179.99999999))).toEqual({ latDeg: -0, lonDeg: 180 });
});

test("a typed place takes a comma, a space or both", () => {
  for (const words of ["38.5, -122.25", "38.5 -122.25", " 38.5,-122.25 ", "38.5;-122.25"]) {
    expect(placeFromWords(words), words).toEqual({ latDeg: 38.5, lonDeg: -122.25 });
  }
  for (const words of ["", "38.5", "38,5 -122,2", "north 3", "1 2 3"]) expect(placeFromWords(words), words).toBeNull();
});

test("an address of the report names ids only, and not more than an address can hold", () => {
  const sha256 = "ab".repeat(32);
  const view = parseExposureSearch({ flights: "f1,<x>,f2", media: Array.from({ length: 300 }, () => sha256).join(","), nearM: "250" });
  expect(view.flights).toBe("f1,f2");
  expect(view.media?.split(",")).toHaveLength(MOST_NAMED_MEDIA);
  expect(exposureRequestOf(view).nearM).toBe(250);
  expect(parseExposureSearch({ nearM: "99999", media: "x" })).toEqual({});
  expect(exposureExportHref({}, "pdf")).toBe("/files/exposure.pdf");
  expect(exposureExportHref({ flights: "f1", media: sha256 }, "csv")).toBe(`/files/exposure.csv?flights=f1&media=${sha256}`);
});

test("a region of a picture survives the address in whole pixels", () => {
  const region = [
    { x: 1.4, y: 2 },
    { x: 300, y: 2 },
    { x: 300, y: 99.6 },
  ];
  expect(parseRegion(regionText(region))).toEqual([
    { x: 1, y: 2 },
    { x: 300, y: 2 },
    { x: 300, y: 100 },
  ]);
  for (const text of [undefined, "", "1,2;3", "1,2,3;4,5;6,7", "a,b;c,d;e,f"]) expect(parseRegion(text)).toHaveLength(0);
});
