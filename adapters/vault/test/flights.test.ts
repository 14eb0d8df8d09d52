import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FlightEntry, groupFlights, isSameFlight } from "../src/flight-groups.ts";
import { openVault, type Reading, type Vault } from "../src/index.ts";
import { keepSeed, query, readingOf, tmpFolder } from "./readings.ts";

const MINUTE_US = 60_000_000;
const START_US = 1_700_000_000_000_000;

/** A vault that holds one original for each seed, and their hashes. */
async function vaultWith(count: number): Promise<{ readonly vault: Vault; readonly hashes: readonly string[] }> {
  const vault = await openVault(join(tmpFolder("inMemory"), "vault"), { create: true });
  const writer = await vault.beginWriting();
  const hashes: string[] = [];
  for (let at = 0; at < count; at += 1) hashes.push((await keepSeed(writer, `file ${at}`, 50)).sha256);
  await writer.commit();
  writer.release();
  return { vault, hashes };
}

describe("flights", () => {
  it("V11: are one when two devices recorded the same region or the same time of one aircraft", async () => {
    const { vault, hashes } = await vaultWith(5);
    const [a, b, c, d, e] = hashes as [string, string, string, string, string];
    const writer = await vault.beginWriting();
    const [first, second, third, fourth, fifth] = writer.addReadings([
      readingOf(a, { regionSha256: "r1", wishes: [{ serial: "S1", rows: 100 }] }),
      readingOf(b, { regionSha256: "r1", wishes: [{ serial: null, startUs: null, rows: 50 }] }),
      readingOf(c, { regionSha256: "r2", wishes: [{ serial: "S1", startUs: START_US + 4 * MINUTE_US, rows: 200 }] }),
      readingOf(d, { regionSha256: "r3", wishes: [{ serial: "S1", startUs: START_US + 16 * MINUTE_US }] }),
      readingOf(e, { regionSha256: "r4", wishes: [{ serial: "S2" }] }),
    ]) as [{ flightIds: string[]; newFlights: number }, ...{ flightIds: string[]; newFlights: number }[]];
    writer.release();
    expect(second?.flightIds).toEqual(first?.flightIds);
    expect(third?.flightIds).toEqual(first?.flightIds);
    expect([first, second, third, fourth, fifth].map((added) => added?.newFlights)).toEqual([1, 0, 0, 1, 1]);
    const id = first?.flightIds[0] as string;
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    const detail = vault.flight(id);
    expect(detail?.summary.originals).toBe(3);
    expect(detail?.originals.map((original) => original.sha256)).toEqual([a, b, c]);
    expect(vault.trackPlace(id)).toEqual({ sha256: c, segment: 0, reader: "test-record/1" });
    expect(detail?.rows).toBe(200);
    expect(vault.info().flights).toBe(3);
    vault.close();
  });

  it("V11: stay two when one original holds two", async () => {
    const { vault, hashes } = await vaultWith(1);
    const writer = await vault.beginWriting();
    const { flightIds, newFlights } = writer.addReading(
      readingOf(hashes[0] as string, { wishes: [{ segment: 0 }, { segment: 1, startUs: START_US + MINUTE_US }] }),
    );
    expect(new Set(flightIds).size).toBe(2);
    expect(newFlights).toBe(2);
    writer.release();
    vault.close();
  });

  it("V11: keep their id when a sealed record is opened, and count as new only once", async () => {
    const { vault, hashes } = await vaultWith(1);
    const [sha256] = hashes as [string];
    const writer = await vault.beginWriting();
    const sealed = writer.addReading(
      readingOf(sha256, { sealed: true, regionSha256: "r1", wishes: [{ serial: null, rows: 0, sealed: true }] }),
    );
    const id = sealed.flightIds[0] as string;
    await writer.annotateFlight(id, { name: "Sealed one" });
    expect(vault.trackPlace(id)).toBeUndefined();
    expect(vault.info()).toMatchObject({ sealed: 1, flights: 1 });
    const opened = readingOf(sha256, { regionSha256: "r1", wishes: [{ rows: 500 }] });
    expect(writer.addReading(opened)).toEqual({ flightIds: [id], newFlights: 0 });
    expect(writer.addReading(opened)).toEqual({ flightIds: [id], newFlights: 0 });
    expect(vault.flight(id)?.summary).toMatchObject({ name: "Sealed one", sealed: false, originals: 1 });
    expect(vault.trackPlace(id)?.segment).toBe(0);
    expect(vault.info()).toMatchObject({ sealed: 0, flights: 1 });
    writer.release();
    vault.close();
  });

  it("V11: stay open when a reading that was begun before the keys came is entered last", async () => {
    const { vault, hashes } = await vaultWith(1);
    const [sha256] = hashes as [string];
    const writer = await vault.beginWriting();
    const sealed = readingOf(sha256, { sealed: true, regionSha256: "r1", wishes: [{ serial: null, rows: 0, sealed: true }] });
    const flightIds = writer.addReading(sealed).flightIds;
    await writer.addKeychain(sha256, '{"keys":[]}');
    writer.addReading(readingOf(sha256, { regionSha256: "r1", wishes: [{ rows: 500 }] }));
    expect(writer.addReading(sealed)).toEqual({ flightIds, newFlights: 0 });
    expect([vault.reading(sha256)?.sealed, vault.info().sealed]).toEqual([false, 0]);
    // Another reader, or a reading that found nothing to open, is replaced as ever.
    writer.addReading({ ...sealed, reader: "test-record/2" });
    expect(vault.reading(sha256)?.sealed).toBe(true);
    writer.addReading(readingOf(sha256, { reader: "test-record/2", format: null, wishes: [] }));
    writer.addReading({ ...sealed, reader: "test-record/2" });
    expect(vault.reading(sha256)?.sealed).toBe(true);
    writer.release();
    vault.close();
  });

  it("V12: go when a newer reader finds none, and the words come back with them", async () => {
    const { vault, hashes } = await vaultWith(1);
    const [sha256] = hashes as [string];
    const writer = await vault.beginWriting();
    const [id] = writer.addReading(readingOf(sha256)).flightIds as [string];
    await writer.annotateFlight(id, { name: "Kiln", note: "note" });
    expect(vault.unreadOriginals("test-record/1")).toEqual([]);
    expect(vault.unreadOriginals("test-record/2")).toEqual([sha256]);
    writer.addReading(readingOf(sha256, { reader: "test-record/2", format: null, wishes: [], sentence: "No format we read." }));
    expect(vault.listFlights(query()).total).toBe(0);
    expect(vault.flight(id)).toBeUndefined();
    expect(vault.reading(sha256)).toEqual({
      reader: "test-record/2",
      format: null,
      sealed: false,
      damaged: false,
      sentence: "No format we read.",
      flightIds: [],
    });
    expect(vault.files({ state: "unread", offset: 0, limit: 5 }).rows[0]?.sentence).toBe("No format we read.");
    writer.addReading(readingOf(sha256));
    expect(vault.flight(id)).toMatchObject({ note: "note", summary: { name: "Kiln" } });
    await writer.annotateFlight(id, { name: null, note: "  " });
    expect(vault.flight(id)).toMatchObject({ note: null, summary: { name: null } });
    await expect(writer.annotateFlight("0".repeat(16), { name: "x" })).rejects.toMatchObject({ code: "no-such-flight" });
    expect(() => writer.addReading(readingOf("0".repeat(64)))).toThrow(expect.objectContaining({ code: "not-kept" }));
    writer.release();
    vault.close();
  });

  it("V11: give the same ids and groups whatever the order in which readings come and change", async () => {
    const { vault, hashes } = await vaultWith(6);
    const wish = fc.record({
      region: fc.constantFrom("r1", "r2", "r3", null),
      serial: fc.constantFrom("S1", "S2", null),
      start: fc.nat(12),
      second: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { minLength: 6, maxLength: 6 }), fc.array(fc.nat(5), { maxLength: 12 }), async (wishes, order) => {
        const readings = hashes.map((sha256, at): Reading => {
          const { region, serial, start, second } = wishes[at] as (typeof wishes)[number];
          const startUs = START_US + start * 2 * MINUTE_US;
          const first = { serial, startUs, rows: at };
          return readingOf(sha256, {
            regionSha256: region,
            wishes: second ? [first, { serial, startUs: startUs + 12 * MINUTE_US, segment: 1, rows: at }] : [first],
          });
        });
        const writer = await vault.beginWriting();
        await writer.rebuildCatalogue();
        writer.addReadings(readings);
        const straight = stateOf(vault, hashes);
        await writer.rebuildCatalogue();
        // Sealed at first, with nothing to tell them apart; then opened in any order, some twice.
        writer.addReadings(hashes.map((sha256) => readingOf(sha256, { sealed: true, wishes: [{ serial: null, sealed: true, rows: 0 }] })));
        for (const at of [...order, 5, 3, 4, 0, 2, 1]) writer.addReading(readings[at] as Reading);
        writer.release();
        expect(stateOf(vault, hashes)).toEqual(straight);
      }),
      { numRuns: 60 },
    );
    vault.close();
  });
});

