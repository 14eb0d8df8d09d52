import type { CaptureDetail, FlowPage } from "@creance/api";
import { describe, expect, test } from "vitest";
import { blindSpotKinds, blindSpots } from "../../src/watch/blind-spots.ts";
import { type AnswerParts, airSentence, airSpans, answerLines, knownBytesOut, type RolePart } from "../../src/watch/capture-answer.ts";
import { chipsOf } from "../../src/watch/chips.ts";
import { farthestWords, roundTripWords } from "../../src/watch/distance-words.ts";
import { lastingWords } from "../../src/watch/lasting-words.ts";
import { watchSentence } from "../../src/watch/watch-sentence.ts";
import { createWords } from "../../src/words/words.ts";

const words = createWords({ units: "metric", zone: "flight" });
const totals = (change: Partial<FlowPage["totals"]>): FlowPage["totals"] => ({
  conversations: 0,
  bytesOut: 0,
  bytesIn: 0,
  servers: 0,
  missedBytes: 0,
  ...change,
});

const atUs = Date.UTC(2026, 8, 12, 9, 10) * 1000;
const role = (change: Partial<RolePart>): RolePart => ({
  ...{ key: null, servers: 0, bytesOut: 0, owners: [], firstTimeUs: null, lastTimeUs: null },
  ...change,
});
const answerSentence = (parts: Omit<AnswerParts, "air">): string => answerLines(parts, words).join(" ");

describe("the answer", () => {
  test("servers, bytes, the catalogue, names, and what stayed local", () => {
    expect(
      answerSentence({
        internet: totals({ conversations: 60, servers: 23, bytesOut: 8_810_000, bytesIn: 91_000_000 }),
        local: totals({ conversations: 4, bytesOut: 1200 }),
        roles: [
          role({ key: null, servers: 19, bytesOut: 6_390_000 }),
          role({ key: "flight-data", servers: 3, bytesOut: 2_410_000, owners: ["DJI"], firstTimeUs: atUs, lastTimeUs: atUs + 30e6 }),
          role({ key: "crash", servers: 1, bytesOut: 10_000, owners: ["DJI", "Tencent"], firstTimeUs: atUs, lastTimeUs: atUs + 3600e6 }),
        ],
        namelessServers: 12,
      }),
    ).toBe(
      "2.4 MB went to 4 servers in the catalogue of drone makers and their partners (DJI and Tencent): Flight records 2.4 MB (09:10 UTC) and Crash reports 10 kB (09:10 to 10:10 UTC). In all, 23 servers on the internet: 8.8 MB went out to them, 91 MB came in. 12 have no name. 4 conversations stayed on local addresses (1.2 kB out).",
    );
  });

  test("days where they differ; the fifth role and owner are counted", () => {
    const roles = ["crash", "web", "update", "cdn", "sdk"].map((key, at) =>
      role({ key, servers: 1, bytesOut: 10, owners: [`Owner ${at}`], firstTimeUs: atUs, lastTimeUs: atUs + at * 86_400e6 }),
    );
    const said = answerSentence({ internet: totals({ conversations: 5, servers: 5 }), local: null, roles, namelessServers: 0 });
    expect(said).toContain("(Owner 0, Owner 1, Owner 2, Owner 3 and 1 more)");
    expect(said).toContain("Web pages 10 B (12 Sep 2026 to 13 Sep 2026)");
    expect(said).toContain("and 1 more.");
  });

  test("says none and nobody as such, and counts while it is not known", () => {
    expect(answerSentence({ internet: null, local: null, roles: null, namelessServers: null })).toBe("Counting");
    expect(answerSentence({ internet: totals({}), local: totals({}), roles: [], namelessServers: 0 })).toBe(
      "Nobody on the internet, as far as this capture shows.",
    );
    expect(
      answerSentence({ internet: totals({ conversations: 1, servers: 1, bytesOut: 5 }), local: null, roles: [], namelessServers: 1 }),
    ).toBe(
      "1 server on the internet: 5 B went out to it, 0 B came in. It does not stand in the catalogue of drone makers and their partners. 1 has no name.",
    );
  });

  test("what went out in the air; flights that overlap are one stretch", () => {
    const flight = { startUs: atUs, endUs: atUs + 480e6, name: "Cuba, PT" };
    expect(airSentence([], null, words)).toBe("No kept flight was in the air meanwhile.");
    expect(airSentence([flight], null, words)).toBe("In the air meanwhile: Cuba, PT (09:10 to 09:18 UTC).");
    expect(airSentence([flight], { bytesOut: 378_000, knownBytesOut: 369_000 }, words)).toBe(
      "In the air meanwhile: Cuba, PT (09:10 to 09:18 UTC). 378 kB went out in conversations that began then, 369 kB of it to servers in the catalogue.",
    );
    expect(
      airSpans([
        { startUs: 900.5, endUs: 1000.2 },
        { startUs: 10, endUs: 40 },
        { startUs: 30, endUs: 35 },
      ]),
    ).toEqual([
      { fromUs: 10, toUs: 40 },
      { fromUs: 900, toUs: 1001 },
    ]);
    expect(knownBytesOut([role({ key: null, bytesOut: 5 }), role({ key: "unknown", bytesOut: 7 })])).toBe(7);
  });
});

