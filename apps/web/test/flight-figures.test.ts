import { expect, test } from "vitest";
import { differs, flightFigures } from "../src/flight/flight-figures.ts";
import { createWords } from "../src/words/words.ts";

const words = createWords({ units: "metric", zone: "utc" });
const stats = {
  durationUs: 1_250e6,
  airborneUs: 1_200e6,
  distanceM: 6420,
  maxAltHomeM: 66,
  minAltHomeM: 0,
  maxGroundSpeedMps: 12.1,
  maxClimbMps: null,
  maxDescentMps: null,
  maxDistanceHomeM: null,
  batteryStartPct: 98,
  batteryEndPct: 41,
  minSatellites: null,
  photos: null,
  bounds: null,
};
const claims = {
  startUs: null,
  durationUs: 1_250e6,
  distanceM: 5100,
  maxAltHomeM: 66.4,
  maxGroundSpeedMps: null,
  latDeg: null,
  lonDeg: null,
  places: [],
  captureNum: null,
};

test("a claim of the header is shown only where it is noticeably different", () => {
  const figures = flightFigures({ stats, claims }, words);
  expect(figures.map((figure) => [figure.label, figure.value, figure.claim])).toEqual([
    ["flight time", "20:50", null],
    ["distance", "6.42 km", "5.10 km"],
    ["highest above home", "66.0 m", null],
    ["fastest", "12.1 m/s", null],
    ["battery used", "57 %", null],
  ]);
});

test("unknown values never differ, and read as unknown", () => {
  expect(differs(null, 5, 1)).toBe(false);
  expect(differs(5, null, 1)).toBe(false);
  const figures = flightFigures({ stats: { ...stats, distanceM: null, batteryEndPct: null }, claims }, words);
  expect(figures[1]?.value).toBe("unknown");
  expect(figures[4]?.value).toBe("unknown");
});
