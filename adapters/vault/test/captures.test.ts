import { join } from "node:path";
import { captureDetailSchema, capturePageSchema } from "@creance/api";
import { describe, expect, it } from "vitest";
import { openVault, type Vault } from "../src/index.ts";
import { migrations } from "../src/migrations.table.ts";
import { Sqlite } from "../src/sqlite.ts";
import { captureQuery, captureReadingOf, keepSeed, query, readingOf, tmpFolder } from "./readings.ts";

const START_US = 1_700_000_000_000_000;
const MINUTE_US = 60_000_000;

/** A vault that holds one original for each name, and their hashes. */
async function vaultWith(
  names: readonly string[],
): Promise<{ readonly vault: Vault; readonly path: string; readonly hashes: readonly string[] }> {
  const path = join(tmpFolder("inMemory"), "vault");
  const vault = await openVault(path, { create: true });
  const writer = await vault.beginWriting();
  const hashes: string[] = [];
  for (const name of names) hashes.push((await keepSeed(writer, name, 50)).sha256);
  await writer.commit();
  writer.release();
  return { vault, path, hashes };
}

describe("captures", () => {
  it("V15: stand in the list with the reading that gave them, and go with it", async () => {
    const { vault, hashes } = await vaultWith(["Monday", "tuesday"]);
    const [monday, tuesday] = hashes as [string, string];
    const writer = await vault.beginWriting();
    const issue = { code: "capture-cut", offset: 40, field: null, sentence: "pcap: cut." };
    writer.addReadings([
      captureReadingOf(monday, { conversations: 5 }, { issues: Array.from({ length: 300 }, () => issue), sentence: "Capture." }),
      captureReadingOf(tuesday, { segments: 3 }, { damaged: true }),
    ]);
    const page = capturePageSchema.parse(vault.listCaptures(captureQuery()));
    expect(page.total).toBe(2);
    expect(page.totals).toEqual({ conversations: 8, bytesOut: 2000, bytesIn: 4000, sizeBytes: 100 });
    expect(page.rows.find(({ sha256 }) => sha256 === tuesday)).toMatchObject({
      fileName: "tuesday.bin",
      sizeBytes: 50,
      damaged: true,
      synthetic: true,
      format: "pcap",
    });
    const detail = captureDetailSchema.parse(vault.capture(monday));
    expect(detail).toMatchObject({ row: { sha256: monday, conversations: 5, damaged: false }, sentence: "Capture.", flights: [] });
    expect(detail.issues).toHaveLength(200);
    expect(vault.files({ offset: 0, limit: 10 }).rows.map(({ state, format }) => [state, format])).toEqual([
      ["read", "pcap"],
      ["damaged", "pcap"],
    ]);
    expect(vault.info()).toMatchObject({ captures: 2, flights: 0, unread: 0 });
    expect(vault.flowsPlaces()).toEqual([
      expect.objectContaining({ sha256: monday, segments: 1, conversations: 5, reader: "test-record/1" }),
      expect.objectContaining({ sha256: tuesday, segments: 3, countryDatabases: [{ database: "Test countries", date: "2026-01-01" }] }),
    ]);
    expect(vault.flowsPlaces(tuesday)).toHaveLength(1);
    expect(vault.flowsPlaces("0".repeat(64))).toEqual([]);
    expect(vault.capture("0".repeat(64))).toBeUndefined();

    // A newer reading takes the older one's place; one that finds no capture leaves none.
    writer.addReadings([captureReadingOf(monday, { segments: 2 }, { reader: "test-record/2" }), readingOf(tuesday)]);
    expect(vault.flowsPlaces()).toEqual([expect.objectContaining({ sha256: monday, segments: 2, reader: "test-record/2" })]);
    expect(vault.capture(tuesday)).toBeUndefined();
    expect(vault.info()).toMatchObject({ captures: 1, flights: 1 });
    writer.release();
    vault.close();
  });

  it("V16: are found by name and hash, sorted with unknown values last, in pages that do not overlap", async () => {
    const names = ["Alpha dock", "beta Dock", "gamma", "delta", "epsilon"];
    const { vault, hashes } = await vaultWith(names);
    const writer = await vault.beginWriting();
    writer.addReadings(
      hashes.map((sha256, at) =>
        captureReadingOf(sha256, { firstTimeUs: at === 2 ? null : START_US + (at % 2) * MINUTE_US, bytesOut: 100 * ((at * 3) % 5) }),
      ),
    );
    writer.release();
    const found = (wanted: Parameters<typeof captureQuery>[0]): readonly string[] =>
      vault.listCaptures(captureQuery(wanted)).rows.map(({ fileName }) => String(fileName).replace(".bin", ""));
    expect(found({ search: "DOCK" })).toEqual(["beta Dock", "Alpha dock"]);
    expect(found({ search: "dock alpha" })).toEqual(["Alpha dock"]);
    expect(found({ search: (hashes[3] as string).slice(0, 12).toUpperCase() })).toEqual(["delta"]);
    expect(found({ search: "100% _" })).toEqual([]);
    expect(found({ sort: "firstTimeUs", direction: "asc" })).toEqual(["Alpha dock", "epsilon", "beta Dock", "delta", "gamma"]);
    expect(found({ sort: "firstTimeUs", direction: "desc" })).toEqual(["delta", "beta Dock", "epsilon", "Alpha dock", "gamma"]);
    expect(found({ sort: "fileName", direction: "asc" })).toEqual(["Alpha dock", "beta Dock", "delta", "epsilon", "gamma"]);
    expect(found({ sort: "bytesOut", direction: "desc" })).toEqual(["delta", "beta Dock", "epsilon", "gamma", "Alpha dock"]);
    for (const sort of ["firstTimeUs", "keptUs", "fileName", "bytesOut", "conversations", "sizeBytes"] as const) {
      const pages = [0, 2, 4].flatMap((offset) => found({ sort, offset, limit: 2 }));
      expect([sort, ...pages]).toEqual([sort, ...found({ sort })]);
      expect(new Set(pages).size).toBe(5);
    }
    const page = vault.listCaptures(captureQuery({ search: "dock", limit: 1 }));
    expect([page.total, page.totals.bytesOut, page.rows.length]).toEqual([2, 300, 1]);
    vault.close();
  });

  it("V17: name the kept flights that were in the air while they ran", async () => {
    const { vault, hashes } = await vaultWith(["capture", "before", "into", "within", "after", "endless", "timeless"]);
    const [capture, before, into, within, after, endless, timeless] = hashes as [string, string, string, string, string, string, string];
    const writer = await vault.beginWriting();
    const flight = (sha256: string, minutes: number, lasts: number, place: string | null = null) =>
      readingOf(sha256, {
        wishes: [{ serial: sha256.slice(0, 8), startUs: START_US + minutes * MINUTE_US, durationUs: lasts * MINUTE_US, place }],
      });
    const [, , second] = writer.addReadings([
      captureReadingOf(capture, { firstTimeUs: START_US, durationUs: 10 * MINUTE_US }),
      flight(before, -10, 9),
      flight(into, -10, 11, "Field"),
      flight(within, 3, 1),
      flight(after, 11, 5),
      captureReadingOf(endless, { firstTimeUs: null }),
      readingOf(timeless, { wishes: [{ serial: "none", startUs: null }] }),
    ]);
    await writer.annotateFlight(second?.flightIds[0] as string, { name: "Survey" });
    writer.release();
    expect(vault.capture(capture)?.flights).toEqual([
      { id: second?.flightIds[0], name: "Survey", place: "Field", startUs: START_US - 10 * MINUTE_US, endUs: START_US + MINUTE_US },
      expect.objectContaining({ name: null, startUs: START_US + 3 * MINUTE_US }),
    ]);
    expect(vault.capture(endless)?.flights).toEqual([]);
    vault.close();
  });

  it("V15: are derived: a rebuild forgets them until they are read again, and fsck does not miss them", async () => {
    const { vault, path, hashes } = await vaultWith(["a"]);
    const writer = await vault.beginWriting();
    writer.addReading(captureReadingOf(hashes[0] as string));
    const before = vault.capture(hashes[0] as string);
    await writer.rebuildCatalogue();
    expect(vault.listCaptures(captureQuery())).toMatchObject({ total: 0, rows: [] });
    expect(vault.unreadOriginals("test-record/1")).toEqual(hashes);
    writer.addReading(captureReadingOf(hashes[0] as string));
    expect(vault.capture(hashes[0] as string)).toEqual(before);
    writer.release();
    expect(await vault.fsck()).toEqual({ checked: 1, damaged: [], missing: [], extra: [] });
    vault.close();
    const again = await openVault(path, { readOnly: true });
    expect(again.capture(hashes[0] as string)).toEqual(before);
    again.close();
  });

  it("V6: a catalogue from before there were captures keeps its flights", async () => {
    const { vault, path, hashes } = await vaultWith(["a"]);
    const writer = await vault.beginWriting();
    writer.addReading(readingOf(hashes[0] as string));
    writer.release();
    vault.close();
    const file = new Sqlite(join(path, "catalogue.sqlite"), { mode: "rw", busyTimeoutMs: 1000 });
    const later = [
      "media",
      "media_item",
      "media_card",
      "media_word",
      "unplaced_card",
      "unplaced_time",
      "footprint",
      "footprint_box",
      "capture",
      "hold",
      "deletion",
      "erasing",
      "ledger_kind",
      "ledger_entry",
      "ledger_name",
      "ledger_text",
      "ledger_file",
    ];
    file.script(`${later.map((table) => `DROP TABLE ${table};`).join(" ")} DROP INDEX flight_time; PRAGMA user_version = 1`);
    file.close();
    for (const readOnly of [true, false]) {
      const opened = await openVault(path, { readOnly });
      expect(opened.listFlights(query()).total).toBe(1);
      expect(opened.listCaptures(captureQuery()).total).toBe(0);
      opened.close();
    }
    const after = new Sqlite(join(path, "catalogue.sqlite"), { mode: "rw", busyTimeoutMs: 1000 });
    expect(Number(after.get("PRAGMA user_version")?.["user_version"])).toBe(migrations.length);
    after.close();
  });
});
