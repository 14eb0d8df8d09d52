/** Flights that do not fit their captures: other clocks, other days, other flights at the same place, tracks of one point or of two million. */
import { describe, expect, test } from "vitest";
import type { AuditFlight, AuditResult } from "../src/index.ts";
import { auditCaptures, captureOf, post } from "./captured-audit.ts";
import { labFlight } from "./content-parts.ts";

const HOUR_US = 3600e6;
const flight = labFlight({ home: null });
const shifted = (byUs: number, changes: Partial<AuditFlight> = {}): AuditFlight =>
  labFlight({ home: null, timeUs: flight.timeUs.map((timeUs) => timeUs + byUs), ...changes });
const body = (row: number): string =>
  `{"lat":${(flight.latDeg[row] as number).toFixed(7)},"lng":${(flight.lonDeg[row] as number).toFixed(7)}}`;
/** Positions of rows, each sent at the moment when it was flown by the true clock. */
const live = (rows: readonly number[]): Uint8Array =>
  captureOf(rows.map((row) => ({ startUs: flight.timeUs[row] as number, said: [[0, post(body(row))]] })));
const rowsFrom = (from: number, count: number, step: number): number[] => Array.from({ length: count }, (_, at) => from + at * step);
const trackBody = (rows: readonly number[]): string => `[${rows.map(body).join()}]`;
const lines = ({ findings }: AuditResult): string[] =>
  findings.map(({ kind, needle, class: precision, weak }) => `${weak ? "weak " : ""}${kind} ${needle} ${precision}`);

describe("clocks", () => {
  test.each([
    [7, "7 h 0 min ahead of"],
    [-7, "7 h 0 min behind"],
  ])("a flight's clock that is off by %d hours: solved from what was sent live, and said", (hours, words) => {
    const result = auditCaptures([live(rowsFrom(300, 12, 10))], { flights: [shifted(hours * HOUR_US)] });
    expect(result.coverage.flights[0]?.clockOffsetS).toBe(hours * 3600);
    expect(result.coverage.gaps.filter((gap) => gap.includes("clock"))).toEqual([expect.stringContaining(words)]);
    expect(new Set(lines(result))).toEqual(new Set(["position FLIGHT.track exact"]));
    expect(result.findings.every(({ phase, delayS }) => phase === "inAir" && Math.abs(delayS ?? 1e9) <= 60)).toBe(true);
  });

  test("off by 7 hours with two positions only: nothing is found by a guess, and that no capture ran during the flight is said", () => {
    const result = auditCaptures([live([300, 310])], { flights: [shifted(7 * HOUR_US)] });
    expect(result.coverage.flights[0]?.clockOffsetS).toBeNull();
    expect(lines(result)).toEqual([]);
    expect(result.coverage.gaps).toContainEqual(expect.stringMatching(/^No capture ran during flight FLIGHT /));
  });

  test("a record that is sent hours later is no clock that is off", () => {
    const sent = captureOf([{ startUs: (flight.timeUs[599] as number) + 5 * HOUR_US, said: [[0, post(trackBody(rowsFrom(0, 100, 6)))]] }]);
    const result = auditCaptures([sent], { flights: [shifted(0)] });
    expect(result.coverage.flights[0]?.clockOffsetS).toBeNull();
    expect(lines(result)).toEqual(["track FLIGHT.track exact"]);
    expect(result.findings[0]).toMatchObject({ phase: "afterLanding", points: 100 });
  });

  test("no row has a time: places are compared, and that time was not is said", () => {
    const result = auditCaptures([live([300])], { flights: [labFlight({ home: null, timeUs: flight.timeUs.map(() => Number.NaN) })] });
    expect(result.findings).toMatchObject([{ kind: "position", class: "exact", phase: null, delayS: null }]);
    expect(result.findings[0]?.sentence).toContain("no clock");
    expect(result.coverage.gaps).toContainEqual(expect.stringContaining("The clock of flight FLIGHT is not known"));
  });

  test("some rows have no time", () => {
    const timeUs = flight.timeUs.map((time, row) => (row % 2 === 0 ? time : Number.NaN));
    const result = auditCaptures([live([300])], { flights: [labFlight({ home: null, timeUs })] });
    expect(lines(result)).toEqual(["position FLIGHT.track exact"]);
  });
});

