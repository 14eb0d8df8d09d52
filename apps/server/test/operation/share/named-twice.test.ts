import type { Vault } from "@creance/vault";
import { expect, test } from "vitest";
import { itemGatherer } from "../../../src/operation/share/gather-items.ts";
import type { ShareThing } from "../../../src/operation/share/types.ts";

const sha256 = "ab".repeat(32);
const masks = [
  { leftPx: 0, topPx: 0, widthPx: 10, heightPx: 10, fromMs: null, untilMs: null },
  { leftPx: 20, topPx: 0, widthPx: 10, heightPx: 10, fromMs: null, untilMs: null },
];

/** A vault with one picture, and two flights that one log was read into. */
const vault = {
  mediaEntry: () => ({
    row: { sha256, fileName: "a.jpg", format: "jpeg", kind: "photo", flightId: null, aircraftModel: null, position: null },
    ownReveals: [],
    item: { optics: {}, format: "jpeg", issues: [] },
  }),
  flight: (id: string) => ({
    summary: { sealed: false, aircraftName: null, aircraftSerial: id, home: { latDeg: id === "one" ? 1 : 2, lonDeg: 3 } },
    originals: [{ sha256, fileName: "log.bin", format: "ardupilot" }],
    home: null,
    pilot: null,
    reveals: [],
  }),
  originalPath: () => "/nowhere",
  originalSize: () => 10,
  fileName: () => "a.jpg",
  reading: () => undefined,
  capture: () => undefined,
} as unknown as Vault;
const gather = itemGatherer({
  vault,
  exportFlight: () => Promise.reject(new Error("unused")),
  trackOf: () => Promise.reject(new Error("unused")),
});

test.each<readonly [string, readonly ShareThing[]]>([
  [
    "with its boxes first",
    [
      { kind: "media", sha256, masks },
      { kind: "media", sha256 },
    ],
  ],
  [
    "with its boxes last",
    [
      { kind: "media", sha256 },
      { kind: "media", sha256, masks },
    ],
  ],
  [
    "one box each",
    [
      { kind: "media", sha256, masks: masks.slice(0, 1) },
      { kind: "media", sha256, masks: masks.slice(1) },
    ],
  ],
  [
    "and as a bare original",
    [
      { kind: "media", sha256, masks },
      { kind: "original", sha256 },
    ],
  ],
])("a picture that is named twice, %s, is one file with every box", (_, things) => {
  const items = gather(things, { facesChecked: false });
  expect(items).toMatchObject([{ sha256, kind: "picture", masks }]);
  expect(items[0]?.classes).toContain("imagery");
});

test("a log of two flights keeps the homes of both", () => {
  const items = gather(
    [
      { kind: "flight", id: "one", form: "original" },
      { kind: "flight", id: "two", form: "original" },
    ],
    { facesChecked: false },
  );
  expect(items).toHaveLength(1);
  expect(items[0]?.homes).toEqual([
    { latDeg: 1, lonDeg: 3 },
    { latDeg: 2, lonDeg: 3 },
  ]);
  expect(items[0]?.aircraft).toEqual(["one", "two"]);
});
