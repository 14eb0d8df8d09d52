import type { FlightSummary, Reveal } from "@creance/api";
import { expect, test } from "vitest";
import { eventsShown } from "../src/flight/events-shown.ts";
import { batteryFacts, clockWords } from "../src/flight/machine-facts.ts";
import { revealWords } from "../src/flight/reveal-words.ts";
import { csvColumns, flightTitle, listColumns } from "../src/flights/list-columns.ts";
import { placesWords } from "../src/flights/places-words.ts";
import { totalsWords } from "../src/flights/totals-words.ts";
import { placeOf } from "../src/flights/use-flight-places.ts";
import { gridCsv } from "../src/grid/copy-rows.tsx";
import { movedRow } from "../src/grid/moved-row.ts";
import { createWords } from "../src/words/words.ts";

const words = createWords({ units: "metric", zone: "utc" });
const flight: FlightSummary = {
  id: "00ff00ff00ff00ff",
  name: null,
  startUs: Date.UTC(2026, 8, 12, 9) * 1000,
  durationUs: 1_250e6,
  distanceM: 6420,
  maxAltHomeM: 66,
  maxGroundSpeedMps: 12.1,
  aircraftSerial: "SAMPLE0001",
  aircraftName: "Hollow-2",
  productName: "Mavic 2",
  appName: "iOS 4.3.24",
  format: "dji-flight-record",
  formatVersion: 11,
  place: "Ridge Hollow",
  country: "US",
  timeZone: "America/Los_Angeles",
  home: { latDeg: 38.5, lonDeg: -122.8 },
  bounds: null,
  warnings: 2,
  originals: 1,
  sealed: false,
  damaged: false,
  synthetic: true,
};

const reveal = (kind: string, label: string, alsoInFiles: number): Reveal => ({
  kind,
  label,
  value: "x",
  byteOffset: 1,
  lengthBytes: 1,
  scrambled: false,
  sentence: "",
  alsoInFiles,
});

test("the title is the name, else the place, else the id", () => {
  expect(flightTitle({ ...flight, name: "Block C" })).toBe("Block C");
  expect(flightTitle(flight)).toBe("Ridge Hollow");
  expect(flightTitle({ ...flight, place: null })).toBe("Flight 00ff00ff00ff00ff");
});

test("every column has a cell for a flight of which nothing is known", () => {
  const bare: FlightSummary = {
    ...flight,
    startUs: null,
    durationUs: null,
    distanceM: null,
    maxAltHomeM: null,
    maxGroundSpeedMps: null,
    aircraftSerial: null,
    aircraftName: null,
    productName: null,
    appName: null,
    place: null,
    home: null,
  };
  for (const column of listColumns) expect(column.cell(bare, words)).not.toContain("NaN");
  expect(gridCsv(csvColumns, [bare])).not.toMatch(/NaN|null|undefined/);
});

test("the CSV has one line a flight, SI units and ISO times", () => {
  const [head, row] = gridCsv(csvColumns, [flight]).split("\r\n");
  expect(head).toContain("start,name,aircraft,duration_s,distance_m");
  expect(row).toContain(
    "2026-09-12T09:00:00.000Z,,Hollow-2,1250,6420,66,12.1,2,iOS 4.3.24,Ridge Hollow,US,SAMPLE0001,11,1,00ff00ff00ff00ff,38.5,-122.8,no,no",
  );
});

test("totals read as a sentence", () => {
  const page = { total: 12, totals: { durationUs: 11_520e6, distanceM: 41_200, warnings: 3, sealed: 1 }, rows: [] };
  expect(totalsWords(page, 12, false, words)).toBe("12 flights: 3 h 12 min, 41.20 km, 3 warnings and 1 sealed");
  expect(totalsWords(page, 40, true, words)).toBe("12 of 40 flights: 3 h 12 min, 41.20 km, 3 warnings and 1 sealed");
  const far = { ...page, totals: { ...page.totals, distanceM: 12_000_400 } };
  expect(totalsWords(far, 12, false, words)).toContain("12,000 km");
  expect(totalsWords({ ...page, total: 0 }, 40, true, words)).toBe("No flight matches; 40 flights without the filters");
});