describe("what it could not see", () => {
  const perfect: CaptureDetail["summary"]["blindSpots"] = {
    cutPackets: 0,
    missedBytes: 0,
    droppedPackets: 0,
    undecodedPackets: 0,
    lostFragments: 0,
    evictedFlows: 0,
    crowdedFlows: 0,
    namelessConversations: 0,
    hiddenNames: 0,
    truncated: false,
    pcapdroid: false,
  };
  const detailOf = (change: Partial<typeof perfect>, services: Record<string, number> = {}) =>
    ({ summary: { services, blindSpots: { ...perfect, ...change } }, keyLogs: 0 }) as unknown as CaptureDetail;

  test("every kind is said, also where it is none", () => {
    const spots = blindSpots(detailOf({}));
    expect(spots).toHaveLength(12);
    expect(spots.every(({ some }) => !some)).toBe(true);
    expect(spots.map(({ amount }) => amount)).toEqual(["0", "0", "0", "0 B", "0", "0", "0", "0", "0", "0", "no", "no"]);
  });

  test("what there is comes first; unknown drops are said to be unknown", () => {
    const spots = blindSpots(
      detailOf({ missedBytes: 2_000_000, droppedPackets: null, truncated: true }, { "ssl,http": 3, quic: 2, dns: 9 }),
    );
    expect(spots.slice(0, 4).map(({ amount }) => amount)).toEqual(["5", "2.0 MB", "not said", "yes"]);
    expect(blindSpotKinds(detailOf({ pcapdroid: true }))).toBe(1);
  });
});

test("chips say what is set, one for the time", () => {
  const chips = chipsOf(
    {
      server: "a.example",
      role: "notListed",
      how: "none",
      country: "NL",
      scope: "local",
      from: "1789204440000000",
      to: "1789204500000000",
    },
    words,
  );
  expect(chips.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    "server: a.example",
    "role: not in the catalogue",
    "country: Netherlands (NL), says at least one database",
    "name known by: no name",
    "where: local addresses",
    "began: 09:14:00 to 09:15:00",
  ]);
  expect(chips[5]?.names).toEqual(["from", "to"]);
});

test("durations", () => {
  expect([0, 120_000, 999_600, 1_250_000, 59_960_000, 125_000_000, 11_520_000_000].map(lastingWords)).toEqual([
    "0 ms",
    "120 ms",
    "1.0 s",
    "1.3 s",
    "1 min 0 s",
    "2 min 5 s",
    "3 h 12 min",
  ]);
  expect(lastingWords(null)).toBe("unknown");
});

test("the farthest a machine can be is rounded up, never down", () => {
  expect(farthestWords(null, words)).toBeNull();
  expect(farthestWords(0, words)).toBeNull();
  expect(farthestWords(12_600, words)).toBe("1,900 km");
  expect(farthestWords(10, words)).toBe("2 km");
  expect(farthestWords(12_600, { units: "imperial" })).toBe("1,200 mi");
  expect(roundTripWords(45_230)).toBe("45.2 ms");
  expect(roundTripWords(430)).toBe("430 µs");
});

test("the sentence over all captures", () => {
  const page = { total: 2, totals: { conversations: 1204, bytesOut: 8_810_000, bytesIn: 91_000_000, sizeBytes: 1 } };
  const span = { firstTimeUs: 1789204440000000, lastTimeUs: 1789304440000000, servers: 61 };
  expect(watchSentence({ page, all: 2, ...span }, words)).toBe(
    "2 captures from 12 Sep 2026 to 13 Sep 2026: 61 servers in 1,204 conversations; 8.8 MB went out, 91 MB came in.",
  );
  expect(watchSentence({ page, all: 5, firstTimeUs: null, lastTimeUs: null, servers: null }, words)).toBe(
    "2 of 5 captures: 1,204 conversations; 8.8 MB went out, 91 MB came in.",
  );
  expect(watchSentence({ page: { ...page, total: 0 }, all: 5, ...span }, words)).toBe("No capture matches; 5 captures without the search.");
});
