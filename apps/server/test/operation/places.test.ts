import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { placeAt } from "../../src/operation/places.ts";

describe("placeAt", () => {
  test("names the nearest town, the country and the time zone", () => {
    expect(placeAt(46.2, 6.15)).toEqual({ place: "Genève, CH", country: "CH", timeZone: "Europe/Zurich" });
    expect(placeAt(38.05, -120.4)).toEqual({ place: "Columbia, California, US", country: "US", timeZone: "America/Los_Angeles" });
  });

  test("names no town farther than 50 km", () => {
    expect(placeAt(-70, 10).place).toBeNull();
    expect(placeAt(30, -45)).toMatchObject({ place: null });
  });

  test("finds a town across the antimeridian", () => {
    // Taveuni, Fiji, lies on both sides of it.
    const west = placeAt(-16.8, 179.99);
    const east = placeAt(-16.8, -179.99);
    expect(east.country).toBe("FJ");
    expect(east.place).toBe(west.place);
  });

  test("answers every position on earth, and nothing for what is none", () => {
    fc.assert(
      fc.property(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true }), (latDeg, lonDeg) => {
        expect(placeAt(latDeg, lonDeg).timeZone).toEqual(expect.any(String));
      }),
    );
    expect(placeAt(Number.NaN, 0)).toEqual({ place: null, country: null, timeZone: null });
    expect(placeAt(91, 0)).toEqual({ place: null, country: null, timeZone: null });
  });
});
