import type { MediaRow } from "@creance/api";
import { expect, test } from "vitest";
import { cardClockWords } from "../../src/media/card-words.ts";
import { evidenceHref, howOf, itemsWords } from "../../src/media/exposure/exposure-words.ts";
import { bearingWords, footprintBadge, footprintWords } from "../../src/media/footprint-words.ts";
import { mediaBadges, mediaLabel, mediaName, mediaTotalsWords, takenWords } from "../../src/media/media-words.ts";
import { createWords } from "../../src/words/words.ts";

const words = createWords({ units: "metric", zone: "flight" });

const row: MediaRow = {
  sha256: "0f".repeat(32),
  fileName: "DCIM/100MEDIA/DJI_0001.JPG",
  sizeBytes: 1000,
  kind: "photo",
  format: "jpeg",
  widthPx: 4000,
  heightPx: 3000,
  durationUs: null,
  thermal: false,
  timeUs: Date.UTC(2026, 8, 12, 16, 14, 3) * 1000,
  localUs: Date.UTC(2026, 8, 12, 9, 14, 3) * 1000,
  position: { latDeg: 1, lonDeg: 2 },
  cameraModel: null,
  aircraftModel: null,
  flightId: "f1",
  confidence: "sure",
  place: "Ridge Hollow",
  timeZone: "America/Los_Angeles",
  synthetic: false,
  damaged: false,
  thumbnail: "ready",
  footprint: "area",
};

test("an item is called by its file, else by its hash", () => {
  expect(mediaName(row)).toBe("DJI_0001.JPG");
  expect(mediaName({ ...row, fileName: null })).toBe("0f0f0f0f0f0f…");
});

test("without a true time the camera's clock is shown and said to be so; without any, nothing is invented", () => {
  expect(takenWords(row, words)).toEqual({ day: "12 Sep 2026", time: "09:14:03" });
  expect(takenWords({ ...row, timeUs: null }, words)).toEqual({ day: "12 Sep 2026", time: "09:14:03 (camera)" });
  expect(takenWords({ ...row, timeUs: null, localUs: null }, words)).toEqual({ day: "No date", time: "no time" });
});

test("badges name what matters for a person who compares", () => {
  expect(mediaBadges(row, words)).toEqual([]);
  const clip: MediaRow = { ...row, kind: "clip", durationUs: 83e6, thermal: true, confidence: "doubtful", position: null };
  expect(mediaBadges(clip, words).map(({ word }) => word)).toEqual(
    ["1:23", "thermal", "doubtful", "no position"].map((word) => (word === "1:23" ? words.duration(83e6) : word)),
  );
  expect(mediaLabel(clip, words)).toContain("match doubtful");
});

test("totals are one sentence", () => {
  const totals = { photos: 2, clips: 1, sizeBytes: 3_100_000, doubtful: 1, unmatched: 0 };
  expect(mediaTotalsWords({ total: 3, totals }, false)).toBe("2 pictures and 1 clip, 3.1 MB. 1 match doubtful.");
  expect(mediaTotalsWords({ total: 0, totals }, true)).toBe("No picture or clip matches.");
});

test("the clock of a card is said as its zone and how wrong it is", () => {
  expect(cardClockWords({ offsetUs: 7200e6 + 41e6, zoneMin: 120 })).toBe("UTC+2, and 41 s fast");
  expect(cardClockWords({ offsetUs: -12_600e6, zoneMin: -210 })).toBe("UTC−3:30");
  expect(cardClockWords({ offsetUs: 3 * 3600e6 - 300e6, zoneMin: 180 })).toBe("UTC+3, and 5 min 0 s slow");
  expect(cardClockWords({ offsetUs: null, zoneMin: null })).toBe("Not solved");
});

test("a footprint is never said to be more than it is", () => {
  expect(footprintWords(null, words)).toContain("may show anything");
  expect(footprintBadge(null)).toBeNull();
  const area = {
    kind: "area",
    method: "flatAtTakeOff",
    camera: { latDeg: 1, lonDeg: 2 },
    bearingDeg: 214,
    depressionDeg: 62,
    heightAboveGroundM: 39.8,
    centre: null,
    polygon: [],
    polygonPx: [],
    band: [],
    bandM: 12,
    laser: null,
    inputs: [],
    terrain: null,
    horizonCut: false,
    warnings: [],
  } as const;
  const said = footprintWords({ ...area, polygon: [], polygonPx: [], band: [], inputs: [], warnings: [] }, words);
  expect(said).toBe(
    "It looks towards 214°, south-west, 62° below the horizon from 39.8 m above the ground. The ground is taken as flat, at the height of the take-off point: on a slope the outline is off. What may be seen reaches up to 12.0 m further.",
  );
  expect(footprintBadge({ ...area, polygon: [], polygonPx: [], band: [], inputs: [], warnings: [] })).toBe("estimated");
  expect(bearingWords(359.6)).toBe("0°, north");
});

test("a row of the report leads to its evidence", () => {
  const region = [
    { x: 0, y: 0 },
    { x: 9, y: 0 },
    { x: 9, y: 9 },
  ];
  expect(evidenceHref({ item: "f1", itemKind: "flight", region: null, fromMs: 61_500 })).toBe("/flights/f1?t=61");
  expect(evidenceHref({ item: "ab", itemKind: "photo", region, fromMs: null })).toBe("/media/ab?region=0%2C0%3B9%2C0%3B9%2C9");
  expect(evidenceHref({ item: "ab", itemKind: "clip", region: null, fromMs: 4000 })).toBe("/media/ab?t=4");
  expect(evidenceHref({ item: "ab", itemKind: "file", region: null, fromMs: null })).toBe("/files/originals/ab");
  expect(howOf("correctionServer")).toBe("correction server");
  expect(itemsWords({ items: { flights: 1, photos: 2, clips: 0, files: 0 } })).toBe("1 flight and 2 pictures");
});
