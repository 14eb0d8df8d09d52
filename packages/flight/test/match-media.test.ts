/** Made-up flights and cards: whose picture is it, what does the clock say, and what must stay with a person. */
import { fromLocal } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MatchableFlight, type MatchableMedia, matchMedia } from "../src/index.ts";

const DAY = Date.UTC(2026, 4, 20) * 1000;
const HOUR = 3600e6;

/** A flight of 600 s along a lane, turning back and forth over lines 60 m apart, 8 m/s. */
function flight(
  id: string,
  startUs: number,
  over: Partial<MatchableFlight> & { readonly east?: number; readonly phase?: number } = {},
): MatchableFlight {
  const { east = 0, phase = 0, ...rest } = over;
  const timeUs: number[] = [];
  const latDeg: number[] = [];
  const lonDeg: number[] = [];
  for (let second = 0; second <= 600; second += 1) {
    const { north, side } = place(second, phase);
    const point = fromLocal(47, 8, { eastM: east + side, northM: north });
    timeUs.push(startUs + second * 1e6);
    latDeg.push(point.latDeg);
    lonDeg.push(point.lonDeg);
  }
  return {
    id,
    startUs,
    endUs: startUs + 600e6,
    aircraftSerial: null,
    cameraSerial: null,
    isExposureTable: false,
    timeUs,
    latDeg,
    lonDeg,
    edges: [],
    ...rest,
  };
}

function place(second: number, phase: number): { readonly north: number; readonly side: number } {
  const along = (second + phase) * 8;
  const lane = Math.floor(along / 400);
  const rest = along % 400;
  return { north: lane % 2 === 0 ? rest : 400 - rest, side: lane * 60 };
}

function photo(name: string, flown: MatchableFlight, second: number, offsetUs: number, over: Partial<MatchableMedia> = {}): MatchableMedia {
  return {
    sha256: name,
    kind: "photo",
    card: "card",
    stem: `DCIM/${name}`,
    time: {
      utcUs: null,
      utcSource: null,
      localUs: Math.floor(((flown.startUs ?? 0) + second * 1e6 + offsetUs) / 1e6) * 1e6,
      localSource: "exif",
      zoneMin: null,
    },
    durationUs: null,
    places: [{ latDeg: flown.latDeg[second] as number, lonDeg: flown.lonDeg[second] as number, elapsedMs: 0 }],
    aircraftSerial: null,
    cameraSerial: null,
    ...over,
  };
}

const seconds = [20, 77, 130, 201, 260, 333, 401, 470, 555];
const cardOf = (flown: MatchableFlight, offsetUs: number, over: Partial<MatchableMedia> = {}) =>
  seconds.map((second) => photo(`${flown.id}-${second}`, flown, second, offsetUs, over));

