import { expect, test } from "vitest";
import { manualFlightOf } from "../src/flights/manual-flight-form.ts";

const form = (fields: Readonly<Record<string, string>>) => ({ get: (name: string) => fields[name] ?? null });
const enough = { start: "2026-09-12T09:14", zone: "utc", minutes: "12.5" };

test("start and length are enough; what is empty stays unknown", () => {
  expect(manualFlightOf(form({ ...enough, pilot: "  ", distanceM: "" }))).toEqual({
    startUs: Date.UTC(2026, 8, 12, 9, 14) * 1000,
    durationUs: 750e6,
    aircraftName: null,
    aircraftSerial: null,
    position: null,
    pilot: null,
    maxAltHomeM: null,
    distanceM: null,
    purpose: null,
  });
});

test("what is wrong is said, field by field", () => {
  expect(manualFlightOf(form({ ...enough, start: "" }))).toMatch(/start/);
  expect(manualFlightOf(form({ ...enough, minutes: "0" }))).toMatch(/length/);
  expect(manualFlightOf(form({ ...enough, minutes: "1e9" }))).toMatch(/length/);
  expect(manualFlightOf(form({ ...enough, place: "somewhere" }))).toMatch(/take-off/);
  expect(manualFlightOf(form({ ...enough, maxAltHomeM: "50000" }))).toMatch(/height/);
  expect(manualFlightOf(form({ ...enough, distanceM: "-1" }))).toMatch(/distance/);
});
