import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ByteSource, memorySource } from "@creance/core";
import { describe, expect, it } from "vitest";
import { openVault, type Vault } from "../src/index.ts";
import { bytesOf, keepSeed, query, readingOf, sha256Of, tmpFolder } from "./readings.ts";

const clean = { damaged: [], missing: [], extra: [] };

async function openTest(path = join(tmpFolder(), "vault")): Promise<Vault> {
  let timeUs = 1_800_000_000_000_000;
  return openVault(path, {
    create: true,
    now: () => {
      timeUs += 1;
      return timeUs;
    },
  });
}

/** Keeps one file for each seed and closes the writer. */
async function keepAll(vault: Vault, seeds: readonly string[]): Promise<readonly string[]> {
  const writer = await vault.beginWriting();
  const hashes: string[] = [];
  for (const seed of seeds) hashes.push((await keepSeed(writer, seed)).sha256);
  await writer.commit();
  writer.release();
  return hashes;
}

describe("a vault", () => {
  it("V1: keeps bytes once, as written, under their hash", async () => {
    const vault = await openTest();
    const writer = await vault.beginWriting();
    const first = await keepSeed(writer, "a");
    expect(first).toEqual({ sha256: sha256Of(bytesOf("a")), sizeBytes: 1000, status: "kept" });
    expect((await keepSeed(writer, "a")).status).toBe("alreadyKept");
    await writer.commit();
    expect((await keepSeed(writer, "a")).status).toBe("alreadyKept");
    await writer.commit();
    writer.release();
    const path = vault.originalPath(first.sha256);
    expect(readFileSync(path).equals(bytesOf("a"))).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o400);
    expect(vault.originalSize(first.sha256)).toBe(1000);
    expect(readdirSync(join(vault.path, "tmp"))).toEqual([]);
    expect(vault.info()).toMatchObject({ originals: 1, originalBytes: 1000, unread: 1, flights: 0, readOnly: false });
    expect(await vault.fsck()).toEqual({ checked: 1, ...clean });
    vault.close();
  });

  it("V1: keeps empty files, and large ones without holding them in memory", async () => {
    const vault = await openTest();
    const writer = await vault.beginWriting();
    const large = bytesOf("large", 9 << 20);
    let largestRead = 0;
    const source: ByteSource = {
      size: large.byteLength,
      read(start, end) {
        largestRead = Math.max(largestRead, end - start);
        return Promise.resolve(large.subarray(start, end));
      },
    };
    const empty = await writer.keep(memorySource(new Uint8Array(0)), { fileName: "" });
    expect((await writer.keep(source, { fileName: "large" })).sha256).toBe(sha256Of(large));
    expect((await writer.keep(source, { fileName: "large" })).status).toBe("alreadyKept");
    await writer.commit();
    expect((await writer.keep(source, { fileName: "large" })).status).toBe("alreadyKept");
    writer.release();
    expect(largestRead).toBe(4 << 20);
    expect(empty.sizeBytes).toBe(0);
    expect(await vault.fsck()).toEqual({ checked: 2, ...clean });
    vault.close();
  });

  it("V1: keeps nothing of a source that shrinks or fails, and clears what it wrote", async () => {
    const vault = await openTest();
    const writer = await vault.beginWriting();
    const shrinking: ByteSource = { size: 10 << 20, read: (start) => Promise.resolve(new Uint8Array(start === 0 ? 4 << 20 : 5)) };
    await expect(writer.keep(shrinking, { fileName: "x" })).rejects.toMatchObject({ code: "source-changed" });
    const failing: ByteSource = { size: 10 << 20, read: () => Promise.reject(Object.assign(new Error("gone"), { code: "EIO" })) };
    await expect(writer.keep(failing, { fileName: "x" })).rejects.toThrow("gone");
    await writer.commit();
    writer.release();
    expect(readdirSync(join(vault.path, "tmp"))).toEqual([]);
    expect(await vault.fsck()).toEqual({ checked: 0, ...clean });
    vault.close();
  });

  it("V1: takes many files at once, the same bytes among them, while it commits", async () => {
    const vault = await openTest();
    const writer = await vault.beginWriting();
    const work: Promise<unknown>[] = [];
    for (let at = 0; at < 60; at += 1) {
      work.push(keepSeed(writer, `seed-${at % 20}`));
      if (at % 7 === 0) work.push(writer.commit());
    }
    await Promise.all(work);
    await writer.commit();
    writer.release();
    expect(vault.info().originals).toBe(20);
    expect(await vault.fsck()).toEqual({ checked: 20, ...clean });
    const journal = readFileSync(join(vault.path, "journal", "000001.jsonl"), "utf8");
    expect(journal.match(/"kind":"kept"/g)?.length).toBe(20);
    vault.close();
  });

  it("V4: holds no personal text in the journal's entries", async () => {
    const vault = await openTest();
    const writer = await vault.beginWriting();
    const { sha256 } = await writer.keep(memorySource(bytesOf("p")), { fileName: "private name.txt" });
    await writer.commit();
    const [id] = writer.addReading(readingOf(sha256)).flightIds;
    await writer.annotateFlight(id as string, { name: "private words", note: "private note" });
    writer.release();
    expect(readFileSync(join(vault.path, "journal", "000001.jsonl"), "utf8")).not.toContain("private");
    expect(readFileSync(join(vault.path, "journal", "texts.jsonl"), "utf8")).toContain("private words");
    vault.close();
  });

  it("V1: keeps files under any name, also with zero characters and halves of characters", async () => {
    const vault = await openTest();
    const writer = await vault.beginWriting();
    const odd = ["a\0b", "half \ud83d", "\ude00", "x".repeat(9000), "../../etc/passwd", "line\nend", ""];
    for (const [at, fileName] of odd.entries()) await writer.keep(memorySource(bytesOf(`${at}`)), { fileName });
    await writer.commit();
    const [sha256] = vault.unreadOriginals("x") as [string];
    const [id] = writer.addReading(readingOf(sha256, { wishes: [{ place: "zero\0place", aircraftName: "half \ud83d" }] })).flightIds;
    writer.release();
    expect(vault.listFlights(query({ search: "place" })).rows.map((flight) => flight.id)).toEqual([id]);
    expect(vault.files({ offset: 0, limit: 10 }).rows.map((file) => file.fileName)).toEqual([
      "a\ufffdb",
      "half \ufffd",
      "\ufffd",
      "x".repeat(4096),
      "../../etc/passwd",
      "line\nend",
      "",
    ]);
    expect(await vault.fsck()).toEqual({ checked: odd.length, ...clean });
    vault.close();
  });

  it("V7: opens again with everything, also under another path", async () => {
    const vault = await openTest();
    const [sha256] = await keepAll(vault, ["a", "b"]);
    const writer = await vault.beginWriting();
    const [id] = writer.addReading(readingOf(sha256 as string)).flightIds;
    await writer.annotateFlight(id as string, { name: "Ridge survey" });
    await writer.addKeychain(sha256 as string, '{"keys":[]}');
    writer.release();
    const before = vault.flight(id as string);
    vault.close();
    const copy = join(tmpFolder(), "elsewhere");
    cpSync(vault.path, copy, { recursive: true });
    rmSync(vault.path, { recursive: true });
    const again = await openVault(copy);
    expect(again.flight(id as string)).toEqual(before);
    expect(again.flight(id as string)?.summary.name).toBe("Ridge survey");
    expect(again.keychain(sha256 as string)).toBe('{"keys":[]}');
    expect(await again.fsck()).toEqual({ checked: 2, ...clean });
    expect(readFileSync(join(copy, "catalogue.sqlite")).includes(vault.path)).toBe(false);
    again.close();
  });

  it("V14: keeps keychains for the owner alone, and checks them", async () => {
    const vault = await openTest();
    const [sha256] = (await keepAll(vault, ["sealed"])) as [string];
    const writer = await vault.beginWriting();
    await expect(writer.addKeychain("0".repeat(64), "{}")).rejects.toMatchObject({ code: "not-kept" });
    await expect(writer.addKeychain("../../x", "{}")).rejects.toMatchObject({ code: "bad-sha256" });
    await writer.addKeychain(sha256, '{"a":1}');
    await writer.addKeychain(sha256, '{"a":1}');
    await writer.addKeychain(sha256, '{"a":2}');
    writer.release();
    const path = join(vault.path, "keys", `${sha256}.json`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(vault.path, "keys")).mode & 0o777).toBe(0o700);
    expect(vault.keychain(sha256)).toBe('{"a":2}');
    expect(vault.keychain("nonsense")).toBeUndefined();
    expect(vault.info().keychains).toBe(1);
    expect(readFileSync(join(vault.path, "journal", "000001.jsonl"), "utf8").match(/keychainAdded/g)?.length).toBe(2);
    writeFileSync(path, '{"a":3}');
    expect((await vault.fsck()).damaged).toEqual([expect.objectContaining({ sha256, path: `keys/${sha256}.json` })]);
    rmSync(path);
    expect((await vault.fsck()).missing).toEqual([expect.objectContaining({ sha256, path: `keys/${sha256}.json` })]);
    vault.close();
  });
});

