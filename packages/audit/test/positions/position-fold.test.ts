import { nodePlatform } from "@creance/node";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AuditFlight } from "../../src/index.ts";
import { decoyTracks } from "../../src/positions/decoy-tracks.ts";
import { foldPositions, type PositionFact } from "../../src/positions/position-fold.ts";
import { durationWords } from "../../src/positions/solve-clock-offset.ts";
import { flown, hitsIn, LAT, LON, START_US, searchFor } from "./flown.ts";

const S = 1e6;
/** The lab's flight: one place, five minutes. */
const lab = flown({
  latDeg: new Float64Array(300).fill(LAT),
  lonDeg: new Float64Array(300).fill(LON),
  timeUs: Float64Array.from({ length: 300 }, (_, row) => START_US + row * S),
});

function fold(text: string | Uint8Array, sentUs: number, flights: readonly AuditFlight[] = [flown()], offsetS = 0): PositionFact[] {
  const search = searchFor(flights);
  return foldPositions(search.index, hitsIn(search, text), { sentUs, clockOffsetS: () => offsetS });
}
const at = (row: number): string => `{"lat":${(LAT + row * 1e-5).toFixed(7)},"lng":${(LON + row * 1e-5).toFixed(7)}}`;

describe("the lab's canaries", () => {
  const during = START_US + 60 * S;
  test("json: exact", () => {
    expect(fold(`{"sn":"1ZNBJ7E00C00QT","lat":${LAT},"lng":${LON},"alt":118.4}`, during, [lab])).toMatchObject([
      { kind: "position", class: "exact", precisionM: 0, points: 1, weakBecause: null, decoy: false, layers: ["decimal"] },
    ]);
  });
  test("two track points 1e-5 apart: one finding, two points", () => {
    const facts = fold(`{"sn":"x","path":[{"lat":${LAT},"lng":${LON}},{"lat":${LAT + 1e-5},"lng":${LON + 1e-5}}]}`, during, [lab]);
    expect(facts).toMatchObject([{ kind: "position", class: "exact", points: 2, weakBecause: null }]);
  });
  test("a latitude alone: weak, no position", () => {
    expect(fold(`{"rc":"4LFCJ5N0B20F6X","lat":${LAT}}`, during, [lab])).toMatchObject([
      { class: null, precisionM: null, points: 0, weakBecause: "a latitude alone is no position" },
    ]);
  });
  test("two decimals: area, 359 m, and equal when rounded", () => {
    const facts = fold(`{"lat":"47.64","lng":"-122.14"}`, during, [lab]);
    expect(facts).toMatchObject([{ class: "area", decimals: 2, roundedEqual: true, weakBecause: null }]);
    expect(Math.abs((facts[0]?.precisionM ?? 0) - 359)).toBeLessThan(2);
    expect(facts[0]?.remarks.join()).toMatch(/2 decimals kept.*equal/);
  });
  test("a near miss of 0.1 degrees: region, weak", () => {
    expect(fold(`{"lat":${(LAT + 0.1).toFixed(7)},"lng":${(LON + 0.1).toFixed(7)}}`, during, [lab])).toMatchObject([
      { class: "region", weakBecause: /address/ },
    ]);
  });
  test("radians and doubles", () => {
    const bytes = Buffer.alloc(16);
    bytes.writeDoubleLE((LAT * Math.PI) / 180, 0);
    bytes.writeDoubleLE((LON * Math.PI) / 180, 8);
    expect(fold(bytes, during, [lab])).toMatchObject([{ class: "exact", layers: ["radians64"], decimals: null }]);
  });
  test("fifty points of a record: a track", () => {
    const lines = Array.from({ length: 50 }, (_, row) => `${row},${(LAT + row * 1e-5).toFixed(7)},${(LON + row * 1e-5).toFixed(7)}`).join(
      "\n",
    );
    expect(fold(lines, START_US + 3600 * S)).toMatchObject([{ kind: "track", class: "exact", points: 50, weakBecause: null }]);
  });
});

