import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { type ImportedFile, type ImportSummary, importedFileSchema, importSummarySchema } from "@creance/api";
import { isUserError, memorySource, toHex } from "@creance/core";
import { writeZip } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { afterEach, describe, expect, test } from "vitest";
import { openOperation } from "../../src/operation/open-operation.ts";
import type { Operation } from "../../src/operation/types.ts";
import { record, temporaryFolder } from "./made-files.ts";

const folder = temporaryFolder();
let operation: Operation | undefined;
afterEach(async () => {
  await operation?.close();
  operation = undefined;
});

async function open(name: string): Promise<Operation> {
  operation = await openOperation({ vaultPath: join(folder, name), workers: 1 });
  return operation;
}

async function importing(
  opened: Operation,
  paths: readonly string[],
): Promise<{ readonly files: ImportedFile[]; readonly summary: ImportSummary; readonly notices: string[] }> {
  const files: ImportedFile[] = [];
  const notices: string[] = [];
  const summary = await opened.importPaths(paths, { onFile: (file) => files.push(file), onNotice: (sentence) => notices.push(sentence) });
  for (const file of files) importedFileSchema.strict().parse(file);
  importSummarySchema.strict().parse(summary);
  expect(summary.files).toBe(summary.kept + summary.alreadyKept + summary.failed);
  expect(summary.files).toBe(files.length);
  return { files, summary, notices };
}

function sha256(bytes: Uint8Array): string {
  return toHex(nodePlatform.sha256(bytes));
}