describe("the clock of a card", () => {
  it("is solved with its zone and what is left over", () => {
    const a = flight("a", DAY + 9 * HOUR);
    const b = flight("b", DAY + 14 * HOUR, { east: 3000, phase: 90 });
    const { matches, cards } = matchMedia([...cardOf(a, 2 * HOUR + 37e6), ...cardOf(b, 2 * HOUR + 37e6)], [a, b]);
    expect(cards).toHaveLength(1);
    expect(cards[0]?.zoneMin).toBe(120);
    expect(Math.abs((cards[0]?.offsetUs ?? 0) - (2 * HOUR + 37e6))).toBeLessThan(3e6);
    expect(cards[0]?.sentence).toContain("UTC+02:00");
    expect(cards[0]?.residualM).toBeLessThan(15);
    for (const match of matches) {
      expect(match.confidence).toBe("sure");
      expect(match.flightId).toBe(match.sha256.slice(0, 1));
      expect(match.reasons).toEqual(["position", "clock"]);
      expect(match.residualM).toBeLessThan(30);
    }
  });
  it("may be days off", () => {
    const a = flight("a", DAY + 9 * HOUR);
    const { cards, matches } = matchMedia(cardOf(a, -45.5 * HOUR), [a]);
    expect(Math.abs((cards[0]?.offsetUs ?? 0) + 45.5 * HOUR)).toBeLessThan(3e6);
    expect(matches.every(({ confidence }) => confidence === "sure")).toBe(true);
  });
  it("is not solved when the same route was flown twice and nothing tells the times apart", () => {
    const a = flight("a", DAY + 9 * HOUR);
    const b = flight("b", DAY + 10 * HOUR);
    const { cards, matches } = matchMedia(cardOf(a, 2 * HOUR), [a, b]);
    expect(cards[0]?.offsetUs).toBeNull();
    expect(cards[0]?.sentence).toContain("more than one offset");
    for (const match of matches) {
      expect(match.confidence).toBe("doubtful");
      expect(match.timeUs).toBeNull();
      expect(match.candidates.map(({ flightId }) => flightId).sort()).toEqual(["a", "b"]);
      expect(match.sentence).toContain("please choose");
    }
  });
  it("is told apart by camera events", () => {
    const edges = (startUs: number, list: readonly number[]) =>
      list.map((second) => ({ timeUs: startUs + second * 1e6, kind: "photo" as const }));
    const a = flight("a", DAY + 9 * HOUR, { edges: edges(DAY + 9 * HOUR, [5, 300]) });
    const b = flight("b", DAY + 10 * HOUR, { edges: edges(DAY + 10 * HOUR, seconds) });
    const { matches } = matchMedia(cardOf(b, 2 * HOUR), [a, b]);
    for (const match of matches) {
      expect(match.flightId).toBe("b");
      expect(match.confidence).toBe("sure");
      expect(match.reasons).toContain("cameraEvent");
    }
  });
  it("is told apart by the aircraft's serial number", () => {
    const a = flight("a", DAY + 9 * HOUR, { aircraftSerial: "A1" });
    const b = flight("b", DAY + 10 * HOUR, { aircraftSerial: "B2" });
    const { matches } = matchMedia(cardOf(b, 2 * HOUR, { aircraftSerial: "B2" }), [a, b]);
    for (const match of matches) {
      expect(match.flightId).toBe("b");
      expect(match.reasons).toContain("serial");
    }
  });
  it("needs three items", () => {
    const a = flight("a", DAY + 9 * HOUR);
    const { cards, matches } = matchMedia(cardOf(a, 2 * HOUR).slice(0, 2), [a]);
    expect(cards[0]?.offsetUs).toBeNull();
    expect(matches[0]?.confidence).toBe("doubtful");
    expect(matches[0]?.candidates[0]?.flightId).toBe("a");
  });
  it("is taken from the file where it states UTC", () => {
    const a = flight("a", DAY + 9 * HOUR);
    const stated = photo("utc", a, 100, HOUR);
    const known = { ...stated, time: { ...stated.time, utcUs: DAY + 9 * HOUR + 100e6, utcSource: "xmp" as const } };
    const { cards, matches } = matchMedia([known, photo("plain", a, 300, HOUR)], [a]);
    expect(cards[0]?.zoneMin).toBe(60);
    expect(matches.map(({ confidence }) => confidence)).toEqual(["sure", "sure"]);
    expect(matches[0]?.reasons).toContain("utc");
    expect(matches[1]?.reasons).toContain("clock");
  });
});