describe("time", () => {
  test("within five minutes: by the distance to where the aircraft was; the delay is told", () => {
    const [fact] = fold(at(100), START_US + 160 * S);
    expect(fact).toMatchObject({ kind: "position", class: "exact", weakBecause: null });
    expect(fact?.delayS).toBeCloseTo(60, 0);
  });
  test("one or two points an hour later: weak", () => {
    expect(fold(at(100), START_US + 4200 * S)).toMatchObject([
      { class: "exact", weakBecause: "outside the flight's time: sent 1 h 0 min after it ended" },
    ]);
    expect(fold(at(100) + at(200), START_US - 4200 * S)[0]?.weakBecause).toBe("outside the flight's time: sent 1 h 10 min before it began");
  });
  test("three in order an hour later: a track; before the flight: weak", () => {
    const three = at(100) + at(200) + at(300);
    expect(fold(three, START_US + 4200 * S)).toMatchObject([{ kind: "track", points: 3, weakBecause: null }]);
    expect(fold(at(300) + at(200) + at(100), START_US + 4200 * S)).toMatchObject([{ kind: "track" }]);
    expect(fold(three, START_US - 4200 * S)).toMatchObject([{ kind: "track", weakBecause: /before the flight began/ }]);
  });
  test("three times the same point is one point", () => {
    expect(fold(at(100) + at(100) + at(100), START_US + 100 * S)).toMatchObject([{ kind: "position", points: 1 }]);
  });
  test("the aircraft elsewhere at the time: weak", () => {
    expect(fold(at(590), START_US + 10 * S)[0]).toMatchObject({ class: "area", weakBecause: null });
    const far = flown({ rows: 1000, latDeg: Float64Array.from({ length: 1000 }, (_, row) => LAT + (row < 500 ? 0 : 3)) });
    expect(fold(`{"lat":${LAT + 3},"lng":${(LON + 700e-5).toFixed(7)}}`, START_US + 10 * S, [far])[0]?.weakBecause).toMatch(/5 minutes/);
  });
  test("a clock that is seven hours ahead is put right", () => {
    const [fact] = fold(at(100), START_US + 100 * S - 7 * 3600 * S, [flown()], 7 * 3600);
    expect(fact).toMatchObject({ class: "exact", weakBecause: null, delayS: 0 });
  });
  test("a flight without a clock: not tested, and said", () => {
    expect(fold(at(100), 0, [flown({ timeUs: new Float64Array(600).fill(Number.NaN) })])).toMatchObject([
      { class: "exact", weakBecause: null, delayS: null, remarks: [/no clock/] },
    ]);
  });
});

describe("home point and pilot", () => {
  const home = { latDeg: LAT, lonDeg: LON };
  const pilot = { latDeg: LAT + 0.01, lonDeg: LON - 0.01 };
  const flight = flown({ home, pilot });
  test("at any time", () => {
    expect(fold(`lat=${LAT},lon=${LON}`, START_US - 9e5 * S, [flight])).toMatchObject([
      { kind: "homePoint", class: "exact", delayS: null, weakBecause: null },
    ]);
    expect(fold(`lat=${pilot.latDeg},lon=${pilot.lonDeg}`, START_US + 9e5 * S, [flight])).toMatchObject([
      { kind: "homePoint", class: "exact" },
    ]);
  });
  test("beside the aircraft's position: two findings", () => {
    const facts = fold(`{"lat":${LAT + 400e-5},"lng":${LON + 400e-5},"homeLat":${LAT},"homeLng":${LON}}`, START_US + 400 * S, [flight]);
    expect(facts.map(({ kind }) => kind).sort()).toEqual(["homePoint", "position"]);
  });
  test("while the aircraft stands there: a position", () => {
    expect(fold(`lat=${LAT},lon=${LON}`, START_US + 2 * S, [flight])).toMatchObject([{ kind: "position", class: "exact" }]);
  });
  test("home, pilot and aircraft are no track", () => {
    const text = [home, pilot].map((place) => `{"lat":${place.latDeg},"lng":${place.lonDeg}}`).join() + at(400);
    expect(fold(text, START_US + 400 * S, [flight]).map(({ kind }) => kind)).not.toContain("track");
  });
});