function stateOf(vault: Vault, hashes: readonly string[]): unknown {
  return {
    groups: hashes.map((sha256) => vault.reading(sha256)?.flightIds),
    list: vault.listFlights(query({ sort: "place" })),
    shown: [...vault.allFlights(query())].map(({ id }) => vault.trackPlace(id)),
  };
}

describe("grouping", () => {
  const entry = (wish: Partial<FlightEntry>): FlightEntry => ({
    sha256: "a",
    segment: 0,
    seq: 1,
    region: "ra",
    serial: "S",
    startUs: 0,
    endUs: 100,
    ...wish,
  });

  it.each([
    ["same region and segment", { region: "ra", serial: null, startUs: null }, true],
    ["same region, other segment", { region: "ra", segment: 1, serial: null }, false],
    ["more than half of the shorter", { region: "rb", startUs: 49, endUs: 149 }, true],
    ["just half of the shorter", { region: "rb", startUs: 50, endUs: 150 }, false],
    ["inside the longer", { region: "rb", startUs: 40, endUs: 42 }, true],
    ["another aircraft", { region: "rb", serial: "T" }, false],
    ["no serial", { region: "rb", serial: "" }, false],
    ["no time", { region: "rb", startUs: null }, false],
    ["no duration", { region: "rb", endUs: 0 }, false],
  ])("%s: %j is %s", (_, wish, same) => {
    const a = entry({});
    const b = entry({ sha256: "b", seq: 2, ...wish });
    expect(isSameFlight(a, b)).toBe(same);
    expect(isSameFlight(b, a)).toBe(same);
    expect(groupFlights([b, a]).length).toBe(same ? 1 : 2);
  });
});