describe("doubt", () => {
  const a = flight("a", DAY + 9 * HOUR);
  const card = cardOf(a, 0);
  it("does not attach what lies too far from the track", () => {
    const far = photo("far", a, 150, 0, { places: [fromPlace(200, 700)] });
    const match = matchMedia([...card, far], [a]).matches.at(-1);
    expect(match?.confidence).toBe("doubtful");
    expect(match?.residualM).toBeGreaterThan(30);
    expect(match?.sentence).toContain("please check");
  });
  it("finds nothing for a picture of another day, and says so", () => {
    const late = photo("late", a, 150, 5 * HOUR);
    const match = matchMedia([...card, late], [a]).matches.at(-1);
    expect(match).toMatchObject({ confidence: "none", flightId: null, candidates: [], reasons: [] });
    expect(match?.timeUs).not.toBeNull();
  });
  it("does not attach a picture of another aircraft", () => {
    const named = flight("a", DAY + 9 * HOUR, { aircraftSerial: "A1" });
    const match = matchMedia([...cardOf(named, 0), photo("other", named, 150, 0, { aircraftSerial: "ZZ" })], [named]).matches.at(-1);
    expect(match?.confidence).toBe("doubtful");
    expect(match?.sentence).toContain("another aircraft");
  });
  it("finds no flight for a picture of another aircraft whose clock is not known", () => {
    const named = flight("a", DAY + 9 * HOUR, { aircraftSerial: "A1" });
    const time = { utcUs: null, utcSource: null, localUs: null, localSource: null, zoneMin: null };
    const other = photo("other", named, 150, 0, { aircraftSerial: "ZZ", time });
    const match = matchMedia([other], [named]).matches[0];
    expect(match).toMatchObject({ confidence: "none", flightId: null, reasons: [] });
    expect(match?.sentence).toContain("another aircraft");
    expect(matchMedia([{ ...other, aircraftSerial: "A1" }], [named]).matches[0]).toMatchObject({ confidence: "likely", flightId: "a" });
  });
  it("takes the 16 characters that a record's header keeps of a longer serial for the same aircraft", () => {
    const held = flight("a", DAY + 9 * HOUR, { aircraftSerial: "TEST0123456789AB" });
    const of = (aircraftSerial: string) => matchMedia([...cardOf(held, 0, { aircraftSerial })], [held]).matches[0];
    expect(of("TEST0123456789ABCDEF")).toMatchObject({ confidence: "sure", flightId: "a" });
    expect(of("TEST0123456789ABCDEF")?.reasons).toContain("serial");
    // Shorter or other beginnings are other aircraft.
    expect(of("TEST0123456789ACCDEF")?.confidence).not.toBe("sure");
    expect(of("TEST0123")?.confidence).not.toBe("sure");
  });
  it("puts a flight's own record before a table of exposures, even where the table fits more closely", () => {
    const record = flight("record", DAY + 9 * HOUR, { east: 10 });
    const table = flight("a-table", DAY + 9 * HOUR, { isExposureTable: true });
    for (const match of matchMedia(cardOf(table, 0), [table, record]).matches)
      expect(match).toMatchObject({ confidence: "sure", flightId: "record" });
    for (const match of matchMedia(cardOf(table, 0), [table]).matches)
      expect(match).toMatchObject({ confidence: "sure", flightId: "a-table" });
    const unplaced = { ...record, timeUs: [], latDeg: [], lonDeg: [] };
    expect(matchMedia(cardOf(table, 0), [table, unplaced]).matches[0]).toMatchObject({ confidence: "doubtful", flightId: "record" });
    const named = cardOf(table, 0, { aircraftSerial: "A1" });
    const sealed = { ...unplaced, aircraftSerial: "A1" };
    expect(matchMedia(named, [table, sealed]).matches[0]).toMatchObject({ confidence: "likely", flightId: "record" });
  });
  it("knows nothing of a picture without time and place", () => {
    const none = {
      ...photo("none", a, 1, 0),
      places: [],
      time: { utcUs: null, utcSource: null, localUs: null, localSource: null, zoneMin: null },
    };
    expect(matchMedia([none], [a]).matches[0]).toMatchObject({ confidence: "none", timeUs: null, flightId: null });
  });
  it("attaches a picture without a place by the card's clock, one step lower", () => {
    const blind = photo("blind", a, 150, 0, { places: [] });
    expect(matchMedia([...card, blind], [a]).matches.at(-1)).toMatchObject({ confidence: "likely", flightId: "a", residualM: null });
  });
  it("asks when two aircraft flew side by side", () => {
    const twin = flight("b", DAY + 9 * HOUR);
    const { matches } = matchMedia(card, [a, twin]);
    for (const match of matches) {
      expect(match.confidence).toBe("doubtful");
      expect(match.candidates).toHaveLength(2);
    }
  });
});

