import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type MediaQuery, mediaDetailSchema, mediaPageSchema, mediaQuerySchema } from "@creance/api";
import type { VaultWriter } from "@creance/vault";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openOperation } from "../../src/operation/open-operation.ts";
import type { Operation } from "../../src/operation/types.ts";
import { record, temporaryFolder } from "./made-files.ts";
import { airborneRows, type FlownFlight, photoAt, subtitlesAt } from "./made-media.ts";

const folder = temporaryFolder();
const open = new Set<Operation>();
afterEach(async () => {
  for (const operation of open) await operation.close();
  open.clear();
});

async function opened(name: string): Promise<Operation> {
  const operation = await openOperation({ vaultPath: join(folder, `${name}.vault`), workers: 1 });
  open.add(operation);
  return operation;
}

const query = (given: Partial<MediaQuery> = {}): MediaQuery => ({
  ...mediaQuerySchema.parse({}),
  sort: "fileName",
  direction: "asc",
  ...given,
});

let made: Promise<FlownFlight> | undefined;
/** The one flight that all pictures are made along. */
function flownFlight(): Promise<FlownFlight> {
  made ??= (async () => {
    const operation = await opened("flown");
    await writeFile(join(folder, "record.txt"), record(7, 300_000));
    await operation.importPaths([join(folder, "record.txt")]);
    const [flight] = operation.vault.listFlights(allFlights).rows;
    if (flight?.startUs == null) throw new Error("the made record holds no flight");
    const track = await operation.flightTrack(flight.id, 200_000);
    return { startUs: flight.startUs, aircraftSerial: flight.aircraftSerial, track };
  })();
  return made;
}
const allFlights = { search: "", sort: "startUs", direction: "desc", offset: 0, limit: 10 } as const;

/** The record and, in `CARD`, four pictures of its flight whose clock runs two hours before UTC. */
async function madeCard(
  name: string,
  options: { readonly withSerial?: boolean } = {},
): Promise<{ recordPath: string; cardPath: string; flown: FlownFlight; rows: number[] }> {
  const cardPath = join(folder, name, "CARD");
  await mkdir(join(cardPath, "DCIM", "100MEDIA"), { recursive: true });
  const flown = await flownFlight();
  const rows = airborneRows(flown.track, 4);
  for (const [at, row] of rows.entries()) {
    const photo = photoAt(flown, { row, zoneHours: 2, withSerial: options.withSerial ?? true });
    await writeFile(join(cardPath, "DCIM", "100MEDIA", `DJI_000${at + 1}.JPG`), photo);
  }
  return { recordPath: join(folder, "record.txt"), cardPath, flown, rows };
}

