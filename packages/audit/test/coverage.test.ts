import { blindSpots } from "@creance/audit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSide, allBytes, noBytes } from "../src/coverage/byte-coverage.ts";
import { conversationSides } from "../src/coverage/conversation-side.ts";
import { durationText, listText, shareText } from "../src/coverage/quantity-text.ts";
import { commonSpans, joinedSpans, lengthOfSpansUs } from "../src/coverage/spans.ts";
import { contents, flight, judged, MINUTE, quiet, report, row, type Situation, search, T0 } from "./claim-situations.ts";

const gapsOf = (situation: Situation): readonly string[] => judged(situation).coverage.gaps;

describe("bytes", () => {
  test("plain, decrypted, sealed, missing and unread are told apart, by direction", () => {
    const rows = [
      row({ origBytes: 1_000, respBytes: 100 }),
      row({ origBytes: 2_000, respBytes: 0 }),
      row({ origBytes: 4_000, respBytes: 0 }),
      row({ origBytes: 8_000, respBytes: 0, missedBytes: 3_000 }),
      row({ origBytes: 16_000, respBytes: 0 }),
    ];
    const told: Situation["told"] = (each) => {
      if (each.origBytes === 2_000) return contents(each, { plainBytes: 0, sealedBytes: 2_000, decryptedBytes: 1_900 });
      if (each.origBytes === 4_000) return contents(each, { plainBytes: 0, sealedBytes: 4_000 });
      if (each.origBytes === 8_000) return contents(each, { plainBytes: 5_000, gapBytes: 3_000 });
      return each.origBytes === 16_000 ? null : contents(each);
    };
    const { coverage } = judged({ rows, told });
    expect(coverage.bytesOut).toEqual({ plain: 6_000, decrypted: 2_000, sealed: 4_000, missing: 3_000, unread: 16_000 });
    expect(coverage.bytesIn).toEqual({ plain: 100, decrypted: 0, sealed: 0, missing: 0, unread: 0 });
  });
  test("what an opened side could not open stays sealed", () => {
    const sums = noBytes();
    addSide(sums, 10_000, 0, { plainBytes: 0, decryptedBytes: 6_000, gapBytes: 3_000, sealedBytes: 10_000 });
    expect(sums).toEqual({ plain: 0, decrypted: 7_000, sealed: 3_000, missing: 0, unread: 0 });
  });
  test("they add up to the payload, whatever is told", () => {
    const bytes = fc.nat(1_000_000);
    const side = fc.record({ plainBytes: bytes, decryptedBytes: bytes, gapBytes: bytes, sealedBytes: bytes });
    fc.assert(
      fc.property(bytes, bytes, fc.option(side), (payload, missing, told) => {
        const sums = noBytes();
        addSide(sums, payload, missing, told);
        expect(allBytes(sums)).toBe(payload);
        expect(Math.min(...Object.values(sums))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

test("the device is who opened it, unless only the other end is local", () => {
  expect(conversationSides(row())).toMatchObject({ deviceSide: 0, leaves: true, bytesOut: 10_000 });
  expect(conversationSides(row({ origIp: "203.0.113.7", respIp: "10.0.0.2" }))).toMatchObject({
    deviceSide: 1,
    leaves: true,
    bytesOut: 1_000,
  });
  expect(conversationSides(row({ respIp: "10.0.0.2", serverName: null, serverNameSource: "none" }))).toMatchObject({
    deviceSide: 0,
    leaves: false,
  });
  expect(conversationSides(row({ origIp: "203.0.113.7", respIp: "239.255.255.250" }))).toMatchObject({ deviceSide: 0, leaves: false });
  expect(conversationSides(row({ respIp: "ff02::fb" }))).toMatchObject({ deviceSide: 0, leaves: false });
});

describe("spans", () => {
  const spans = fc.array(fc.tuple(fc.nat(100), fc.nat(20)).map(([from, length]) => [from, from + length] as const));
  test("joined spans are in order and apart, and hold the same instants", () => {
    fc.assert(
      fc.property(spans, fc.nat(130), (some, instant) => {
        const joined = joinedSpans(some);
        for (let index = 1; index < joined.length; index++) expect(joined[index]?.[0]).toBeGreaterThan(joined[index - 1]?.[1] ?? 0);
        const holds = (list: typeof some): boolean => list.some(([from, until]) => instant >= from && instant <= until);
        expect(holds([...joined])).toBe(holds(some));
      }),
    );
  });
  test("what is common is in both", () => {
    fc.assert(
      fc.property(spans, spans, fc.nat(130), (some, others, instant) => {
        const [one, other] = [joinedSpans(some), joinedSpans(others)];
        const holds = (list: readonly (readonly [number, number])[]): boolean =>
          list.some(([from, until]) => instant >= from && instant <= until);
        expect(holds(commonSpans(one, other))).toBe(holds(one) && holds(other));
        expect(lengthOfSpansUs(commonSpans(one, other))).toBeLessThanOrEqual(lengthOfSpansUs(one));
      }),
    );
  });
});

test("shares never round up to all, nor down to none", () => {
  expect([0, 1, 380, 996, 999, 1_000].map((part) => shareText(part, 1_000))).toEqual([
    "none",
    "less than 1 %",
    "38 %",
    "more than 99 %",
    "more than 99 %",
    "all",
  ]);
  expect([30, 90, 720, 11_100, 187_200].map(durationText)).toEqual(["30 s", "90 s", "12 min", "3 h 5 min", "2 d 4 h"]);
  expect(listText(["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 more");
});

describe("gaps", () => {
  test("sealed bytes, with and without keys", () => {
    const rows = [...quiet(), row({ origBytes: 3_800 }), row({ origBytes: 6_104 })];
    const told: Situation["told"] = (each) =>
      each.origBytes === 3_800 ? contents(each, { plainBytes: 0, sealedBytes: 3_800 }) : contents(each);
    expect(gapsOf({ rows, told })).toContain("38 % of the bytes that went out (3.8 kB) are sealed: no keys were given.");
    const decryption = {
      keyLog: { secrets: 2 },
      keyedConnections: 0,
      openedConnections: 0,
      unknownConnections: 1,
      failedRecords: 0,
      unsupportedSuites: new Map(),
    };
    const keyed = gapsOf({ rows, told, report: report({ decryption: decryption as never }) });
    expect(keyed).toContain("38 % of the bytes that went out (3.8 kB) are sealed: no keys fit.");
    expect(keyed).toContain("The keys do not know 1 encrypted connection.");
  });
  test("captures that begin late, end early, or never ran", () => {
    const late = [row({ timeUs: T0 + 4 * MINUTE }), row({ timeUs: T0 + 29 * MINUTE })];
    expect(gapsOf({ rows: late })).toContain("Captures ran during 60 % of flight morning: the captures begin 4 min after its beginning.");
    expect(gapsOf({ rows: [row({ timeUs: T0 - MINUTE, durationUs: 12 * MINUTE })] })).toContain(
      "The captures end 60 s after flight morning: later uploads are not in them.",
    );
    expect(gapsOf({ rows: [row({ timeUs: T0 + 86_400e6 })] })[0]).toBe("No capture ran during flight morning (2026-09-12T09:00Z).");
    const flights = Array.from({ length: 100 }, (_, at) => flight({ label: `flight-${at}` }));
    const many = gapsOf({ rows: [row({ timeUs: T0 + 86_400e6 })], flights }).filter((gap) => gap.startsWith("No capture ran during"));
    expect(many.length).toBe(4);
    expect(many[3]).toBe("No capture ran during 97 more flights.");
    expect(gapsOf({ rows: [row({ timeUs: T0 + 86_400e6 })], flights: flights.slice(0, 4) }).join(" ")).toContain("flight flight-3");
    const { coverage } = judged({ flights: [flight({ timeUs: Float64Array.from([Number.NaN]) })] });
    expect(coverage.flights[0]).toMatchObject({ startUs: null, coveredShare: null });
    expect(coverage.gaps.join(" ")).toContain("The clock of flight morning is not known");
  });
  test("the worst comes first", () => {
    expect(gapsOf({ rows: [], report: report({ packets: 0 }) })[0]).toBe("The captures hold no packets.");
    expect(gapsOf({ synthetic: true })[0]).toContain("made up");
    const nothing = gapsOf({ flights: [], identifiers: {} });
    expect(nothing[0]).toBe("No flight was given: nothing of the operator's own was looked for.");
    expect(nothing.at(-1)).not.toContain("No flight");
  });
  test("what the search could not do", () => {
    const gaps = gapsOf({
      search: search({
        controls: { planted: 30, missed: ["base64"] },
        opaqueBytes: 5_000,
        bounds: [{ bound: "depth", times: 2, bytes: 10 }],
        droppedFindings: 1,
        decoys: [{ kind: "imei", searched: 20, hits: 1 }],
      }),
    }).join("\n");
    expect(gaps).toContain("in these encodings: base64.");
    expect(gaps).toContain("5.0 kB of contents that were read could not be unpacked");
    expect(gaps).toContain("2 times because a bound was met: depth.");
    expect(gaps).toContain("1 of 20 decoys of kind imei were found");
    expect(gaps).toContain("1 finding beyond the most that are kept");
  });
  test("what was not stated", () => {
    expect(gapsOf({}).join("\n")).toContain("Not stated: the device, the app, its version");
    expect(gapsOf({ statement: { everyInterface: true } as never }).join("\n")).not.toContain("every interface");
  });
});

test("a flight's coverage: share, before and after, in seconds", () => {
  expect(judged({}).coverage.flights[0]).toMatchObject({ coveredShare: 1, beforeS: 300, afterS: 1_201, points: 3, clockOffsetS: null });
});

test("twelve blind spots stand in every coverage", () => {
  expect(judged({}).coverage.blindSpots).toEqual(blindSpots);
  expect(blindSpots).toHaveLength(12);
});