describe("several flights", () => {
  const day = 86_400 * S;
  const two = [flown({ label: "A" }), flown({ label: "B", timeUs: flown().timeUs.map((timeUs) => timeUs + day) })];
  test("of one place: the one that flies at the time", () => {
    expect(fold(at(100), START_US + day + 100 * S, two)).toMatchObject([{ label: "B", weakBecause: null }]);
    expect(fold(at(100), START_US + 100 * S, two)).toMatchObject([{ label: "A", weakBecause: null }]);
  });
  test("tracks of both in one message: two findings", () => {
    const other = flown({ label: "C", from: [LAT + 0.5, LON] });
    const lines =
      [100, 200, 300].map(at).join() +
      [100, 200, 300].map((row) => `{"lat":${(LAT + 0.5 + row * 1e-5).toFixed(7)},"lng":${(LON + row * 1e-5).toFixed(7)}}`).join();
    expect(
      fold(lines, START_US + 3600 * S, [flown({ label: "A" }), other]).map(({ label, kind, points }) => [label, kind, points]),
    ).toEqual([
      ["A", "track", 3],
      ["C", "track", 3],
    ]);
  });
  test("different encodings: different findings", () => {
    const bytes = Buffer.alloc(16);
    bytes.writeDoubleLE(LAT + 100e-5, 0);
    bytes.writeDoubleLE(LON + 100e-5, 8);
    expect(
      fold(Buffer.concat([Buffer.from(at(100)), bytes]), START_US + 100 * S)
        .map(({ layers }) => layers.join())
        .sort(),
    ).toEqual(["decimal", "float64"]);
  });
  test("a long record is measured in part and counted whole", () => {
    const flight = flown({ rows: 5000 });
    const lines = Array.from({ length: 5000 }, (_, row) => at(row)).join("\n");
    expect(fold(lines, START_US + 9000 * S, [flight])).toMatchObject([{ kind: "track", points: 5000, class: "exact" }]);
  });
});

test("decoys are never met by the flight's own data, and are met by theirs", () => {
  const flight = flown({ home: { latDeg: LAT, lonDeg: LON } });
  const decoys = decoyTracks([flight], nodePlatform, "seed");
  const search = searchFor([flight], decoys);
  const time = { sentUs: START_US + 100 * S };
  for (const row of [0, 100, 300, 599]) {
    for (const fact of foldPositions(search.index, hitsIn(search, at(row)), time)) expect(fact.decoy).toBe(false);
  }
  const decoy = decoys[3]!;
  const facts = foldPositions(search.index, hitsIn(search, `lat=${decoy.latDeg[100]},lon=${decoy.lonDeg[100]}`), time);
  expect(facts).toMatchObject([{ decoy: true, class: "exact", label: decoy.label }]);
});

test("any hits fold: never an error, each fact within its bounds", () => {
  const search = searchFor([flown(), flown({ label: "B", from: [LAT + 0.3, LON] })]);
  const point = fc.record({
    lat: fc.double({ min: LAT - 1, max: LAT + 1, noNaN: true }),
    lon: fc.double({ min: LON - 1, max: LON + 1, noNaN: true }),
    one: fc.boolean(),
  });
  void fc.assert(
    fc.property(fc.array(point, { maxLength: 40 }), fc.double({ min: -9e9, max: 9e9, noNaN: true }), (points, off) => {
      const hits = points.map(({ lat, lon, one }, n) => ({
        start: n * 9,
        end: n * 9 + 8,
        layers: ["decimal"] as const,
        latDeg: lat,
        lonDeg: one ? Number.NaN : lon,
        decimals: 5,
        unitM: 1,
        altM: null,
      }));
      for (const fact of foldPositions(search.index, hits, { sentUs: START_US + off })) {
        expect(fact.points).toBeLessThanOrEqual(points.length);
        expect(fact.first.start).toBeLessThanOrEqual(fact.last.end);
        if (fact.class === "region" || fact.class === null) expect(fact.weakBecause).not.toBeNull();
      }
    }),
  );
});

test("durations in words", () =>
  expect([12, 250, 25_200, 270_000].map(durationWords)).toEqual(["12 s", "4 min 10 s", "7 h 0 min", "3 d 3 h"]));