test("the dot of a flight is its home, else the middle of its box, also across the antimeridian", () => {
  expect(placeOf(flight)).toMatchObject({ latDeg: 38.5, lonDeg: -122.8 });
  const bounds = { southDeg: -1, northDeg: 1, westDeg: 179, eastDeg: -178 };
  expect(placeOf({ ...flight, home: null, bounds })).toMatchObject({ latDeg: 0, lonDeg: -179.5 });
  expect(placeOf({ ...flight, home: null })).toBeNull();
  expect(placeOf({ ...flight, sealed: true })).toMatchObject({ claimed: true, title: expect.stringContaining("by its header") });
});

test("the overview says who is missing and which places are only claims", () => {
  expect(placesWords([], 3)).toBe("No flight with a known place");
  expect(placesWords([{ claimed: false }, { claimed: false }], 2)).toBe("");
  expect(placesWords([{ claimed: false }, { claimed: true }], 4)).toBe(
    "2 flights without a known place, not on the map. 1 sealed flight stands where its header says.",
  );
  expect(placesWords([{ claimed: true }, { claimed: true }], 2)).toBe("2 sealed flights stand where their headers say.");
});

test("keys move the chosen row inside the list", () => {
  expect(movedRow("ArrowDown", 0, 3, 10)).toBe(1);
  expect(movedRow("ArrowUp", 0, 3, 10)).toBe(0);
  expect(movedRow("PageDown", 0, 3, 10)).toBe(2);
  expect(movedRow("End", 0, 3, 10)).toBe(2);
  expect(movedRow("x", 0, 3, 10)).toBeNull();
  expect(movedRow("ArrowDown", 0, 0, 10)).toBeNull();
});

test("what a file reveals names each kind once, and says where else it is", () => {
  const text = revealWords([
    reveal("account", "Account fragment", 14),
    reveal("picture", "Picture", 0),
    reveal("picture", "Picture", 0),
    reveal("id", "UUID", 2),
  ]);
  expect(text).toBe("Account fragment, picture (2) and UUID. 2 of these values stand in other kept files too, the account fragment in 14.");
  expect(revealWords([reveal("a", "Aircraft serial", 1)])).toBe("Aircraft serial. The aircraft serial stands in 1 other kept file too.");
  expect(revealWords([reveal("a", "Aircraft serial", 0)])).toBe("Aircraft serial.");
});

test("events are in order of time and filtered by severity", () => {
  const event = (elapsedMs: number, severity: "info" | "warning" | "serious") => ({
    row: 0,
    elapsedMs,
    timeUs: null,
    byteOffset: 0,
    kind: "x",
    severity,
    sentence: "",
    text: null,
  });
  const events = [event(30, "serious"), event(10, "info"), event(20, "warning")];
  expect(eventsShown(events, "all").map((each) => each.elapsedMs)).toEqual([10, 20, 30]);
  expect(eventsShown(events, "warnings").map((each) => each.elapsedMs)).toEqual([20, 30]);
  expect(eventsShown(events, "serious").map((each) => each.elapsedMs)).toEqual([30]);
});

test("the clock says how it was found", () => {
  expect(clockWords({ method: "none", residualP95Ms: null, repairedRows: 0 })).toContain("no time");
  expect(clockWords({ method: "wallClock", residualP95Ms: 31.4, repairedRows: 2 })).toBe(
    "solved from the app's stamps, stamps within 31 ms for 95 of 100, 2 rows repaired",
  );
});

test("unknown battery facts are left out", () => {
  const battery = {
    serial: "B1",
    cells: 4,
    designedChargeMah: null,
    fullChargeMah: null,
    discharges: null,
    lifePct: null,
    minCellV: 3.581,
    maxCellSpreadV: null,
    maxTempDegC: null,
  };
  expect(batteryFacts(battery, words)).toEqual([
    ["Serial", "B1"],
    ["Cells", "4"],
    ["Lowest cell", "3.58 V"],
  ]);
});
