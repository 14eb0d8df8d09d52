import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { captureDetailSchema, captureQuerySchema, flowRowSchema, type ImportedFile, type ImportSummary } from "@creance/api";
import {
  concatBytes,
  createAnnotator,
  createConversationReader,
  createFlowBatch,
  flowColumns,
  flowRowAt,
  pcapngBlocks,
  sniffCapture,
} from "@creance/capture";
import { memorySource } from "@creance/core";
import { writeZip } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { openWarehouse } from "@creance/warehouse";
import { afterEach, describe, expect, test } from "vitest";
import { ImportTally } from "../../src/operation/import-tally.ts";
import { loadOperators } from "../../src/operation/load-operators.ts";
import { openOperation } from "../../src/operation/open-operation.ts";
import { openReadPool } from "../../src/operation/read-pool.ts";
import { READER } from "../../src/operation/reader-version.ts";
import { runImport } from "../../src/operation/run-import.ts";
import { shareWriter } from "../../src/operation/shared-writer.ts";
import type { ImportItem, ImportProgress, Operation } from "../../src/operation/types.ts";
import { captureStartUs, madeAppCapture, madeCapture, madeLateAppCapture } from "./made-captures.ts";
import { temporaryFolder } from "./made-files.ts";

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
  files: Readonly<Record<string, Uint8Array>>,
): Promise<{ readonly files: ImportedFile[]; readonly summary: ImportSummary; readonly notices: string[] }> {
  async function* items(): AsyncGenerator<ImportItem> {
    for (const [path, bytes] of Object.entries(files)) yield { path, source: memorySource(bytes), release: () => Promise.resolve() };
  }
  const imported: ImportedFile[] = [];
  const notices: string[] = [];
  const summary = await opened.importItems(items(), {
    onFile: (file) => imported.push(file),
    onNotice: (sentence) => notices.push(sentence),
  });
  return { files: imported, summary, notices };
}

/** Every kept conversation of a capture, by time, then id. */
async function keptRows(opened: Operation, sha256: string): Promise<unknown[]> {
  const place = opened.vault.flowsPlaces(sha256)[0];
  if (place === undefined) throw new Error("no such capture");
  const warehouse = openWarehouse(join(opened.vault.path, "derived"));
  const rows: ReturnType<typeof flowRowAt>[] = [];
  for (let segment = 0; segment < place.segments; segment++) {
    const read = await warehouse.read({ sha256, segment, reader: place.reader }, flowColumns, Object.keys(flowColumns));
    if (read === undefined) throw new Error(`segment ${segment} is missing`);
    for (let row = 0; row < read.rows; row++) {
      rows.push(flowRowAt(read.columns, row, { capture: sha256, countryDatabases: place.countryDatabases }));
    }
  }
  for (const row of rows.slice(0, 100)) flowRowSchema.strict().parse(row);
  return sorted(rows);
}

function sorted<Row extends { readonly timeUs: number; readonly flowId: string }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((one, other) => one.timeUs - other.timeUs || (one.flowId < other.flowId ? -1 : 1));
}

/** The conversations of a capture as the reader gives them, in one go. */
function directRows(bytes: Uint8Array, sha256: string): unknown[] {
  const operators = loadOperators();
  const annotate = createAnnotator(operators);
  const batch = createFlowBatch(200_000);
  const reader = createConversationReader({
    platform: nodePlatform,
    onConversation: (row) => batch.add(row, annotate(row)),
    onIssue: () => {},
  });
  reader.push(bytes);
  const { apps } = reader.end();
  const { rows, columns } = batch.take(apps);
  const countryDatabases = (operators?.databases ?? [])
    .filter(({ kind }) => kind === "country")
    .map(({ name, date }) => ({ database: name, date }));
  return Array.from({ length: rows }, (_, row) => flowRowAt(columns, row, { capture: sha256, countryDatabases }));
}