describe("fsck", () => {
  it("V9, V1: names what is damaged, missing and extra, and importing again mends it", async () => {
    const vault = await openTest();
    const seeds = ["flipped", "short", "gone", "folder", "link", "whole"];
    const hashes = (await keepAll(vault, seeds)) as string[];
    const pathOf = (seed: string): string => vault.originalPath(hashes[seeds.indexOf(seed)] as string);
    const overwrite = (seed: string, bytes: Uint8Array): void => {
      chmodSync(pathOf(seed), 0o600);
      writeFileSync(pathOf(seed), bytes);
    };
    const flipped = bytesOf("flipped");
    flipped[500] = (flipped[500] as number) ^ 1;
    overwrite("flipped", flipped);
    overwrite("short", bytesOf("short").subarray(0, 10));
    rmSync(pathOf("gone"));
    rmSync(pathOf("folder"));
    mkdirSync(join(pathOf("folder"), "inside"), { recursive: true });
    rmSync(pathOf("link"));
    symlinkSync(pathOf("whole"), pathOf("link"));
    const stray = sha256Of(bytesOf("stray"));
    mkdirSync(join(vault.path, "originals", stray.slice(0, 2)), { recursive: true });
    writeFileSync(vault.originalPath(stray), bytesOf("stray"));
    writeFileSync(join(vault.path, "originals", "README"), "?");

    const found = await vault.fsck();
    const named = (list: typeof found.damaged): unknown[] => list.map(({ sha256 }) => seeds[hashes.indexOf(sha256 ?? "")] ?? sha256).sort();
    expect(found.checked).toBe(6);
    expect(named(found.damaged)).toEqual(["flipped", "folder", "link", "short"]);
    expect(named(found.missing)).toEqual(["gone"]);
    expect(new Set(found.extra.map(({ path }) => path))).toEqual(new Set([`originals/${stray.slice(0, 2)}/${stray}`, "originals/README"]));
    for (const { path, sentence } of [...found.damaged, ...found.missing, ...found.extra]) {
      expect(path.startsWith("originals/")).toBe(true);
      expect(sentence).toMatch(/\.$/);
    }

    const writer = await vault.beginWriting();
    for (const seed of seeds) {
      const kept = await keepSeed(writer, seed);
      expect(kept.status).toBe("alreadyKept");
      expect(kept.sentence === undefined).toBe(seed === "whole");
    }
    expect((await keepSeed(writer, "stray")).status).toBe("kept");
    await writer.commit();
    writer.release();
    const after = await vault.fsck();
    expect(after).toMatchObject({ checked: 7, damaged: [], missing: [] });
    // A folder and a link cannot be original bytes; they are set aside, not deleted.
    expect(new Set(after.extra.map(({ path }) => path.replace(/\.set-aside-.*/, ".set-aside")))).toEqual(
      new Set([`originals/${hashes[3]}.set-aside`, `originals/${hashes[4]}.set-aside`, "originals/README"]),
    );
    const journal = readFileSync(join(vault.path, "journal", "000001.jsonl"), "utf8");
    expect(journal.match(/"kind":"replaced"/g)?.length).toBe(5);
    vault.close();
  });

  it("V1: replaces a stray file with the right name and wrong bytes instead of adopting it", async () => {
    const vault = await openTest();
    await keepAll(vault, ["x"]);
    const stray = sha256Of(bytesOf("stray"));
    mkdirSync(join(vault.path, "originals", stray.slice(0, 2)), { recursive: true });
    writeFileSync(vault.originalPath(stray), bytesOf("other"));
    await keepAll(vault, ["stray"]);
    expect(readFileSync(vault.originalPath(stray)).equals(bytesOf("stray"))).toBe(true);
    expect(await vault.fsck()).toEqual({ checked: 2, ...clean });
    vault.close();
  });

  it("V9: finds changed words and a changed journal", async () => {
    const vault = await openTest();
    await keepAll(vault, ["a", "b"]);
    const texts = join(vault.path, "journal", "texts.jsonl");
    writeFileSync(texts, readFileSync(texts, "utf8").replace("a.bin", "c.bin"));
    expect((await vault.fsck()).damaged.map(({ path }) => path)).toEqual(["journal/texts.jsonl", "journal/texts.jsonl"]);
    writeFileSync(texts, readFileSync(texts, "utf8").replace("c.bin", "a.bin"));
    expect((await vault.fsck()).damaged).toEqual([]);
    const journal = join(vault.path, "journal", "000001.jsonl");
    const lines = readFileSync(journal, "utf8").split("\n");
    writeFileSync(journal, [lines[0], lines[2], ""].join("\n"));
    expect((await vault.fsck()).damaged.map(({ path }) => path)).toContain("journal/000001.jsonl");
    vault.close();
  });

  it("V9: tells its progress in bytes", async () => {
    const vault = await openTest();
    await keepAll(vault, ["a", "b", "c"]);
    const seen: number[] = [];
    await vault.fsck({ onProgress: ({ bytes, totalBytes }) => seen.push(bytes / totalBytes) });
    expect(seen.at(-1)).toBe(1);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    vault.close();
  });
});