describe("files that belong together", () => {
  it("share one answer: a clip and its subtitles", () => {
    const a = flight("a", DAY + 9 * HOUR);
    const places = [0, 10, 20, 30].map((second) => ({
      latDeg: a.latDeg[100 + second] as number,
      lonDeg: a.lonDeg[100 + second] as number,
      elapsedMs: second * 1000,
    }));
    const film = { ...photo("film", a, 100, 2 * HOUR), kind: "clip" as const, stem: "DCIM/DJI_0001", durationUs: 30e6, places: [] };
    const words = { ...film, sha256: "words", kind: "subtitle" as const, places };
    const { matches } = matchMedia([film, words, ...cardOf(a, 2 * HOUR)], [a]);
    expect(matches[0]).toEqual({ ...matches[1], sha256: "film" });
    expect(matches[0]?.confidence).toBe("sure");
  });
});

describe("a film whose container keeps UTC", () => {
  it("is placed by that, and does not disturb the clock of the card", () => {
    const a = flight("a", DAY + 9 * HOUR);
    const film = photo("film", a, 140, 0);
    const kept = { ...film, kind: "clip" as const, durationUs: 20e6, time: { ...film.time, localSource: "container" as const } };
    const { matches, cards } = matchMedia([kept, ...cardOf(a, 2 * HOUR)], [a]);
    expect(cards[0]?.zoneMin).toBe(120);
    expect(matches[0]).toMatchObject({ flightId: "a", confidence: "sure", timeUs: DAY + 9 * HOUR + 140e6 });
    expect(matches[0]?.reasons).toContain("utc");
    // The same clock as the pictures': then it counts as the camera's.
    const local = { ...kept, time: { ...kept.time, localUs: (kept.time.localUs ?? 0) + 2 * HOUR } };
    expect(matchMedia([local, ...cardOf(a, 2 * HOUR)], [a]).matches[0]?.reasons).toContain("clock");
  });
});

describe("order", () => {
  it("of flights and items changes nothing", () => {
    const flights = [
      flight("a", DAY + 9 * HOUR),
      flight("b", DAY + 11 * HOUR, { phase: 111 }),
      flight("c", DAY + 11.05 * HOUR, { east: 40 }),
      { ...flight("d", DAY), startUs: null, endUs: null, timeUs: [], latDeg: [], lonDeg: [] },
    ];
    const items = flights.slice(0, 3).flatMap((flown) => cardOf(flown, HOUR));
    const expected = new Map(matchMedia(items, flights).matches.map((match) => [match.sha256, match]));
    fc.assert(
      fc.property(fc.shuffledSubarray(flights, { minLength: flights.length }), (shuffled) => {
        for (const match of matchMedia(items, shuffled).matches) expect(match).toEqual(expected.get(match.sha256));
      }),
      { numRuns: 8 },
    );
  });
  it("takes no harm from rows that are not numbers or go back in time", () => {
    const a = flight("a", DAY + 9 * HOUR);
    const broken = {
      ...a,
      latDeg: Array.from(a.latDeg, (value, row) => (row % 50 === 3 ? Number.NaN : value)),
      timeUs: Array.from(a.timeUs, (value, row) => (row === 222 ? value - 50e6 : value)),
    };
    expect(matchMedia(cardOf(a, 0), [broken]).matches.every(({ confidence }) => confidence === "sure")).toBe(true);
  });
});

function fromPlace(eastM: number, northM: number): MatchableMedia["places"][number] {
  return { ...fromLocal(47, 8, { eastM, northM }), elapsedMs: 0 };
}
