import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { distanceM } from "@creance/core";
import { readTransparencySettings, type TransparencySettings, transparencyTemplate } from "@creance/policy";
import { afterEach, expect, test } from "vitest";
import { openOperation } from "../../../src/operation/open-operation.ts";
import type { Operation } from "../../../src/operation/types.ts";
import { record, temporaryFolder } from "../made-files.ts";

const folder = temporaryFolder();
const open = new Set<Operation>();
afterEach(async () => {
  for (const operation of open) await operation.close();
  open.clear();
});

const by = "M. Sample";
const settings: TransparencySettings = { ...transparencyTemplate, organisation: "Sample operator", gridM: 100, homeCircleM: 100 };

async function filled(
  name: string,
): Promise<{ readonly operation: Operation; readonly ids: readonly string[]; readonly nowUs: { value: number } }> {
  const card = join(folder, name);
  mkdirSync(card, { recursive: true });
  for (const seed of [7, 8]) writeFileSync(join(card, `secret-name-${seed}.txt`), record(seed, 250_000));
  const nowUs = { value: Date.now() * 1000 };
  const operation = await openOperation({ vaultPath: join(folder, `${name}.vault`), workers: 1, now: () => nowUs.value });
  open.add(operation);
  await operation.importPaths([card]);
  const rows = operation.vault.listFlights({ search: "", sort: "startUs", direction: "desc", offset: 0, limit: 5 }).rows;
  return { operation, ids: rows.map(({ id }) => id), nowUs };
}

const text = (files: readonly { readonly bytes: Uint8Array }[]): string =>
  files.map(({ bytes }) => new TextDecoder().decode(bytes)).join("\n");

test("nothing is public until a person says so, flight by flight; then only what is coarse", async () => {
  const { operation, ids } = await filled("story");
  const { publish, vault } = operation;
  const [id = "", other = ""] = ids;
  const empty = await publish.preview(settings);
  expect(empty.document).toMatchObject({ flights: [], totals: { flights: 2, shown: 0, inReview: 2, withdrawn: 0 } });
  const detail = vault.flight(id);
  await operation.annotateFlight(id, { name: "Visit of the neighbour" });
  await publish.setFlight(id, { state: "published", purpose: "inspection", by });
  const page = await publish.preview(settings);
  expect(page.leaks).toMatchObject({ ok: true, found: [] });
  expect(page.leaks.searched.positions).toBeGreaterThan(100);
  expect(page.leaks.searched.values).toBeGreaterThan(2);
  expect(page.document.flights).toMatchObject([{ purpose: "inspection" }]);
  const path = page.document.flights[0]?.path ?? [];
  const home = detail?.summary.home;
  expect(path.length).toBeGreaterThan(2);
  for (const [lonDeg, latDeg] of path)
    expect(distanceM(home?.latDeg as number, home?.lonDeg as number, latDeg, lonDeg)).toBeGreaterThan(100);
  for (const secret of [detail?.summary.aircraftSerial, detail?.summary.aircraftName, "Visit of the neighbour", "secret-name", id, other]) {
    if (secret) expect(text(page.files)).not.toContain(secret);
  }
  expect(text(page.files)).toContain("Inspection");

  const out = join(folder, "public");
  await expect(publish.write(settings, { folder: out, pageSha256: empty.pageSha256, by })).rejects.toMatchObject({ code: "page-changed" });
  expect(existsSync(out)).toBe(false);
  await publish.write(settings, { folder: out, pageSha256: page.pageSha256, by });
  expect(readdirSync(out).sort()).toEqual(["index.html", "totals.txt", "transparency.json"]);
  expect(
    createHash("sha256")
      .update(readFileSync(join(out, "transparency.json")))
      .digest("hex"),
  ).toBe(page.pageSha256);
  const { rows } = await vault.ledger.entries({ kinds: ["published", "flightPublic"], offset: 0, limit: 5 });
  expect(rows.map(({ entry }) => entry.kind)).toEqual(["published", "flightPublic"]);
  expect(rows[0]?.entry).toMatchObject({ pageSha256: page.pageSha256, flights: 1, requests: 0 });

  // Taken off again: gone from the page, told in the totals, both acts in the ledger.
  await publish.setFlight(id, { state: "withdrawn", purpose: null, by });
  const after = await publish.preview(settings);
  expect(after.document).toMatchObject({ flights: [], totals: { shown: 0, withdrawn: 1 } });
  await publish.write(settings, { folder: out, pageSha256: after.pageSha256, by });
  expect(readFileSync(join(out, "totals.txt"), "utf8")).toContain("withdrawn 1\n");
});

