/** The JSON contract of docs/guide/cli.md: other people's scripts rely on these shapes. */
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  flightDetailSchema,
  flightSummarySchema,
  fsckSchema,
  importedFileSchema,
  importSummarySchema,
  keptFileSchema,
  keyRequestSchema,
} from "@creance/api";
import { clipColumns, trackColumns } from "@creance/flight";
import { djiPhotoValues, writePhoto, writeSrt } from "@creance/formats";
import { sampleJpeg } from "@creance/sample";
import { describe, expect, test } from "vitest";
import { creance, jsonLines, record, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const input = join(folder, "input");
const vault = join(folder, "vault");
const flown = join(input, "flown.txt");
const cut = join(input, "cut.txt");
const junk = join(input, "junk.txt");

mkdirSync(input);
writeFileSync(flown, record(1));
writeFileSync(cut, record(2).subarray(0, 15_000));
writeFileSync(junk, "DJIFlightRecord, but only by name");

describe("import --json, then what lists it", () => {
  test("one line a file, the summary last; damage exits 1; stdout holds nothing else", async () => {
    const { status, stdout, stderr } = await creance(["import", input, "--json", "--vault", vault]);
    const lines = jsonLines(stdout);
    const files = lines.slice(0, -1).map((line) => importedFileSchema.strict().parse(line));
    expect(files.map((file) => Object.keys(file))).toEqual(
      files.map(() => ["path", "sha256", "status", "format", "sealed", "damaged", "flightId", "sentence"]),
    );
    expect(files.map(({ path, status: kept, format, damaged }) => [path, kept, format, damaged])).toEqual([
      [cut, "kept", "dji-flight-record", true],
      [flown, "kept", "dji-flight-record", false],
      [junk, "kept", null, false],
    ]);
    expect(importSummarySchema.strict().parse(lines.at(-1))).toEqual({
      summary: true,
      files: 3,
      kept: 3,
      alreadyKept: 0,
      failed: 0,
      flights: 2,
      captures: 0,
      sealed: 0,
      unread: 1,
      damaged: 1,
    });
    expect(status).toBe(1);
    expect(stderr).not.toContain("bug");
  });

  test("--summary prints the one line; running it again adds nothing", async () => {
    const { stdout } = await creance(["import", input, "--json", "--summary", "--vault", vault]);
    expect(jsonLines(stdout)).toEqual([
      { summary: true, files: 3, kept: 0, alreadyKept: 3, failed: 0, flights: 0, captures: 0, sealed: 0, unread: 1, damaged: 1 },
    ]);
  });

  test("flights --json, flights --json --summary, flight ID --json", async () => {
    const list = await creance(["flights", "--json", "--vault", vault]);
    expect(list.status).toBe(0);
    const rows = jsonLines(list.stdout).map((line) => flightSummarySchema.strict().parse(line));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{16}$/), originals: 1, synthetic: true });
    const totals = await creance(["flights", "--json", "--summary", "--vault", vault]);
    expect(jsonLines(totals.stdout)).toEqual([
      { summary: true, flights: 2, durationUs: expect.any(Number), distanceM: expect.any(Number), warnings: expect.any(Number), sealed: 0 },
    ]);
    const one = await creance(["flight", rows[0]?.id as string, "--json", "--vault", vault]);
    expect(flightDetailSchema.strict().parse(jsonLines(one.stdout)[0]).summary).toEqual(rows[0]);
    const damaged = await creance(["flights", "--json", "--damaged", "--vault", vault]);
    expect(jsonLines(damaged.stdout)).toHaveLength(1);
  });

  test("fsck --json: nothing wrong; then a damaged and a missing original are named and exit 1", async () => {
    const whole = await creance(["fsck", "--json", "--vault", vault]);
    expect(jsonLines(whole.stdout).map((line) => fsckSchema.strict().parse(line))).toEqual([
      { checked: 3, damaged: [], missing: [], extra: [] },
    ]);
    expect(whole.status).toBe(0);
    const copy = join(folder, "copy");
    cpSync(vault, copy, { recursive: true });
    const [first, second] = readdirSync(join(copy, "originals"), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const damaged = join(first?.parentPath as string, first?.name as string);
    chmodSync(damaged, 0o600);
    writeFileSync(damaged, "not what was kept");
    rmSync(join(second?.parentPath as string, second?.name as string));
    const broken = await creance(["fsck", "--json", "--vault", copy]);
    expect(fsckSchema.strict().parse(jsonLines(broken.stdout)[0])).toMatchObject({
      damaged: [{ sha256: first?.name, path: expect.stringContaining("originals/"), sentence: expect.any(String) }],
      missing: [{ sha256: second?.name, path: expect.stringContaining("originals/"), sentence: expect.any(String) }],
    });
    expect(broken.status).toBe(1);
  });

  test("rebuild --json derives the same list anew", async () => {
    const before = await creance(["flights", "--json", "--vault", vault]);
    const { stdout, status } = await creance(["rebuild", "--json", "--vault", vault]);
    expect([jsonLines(stdout), status]).toEqual([[{ read: 3, flights: 2 }], 0]);
    expect((await creance(["flights", "--json", "--vault", vault])).stdout).toBe(before.stdout);
  });

  test("config --json: every setting, its value and where it came from", async () => {
    const { stdout } = await creance(["config", "--json", "--vault", vault], { env: { CREANCE_PORT: "9000" } });
    expect(jsonLines(stdout)).toEqual([
      { name: "vault", value: vault, from: "option", env: "CREANCE_VAULT", doc: expect.any(String) },
      { name: "port", value: "9000", from: "environment", env: "CREANCE_PORT", doc: expect.any(String) },
      { name: "workers", value: "0", from: "default", env: "CREANCE_WORKERS", doc: expect.any(String) },
      { name: "mmdb", value: "", from: "default", env: "CREANCE_MMDB", doc: expect.any(String) },
      {
        name: "holdSocket",
        value: "/run/creance-hold/control.sock",
        from: "default",
        env: "CREANCE_HOLD_SOCKET",
        doc: expect.any(String),
      },
      { name: "holdProofs", value: "", from: "default", env: "CREANCE_HOLD_PROOFS", doc: expect.any(String) },
      { name: "keyFile", value: "", from: "default", env: "CREANCE_KEY_FILE", doc: expect.any(String) },
      { name: "passphraseFile", value: "", from: "default", env: "CREANCE_PASSPHRASE_FILE", doc: expect.any(String) },
      { name: "retentionRun", value: "off", from: "default", env: "CREANCE_RETENTION_RUN", doc: expect.any(String) },
      { name: "ledgerKeys", value: "by-itself", from: "default", env: "CREANCE_LEDGER_KEYS", doc: expect.any(String) },
      { name: "ledgerOrigin", value: "", from: "default", env: "CREANCE_LEDGER_ORIGIN", doc: expect.any(String) },
    ]);
  });
});