describe("keeping captures", () => {
  const plain = madeCapture({ conversations: 5 });
  const blocks = pcapngBlocks();
  const late = concatBytes([...madeLateAppCapture({ conversations: 3, uid: 10_123, seed: 2 }), blocks.uidMap(10_123, "test.app", "Test")]);

  test("they are known by their contents, read, listed and told in a sentence", async () => {
    const opened = await open("kept");
    const gzipped = new Uint8Array(gzipSync(madeCapture({ conversations: 4, seed: 3 })));
    const zipped = madeCapture({ conversations: 2, seed: 4 });
    const { files, summary } = await importing(opened, {
      "DJIFlightRecord.txt": plain,
      "late.pcapng": late,
      "packed.bin": gzipped,
      "text.pcap.gz": new Uint8Array(gzipSync(Buffer.from("no capture at all, but a compressed text"))),
      "text.pcap": new TextEncoder().encode("no capture either"),
      "all.zip": writeZip([{ path: "inner.txt", bytes: zipped }]),
    });
    expect(files.map(({ path, format, flightId, damaged }) => [path, format, flightId, damaged])).toEqual([
      ["DJIFlightRecord.txt", "pcap", null, false],
      ["late.pcapng", "pcapng", null, false],
      ["packed.bin", "pcap+gzip", null, false],
      ["text.pcap.gz", null, null, false],
      ["text.pcap", null, null, false],
      ["all.zip", "zip", null, false],
      ["all.zip!inner.txt", "pcap", null, false],
    ]);
    expect(files[0]?.sentence).toBe("Capture: 5 conversations with 2 servers, 357 B went out.");
    expect(files[3]?.sentence).toBe("Of no format that is known here: kept, not read.");
    expect(summary).toEqual({
      summary: true,
      files: 7,
      kept: 7,
      alreadyKept: 0,
      failed: 0,
      flights: 0,
      captures: 4,
      sealed: 0,
      unread: 2,
      damaged: 0,
    });
    expect(opened.vault.info()).toMatchObject({ captures: 4, unread: 2, flights: 0 });

    const page = opened.vault.listCaptures(captureQuerySchema.parse({ sort: "conversations" }));
    expect(page).toMatchObject({ total: 4, totals: { conversations: 14 } });
    expect(page.rows.map(({ fileName, conversations }) => [fileName, conversations])).toEqual([
      ["DJIFlightRecord.txt", 5],
      ["packed.bin", 4],
      ["late.pcapng", 3],
      ["all.zip!inner.txt", 2],
    ]);
    expect(page.rows.filter(({ synthetic }) => synthetic).map(({ fileName }) => fileName)).toEqual(["late.pcapng"]);
    const sha256 = files[0]?.sha256 as string;
    const detail = captureDetailSchema.strict().parse(opened.vault.capture(sha256));
    expect(detail).toMatchObject({
      row: { format: "pcap", packets: 14, conversations: 5, servers: 2, firstTimeUs: captureStartUs, lastTimeUs: captureStartUs + 13_000 },
      summary: { conversations: 5, services: { dns: 1, unknown: 4 }, names: { dns: 4, none: 1 } },
      linkTypes: [{ linkType: 1, name: "ETHERNET", packets: 14, decoded: true }],
      interfaces: 1,
      keyLogs: 0,
      issues: [],
      flights: [],
    });
    expect(detail.countryDatabases.length).toBe(loadOperators() === undefined ? 0 : 3);

    expect(await keptRows(opened, sha256)).toEqual(directRows(plain, sha256));
    expect(await keptRows(opened, files[1]?.sha256 as string)).toEqual(directRows(late, files[1]?.sha256 as string));
    expect(await keptRows(opened, files[6]?.sha256 as string)).toEqual(directRows(zipped, files[6]?.sha256 as string));
    expect(await opened.vault.fsck()).toMatchObject({ checked: 7, damaged: [], missing: [], extra: [] });

    // Importing again adds nothing and says the same.
    const again = await importing(opened, { "other name": plain });
    expect(again.files).toMatchObject([{ status: "alreadyKept", format: "pcap", sentence: files[0]?.sentence }]);
    expect(again.summary).toMatchObject({ kept: 0, alreadyKept: 1, captures: 1, unread: 0 });
  });

  test("apps that are named at the end of a capture stand in every row", async () => {
    const opened = await open("apps");
    const trailer = madeAppCapture({ conversations: 3, seed: 5, uid: 10_124, app: "Trailer" });
    const { files } = await importing(opened, { late, trailer });
    const [lateRows, trailerRows] = await Promise.all(files.map(({ sha256 }) => keptRows(opened, sha256 as string)));
    expect(lateRows).toHaveLength(3);
    for (const row of lateRows ?? []) expect(row).toMatchObject({ uid: 10_123, app: "Test", package: "test.app" });
    for (const row of trailerRows ?? []) expect(row).toMatchObject({ uid: 10_124, app: "Trailer", package: null });
    expect(opened.vault.capture(files[0]?.sha256 as string)?.apps).toEqual([{ uid: 10_123, app: "Test", package: "test.app" }]);
  });

  test("a rebuild gives the same list, the same pages and the same files, byte for byte", async () => {
    const opened = await open("rebuilt");
    const { files } = await importing(opened, { plain, late, cut: plain.subarray(0, plain.byteLength - 20) });
    const derived = (): Record<string, string> =>
      Object.fromEntries(
        readdirSync(join(opened.vault.path, "derived"), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name)).toString("base64")]),
      );
    const seen = () => ({
      details: files.map(({ sha256 }) => opened.vault.capture(sha256 as string)),
      list: opened.vault.listCaptures(captureQuerySchema.parse({})),
      places: opened.vault.flowsPlaces(),
      files: derived(),
    });
    const before = seen();
    expect(Object.keys(before.files)).toHaveLength(3);
    expect(before.places.every(({ reader }) => reader === READER)).toBe(true);
    expect(await opened.rebuild()).toBe(3);
    expect(seen()).toEqual(before);
  });

  test("damage is said, and does not hide what was read", async () => {
    const opened = await open("damaged");
    const { files, summary } = await importing(opened, {
      cut: plain.subarray(0, plain.byteLength - 20),
      header: plain.subarray(0, 24),
      tooShort: plain.subarray(0, 10),
      gzipped: new Uint8Array(gzipSync(plain)).subarray(0, 150),
    });
    expect(files.map(({ format, damaged, sentence }) => [format, damaged, sentence])).toEqual([
      [
        "pcap",
        true,
        expect.stringMatching(/^Capture: 5 conversations.*went out\. Damaged, read as far as it goes\. The file ends inside a record/),
      ],
      ["pcap", false, "Capture: 0 packets, no conversations."],
      ["pcap", true, expect.stringMatching(/^Kept, but nothing could be read from it\. /)],
      ["pcap+gzip", true, expect.stringMatching(/^Capture: .*Damaged, read as far as it goes\. /)],
    ]);
    expect(summary).toMatchObject({ captures: 3, damaged: 3, unread: 0, failed: 0 });
    expect(opened.vault.capture(files[0]?.sha256 as string)).toMatchObject({
      row: { damaged: true },
      issues: [{ code: "capture-cut" }],
      summary: { blindSpots: { truncated: true } },
    });
    expect(opened.vault.flowsPlaces(files[1]?.sha256 as string)).toMatchObject([{ segments: 0, conversations: 0 }]);
  });

  test("a disk that takes no derived files loses no reading", async () => {
    const opened = await open("full");
    mkdirSync(join(opened.vault.path, "derived"), { recursive: true });
    writeFileSync(join(opened.vault.path, "derived", "tmp"), "in the way");
    const { files, notices } = await importing(opened, { plain });
    expect(files).toMatchObject([{ status: "kept", format: "pcap", damaged: false }]);
    expect(notices).toEqual([expect.stringMatching(/^Charts and tables could not be prepared .* Nothing kept is affected/)]);
    expect(opened.vault.flowsPlaces(files[0]?.sha256 as string)).toMatchObject([{ segments: 1, conversations: 5 }]);
  });

  test("a capture of more conversations than a chunk holds comes back whole, from several files", async () => {
    const many = madeCapture({ conversations: 66_000, payloadBytes: 1 });
    const opened = await open("many");
    const { files } = await importing(opened, { many });
    const sha256 = files[0]?.sha256 as string;
    expect(opened.vault.flowsPlaces(sha256)).toMatchObject([{ segments: 3, conversations: 66_000 }]);
    const [kept, direct] = [await keptRows(opened, sha256), directRows(many, sha256)];
    expect(kept.length).toBe(66_000);
    // 66,000 rows are compared as text: as objects it takes half a minute.
    expect(JSON.stringify(kept) === JSON.stringify(direct)).toBe(true);
  });
});