describe("importing a folder", () => {
  test("keeps every file, reads the records, and a second run adds nothing", async () => {
    const input = join(folder, "first");
    await mkdir(join(input, "DJIFlightRecord_named_like_a_file.txt"), { recursive: true });
    const flown = record(1);
    const inner = record(2);
    const cut = record(3).subarray(0, 20_000);
    await writeFile(join(input, "DJIFlightRecord_named_like_a_file.txt", "inner.txt"), inner);
    await writeFile(join(input, "a-record"), flown);
    await writeFile(join(input, "cut.txt"), cut);
    await writeFile(join(input, "empty.txt"), "");
    await writeFile(join(input, "junk.txt"), "DJI flight record, but not really");
    await writeFile(join(input, "twice"), flown);
    const opened = await open("first-vault");

    const { files, summary } = await importing(opened, [input]);
    expect(files.map(({ path }) => path.slice(input.length + 1))).toEqual([
      "DJIFlightRecord_named_like_a_file.txt/inner.txt",
      "a-record",
      "cut.txt",
      "empty.txt",
      "junk.txt",
      "twice",
    ]);
    expect(summary).toEqual({
      summary: true,
      files: 6,
      kept: 5,
      alreadyKept: 1,
      failed: 0,
      flights: 3,
      captures: 0,
      sealed: 0,
      unread: 2,
      damaged: 1,
    });
    const byName = new Map(files.map((file) => [file.path.split("/").at(-1), file]));
    expect(byName.get("a-record")).toMatchObject({ sha256: sha256(flown), format: "dji-flight-record", damaged: false, sentence: null });
    expect(byName.get("twice")).toMatchObject({ status: "alreadyKept", flightId: byName.get("a-record")?.flightId });
    expect(byName.get("cut.txt")).toMatchObject({ damaged: true, flightId: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(byName.get("empty.txt")).toMatchObject({ format: null, sentence: "Empty file: kept, nothing to read." });
    expect(byName.get("junk.txt")).toMatchObject({ format: null, flightId: null });
    for (const file of files) expect(sha256(readFileSync(opened.vault.originalPath(file.sha256 as string)))).toBe(file.sha256);

    const again = await importing(opened, [input]);
    expect(again.summary).toMatchObject({ files: 6, kept: 0, alreadyKept: 6, failed: 0, flights: 0, unread: 2, damaged: 1 });
    expect(again.files.map(({ flightId }) => flightId)).toEqual(files.map(({ flightId }) => flightId));
    expect((await opened.vault.fsck()).damaged).toEqual([]);
  });

  test("the list, the charts and the track of what was imported", async () => {
    const input = join(folder, "views");
    await mkdir(input);
    await writeFile(join(input, "one"), record(11));
    const opened = await open("views-vault");
    const { files } = await importing(opened, [input]);
    const id = files[0]?.flightId as string;
    const summary = opened.vault.flight(id)?.summary;
    expect(summary).toMatchObject({ synthetic: true, sealed: false, originals: 1, timeZone: expect.any(String) });

    const columns = await opened.flightColumns(id, ["altHomeM", "batteryPct"], 50);
    expect(columns.series.map(({ name, unit }) => [name, unit])).toEqual([
      ["altHomeM", "m"],
      ["batteryPct", "%"],
    ]);
    expect(columns.series[0]?.values.length).toBeLessThanOrEqual(102);
    const highest = Math.max(...(columns.series[0]?.values.map((value) => value ?? Number.NEGATIVE_INFINITY) ?? []));
    expect(highest).toBeCloseTo(summary?.maxAltHomeM as number, 3);

    const track = await opened.flightTrack(id, 60);
    expect(track.rows).toBe(columns.rows);
    expect(track.row.length).toBeLessThanOrEqual(60);
    expect([track.row[0], track.row.at(-1)]).toEqual([0, track.rows - 1]);
    for (const name of ["elapsedMs", "latDeg", "altHomeM", "signalPct", "weak"] as const)
      expect(track[name]).toHaveLength(track.row.length);

    // A derived file that is gone or damaged is derived anew.
    const derived = join(opened.vault.path, "derived");
    for (const entry of readdirSync(derived, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) await truncate(join(entry.parentPath, entry.name), 100);
    }
    expect(await opened.flightTrack(id, 60)).toEqual(track);
    await rm(derived, { recursive: true });
    expect(await opened.flightColumns(id, ["altHomeM", "batteryPct"], 50)).toEqual(columns);

    const words = await opened.annotateFlight(id, { name: "North field" });
    expect(words.summary.name).toBe("North field");
    expect(await opened.rebuild()).toBe(1);
    expect(opened.vault.flight(id)?.summary).toEqual({ ...summary, name: "North field" });

    await expect(opened.flightColumns(id, ["height"], 50)).rejects.toMatchObject({ name: "UserError", code: "no-such-column" });
    await expect(opened.flightTrack("0000000000000000", 50)).rejects.toMatchObject({ name: "UserError", kind: "notFound" });
    await expect(opened.annotateFlight("0000000000000000", { name: "x" })).rejects.toMatchObject({ kind: "notFound" });
  });

  test("a path that does not exist is refused before anything is kept", async () => {
    const input = join(folder, "exists");
    await mkdir(input);
    await writeFile(join(input, "file"), "x");
    const opened = await open("refusing-vault");
    const error: unknown = await opened.importPaths([input, join(input, "gone")]).catch((thrown: unknown) => thrown);
    expect(isUserError(error) && error.code).toBe("no-such-file");
    expect(opened.vault.info().originals).toBe(0);
  });
});

describe("importing archives", () => {
  test("keeps the zip and its members; a path with ../ is a label, nothing is written outside the vault", async () => {
    const input = join(folder, "zips");
    await mkdir(input);
    const flown = record(21);
    const nested = writeZip([{ path: "deep/record.txt", bytes: record(22) }]);
    const zip = writeZip([
      { path: "../../escaped.txt", bytes: new TextEncoder().encode("outside") },
      { path: "flights/one.txt", bytes: deflateRawSync(flown), deflatedFrom: flown },
      { path: "nested.zip", bytes: nested },
    ]);
    await writeFile(join(input, "backup.bin"), zip);
    const opened = await open("zip-vault");
    const { files, summary } = await importing(opened, [input]);
    expect(files.map(({ path, status, format }) => [path.slice(input.length + 1), status, format])).toEqual([
      ["backup.bin", "kept", "zip"],
      ["backup.bin!escaped.txt", "kept", null],
      ["backup.bin!flights/one.txt", "kept", "dji-flight-record"],
      ["backup.bin!nested.zip", "kept", "zip"],
      ["backup.bin!nested.zip!deep/record.txt", "kept", "dji-flight-record"],
    ]);
    expect(summary).toMatchObject({ files: 5, kept: 5, flights: 2 });
    expect(existsSync(join(folder, "escaped.txt"))).toBe(false);
    expect(existsSync(join(folder, "..", "escaped.txt"))).toBe(false);
    expect(files[2]?.sha256).toBe(sha256(flown));
  });

  test("a member whose checksum is wrong and a bomb fail alone, each with a sentence", async () => {
    const input = join(folder, "bombs");
    await mkdir(input);
    const zeros = new Uint8Array(8_000_000);
    const zip = writeZip([
      { path: "bad.txt", bytes: new TextEncoder().encode("damaged"), claims: { crc32: 1 } },
      { path: "bomb.txt", bytes: deflateRawSync(zeros), deflatedFrom: zeros },
      { path: "liar.txt", bytes: deflateRawSync(zeros), deflatedFrom: zeros, claims: { sizeBytes: 500_000 } },
      { path: "good.txt", bytes: new TextEncoder().encode("good") },
    ]);
    await writeFile(join(input, "bomb.zip"), zip);
    const opened = await open("bomb-vault");
    const { files, summary } = await importing(opened, [input]);
    expect(files.map(({ path, status }) => [path.split("!")[1] ?? "zip", status]).sort()).toEqual([
      ["bad.txt", "failed"],
      ["bomb.txt", expect.any(String)],
      ["good.txt", "kept"],
      ["liar.txt", "failed"],
      ["zip", "kept"],
    ]);
    expect(summary.failed).toBeGreaterThanOrEqual(2);
    for (const file of files.filter(({ status }) => status === "failed")) expect(file.sentence).toMatch(/Nothing of it was kept/);
  });

  test("archives within archives are opened three deep; deeper ones are kept", async () => {
    let zip = writeZip([{ path: "core.txt", bytes: new TextEncoder().encode("core") }]);
    for (let level = 4; level >= 1; level -= 1) zip = writeZip([{ path: `level${level}.zip`, bytes: zip }]);
    const input = join(folder, "deep");
    await mkdir(input);
    await writeFile(join(input, "top.zip"), zip);
    const { files, notices } = await importing(await open("deep-vault"), [input]);
    expect(notices).toEqual([expect.stringMatching(/not opened.*level3\.zip\. Unpack it/)]);
    expect(files.map(({ path }) => path.split("!").at(-1)?.split("/").at(-1))).toEqual([
      "top.zip",
      "level1.zip",
      "level2.zip",
      "level3.zip",
    ]);
  });
});

describe("stopping, sharing, hostile sources", () => {
  test("a stopped import reports what it kept and the next one goes on", async () => {
    const input = join(folder, "many");
    await mkdir(input);
    for (let at = 0; at < 200; at += 1) await writeFile(join(input, `file-${String(at).padStart(3, "0")}`), `file ${at}`);
    const opened = await open("stopped-vault");
    const stop = new AbortController();
    let reported = 0;
    const summary = await opened.importPaths([input], {
      signal: stop.signal,
      onFile: () => {
        reported += 1;
        if (reported === 5) stop.abort();
      },
    });
    expect(summary.files).toBe(reported);
    expect(summary.files).toBeGreaterThanOrEqual(5);
    expect(summary.files).toBeLessThan(200);
    expect(opened.vault.info().originals).toBe(summary.kept);
    const rest = await importing(opened, [input]);
    expect(rest.summary).toMatchObject({ files: 200, alreadyKept: summary.kept, kept: 200 - summary.kept });
  });

  test("two imports at once in one process keep everything once", async () => {
    const input = join(folder, "shared");
    await mkdir(input);
    for (let at = 0; at < 40; at += 1) await writeFile(join(input, `file-${at}`), `shared ${at}`);
    await writeFile(join(input, "record"), record(31));
    const opened = await open("shared-vault");
    const [one, two] = await Promise.all([opened.importPaths([input]), opened.importPaths([input])]);
    expect(one.kept + two.kept).toBe(41);
    expect(one.alreadyKept + two.alreadyKept).toBe(41);
    expect(one.flights + two.flights).toBe(1);
    expect(opened.vault.info()).toMatchObject({ originals: 41, flights: 1 });
  });

  test("a source that fails while it is read fails alone", async () => {
    const opened = await open("failing-vault");
    const files: ImportedFile[] = [];
    async function* items() {
      yield { path: "short", source: { size: 10, read: () => Promise.resolve(new Uint8Array(4)) }, release: async () => {} };
      yield { path: "gone", source: { size: 10, read: () => Promise.reject(new Error("the sender went away")) }, release: async () => {} };
      yield { path: "good", source: memorySource(new Uint8Array(10)), release: async () => {} };
    }
    const summary = await opened.importItems(items(), { onFile: (file) => files.push(file) });
    expect(summary).toMatchObject({ files: 3, kept: 1, failed: 2 });
    expect(files.map(({ path, status }) => [path, status])).toEqual([
      ["short", "failed"],
      ["gone", "failed"],
      ["good", "kept"],
    ]);
    expect(files[1]?.sentence).toContain("the sender went away");
    expect((await opened.vault.fsck()).extra).toEqual([]);
  });

  test("a single waiting item is answered at once and its source is let go", async () => {
    const opened = await open("upload-vault");
    let released = 0;
    let answered: (() => void) | undefined;
    const answer = new Promise<void>((resolve) => {
      answered = resolve;
    });
    async function* items() {
      yield {
        path: "upload",
        source: memorySource(record(41)),
        release: async () => {
          released += 1;
        },
      };
      // The next upload comes only after the first was answered.
      await answer;
    }
    const summary = await opened.importItems(items(), { onFile: () => answered?.() });
    expect(summary).toMatchObject({ files: 1, kept: 1, flights: 1 });
    expect(released).toBe(1);
  });

  test("the sample operation: labelled synthetic, sealed ones opened by the keys it brings, nothing outside the vault", async () => {
    const opened = await open("sample-vault");
    const summary = await opened.loadSample();
    expect(summary).toMatchObject({ alreadyKept: 0, failed: 0, sealed: 1 });
    const { rows } = opened.vault.listFlights({ search: "", sort: "startUs", direction: "desc", offset: 0, limit: 100 });
    expect(rows.length).toBe(opened.vault.info().flights);
    expect(rows.every(({ synthetic }) => synthetic)).toBe(true);
    const sealedRows = rows.filter(({ sealed }) => sealed);
    expect(sealedRows).toHaveLength(1);
    // The header of a sealed record stands in clear: its position places the flight on the map, and names it.
    const { claims } = opened.vault.flight(sealedRows[0]?.id as string) ?? {};
    expect(claims?.latDeg).not.toBeNull();
    expect(sealedRows[0]).toMatchObject({ home: { latDeg: claims?.latDeg, lonDeg: claims?.lonDeg }, bounds: null });
    expect(rows.filter(({ originals }) => originals === 2).length).toBeGreaterThanOrEqual(2);
    // Its cards: clocks solved, two pictures that others may have taken too, one that nobody here took.
    const wall = await opened.media.list({ search: "", kind: "photo", sort: "timeUs", direction: "desc", offset: 0, limit: 100 });
    expect(wall.rows.every(({ synthetic }) => synthetic)).toBe(true);
    const standing = (card: string): string[] =>
      wall.rows
        .filter(({ fileName }) => fileName?.startsWith(`card-${card}/`))
        .map(({ flightId, confidence }) => `${confidence} ${flightId}`);
    for (const card of ["mapping", "inspection", "water"]) {
      expect(new Set(standing(card)).size).toBe(1);
      expect(standing(card)[0]).toContain("sure");
    }
    expect(standing("borrowed").sort()).toEqual(["doubtful null", "doubtful null", "none null"]);
    const orbit = rows.find(({ format, formatVersion, sealed }) => format === "dji-flight-record" && formatVersion === 14 && !sealed);
    const watched = standing("watch");
    expect(watched.filter((stands) => stands === `sure ${orbit?.id}`)).toHaveLength(6);
    expect(watched.filter((stands) => stands === `likely ${sealedRows[0]?.id}`)).toHaveLength(2);
    const survey = (await opened.media.cards()).find(({ card }) => card === "card-survey");
    expect(survey?.zoneMin).toBe(480);
    const again = await opened.loadSample();
    expect(again).toMatchObject({ kept: 0, flights: 0, sealed: 1 });

    const sealed = opened.vault.files({ state: "sealed", offset: 0, limit: 10 }).rows[0];
    const request = await opened.keyRequest(sealed?.sha256 as string);
    expect(Buffer.byteLength(request.body)).toBe(request.sizeBytes);
    expect(JSON.parse(request.body)).toMatchObject({ keychainsArray: expect.any(Array) });
    const open1 = opened.vault.files({ state: "read", offset: 0, limit: 1 }).rows[0];
    await expect(opened.keyRequest(open1?.sha256 as string)).rejects.toMatchObject({ code: "not-sealed" });
    await expect(opened.addKeys("not json")).rejects.toMatchObject({ name: "UserError" });

    // A kept reply that was damaged: its record counts as sealed, stays in the list, and the reply can be added again.
    const keys = join(folder, "sample-vault", "keys");
    const [name] = readdirSync(keys) as [string];
    const reply = readFileSync(join(keys, name), "utf8");
    await rm(join(keys, name));
    await writeFile(join(keys, name), "junk");
    const before = opened.vault.info();
    await opened.rebuild();
    expect(opened.vault.info()).toMatchObject({ flights: before.flights, sealed: before.sealed + 1 });
    expect((await opened.vault.fsck()).damaged).toMatchObject([{ path: `keys/${name}`, sentence: expect.stringContaining("keys add") }]);
    expect(await opened.addKeys(reply)).toMatchObject({ opened: [name.replace(".json", "")] });
    expect(opened.vault.info()).toMatchObject({ flights: before.flights, sealed: before.sealed });
    expect((await opened.vault.fsck()).damaged).toEqual([]);
  }, 300_000);
});

test.skipIf(process.env["CREANCE_SAMPLES"] === undefined)(
  "every real record imports (skipped: CREANCE_SAMPLES not set)",
  async () => {
    const samples = join(process.env["CREANCE_SAMPLES"] as string, "dji-txt");
    const { files, summary } = await importing(await open("samples-vault"), [samples]);
    expect(files).toHaveLength(readdirSync(samples).filter((name) => statSync(join(samples, name)).isFile()).length);
    expect(summary).toMatchObject({ failed: 0, unread: 0 });
    for (const file of files) expect(file).toMatchObject({ format: "dji-flight-record", flightId: expect.any(String) });
  },
  120_000,
);