describe("decode", () => {
  test("--json: one object with exactly these members", async () => {
    const { status, stdout } = await creance(["decode", flown, "--json"]);
    const [file, ...others] = jsonLines(stdout) as [Record<string, unknown>];
    expect(others).toEqual([]);
    expect(Object.keys(file)).toEqual([
      "format",
      "version",
      "sealed",
      "identity",
      "header",
      "records",
      "track",
      "events",
      "media",
      "fields",
      "issues",
    ]);
    expect(file).toMatchObject({
      format: "dji-flight-record",
      version: 11,
      sealed: false,
      identity: {
        regionSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        aircraftSerial: expect.stringMatching(/^SYNTH/),
        startUs: expect.any(Number),
      },
      track: {
        rows: expect.any(Number),
        firstTimeUs: expect.any(Number),
        lastTimeUs: expect.any(Number),
        bounds: { southDeg: expect.any(Number), westDeg: expect.any(Number), northDeg: expect.any(Number), eastDeg: expect.any(Number) },
      },
      issues: [],
    });
    const records = file["records"] as { type: number; name: string; count: number }[];
    expect(records.find(({ type }) => type === 1)).toEqual({ type: 1, name: "osd", count: (file["track"] as { rows: number }).rows });
    expect(status).toBe(0);
  });

  test("--columns: one line for each position record, all track columns in order", async () => {
    const { stdout } = await creance(["decode", flown, "--columns"]);
    const rows = jsonLines(stdout) as Record<string, number | null>[];
    const file = jsonLines((await creance(["decode", flown, "--json"])).stdout)[0] as {
      track: { rows: number; firstTimeUs: number; bounds: { southDeg: number; northDeg: number } };
    };
    expect(rows).toHaveLength(file.track.rows);
    expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(trackColumns));
    expect(rows[0]?.["timeUs"]).toBe(file.track.firstTimeUs);
    for (let row = 1; row < rows.length; row += 1) {
      expect(rows[row]?.["byteOffset"]).toBeGreaterThan(rows[row - 1]?.["byteOffset"] as number);
      expect(rows[row]?.["timeUs"]).toBeGreaterThanOrEqual(rows[row - 1]?.["timeUs"] as number);
    }
    const bounds = file.track.bounds;
    for (const { latDeg } of rows as { latDeg: number | null }[]) {
      expect(latDeg === null || (latDeg >= bounds.southDeg && latDeg <= bounds.northDeg)).toBe(true);
    }
  });

  test("--to: every format", async () => {
    const text = async (format: string): Promise<string> => (await creance(["decode", flown, "--to", format])).stdout;
    const [csv, json, geojson, gpx, kml] = await Promise.all(["csv", "json", "geojson", "gpx", "kml"].map(text));
    expect(csv?.split("\r\n")[0]).toBe(Object.keys(trackColumns).join(","));
    expect(JSON.parse(json as string)).toMatchObject({ format: "dji-flight-record", columns: { latDeg: { unit: "deg" } } });
    expect(JSON.parse(geojson as string)).toMatchObject({ type: "FeatureCollection" });
    expect(gpx).toContain("<gpx ");
    expect(kml).toContain("<kml ");
  });

  test("a damaged record is read as far as it goes and exits 1", async () => {
    const { status, stdout, stderr } = await creance(["decode", cut, "--json"]);
    const file = jsonLines(stdout)[0] as { track: { rows: number }; issues: unknown[] };
    expect(file.track.rows).toBeGreaterThan(10);
    expect(file.issues[0]).toEqual({
      code: expect.any(String),
      offset: expect.any(Number),
      field: expect.anything(),
      sentence: expect.any(String),
    });
    expect([status, stderr.trim().split("\n").length]).toEqual([1, 1]);
  });

  test("pictures and subtitles: what they say, their named values with places, and the rows of a film in every format", async () => {
    const values = djiPhotoValues({ model: "FC3582", localTime: "2026:05:03 11:00:00", position: { latDeg: 38.1, lonDeg: -7.9 } });
    const photo = join(folder, "DJI_0001.JPG");
    writeFileSync(photo, writePhoto({ format: "jpeg", pixels: sampleJpeg(1), ...values }));
    const [file] = jsonLines((await creance(["decode", photo, "--json"])).stdout) as [Record<string, unknown>];
    expect(file).toMatchObject({ format: "jpeg", media: { kind: "photo", position: { latDeg: 38.1 } }, track: { rows: 0 }, events: [] });
    expect(
      (file["fields"] as { name: string; byteOffset: number }[]).find(({ name }) => name === "GPSLatitude")?.byteOffset,
    ).toBeGreaterThan(0);
    expect((await creance(["decode", photo])).stdout).toContain("GPSLatitude");
    const noRows = await creance(["decode", photo, "--to", "csv"]);
    expect([noRows.status, noRows.stdout]).toEqual([2, ""]);

    const cue = { startMs: 0, endMs: 1000, localUs: Date.UTC(2026, 4, 3, 11) * 1000, latDeg: 38.1, lonDeg: -7.9, heightM: 30 };
    const film = join(folder, "DJI_0002.SRT");
    writeFileSync(film, writeSrt([cue, { ...cue, startMs: 1000, endMs: 2000, lonDeg: -7.8999 }], 6));
    const csv = (await creance(["decode", film, "--to", "csv"])).stdout.split("\r\n");
    expect(csv[0]).toBe(Object.keys(clipColumns).join(","));
    expect(csv.filter((line) => line !== "")).toHaveLength(3);
    expect(JSON.parse((await creance(["decode", film, "--to", "geojson"])).stdout)).toMatchObject({ type: "FeatureCollection" });
    expect(jsonLines((await creance(["decode", film, "--columns"])).stdout)).toMatchObject([
      { elapsedMs: 0, latDeg: 38.1 },
      { elapsedMs: 1000 },
    ]);
  });

  test("a file that cannot be read gives the object with its issue and exits 1", async () => {
    const { status, stdout, stderr } = await creance(["decode", junk, "--json"]);
    expect(jsonLines(stdout)).toEqual([
      {
        format: null,
        version: null,
        sealed: false,
        identity: null,
        header: null,
        records: [],
        track: { rows: 0, firstTimeUs: null, lastTimeUs: null, bounds: null },
        events: [],
        media: null,
        fields: [],
        issues: [
          { code: "unknown-format", offset: 0, field: null, sentence: "The file is of no format that is known here: nothing was read." },
        ],
      },
    ]);
    expect([status, stderr.trim().split("\n").length]).toEqual([1, 1]);
  });
});

