import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExposureReport, exposureReportSchema, exposureRequestSchema } from "@creance/api";
import { plantedSites, sampleSites } from "@creance/sample";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openOperation } from "../../src/operation/open-operation.ts";
import type { Operation } from "../../src/operation/types.ts";

const everything = exposureRequestSchema.parse({});
let folder: string;
let operation: Operation;
let report: ExposureReport;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "creance-exposure-"));
  operation = await openOperation({ vaultPath: join(folder, "vault"), workers: 2 });
  await operation.loadSample();
  report = await operation.exposure.report(everything);
}, 300_000);

afterAll(async () => {
  await operation.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the sample operation", () => {
  test("exactly the planted sites are named, and none else", () => {
    expect(report.layers).toMatchObject([{ name: "sample-operation", problem: null }]);
    expect(report.layers[0]?.sites).toBeGreaterThan(plantedSites.length);
    expect(report.sites.map(({ site }) => site).sort()).toEqual([...plantedSites]);
  });

  test("the report has the shape that is promised", () => {
    expect(exposureReportSchema.parse(report)).toEqual(report);
    for (const row of report.rows) expect(row.site === null ? row.value : row.layer).not.toBeNull();
  });

  test("each row of a track links to the byte of a position that lies at the site", async () => {
    const rows = report.rows.filter(({ kind }) => kind === "track");
    expect(rows.length).toBeGreaterThan(5);
    for (const { item, byteOffset, sha256, fromMs, toMs } of rows) {
      expect(operation.vault.trackPlace(item)?.sha256).toBe(sha256);
      // A table's first row can stand at the very beginning.
      expect(byteOffset).toBeGreaterThanOrEqual(0);
      expect(byteOffset).toBeLessThan(operation.vault.originalSize(sha256 as string) as number);
      expect(toMs as number).toBeGreaterThanOrEqual(fromMs as number);
    }
  });

  test("pictures and clips name sites by their footprints, with a region in the picture", () => {
    expect(report.items.photos).toBeGreaterThan(0);
    const rows = report.rows.filter(({ kind, itemKind }) => kind === "footprint" && itemKind === "photo");
    expect(rows.length).toBeGreaterThan(0);
    for (const { region, certainty } of rows) if (certainty === "probably") expect(region?.length).toBeGreaterThan(0);
    expect(report.headers.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["correctionServer", "preview", "picturePosition"]));
  });

  test("a sealed flight is listed as one that may show more", () => {
    const sealed = [...operation.vault.allFlights({ ...flightQuery, sealed: true })].map(({ id }) => id);
    expect(sealed.length).toBeGreaterThan(0);
    for (const id of sealed) expect(report.unknown.some(({ item }) => item === id)).toBe(true);
  });

  test("one flight names only its own sites; its serial is among the headers", async () => {
    const id = report.rows.find(({ site, kind }) => site === "Synth Rail Bridge" && kind === "track")?.item as string;
    const one = await operation.exposure.report({ ...everything, flights: [id], withMedia: false });
    expect(one.items).toEqual({ flights: 1, photos: 0, clips: 0, files: 0 });
    expect(one.sites.map(({ site }) => site).sort()).toEqual(["Synth Branch Line", "Synth Rail Bridge"]);
    expect(one.headers.map(({ kind }) => kind)).toContain("aircraftSerial");
  });
});

describe("layers", () => {
  test("a broken layer in the vault's folder is said and the others are used; a named one is refused", async () => {
    const vaultPath = join(folder, "layers");
    const other = await openOperation({ vaultPath, workers: 1 });
    try {
      mkdirSync(join(vaultPath, "sites"), { recursive: true });
      writeFileSync(join(vaultPath, "sites", "a-broken.geojson"), '{"type":"FeatureCollection","features":[');
      writeFileSync(join(vaultPath, "sites", "b-good.geojson"), sampleSites());
      writeFileSync(join(vaultPath, "sites", "notes.txt"), "not a layer");
      const made = await other.exposure.report(everything);
      expect(made.layers.map(({ name, sites, problem }) => [name, sites > 0, problem === null])).toEqual([
        ["a-broken", false, false],
        ["b-good", true, true],
      ]);
      const extra = { siteFiles: [join(vaultPath, "sites", "a-broken.geojson")] };
      await expect(other.exposure.report(everything, extra)).rejects.toMatchObject({ code: "bad-site-layer", kind: "wrongUse" });
      await expect(other.exposure.report(everything, { siteFiles: [join(folder, "none")] })).rejects.toMatchObject({ kind: "notFound" });
    } finally {
      await other.close();
    }
  });

  test("unknown flights and items are refused", async () => {
    await expect(operation.exposure.report({ ...everything, flights: ["0000000000000000"] })).rejects.toMatchObject({
      code: "no-such-flight",
    });
    await expect(operation.exposure.report({ ...everything, media: ["0".repeat(64)] })).rejects.toMatchObject({ code: "no-such-media" });
  });
});

const flightQuery = { search: "", sort: "startUs", direction: "desc", offset: 0, limit: 100 } as const;