test("a flight waits for its delay, and under a hold it stays in review", async () => {
  const { operation, ids, nowUs } = await filled("waits");
  const { publish, retention, vault } = operation;
  const [id = "", other = ""] = ids;
  await publish.setFlight(id, { state: "published", purpose: null, by });
  await publish.setFlight(other, { state: "published", purpose: null, by });
  const endUs = vault.flight(id)?.endUs as number;
  nowUs.value = endUs + 3_600_000_000;
  const late: TransparencySettings = { ...settings, delayHours: 24 };
  expect((await publish.flights(late)).find((one) => one.id === id)).toMatchObject({ isShown: false, waitsFor: "delay" });
  nowUs.value = Date.now() * 1000;
  const holdId = await retention.placeHold([id], { reason: "case", by });
  expect((await publish.flights(late)).find((one) => one.id === id)).toMatchObject({ isShown: false, waitsFor: "hold" });
  expect((await publish.preview(late)).document.totals).toMatchObject({ shown: 1, waiting: 1 });
  await expect(publish.setFlight(id, { state: "published", purpose: null, by })).rejects.toMatchObject({ code: "flight-held" });
  await retention.releaseHold({ holdId, reason: "closed", by, second: "J. Example" });
  expect((await publish.preview(late)).document.totals.shown).toBe(2);
});

test("a planted serial or a true position stops the page; a folder of others is left alone", async () => {
  const { operation, ids } = await filled("planted");
  const { publish, vault } = operation;
  const [id = ""] = ids;
  await publish.setFlight(id, { state: "published", purpose: "training", by });
  const { summary } = vault.flight(id) as NonNullable<ReturnType<typeof vault.flight>>;
  const home = summary.home as { readonly latDeg: number; readonly lonDeg: number };
  for (const description of [`Aircraft ${summary.aircraftSerial}`, `We start at ${home.latDeg.toFixed(6)}, ${home.lonDeg.toFixed(6)}.`]) {
    const planted = { ...settings, description };
    const page = await publish.preview(planted);
    expect([description, page.leaks.ok]).toEqual([description, false]);
    const out = join(folder, "planted-out");
    await expect(publish.write(planted, { folder: out, pageSha256: page.pageSha256, by })).rejects.toMatchObject({ code: "page-leaks" });
    expect(existsSync(out)).toBe(false);
  }
  const page = await publish.preview(settings);
  mkdirSync(join(folder, "others"));
  writeFileSync(join(folder, "others", "index.html"), "somebody's page");
  await expect(publish.write(settings, { folder: join(folder, "others"), pageSha256: page.pageSha256, by })).rejects.toMatchObject({
    code: "not-our-folder",
  });
  expect(readFileSync(join(folder, "others", "index.html"), "utf8")).toBe("somebody's page");
  expect((await vault.ledger.entries({ kinds: ["published"], offset: 0, limit: 1 })).total).toBe(0);
});

test("settings that would show a house are refused", () => {
  const read = (over: object) => () => readTransparencySettings(JSON.stringify({ ...transparencyTemplate, ...over }));
  expect(read({})()).toEqual(transparencyTemplate);
  for (const over of [
    { gridM: 99 },
    { homeCircleM: 0 },
    { delayHours: -1 },
    { policyUrl: "javascript:alert(1)" },
    { more: 1 },
    { title: "" },
  ]) {
    expect(read(over), JSON.stringify(over)).toThrow(expect.objectContaining({ code: "bad-transparency-settings" }));
  }
  expect(() => readTransparencySettings("{")).toThrow(expect.objectContaining({ code: "bad-transparency-settings" }));
});

test("a folder in the vault, or one that cannot be written, is refused before anything is entered", async () => {
  const { operation } = await filled("folders");
  const { publish, vault } = operation;
  const { pageSha256 } = await publish.preview(settings);
  const file = join(folder, "a-file");
  writeFileSync(file, "words");
  symlinkSync(vault.path, join(folder, "way-in"));
  for (const [out, code] of [
    [join(vault.path, "public", "page"), "folder-in-vault"],
    [vault.path, "folder-in-vault"],
    [join(folder, "way-in", "public"), "folder-in-vault"],
    [join(file, "page"), "not-our-folder"],
    ["/proc/nowhere/page", "folder-unwritable"],
  ] as const) {
    await expect(publish.write(settings, { folder: out, pageSha256, by })).rejects.toMatchObject({ code });
  }
  expect(existsSync(join(vault.path, "public"))).toBe(false);
  expect((await vault.ledger.entries({ kinds: ["published"], offset: 0, limit: 1 })).total).toBe(0);
});