describe("the list", () => {
  it("V13: searches, filters, sorts and counts", async () => {
    const { vault, hashes } = await vaultWith(4);
    const writer = await vault.beginWriting();
    writer.addReadings([
      readingOf(hashes[0] as string, {
        wishes: [{ serial: "S1", startUs: START_US, place: "Élmhaven, NO", country: "NO", warnings: 2, distanceM: 10, appName: "ios 1" }],
      }),
      readingOf(hashes[1] as string, {
        wishes: [
          { serial: "S1", startUs: START_US + 60 * MINUTE_US, place: "Birchford", country: "SE", distanceM: null, durationUs: MINUTE_US },
        ],
      }),
      readingOf(hashes[2] as string, {
        wishes: [{ serial: "S2", startUs: null, aircraftName: "100%_craft", damaged: true, distanceM: 30 }],
      }),
      readingOf(hashes[3] as string, {
        sealed: true,
        wishes: [{ serial: null, startUs: START_US + 90 * MINUTE_US, sealed: true, distanceM: 20 }],
      }),
    ]);
    const idOf = (at: number): string => vault.reading(hashes[at] as string)?.flightIds[0] as string;
    await writer.annotateFlight(idOf(1), { name: "Second Look", note: "Hail on\nthe way Back" });
    writer.release();
    const found = (wanted: Parameters<typeof query>[0]): number[] =>
      vault.listFlights(query(wanted)).rows.map(({ id }) => [0, 1, 2, 3].find((at) => idOf(at) === id) ?? -1);

    expect(found({})).toEqual([3, 1, 0, 2]);
    expect(found({ sort: "startUs", direction: "asc" })).toEqual([0, 1, 3, 2]);
    expect(found({ sort: "distanceM", direction: "desc" })).toEqual([2, 3, 0, 1]);
    expect(found({ sort: "distanceM", direction: "asc" })).toEqual([0, 3, 2, 1]);
    expect(found({ search: "élmHAVEN" })).toEqual([0]);
    expect(found({ search: "second s1" })).toEqual([1]);
    expect(found({ search: "second s2" })).toEqual([]);
    expect(found({ search: "hail back" })).toEqual([1]);
    expect(found({ search: "%_" })).toEqual([2]);
    expect(found({ search: idOf(3).slice(0, 8) })).toEqual([3]);
    expect(found({ search: "' OR 1=1 --" })).toEqual([]);
    expect(found({ aircraft: "S1" })).toEqual([1, 0]);
    expect(found({ app: "ios 1" })).toEqual([0]);
    expect(found({ country: "SE" })).toEqual([1]);
    expect(found({ place: "Élmhaven, NO" })).toEqual([0]);
    expect(found({ place: "nowhere" })).toEqual([]);
    expect(found({ hasWarnings: true })).toEqual([0]);
    expect(found({ hasWarnings: false })).toEqual([3, 1, 2]);
    expect(found({ sealed: true })).toEqual([3]);
    expect(found({ damaged: true })).toEqual([2]);
    expect(found({ fromUs: START_US + 1, toUs: START_US + 90 * MINUTE_US })).toEqual([1]);
    expect(found({ maxDurationUs: MINUTE_US })).toEqual([1]);
    expect(found({ minDurationUs: MINUTE_US + 1 })).toEqual([3, 0, 2]);
    expect(found({ offset: 1, limit: 2 })).toEqual([1, 0]);

    expect(vault.listFlights(query({ limit: 1 }))).toMatchObject({
      total: 4,
      totals: { durationUs: 31 * MINUTE_US, distanceM: 60, warnings: 2, sealed: 1 },
    });
    expect([...vault.allFlights(query({ search: "craft", limit: 1 }))].length).toBe(4);
    expect(vault.facets()).toEqual({
      flights: 4,
      aircraft: [
        { serial: "S1", name: "Merlin", productName: "Test Craft", flights: 2 },
        { serial: null, name: null, productName: null, flights: 1 },
        { serial: "S2", name: "100%_craft", productName: "Test Craft", flights: 1 },
      ],
      apps: [
        { appName: "test 1.0", flights: 3 },
        { appName: "ios 1", flights: 1 },
      ],
      countries: [
        { country: "NO", flights: 1 },
        { country: "SE", flights: 1 },
      ],
      places: [
        { place: "Birchford", flights: 1 },
        { place: "Élmhaven, NO", flights: 1 },
      ],
      firstUs: START_US,
      lastUs: START_US + 90 * MINUTE_US,
    });
    expect(vault.files({ state: "sealed", offset: 0, limit: 10 })).toMatchObject({
      total: 1,
      rows: [{ sha256: hashes[3], fileName: "file 3.bin" }],
    });
    expect(vault.files({ offset: 2, limit: 1 })).toMatchObject({ total: 4, rows: [{ sha256: hashes[2], flightIds: [idOf(2)] }] });
    vault.close();
  });

  it("counts in how many other files a revealed value stands", async () => {
    const { vault, hashes } = await vaultWith(3);
    const reveal = (kind: string, value: string): Reading["reveals"][number] => ({
      kind,
      label: kind,
      value,
      byteOffset: 1,
      lengthBytes: 2,
      scrambled: false,
      sentence: "It is there.",
    });
    const writer = await vault.beginWriting();
    const added = writer.addReadings(
      hashes.map((sha256, at) =>
        readingOf(sha256, {
          wishes: [{ serial: `S${at}` }],
          reveals: [
            reveal("droneName", at < 2 ? "Kestrel" : "Hobby"),
            reveal("droneName", at < 2 ? "Kestrel" : "Hobby"),
            reveal("placeName", "Kestrel"),
          ],
        }),
      ),
    );
    const detail = vault.flight(added[0]?.flightIds[0] as string);
    expect(detail?.reveals.map(({ kind, alsoInFiles }) => [kind, alsoInFiles])).toEqual([
      ["droneName", 1],
      ["droneName", 1],
      ["placeName", 2],
    ]);
    writer.release();
    vault.close();
  });
});
