import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { mediaQuerySchema } from "@creance/api";
import type { CardClock, Footprint } from "@creance/flight";
import { describe, expect, it } from "vitest";
import { type CardPlacement, openVault, type Vault, type VaultWriter } from "../src/index.ts";
import { cardOf } from "../src/media-card.ts";
import { keepSeed, pictureReading, readingOf, tmpFolder } from "./readings.ts";

const DAY_US = 86_400e6;
const START_US = 1_700_000_000_000_000;

/** A square around a place, its band twice as wide. */
function squareAt(latDeg: number, lonDeg: number): Footprint {
  const ring = (reach: number) => [
    { latDeg: latDeg + reach, lonDeg: lonDeg - reach },
    { latDeg: latDeg + reach, lonDeg: lonDeg + reach },
    { latDeg: latDeg - reach, lonDeg: lonDeg + reach },
    { latDeg: latDeg - reach, lonDeg: lonDeg - reach },
  ];
  return {
    kind: "area",
    method: "flatAtTakeOff",
    camera: { latDeg, lonDeg },
    bearingDeg: 0,
    depressionDeg: 90,
    heightAboveGroundM: 50,
    centre: { latDeg, lonDeg },
    polygon: ring(0.001),
    polygonPx: [
      { x: 0, y: 0 },
      { x: 4000, y: 0 },
      { x: 4000, y: 3000 },
      { x: 0, y: 3000 },
    ],
    band: ring(0.002),
    bandM: 100,
    laser: null,
    inputs: [],
    terrain: null,
    horizonCut: false,
    warnings: [],
  };
}

const clock: CardClock = { card: ".", items: 1, offsetUs: 0, zoneMin: 0, residualM: 1, sentence: "Solved." };

/** Places the card by what stands now. */
function placement(writer: VaultWriter, items: CardPlacement["items"], given: Partial<CardPlacement> = {}): CardPlacement {
  return { card: ".", mark: writer.beginPlacing("."), clocks: [clock], isLast: true, items, ...given };
}

function placed(
  sha256: string,
  footprints: CardPlacement["items"][number]["footprints"],
  flightId: string | null,
): CardPlacement["items"][number] {
  return {
    sha256,
    clock: ".",
    match: {
      flightId,
      confidence: flightId === null ? "none" : "sure",
      reasons: ["serial"],
      timeUs: START_US,
      residualM: 1,
      candidates: [],
      sentence: "By serial.",
    },
    footprints,
    position: { latDeg: 38, lonDeg: -8 },
    place: "Test Town",
    timeZone: "Europe/Lisbon",
  };
}

async function opened(path = join(tmpFolder(), "vault")): Promise<{ vault: Vault; writer: VaultWriter; path: string }> {
  const vault = await openVault(path, { create: true });
  return { vault, writer: await vault.beginWriting(), path };
}

const query = mediaQuerySchema.parse({});

describe("cards", () => {
  it.each([
    ["/media/CARD/DCIM/100MEDIA/DJI_0001.JPG", "/media/CARD", "/media/card/dcim/100media/dji_0001"],
    ["backup/DJI_001/DJI_0001.MP4", "backup", "backup/dji_001/dji_0001"],
    ["DCIM/DJI_202405011200_001_Field/DJI_1.JPG", ".", "dcim/dji_202405011200_001_field/dji_1"],
    ["photos/summer.day.jpg", "photos", "photos/summer.day"],
    ["C:\\card\\DCIM\\100MEDIA\\a.jpg", "C:/card", "c:/card/dcim/100media/a"],
    ["lone.jpg", ".", "lone"],
    ["/lone.jpg", "/", "/lone"],
  ])("%s lies on %s", (path, card, stem) => {
    expect(cardOf(path, "x")).toEqual({ card, stem });
  });
});