describe("long readings", () => {
  /** An import whose reading worker tells how far it is and never ends. */
  async function endless(name: string, sizeBytes: number, stop: AbortController) {
    const opened = await open(name);
    const pool = openReadPool({ warehousePath: null, workers: 1, entry: new URL("./endless-worker.ts", import.meta.url) });
    const progress: ImportProgress[] = [];
    const files: ImportedFile[] = [];
    const source = memorySource(concatBytes([madeCapture({ conversations: 3 }), new Uint8Array(sizeBytes)]));
    async function* items(): AsyncGenerator<ImportItem> {
      yield { path: "long.pcap", source, release: () => Promise.resolve() };
    }
    const parts = { vault: opened.vault, writers: shareWriter(opened.vault), pool };
    const tally = new ImportTally();
    tally.sawFile(source.size);
    const summary = await runImport(parts, items(), {
      tally,
      handlers: {
        signal: stop.signal,
        onFile: (file) => files.push(file),
        onProgress(state) {
          progress.push(state);
          if (state.bytesDone > source.size / 2) stop.abort();
        },
      },
    });
    await pool.close();
    return { opened, summary, files, progress, sizeBytes: source.size };
  }

  test("tell how far they are, stop when told, and are taken up again later", async () => {
    const { opened, summary, files, progress, sizeBytes } = await endless("endless", 40_000_000, new AbortController());
    expect(summary).toMatchObject({ files: 1, kept: 1, unread: 0, captures: 0, failed: 0 });
    expect(files).toMatchObject([
      { status: "kept", format: null, sentence: "Kept; reading it was stopped before its end. The next import reads it." },
    ]);
    const done = progress.map(({ bytesDone }) => bytesDone);
    expect(done).toEqual([...done].sort((one, other) => one - other));
    expect(done.some((bytes) => bytes > sizeBytes / 2 && bytes < sizeBytes)).toBe(true);
    expect(done.at(-1)).toBe(sizeBytes);
    expect(opened.vault.unreadOriginals(READER)).toEqual([files[0]?.sha256]);
    expect(await opened.readPending()).toBe(1);
    expect(opened.vault.listCaptures(captureQuerySchema.parse({})).rows).toMatchObject([{ conversations: 3 }]);
  });

  test("keeping a large file stops when told: nothing of it is kept or counted, and nothing is left behind", async () => {
    const opened = await open("stopped-keeping");
    const stop = new AbortController();
    const files: ImportedFile[] = [];
    async function* items(): AsyncGenerator<ImportItem> {
      yield { path: "small", source: memorySource(madeCapture({ conversations: 2 })), release: () => Promise.resolve() };
      yield { path: "large", source: memorySource(new Uint8Array(60_000_000)), release: () => Promise.resolve() };
    }
    const summary = await opened.importItems(items(), {
      signal: stop.signal,
      onFile: (file) => files.push(file),
      onProgress: ({ bytesDone }) => {
        if (bytesDone > 1_000_000) stop.abort();
      },
    });
    expect(files).toMatchObject([{ path: "small", status: "kept" }]);
    expect(summary).toMatchObject({ files: 1, kept: 1, failed: 0 });
    expect(await opened.vault.fsck()).toEqual({ checked: 1, damaged: [], missing: [], extra: [] });
    expect(readdirSync(join(opened.vault.path, "tmp"))).toEqual([]);
  });
});

const samples = process.env["CREANCE_SAMPLES"];
describe.skipIf(samples === undefined)("real captures (skipped: CREANCE_SAMPLES not set)", () => {
  test("every capture of the lab is kept with the conversations that the reader finds", async () => {
    const lab = join(samples as string, "captures", "lab");
    const captures = readdirSync(lab)
      .map((name) => [name, new Uint8Array(readFileSync(join(lab, name)))] as const)
      .filter(([, bytes]) => sniffCapture(bytes, nodePlatform) > 0);
    expect(captures.length).toBeGreaterThan(0);
    const opened = await open("lab");
    const { files } = await importing(opened, Object.fromEntries(captures));
    for (const [at, [, bytes]] of captures.entries()) {
      const sha256 = files[at]?.sha256 as string;
      const direct = directRows(bytes, sha256);
      expect(direct.length).toBeGreaterThan(0);
      expect(sorted((await keptRows(opened, sha256)) as { timeUs: number; flowId: string }[])).toEqual(direct);
      expect(opened.vault.capture(sha256)?.row.conversations).toBe(direct.length);
    }
  }, 60_000);
});