describe("opening", () => {
  it("says what is wrong with a folder that is no vault", async () => {
    const folder = tmpFolder();
    await expect(openVault(join(folder, "none"))).rejects.toMatchObject({ code: "no-vault", kind: "notFound" });
    writeFileSync(join(folder, "photo.jpg"), "x");
    await expect(openVault(folder, { create: true })).rejects.toMatchObject({ code: "not-a-vault" });
    await expect(openVault(join(folder, "photo.jpg"), { create: true })).rejects.toMatchObject({ code: "not-a-vault" });
    expect(readdirSync(folder)).toEqual(["photo.jpg"]);
  });

  it("V6: refuses a vault of a newer program, naming both formats, and changes nothing", async () => {
    const vault = await openTest();
    await keepAll(vault, ["a"]);
    vault.close();
    const mark = join(vault.path, "vault.json");
    const old = readFileSync(mark, "utf8");
    writeFileSync(mark, old.replace('"format":1', '"format":7'));
    await expect(openVault(vault.path)).rejects.toMatchObject({ code: "vault-newer", message: expect.stringMatching(/format 7.*up to 1/) });
    writeFileSync(mark, "{");
    await expect(openVault(vault.path)).rejects.toMatchObject({ code: "vault-damaged", message: expect.stringContaining('{"format":1') });
    writeFileSync(mark, old);
    const again = await openVault(vault.path);
    expect(again.info().originals).toBe(1);
    again.close();
  });

  it.each(["deleted", "emptied", "replaced by junk", "replaced by a folder"])(
    "V5: makes a catalogue that was %s anew: names and notes are there",
    async (how) => {
      const vault = await openTest();
      const [sha256] = (await keepAll(vault, ["a", "b"])) as [string];
      const reading = readingOf(sha256);
      const writer = await vault.beginWriting();
      const [id] = writer.addReading(reading).flightIds as [string];
      await writer.annotateFlight(id, { name: "Quarry", note: "old" });
      await writer.annotateFlight(id, { note: "new\nline" });
      await writer.addKeychain(sha256, "{}");
      writer.release();
      const before = { flight: vault.flight(id), info: vault.info(), files: vault.files({ offset: 0, limit: 10 }).rows };
      vault.close();
      const catalogue = join(vault.path, "catalogue.sqlite");
      for (const suffix of ["", "-wal", "-shm"]) rmSync(`${catalogue}${suffix}`, { force: true });
      if (how === "emptied") writeFileSync(catalogue, "");
      if (how === "replaced by junk") writeFileSync(catalogue, bytesOf("junk", 20_000));
      if (how === "replaced by a folder") mkdirSync(join(catalogue, "deep"), { recursive: true });
      const again = await openVault(vault.path);
      expect(again.unreadOriginals("test-record/1")).toEqual(before.files.map((file) => file.sha256));
      const second = await again.beginWriting();
      expect(second.addReading(reading)).toEqual({ flightIds: [id], newFlights: 1 });
      second.release();
      expect(again.flight(id)).toEqual(before.flight);
      expect(again.info()).toEqual(before.info);
      expect(again.files({ offset: 0, limit: 10 }).rows).toEqual(before.files);
      expect(await again.fsck()).toEqual({ checked: 2, ...clean });
      again.close();
    },
  );

  it("V5: rebuilds on request while another reader looks on", async () => {
    const vault = await openTest();
    const [sha256] = (await keepAll(vault, ["a"])) as [string];
    const reader = await openVault(vault.path);
    const writer = await vault.beginWriting();
    const [id] = writer.addReading(readingOf(sha256)).flightIds as [string];
    await writer.annotateFlight(id, { name: "Weir" });
    expect(reader.flight(id)?.summary.name).toBe("Weir");
    await writer.rebuildCatalogue();
    expect(reader.flight(id)).toBeUndefined();
    expect(reader.unreadOriginals("test-record/1")).toEqual([sha256]);
    writer.addReading(readingOf(sha256));
    expect(reader.flight(id)?.summary.name).toBe("Weir");
    writer.release();
    reader.close();
    vault.close();
  });

  it("V5: enters what a crash kept out of the catalogue", async () => {
    const vault = await openTest();
    await keepAll(vault, ["a"]);
    vault.close();
    const catalogue = join(vault.path, "catalogue.sqlite");
    const older = readFileSync(catalogue);
    const second = await openVault(vault.path);
    await keepAll(second, ["b", "c"]);
    second.close();
    for (const suffix of ["-wal", "-shm"]) rmSync(`${catalogue}${suffix}`, { force: true });
    writeFileSync(catalogue, older);
    const third = await openVault(vault.path);
    expect(third.info().originals).toBe(3);
    expect(await third.fsck()).toEqual({ checked: 3, ...clean });
    third.close();
  });

  it("V3: is made once by two processes' worth of openings at once", async () => {
    const path = join(tmpFolder(), "vault");
    const vaults = await Promise.all(Array.from({ length: 4 }, () => openVault(path, { create: true })));
    await Promise.all(vaults.map((vault, at) => keepAll(vault, [`own-${at}`, "shared"])));
    for (const vault of vaults) expect(vault.info().originals).toBe(5);
    expect(await vaults[0]?.fsck()).toEqual({ checked: 5, ...clean });
    for (const vault of vaults) vault.close();
    expect(existsSync(join(path, "vault.json.part"))).toBe(false);
  });

  it("V8: opens for reading only on request, and says so to a writer", async () => {
    const vault = await openTest();
    const [sha256] = (await keepAll(vault, ["a"])) as [string];
    const reader = await openVault(vault.path, { readOnly: true });
    expect(reader.readOnly).toBe(true);
    expect(reader.originalSize(sha256)).toBe(1000);
    expect(reader.listFlights(query()).total).toBe(0);
    await expect(reader.beginWriting()).rejects.toMatchObject({ code: "vault-read-only", kind: "machineRefused" });
    reader.close();
    vault.close();
  });
});