describe("flights of another day", () => {
  test.each([-3, 3])("%d days away, at the same place: a single position is not that flight's", (days) => {
    const result = auditCaptures([live([300])], { flights: [shifted(days * 24 * HOUR_US)] });
    expect(lines(result)).toEqual([]);
    expect(result.coverage.gaps).toContainEqual(expect.stringMatching(/^No capture ran during flight FLIGHT /));
  });

  test("a track that was sent before it was flown is not that flight's", () => {
    const sent = captureOf([{ startUs: flight.timeUs[599] as number, said: [[0, post(trackBody(rowsFrom(300, 20, 10)))]] }]);
    expect(lines(auditCaptures([sent], { flights: [shifted(72 * HOUR_US)] }))).toEqual([]);
  });

  test("20 flights at one place: what was sent is that of the day", () => {
    const flights = Array.from({ length: 20 }, (_, day) =>
      shifted(-24 * HOUR_US * day, { label: `F${day}`, sha256: String(day).padStart(64, "0") }),
    );
    const result = auditCaptures([live(rowsFrom(300, 4, 20))], { flights });
    expect(new Set(lines(result))).toEqual(new Set(["position F0.track exact"]));
    expect(result.coverage.gaps.filter((gap) => gap.startsWith("No capture ran during flight"))).toHaveLength(3);
    expect(result.coverage.gaps).toContain("No capture ran during 16 more flights.");
  });

  test("the same way flown on another day, and only that flight given: its clock is not bent by a day, and both readings are said", () => {
    const result = auditCaptures([live(rowsFrom(300, 12, 10))], { flights: [shifted(-24 * HOUR_US)] });
    expect(lines(result)).toEqual([]);
    expect(result.coverage.flights[0]?.clockOffsetS).toBeNull();
    expect(result.coverage.gaps).toContainEqual(
      expect.stringMatching(/^Positions of flight FLIGHT were sent one by one 1 d 0 h after it: another/),
    );
    expect(result.coverage.gaps).toContainEqual(expect.stringMatching(/^No capture ran during flight FLIGHT /));
  });

  test("tracks of two flights in one body: each is told, and none of the one that was not sent", () => {
    const other = shifted(-2 * HOUR_US, { label: "OTHER", sha256: "a".repeat(64), lonDeg: flight.lonDeg.map((lon) => lon + 0.05) });
    const third = shifted(-4 * HOUR_US, { label: "THIRD", sha256: "b".repeat(64), latDeg: flight.latDeg.map((lat) => lat + 0.05) });
    const rows = rowsFrom(100, 30, 10);
    const both = `[${rows.map(body).join()},${rows
      .map((row) => `{"lat":${(other.latDeg[row] as number).toFixed(7)},"lng":${(other.lonDeg[row] as number).toFixed(7)}}`)
      .join()}]`;
    const sent = captureOf([{ startUs: (flight.timeUs[599] as number) + 60e6, said: [[0, post(both)]] }]);
    const result = auditCaptures([sent], { flights: [shifted(0), other, third] });
    expect(lines(result).sort()).toEqual(["track FLIGHT.track exact", "track OTHER.track exact"]);
  });
});

describe("tracks of any length", () => {
  test("one point", () => {
    const one = labFlight({
      home: null,
      timeUs: flight.timeUs.slice(300, 301),
      latDeg: flight.latDeg.slice(300, 301),
      lonDeg: flight.lonDeg.slice(300, 301),
      altHomeM: flight.altHomeM.slice(300, 301),
      inAir: flight.inAir.slice(300, 301),
    });
    expect(lines(auditCaptures([live([300])], { flights: [one] }))).toEqual(["position FLIGHT.track exact"]);
    expect(lines(auditCaptures([live([10])], { flights: [one] }))).toEqual(["position FLIGHT.track near"]);
  });

  test("no point: that nothing of the track was looked for is said, and no claim about places is judged", () => {
    const none = new Float64Array(0);
    const empty = { timeUs: none, latDeg: none, lonDeg: none, altHomeM: new Float32Array(0), inAir: new Float32Array(0) };
    const result = auditCaptures([live([300])], { flights: [labFlight({ home: null, ...empty })] });
    expect(lines(result)).toEqual([]);
    expect(result.coverage.gaps).toContainEqual(expect.stringMatching(/^No position of flight FLIGHT can be read/));
    expect(result.claims.find(({ id }) => id === "C16")).toMatchObject({ verdict: "NOT TESTABLE" });
  });

  test("two million points", () => {
    const rows = 2_000_000;
    const long = labFlight({
      home: null,
      timeUs: Float64Array.from({ length: rows }, (_, row) => (flight.timeUs[0] as number) + row * 1000),
      latDeg: Float64Array.from({ length: rows }, (_, row) => 47.64 + row * 1e-8),
      lonDeg: Float64Array.from({ length: rows }, (_, row) => -122.13 + row * 1e-8),
      altHomeM: new Float32Array(rows),
      inAir: new Float32Array(rows).fill(1),
    });
    const sent = captureOf([{ startUs: long.timeUs[1_000_000] as number, said: [[0, post('{"lat":47.65,"lng":-122.12}')]] }]);
    const near = auditCaptures([sent], { flights: [long] });
    expect(near.findings).toMatchObject([{ kind: "position", class: "exact", delayS: 0 }]);
    expect(near.coverage.flights[0]?.points).toBe(rows);
  });
});
