/** `creance exposure` and `creance media`, as a person would run them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exposureRowSchema } from "@creance/api";
import { nodePlatform } from "@creance/node";
import { makeRecord } from "@creance/sample";
import { beforeAll, describe, expect, test } from "vitest";
import { creance, jsonLines, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const vault = join(folder, "vault");
const record = join(folder, "DJIFlightRecord_2026-09-07_[08-12-40].txt");
const layer = join(folder, "works.geojson");
let id = "";

beforeAll(async () => {
  writeFileSync(record, makeRecord(4, { platform: nodePlatform, version: 8, sizeBytes: 200_000 }).bytes);
  expect((await creance(["import", record, "--vault", vault])).status).toBe(0);
  const [flight] = jsonLines((await creance(["flights", "--vault", vault, "--json"])).stdout) as {
    id: string;
    home: { latDeg: number; lonDeg: number };
  }[];
  id = flight?.id ?? "";
  const { latDeg, lonDeg } = flight?.home ?? { latDeg: 0, lonDeg: 0 };
  const point = (name: string, north: number): unknown => ({
    type: "Feature",
    properties: { name, man_made: "water_works" },
    geometry: { type: "Point", coordinates: [lonDeg, latDeg + north] },
  });
  writeFileSync(layer, JSON.stringify({ type: "FeatureCollection", features: [point("Near", 0.0005), point("Far", 0.5)] }));
});

describe("creance exposure", () => {
  test("a kept flight: its site, its headers, with bytes; the members of a row are pinned", async () => {
    const { status, stdout } = await creance(["exposure", id.slice(0, 8), "--vault", vault, "--sites", layer, "--json"]);
    expect(status).toBe(0);
    const rows = jsonLines(stdout).map((row) => exposureRowSchema.strict().parse(row));
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual(
      [
        ...["byteOffset", "certainty", "distanceM", "fromMs", "item", "itemKind", "itemName", "kind", "layer", "region", "sentence"],
        ...["sha256", "site", "siteKind", "toMs", "value"],
      ].sort(),
    );
    expect(new Set(rows.flatMap(({ site }) => site ?? []))).toEqual(new Set(["Near"]));
    expect(rows.find(({ kind }) => kind === "home")).toMatchObject({ site: "Near", siteKind: "water", certainty: "may", item: id });
    expect(rows.find(({ kind }) => kind === "aircraftSerial")).toMatchObject({ site: null, certainty: "probably" });
    for (const { byteOffset, value, kind } of rows) if (kind === "aircraftSerial") expect([byteOffset, value]).not.toContain(null);
  });

  test("a file that is not kept says the same; without a vault nothing is opened", async () => {
    const kept = await creance(["exposure", id, "--vault", vault, "--sites", layer, "--json"]);
    const loose = await creance(["exposure", record, "--sites", layer, "--json"], { env: { CREANCE_VAULT: join(folder, "no-vault") } });
    expect(loose.status).toBe(0);
    const plain = (stdout: string): unknown[] =>
      (jsonLines(stdout) as Record<string, unknown>[]).map(({ itemName: _, ...row }) => row).filter(({ kind }) => kind !== "uploadFlag");
    expect(plain(loose.stdout)).toEqual(plain(kept.stdout));
    expect(existsSync(join(folder, "no-vault"))).toBe(false);
  });

  test("a summary, and what a terminal shows", async () => {
    const [summary] = jsonLines((await creance(["exposure", "--all", "--vault", vault, "--sites", layer, "--json", "--summary"])).stdout);
    expect(summary).toMatchObject({
      summary: true,
      items: { flights: 1 },
      sites: [{ site: "Near" }],
      rows: expect.any(Number),
      unknown: [],
    });
    const { stdout } = await creance(["exposure", "--all", "--vault", vault, "--sites", layer, "--near", "10"]);
    expect(stdout).toMatch(/does not mean that nothing shows it/);
  });

  test("reports as HTML, PDF and JSON, the same bytes each time; values of headers only in the JSON", async () => {
    const names = ["a.html", "b.html", "a.pdf", "b.pdf", "a.json"].map((name) => join(folder, name));
    const { status, stderr } = await creance([
      ...["exposure", id, "--vault", vault, "--sites", layer, "--summary"],
      ...names.flatMap((name) => ["--report", name]),
    ]);
    expect([status, stderr.match(/Written/g)?.length]).toEqual([0, 5]);
    const [html, again, pdf, pdfAgain, json] = names.map((name) => readFileSync(name));
    expect(html).toEqual(again);
    expect(pdf).toEqual(pdfAgain);
    const serial = (JSON.parse(String(json)) as { rows: { kind: string; value: string }[] }).rows.find(
      ({ kind }) => kind === "aircraftSerial",
    );
    expect(String(html)).toContain("What would this reveal?");
    expect(String(html)).toContain("<svg");
    expect(String(html)).not.toContain(serial?.value);
    expect(pdf?.subarray(0, 5).toString()).toBe("%PDF-");

    // Each is entered with the flight's original; the tests before only looked.
    const { stdout } = await creance(["ledger", "entries", "--kind", "access", "--json", "--vault", vault]);
    const entries = (jsonLines(stdout) as { entry: { kind: string; what: string; sha256: string | null; format?: string } }[])
      .map(({ entry }) => entry)
      .filter(({ what }) => what === "exposure");
    expect(entries.filter(({ kind }) => kind === "exported").map(({ format }) => format)).toEqual(["json", "pdf", "pdf", "html", "html"]);
    const [first] = entries;
    expect(first?.sha256).toMatch(/^[0-9a-f]{64}$/);
    const looks = entries.filter(({ kind }) => kind === "viewed").map(({ sha256 }) => sha256);
    expect(new Set(looks)).toEqual(new Set([first?.sha256, null]));
  });

  test("layers in the vault's folder are used by themselves", async () => {
    mkdirSync(join(vault, "sites"), { recursive: true });
    writeFileSync(join(vault, "sites", "broken.geojson"), "{");
    writeFileSync(join(vault, "sites", "mine.geojson"), readFileSync(layer));
    const { status, stderr, stdout } = await creance(["exposure", id, "--vault", vault, "--json", "--summary"]);
    expect(status).toBe(0);
    expect(stderr).toContain("Layer broken.geojson: This is no GeoJSON");
    expect(jsonLines(stdout)).toMatchObject([
      {
        layers: [
          { name: "broken", sites: 0 },
          { name: "mine", sites: 2 },
        ],
      },
    ]);
  });

  test.each([
    ["nothing named", () => [], "Nothing was judged."],
    ["an id of nothing", () => ["0123456789"], "no flight, picture or clip"],
    ["no such file", () => ["no-such-file.jpg"], "There is no file no-such-file.jpg"],
    ["items and everything", () => [id, "--all"], "not both"],
    ["a layer that is none", () => [id, "--sites", record], "no site that can be used"],
    ["no such layer", () => [id, "--sites", join(folder, "none")], "no layer of sites"],
    ["a distance below zero", () => [id, "--near", "-1"], "--near"],
    ["a report of an unknown kind", () => [id, "--report", "x.doc"], ".html, .pdf or .json"],
  ])("%s is refused with a sentence before any work", async (_, args, sentence) => {
    const { status, stderr, stdout } = await creance(["exposure", ...args(), "--vault", vault]);
    expect([status, stdout, stderr]).toEqual([2, "", expect.stringContaining(sentence)]);
  });

  test("a file of no format that is read is said, listed as unknown, and ends with 1", async () => {
    const odd = join(folder, "odd.bin");
    writeFileSync(odd, "nothing that anyone knows");
    const { status, stdout, stderr } = await creance(["exposure", odd, "--json", "--summary"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("odd.bin")]);
    expect(jsonLines(stdout)).toMatchObject([{ items: { files: 1 }, unknown: [{ itemName: "odd.bin" }] }]);
  });
});

describe("creance media", () => {
  test("an empty list, its totals, and wrong use", async () => {
    expect((await creance(["media", "--vault", vault, "--json"])).stdout).toBe("");
    expect(jsonLines((await creance(["media", "--vault", vault, "--json", "--summary"])).stdout)).toEqual([
      { summary: true, items: 0, photos: 0, clips: 0, sizeBytes: 0, doubtful: 0, unmatched: 0 },
    ]);
    expect((await creance(["media", "--vault", vault, "--flight", "0000000000000000"])).status).toBe(2);
    expect((await creance(["media", "--vault", vault, "--kind", "poem"])).status).toBe(2);
  });
});