describe("keeping several files at the same time", () => {
  it("V22: enters them in the order asked for, the same bytes once, and commits between do no harm", async () => {
    const path = tmpFolder();
    const vault = await openVault(path, { create: true });
    const writer = await vault.beginWriting();
    const contents = Array.from({ length: 24 }, (_, at) => new Uint8Array(1000 * ((at * 7) % 12) + 10).fill(at % 12));
    const kept = [];
    for (let at = 0; at < contents.length; at += 4) {
      const some = contents.slice(at, at + 4).map((bytes, place) => writer.keep(memorySource(bytes), { fileName: `file ${at + place}` }));
      kept.push(...(await Promise.all(some)));
      await Promise.all([writer.commit(), writer.commit()]);
    }
    expect(kept.slice(0, 12).every(({ status, sentence }) => status === "kept" && sentence === undefined)).toBe(true);
    expect(kept.slice(12).every(({ status, sentence }) => status === "alreadyKept" && sentence === undefined)).toBe(true);
    const twice = await Promise.all([1, 2, 3].map(() => writer.keep(memorySource(new Uint8Array(99)), { fileName: "thrice" })));
    expect(twice.map(({ status, sentence }) => [status, sentence])).toEqual([
      ["kept", undefined],
      ["alreadyKept", undefined],
      ["alreadyKept", undefined],
    ]);
    await writer.commit();
    writer.release();
    const names = vault.files({ offset: 0, limit: 100 }).rows.map(({ fileName }) => fileName);
    expect(names).toEqual([...Array.from({ length: 12 }, (_, at) => `file ${at}`), "thrice"]);
    expect(await vault.fsck()).toMatchObject({ damaged: [], missing: [], extra: [] });
    vault.close();
  });

  it("V22: a source that fails takes none of the others with it", async () => {
    const vault = await openVault(tmpFolder(), { create: true });
    const writer = await vault.beginWriting();
    const failing = { size: 10, read: () => Promise.reject(new Error("gone")) };
    const results = await Promise.allSettled([
      writer.keep(memorySource(new Uint8Array(1)), { fileName: "one" }),
      writer.keep(failing, { fileName: "two" }),
      writer.keep(memorySource(new Uint8Array(3)), { fileName: "three" }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await writer.commit();
    writer.release();
    expect(vault.files({ offset: 0, limit: 9 }).rows.map(({ fileName }) => fileName)).toEqual(["one", "three"]);
    vault.close();
  });
});

describe("a check while somebody writes", () => {
  it("names nothing: what is entered meanwhile is no lost end of the journal", async () => {
    const vault = await openTest();
    await keepAll(
      vault,
      Array.from({ length: 40 }, (_, index) => `w${index}`),
    );
    const writer = await vault.beginWriting();
    let entered: Promise<unknown> | undefined;
    const checked = await vault.fsck({
      onProgress: () => {
        entered ??= writer.enter(() => [
          { kind: "viewed", timeUs: 1_800_000_000_000_000, what: "original", sha256: "a".repeat(64), byHash: null },
        ]);
      },
    });
    await entered;
    writer.release();
    expect(checked).toEqual({ checked: 40, ...clean });
  });
});