test("demo --json, keys list, request, add", async () => {
  const demo = join(folder, "demo");
  const { status, stdout } = await creance(["demo", "--no-serve", "--json", "--vault", demo]);
  expect(status).toBe(0);
  expect(importSummarySchema.strict().parse(jsonLines(stdout).at(-1))).toMatchObject({ failed: 0, sealed: 1 });
  const sealed = jsonLines((await creance(["keys", "list", "--json", "--vault", demo])).stdout).map((line) =>
    keptFileSchema.strict().parse(line),
  );
  expect(sealed).toHaveLength(1);
  const sha256 = sealed[0]?.sha256 as string;
  const out = join(folder, "request.json");
  const request = await creance(["keys", "request", sha256.slice(0, 12), "--json", "--out", out, "--vault", demo]);
  const parsed = keyRequestSchema.strict().parse(jsonLines(request.stdout)[0]);
  expect(readFileSync(out, "utf8")).toBe(parsed.body);
  const again = await creance(["keys", "request", sha256, "--out", out, "--vault", demo]);
  expect([again.status, readFileSync(out, "utf8")]).toEqual([2, parsed.body]);
  const nowhere = await creance(["keys", "request", sha256, "--out", join(folder, "no-folder", "request.json"), "--vault", demo]);
  expect([nowhere.status, nowhere.stderr]).toEqual([2, expect.stringContaining("Nothing was written.")]);
  const reply = join(folder, "reply.json");
  const key = { featurePoint: 1, aesKey: Buffer.alloc(32, 7).toString("base64"), aesIv: Buffer.alloc(16, 7).toString("base64") };
  writeFileSync(reply, JSON.stringify({ result: { code: 0 }, data: [[key]] }));
  const added = await creance(["keys", "add", reply, "--json", "--vault", demo]);
  expect([added.status, jsonLines(added.stdout)]).toEqual([0, [{ opened: [], sentence: expect.stringContaining("fit none") }]]);
});