describe("pictures in the catalogue", () => {
  it("V18: stand with their reading; a newer reading replaces, one without removes, and cards are due until they are placed", async () => {
    const { vault, writer } = await opened();
    const { sha256 } = await keepSeed(writer, "photo");
    await writer.commit();
    writer.addReading(pictureReading(sha256));
    expect(vault.listMedia(query)).toMatchObject({
      total: 1,
      totals: { photos: 1, unmatched: 1 },
      rows: [{ confidence: "none", place: "Test Town" }],
    });
    expect(vault.unplacedCards()).toEqual(["."]);
    writer.placeCard(placement(writer, [placed(sha256, [{ second: null, footprint: squareAt(38, -8) }], null)]));
    expect(vault.unplacedCards()).toEqual([]);
    expect(vault.mediaEntry(sha256)).toMatchObject({
      clock: ".",
      footprint: { kind: "area" },
      row: { footprint: "area", timeUs: START_US },
    });
    writer.addReading(pictureReading(sha256, { widthPx: 10 }));
    expect(vault.listMedia(query).rows).toMatchObject([{ widthPx: 10, footprint: "unknown" }]);
    expect([vault.unplacedCards(), vault.mediaFootprints(sha256)]).toEqual([["."], []]);
    writer.addReading({ ...pictureReading(sha256), media: null });
    expect(vault.listMedia(query).total).toBe(0);
    expect(vault.mediaEntry(sha256)).toBeUndefined();
    writer.release();
    vault.close();
  });

  it("V19: a place finds what surely and what maybe shows it, seconds of a clip as spans; a box finds what lies in it", async () => {
    const { vault, writer } = await opened();
    const [photo, clip] = [(await keepSeed(writer, "photo")).sha256, (await keepSeed(writer, "clip")).sha256];
    await writer.commit();
    writer.addReadings([pictureReading(photo), pictureReading(clip, { kind: "clip", format: "mp4", durationUs: 9e6 })]);
    const seconds = [1, 2, 3, 7].map((second) => ({ second, footprint: squareAt(38.001, -8) }));
    writer.placeCard(
      placement(writer, [placed(photo, [{ second: null, footprint: squareAt(38, -8) }], null), placed(clip, seconds, null)]),
    );
    const around = vault.mediaAround({ latDeg: 38.0005, lonDeg: -8, limit: 10 });
    expect(around).toMatchObject({ total: 2, unknown: 0 });
    expect(around.rows.find(({ media }) => media.sha256 === photo)).toMatchObject({ certainty: "probably", seconds: [] });
    const { x, y } = around.rows.find(({ media }) => media.sha256 === photo)?.pixel ?? { x: 0, y: 0 };
    expect([x, y].map(Math.round)).toEqual([2000, 750]);
    expect(around.rows.find(({ media }) => media.sha256 === clip)).toMatchObject({
      certainty: "probably",
      seconds: [
        { from: 1, to: 4 },
        { from: 7, to: 8 },
      ],
    });
    const maybe = vault.mediaAround({ latDeg: 37.9985, lonDeg: -8, limit: 10 });
    expect(maybe.rows).toMatchObject([{ media: { sha256: photo }, certainty: "may", pixel: null }]);
    expect(vault.mediaAround({ latDeg: 38.1, lonDeg: -8, limit: 10 }).rows).toEqual([]);
    const box = { southDeg: 37.9, northDeg: 38.1, westDeg: -8.1, eastDeg: -7.9 };
    expect(vault.mediaFootprintsIn({ ...box, limit: 2 })).toMatchObject({ total: 5, rows: [{}, {}] });
    const [stored] = vault.mediaFootprints(photo);
    expect(stored?.polygon.map(({ latDeg }) => latDeg)).toEqual(squareAt(38, -8).polygon.map(({ latDeg }) => expect.closeTo(latDeg, 6)));
    writer.release();
    vault.close();
  });

  it("V20: a flight that comes, changes or goes makes the cards of its time due again, and no others", async () => {
    const { vault, writer } = await opened();
    const near = (await keepSeed(writer, "near")).sha256;
    const flown = (await keepSeed(writer, "flown")).sha256;
    await writer.commit();
    writer.addReading(pictureReading(near));
    writer.placeCard(placement(writer, [placed(near, [], null)]));
    writer.addReading(readingOf(flown, { wishes: [{ startUs: START_US + 30 * DAY_US }] }));
    expect(vault.unplacedCards()).toEqual([]);
    writer.addReading(readingOf(flown, { wishes: [{ startUs: START_US + DAY_US }] }));
    expect(vault.unplacedCards()).toEqual(["."]);
    writer.placeCard(placement(writer, [placed(near, [], null)]));
    expect(vault.unplacedCards()).toEqual([]);
    writer.addReading(readingOf(flown, { wishes: [] }));
    expect(vault.unplacedCards()).toEqual(["."]);
    writer.placeCard(placement(writer, [placed(near, [], null)], { isLast: false }));
    expect(vault.unplacedCards()).toEqual(["."]);
    writer.placeAgain("rule 2");
    expect([vault.placedBy(), vault.unplacedCards()]).toEqual(["rule 2", ["."]]);
    writer.release();
    vault.close();
  });

  it("V20: what is said, read or flown while a card is being placed makes it due again", async () => {
    const { vault, writer } = await opened();
    const [photo, later] = [(await keepSeed(writer, "photo")).sha256, (await keepSeed(writer, "later")).sha256];
    const flown = (await keepSeed(writer, "flown")).sha256;
    await writer.commit();
    writer.addReading(pictureReading(photo));
    for (const meanwhile of [
      () => writer.settleMedia([photo], { flightId: null, undo: false }),
      () => writer.addReading(pictureReading(later)),
      () => writer.addReading(readingOf(flown, { wishes: [{ startUs: START_US + DAY_US }] })),
      () => writer.placeAgain("rule 2"),
    ]) {
      const found = placement(writer, [placed(photo, [], null)]);
      await meanwhile();
      writer.placeCard(found);
      expect(vault.unplacedCards()).toEqual(["."]);
      writer.placeCard(placement(writer, [placed(photo, [], null)]));
      expect(vault.unplacedCards()).toEqual([]);
    }
    writer.release();
    vault.close();
  });

  it("V21: a person's word is in the journal before the catalogue, is taken back, and comes back with a rebuild and from a lost journal", async () => {
    const { vault, writer, path } = await opened();
    const photo = (await keepSeed(writer, "photo")).sha256;
    const flown = (await keepSeed(writer, "flown")).sha256;
    await writer.commit();
    const read = (): string => {
      writer.addReading(pictureReading(photo));
      return writer.addReading(readingOf(flown, {})).flightIds[0] as string;
    };
    const flightId = read();
    writer.placeCard(placement(writer, [placed(photo, [], null)]));
    expect(await writer.settleMedia([photo, photo, "0".repeat(64)], { flightId, undo: false })).toBe(1);
    expect(vault.unplacedCards()).toEqual(["."]);
    expect(vault.mediaWords(".")).toEqual(new Map([[photo, { word: "flight", flightId }]]));
    expect(readFileSync(join(path, "journal", "000001.jsonl"), "utf8")).toContain('"kind":"settleMedia"');
    await writer.rebuildCatalogue();
    read();
    expect(vault.mediaWords(".")).toEqual(new Map([[photo, { word: "flight", flightId }]]));
    rmSync(join(path, "journal"), { recursive: true });
    writer.release();
    const again = await vault.beginWriting();
    await again.rebuildCatalogue();
    again.addReading(pictureReading(photo));
    again.addReading(readingOf(flown, {}));
    expect(vault.mediaWords(".")).toEqual(new Map([[photo, { word: "flight", flightId }]]));
    await again.settleMedia([photo], { flightId: null, undo: false });
    expect(vault.mediaWords(".")).toEqual(new Map([[photo, { word: "none", flightId: null }]]));
    await again.settleMedia([photo], { flightId: null, undo: true });
    expect(vault.mediaWords(".").size).toBe(0);
    await expect(again.settleMedia([photo], { flightId: "0123456789abcdef", undo: false })).rejects.toMatchObject({
      code: "no-such-flight",
    });
    again.release();
    expect((await vault.fsck()).missing).toEqual([]);
    vault.close();
  });
});