describe("pictures of a card", () => {
  test("marked again while they are being placed, they are placed again", async () => {
    const { recordPath, cardPath } = await madeCard("marked");
    const operation = await opened("marked");
    const { vault } = operation;
    const { beginWriting, mediaWords } = vault;
    let writer: VaultWriter | undefined;
    vi.spyOn(vault, "beginWriting").mockImplementation(async (options) => {
      writer = await beginWriting.call(vault, options);
      return writer;
    });
    // Words are what placing reads last.
    const words = vi.spyOn(vault, "mediaWords").mockImplementationOnce((card) => {
      const read = mediaWords.call(vault, card);
      writer?.placeAgain(vault.placedBy() as string);
      return read;
    });
    await operation.importPaths([recordPath, cardPath]);
    expect([words.mock.calls, vault.unplacedCards()]).toEqual([[[cardPath]], [cardPath]]);
    await operation.readPending();
    expect([words.mock.calls.length, vault.unplacedCards()]).toEqual([2, []]);
  });

  test("stand with their flight, on the ground, and can be looked at", async () => {
    const { recordPath, cardPath, flown, rows } = await madeCard("looked");
    const operation = await opened("looked");
    const summary = await operation.importPaths([recordPath, cardPath]);
    expect(summary).toMatchObject({ files: 5, kept: 5, flights: 1, unread: 0, damaged: 0 });

    const page = mediaPageSchema.parse(operation.media.list(query()));
    expect(page).toMatchObject({ total: 4, totals: { photos: 4, clips: 0, doubtful: 0, unmatched: 0 } });
    const {
      rows: [flight],
    } = operation.vault.listFlights(allFlights);
    for (const [at, row] of page.rows.entries()) {
      expect(row).toMatchObject({
        kind: "photo",
        format: "jpeg",
        flightId: flight?.id,
        footprint: "area",
        thumbnail: "possible",
        synthetic: true,
      });
      expect(["sure", "likely"]).toContain(row.confidence);
      const utcUs = flown.startUs + (flown.track.elapsedMs[rows[at] as number] as number) * 1000;
      expect(Math.abs((row.timeUs as number) - utcUs)).toBeLessThan(1.1e6);
      expect(row.timeZone).not.toBeNull();
    }
    expect(operation.media.cards()).toMatchObject([{ card: cardPath, items: 4, zoneMin: 120, doubtful: 0 }]);

    const [, second] = page.rows;
    const detail = mediaDetailSchema.parse(await operation.media.get(second?.sha256 as string));
    expect(detail).toMatchObject({
      view: "original",
      video: "none",
      neighbours: { before: page.rows[0]?.sha256, after: page.rows[2]?.sha256 },
    });
    expect(detail.facts.find(({ label }) => label === "Position")?.byteOffset).toBeGreaterThan(0);
    expect(detail.reveals.map(({ kind }) => kind)).toContain("aircraftSerial");
    expect(detail.footprint?.band.length).toBeGreaterThan(3);
    const centre = detail.footprint?.centre as { latDeg: number; lonDeg: number };

    const around = operation.media.around({ ...centre, limit: 10 });
    const found = around.rows.find(({ media }) => media.sha256 === second?.sha256);
    expect(found).toMatchObject({ certainty: "probably", seconds: [] });
    expect(found?.pixel?.x).toBeCloseTo(240, -1);
    expect(operation.media.around({ latDeg: centre.latDeg + 1, lonDeg: centre.lonDeg, limit: 10 }).rows).toEqual([]);
    const box = {
      southDeg: centre.latDeg - 0.1,
      northDeg: centre.latDeg + 0.1,
      westDeg: centre.lonDeg - 0.1,
      eastDeg: centre.lonDeg + 0.1,
    };
    expect(operation.media.footprints({ ...box, limit: 3 })).toMatchObject({ total: 4, rows: [{}, {}, {}] });
    expect(operation.media.footprints({ ...box, flight: "no-such", limit: 3 }).total).toBe(0);

    const thumbnail = await operation.media.thumbnail(second?.sha256 as string);
    expect((await readFile(thumbnail.path)).subarray(8, 12).toString()).toBe("WEBP");
    expect(operation.media.list(query()).rows[1]?.thumbnail).toBe("ready");
    await expect(operation.media.film(second?.sha256 as string)).rejects.toMatchObject({ code: "no-film" });
    for (const asked of [
      operation.media.get,
      operation.media.clip,
      operation.media.thumbnail,
      operation.media.view,
      operation.media.film,
    ]) {
      await expect(asked("0".repeat(64))).rejects.toMatchObject({ name: "UserError", code: "no-such-media" });
    }
  });

  test("imported before their flight, after it or together give the same, and so does a rebuild", async () => {
    const { recordPath, cardPath } = await madeCard("order", { withSerial: false });
    const answers = [];
    for (const paths of [[[recordPath, cardPath]], [[cardPath], [recordPath]], [[recordPath], [cardPath]]]) {
      const operation = await opened(`order-${answers.length}`);
      for (const some of paths) await operation.importPaths(some);
      answers.push(await answerOf(operation));
      if (answers.length === 2) {
        await operation.rebuild();
        expect(await answerOf(operation)).toEqual(answers[1]);
      }
    }
    expect(answers[0]?.rows.every(({ flightId }) => flightId !== null)).toBe(true);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  test("a person's word holds, can be taken back, and survives a rebuild", async () => {
    const { recordPath, cardPath } = await madeCard("settled");
    const operation = await opened("settled");
    await operation.importPaths([recordPath, cardPath]);
    const [first, second] = operation.media.list(query()).rows;
    const hashes = [first?.sha256 as string];
    const solved = await operation.media.get(hashes[0] as string);

    expect(await operation.media.settle({ sha256: hashes, flightId: null, undo: false })).toMatchObject({ settled: 1 });
    expect(operation.media.list(query()).rows[0]).toMatchObject({ flightId: null, confidence: "person" });
    await operation.rebuild();
    expect(operation.media.list(query()).rows[0]).toMatchObject({ flightId: null, confidence: "person" });
    expect(operation.media.list(query({ confidence: "person" })).total).toBe(1);

    await operation.media.settle({ sha256: hashes, flightId: second?.flightId as string, undo: false });
    expect(operation.media.list(query()).rows[0]).toMatchObject({ flightId: second?.flightId, confidence: "person" });
    await operation.media.settle({ sha256: hashes, flightId: null, undo: true });
    expect(await operation.media.get(hashes[0] as string)).toEqual(solved);

    await expect(operation.media.settle({ sha256: hashes, flightId: "0123456789abcdef", undo: false })).rejects.toMatchObject({
      code: "no-such-flight",
    });
    await expect(operation.media.settle({ sha256: ["0".repeat(64)], flightId: null, undo: false })).rejects.toMatchObject({
      code: "no-such-media",
    });
  });

  test("search, kinds, times and pages", async () => {
    const { recordPath, cardPath } = await madeCard("listed");
    const operation = await opened("listed");
    await operation.importPaths([recordPath, cardPath]);
    expect(operation.media.list(query({ search: "fc3582 dji_0002" })).rows.map(({ fileName }) => fileName?.slice(-12))).toEqual([
      "DJI_0002.JPG",
    ]);
    expect(operation.media.list(query({ search: "nothing" })).total).toBe(0);
    expect(operation.media.list(query({ kind: "clip" })).total).toBe(0);
    const all = operation.media.list(query()).rows;
    const paged = [0, 1, 2, 3].flatMap((offset) => operation.media.list(query({ offset, limit: 1 })).rows);
    expect(paged).toEqual(all);
    const fromUs = all[2]?.timeUs as number;
    expect(operation.media.list(query({ fromUs, sort: "timeUs", direction: "asc" })).rows.map(({ sha256 }) => sha256)).toEqual(
      all.slice(2).map(({ sha256 }) => sha256),
    );
    expect([...operation.media.all(query({ direction: "desc" }))]).toEqual([...all].reverse());
  });
});

async function answerOf(
  operation: Operation,
): Promise<{ rows: ReturnType<Operation["media"]["list"]>["rows"]; cards: unknown; details: unknown }> {
  const { rows } = operation.media.list(query());
  const details = await Promise.all(rows.map(({ sha256 }) => operation.media.get(sha256)));
  return { rows, cards: operation.media.cards(), details };
}

describe("subtitles", () => {
  test("alone they are listed and drawn; beside a clip they are not listed twice", async () => {
    const { recordPath, flown, rows } = await madeCard("subtitled");
    const place = join(folder, "subtitled", "film", "DCIM", "100MEDIA");
    await mkdir(place, { recursive: true });
    await writeFile(join(place, "DJI_0009.SRT"), subtitlesAt(flown, rows[0] as number, 12, 2));
    const operation = await opened("subtitled");
    await operation.importPaths([recordPath, place]);
    const page = operation.media.list(query());
    expect(page).toMatchObject({ total: 1, totals: { photos: 0, clips: 0 }, rows: [{ kind: "subtitle", thumbnail: "none" }] });
    const sha256 = page.rows[0]?.sha256 as string;
    expect(await operation.media.clip(sha256)).toMatchObject({ samples: 12, source: "subtitle", sentence: null });
    await expect(operation.media.thumbnail(sha256)).rejects.toMatchObject({ code: "no-picture" });
    // The columns are made again when the derived file is gone.
    await rm(join(operation.vault.path, "derived"), { recursive: true });
    expect(await operation.media.clip(sha256)).toMatchObject({ samples: 12 });
  });
});

describe("clips", () => {
  const hasFfmpeg = (() => {
    try {
      execFileSync("ffmpeg", ["-version"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  })();

  test.skipIf(!hasFfmpeg)("frame, proxy and subtitles beside (skipped without ffmpeg)", { timeout: 60_000 }, async () => {
    const { recordPath, flown, rows } = await madeCard("clip");
    const place = join(folder, "clip", "film", "DCIM", "100MEDIA");
    await mkdir(place, { recursive: true });
    const pattern = ["-f", "lavfi", "-i", "testsrc=size=640x360:rate=10:duration=3"];
    execFileSync("ffmpeg", ["-v", "error", "-y", ...pattern, "-c:v", "mpeg4", join(place, "DJI_0009.MP4")]);
    await writeFile(join(place, "DJI_0009.SRT"), subtitlesAt(flown, rows[0] as number, 3, 2));
    const operation = await opened("clip");
    await operation.importPaths([recordPath, place]);
    const page = operation.media.list(query());
    expect(page).toMatchObject({ total: 1, totals: { clips: 1 }, rows: [{ kind: "clip", thumbnail: "possible" }] });
    const sha256 = page.rows[0]?.sha256 as string;
    expect(await operation.media.get(sha256)).toMatchObject({ view: "rendered", video: "possible", beside: [{ kind: "subtitle" }] });
    expect(await operation.media.clip(sha256)).toMatchObject({ samples: 3, source: "subtitle" });
    expect((await readFile((await operation.media.thumbnail(sha256)).path)).subarray(8, 12).toString()).toBe("WEBP");
    await expect(operation.media.film(sha256)).rejects.toMatchObject({ code: "no-film" });
    const [made] = await Promise.all([operation.media.makeFilm(sha256), operation.media.makeFilm(sha256)]);
    expect(made.sentence).toContain("proxy");
    expect(await operation.media.film(sha256)).toMatchObject({ mediaType: "video/mp4" });
    expect(await operation.media.get(sha256)).toMatchObject({ video: "proxy" });
  });
});

describe("a flight that a person enters", () => {
  const entered = {
    startUs: Date.UTC(2026, 4, 3, 9) * 1000,
    durationUs: 600e6,
    aircraftName: "Glider",
    aircraftSerial: "SYNTHGLIDER1",
    position: { latDeg: 38.1, lonDeg: -7.9 },
    pilot: null,
    maxAltHomeM: 60,
    distanceM: null,
    purpose: "Survey of the upper field",
  };

  test("is kept, listed, named, whole, and there again after a rebuild", async () => {
    const operation = await opened("entered");
    const detail = await operation.addFlight(entered);
    expect(detail.summary).toMatchObject({
      startUs: entered.startUs,
      durationUs: 600e6,
      aircraftSerial: "SYNTHGLIDER1",
      format: "manual-flight",
    });
    expect((await operation.addFlight(entered)).summary.id).toBe(detail.summary.id);
    await operation.annotateFlight(detail.summary.id, { name: "Upper field" });
    await operation.rebuild();
    expect(operation.vault.flight(detail.summary.id)?.summary.name).toBe("Upper field");
    expect(operation.vault.listFlights(allFlights).total).toBe(1);
    expect(await operation.vault.fsck()).toMatchObject({ damaged: [], missing: [], extra: [] });
  });

  test("with a value out of its range is refused and nothing is kept", async () => {
    const operation = await opened("refused-flight");
    await expect(operation.addFlight({ ...entered, startUs: -1 })).rejects.toMatchObject({ name: "UserError", code: "bad-flight" });
    expect(operation.vault.info().originals).toBe(0);
  });
});
