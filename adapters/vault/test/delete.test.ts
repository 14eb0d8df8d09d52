import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeDisk, openVault, type Vault, type VaultDisk, type VaultWriter } from "../src/index.ts";
import { keepSeed, pictureReading, query, readingOf, tmpFolder } from "./readings.ts";
import { type DiskOperation, killedAfter, layDown, recordedDisk } from "./recorded-disk.ts";

/** Every file of a folder with its path in it. */
function filesIn(folder: string, under = ""): readonly string[] {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? filesIn(folder, join(under, one.name)) : [join(under, one.name)],
  );
}

/** Files of a vault in whose name or bytes a text stands; the entries of the journal name hashes for ever. */
function filesWith(vaultPath: string, text: string): readonly string[] {
  return filesIn(vaultPath).filter((name) => {
    if (/^journal\/\d+\.jsonl$/.test(name)) return readFileSync(join(vaultPath, name)).includes(text) && !/^[0-9a-f]{64}$/.test(text);
    return name.includes(text) || readFileSync(join(vaultPath, name)).includes(text);
  });
}

function putMade(vaultPath: string, sha256: string): void {
  for (const name of [
    `derived/test-record-1/${sha256.slice(0, 2)}/${sha256}-0.parquet`,
    `derived/pictures/${sha256.slice(0, 2)}/${sha256}-view.jpg`,
    `shares/work/${sha256}-redacted.jpg`,
  ]) {
    mkdirSync(dirname(join(vaultPath, name)), { recursive: true });
    writeFileSync(join(vaultPath, name), "made of it");
  }
}

const person = (sha256: string) => ({ sha256, rule: "person", by: "M. Sample" });

/** A vault with two flight records, a picture, names, a note and a keychain. */
async function fill(
  vault: Vault,
): Promise<{ readonly writer: VaultWriter; readonly gone: string; readonly stays: string; readonly photo: string }> {
  const writer = await vault.beginWriting();
  const { sha256: gone } = await keepSeed(writer, "over the harbour", 900);
  const { sha256: stays } = await keepSeed(writer, "elsewhere", 800);
  const { sha256: photo } = await keepSeed(writer, "picture", 700);
  await writer.commit();
  const [flight] = writer.addReading(readingOf(gone, { wishes: [{ serial: null }] })).flightIds as [string];
  writer.addReading(readingOf(stays, { wishes: [{ serial: null }] }));
  writer.addReading(pictureReading(photo));
  await writer.annotateFlight(flight, { name: "harbour name", note: "harbour note" });
  await writer.settleMedia([photo], { flightId: flight, undo: false });
  await writer.addKeychain(gone, '{"keys":"harbour"}');
  for (const sha256 of [gone, stays, photo]) putMade(vault.path, sha256);
  return { writer, gone, stays, photo };
}

async function expectGone(vault: Vault, sha256: string): Promise<void> {
  expect(vault.originalSize(sha256)).toBeUndefined();
  expect(vault.keychain(sha256)).toBeUndefined();
  expect(filesWith(vault.path, sha256).filter((name) => !name.startsWith("catalogue"))).toEqual([]);
  for (const words of ["over the harbour", "harbour name", "harbour note"]) expect(filesWith(vault.path, words)).toEqual([]);
  const { damaged, missing, extra } = await vault.fsck();
  expect({ damaged, missing, extra }).toEqual({ damaged: [], missing: [], extra: [] });
}

/** A disk that refuses to remove files whose path has something in it. */
function refusing(part: string, isOn: () => boolean): VaultDisk {
  return {
    ...nodeDisk,
    remove: async (path) => {
      if (isOn() && path.includes(part)) throw Object.assign(new Error("no"), { code: "EACCES" });
      await nodeDisk.remove(path);
    },
  };
}

describe("deleting an original", () => {
  it("V23: leaves nothing of it in any place, its entries in the journal, and everything else as it was", async () => {
    const path = join(tmpFolder(), "vault");
    const vault = await openVault(path, { create: true });
    const { writer, gone, stays, photo } = await fill(vault);
    expect(filesWith(path, "harbour note").length).toBeGreaterThan(0);
    const [done] = await writer.deleteOriginals([person(gone)]);
    expect(done).toMatchObject({ sha256: gone, outcome: "deleted", places: 6, left: [] });
    await expectGone(vault, gone);
    expect(vault.originalSize(stays)).toBe(800);
    expect(vault.originalSize(photo)).toBe(700);
    expect(vault.fileName(stays)).toBe("elsewhere.bin");
    expect(vault.listFlights(query({})).total).toBe(1);
    expect(vault.deletions()).toMatchObject([{ sha256: gone, state: "deleted", rule: "person" }]);
    const kinds = readFileSync(join(path, "journal/000001.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { readonly kind: string }).kind);
    expect(kinds.slice(-2)).toEqual(["deleting", "deleted"]);
    // The catalogue made anew says the same.
    await writer.rebuildCatalogue();
    expect(vault.originalSize(gone)).toBeUndefined();
    expect(vault.deletions()).toMatchObject([{ sha256: gone, state: "deleted" }]);
    writer.release();
    vault.close();
  });

  it("V23: leaves a name on the flight when another original shows it, and says it is the same flight", async () => {
    const vault = await openVault(join(tmpFolder(), "vault"), { create: true });
    const writer = await vault.beginWriting();
    const [a, b] = [await keepSeed(writer, "a"), await keepSeed(writer, "b")].map(({ sha256 }) => sha256) as [string, string];
    const { sha256: photo } = await keepSeed(writer, "p");
    await writer.commit();
    const same = { regionSha256: "ab".repeat(32), wishes: [{ serial: null }] };
    const [id] = writer.addReading(readingOf(a, same)).flightIds as [string];
    writer.addReading(readingOf(b, same));
    writer.addReading(pictureReading(photo));
    await writer.annotateFlight(id, { name: "stays" });
    await writer.settleMedia([photo], { flightId: id, undo: false });
    await writer.deleteOriginals([person(a)]);
    const [flight] = vault.listFlights(query({})).rows;
    expect(flight).toMatchObject({ name: "stays", originals: 1 });
    const { card } = vault.mediaEntry(photo) ?? { card: "" };
    expect(vault.mediaWords(card).get(photo)).toEqual({ word: "flight", flightId: flight?.id });
    await writer.rebuildCatalogue();
    writer.addReading(readingOf(b, same));
    expect(vault.listFlights(query({})).rows[0]?.name).toBe("stays");
    writer.release();
    vault.close();
  });

  it("V24: never happens while a legal hold stands, also when one of several is held", async () => {
    const vault = await openVault(join(tmpFolder(), "vault"), { create: true });
    const { writer, gone, stays } = await fill(vault);
    const holdId = "1".repeat(32);
    await writer.enter((words) => [{ kind: "holdPlaced", timeUs: 1, holdId, sha256: gone, reasonHash: words("case"), byHash: null }]);
    expect(vault.holdsOn(gone)).toEqual([holdId]);
    await expect(writer.deleteOriginals([person(stays), person(gone)])).rejects.toMatchObject({ code: "held" });
    expect(vault.originalSize(stays)).toBe(800);
    expect(vault.deletions()).toEqual([]);
    await writer.rebuildCatalogue();
    await expect(writer.deleteOriginals([person(gone)])).rejects.toMatchObject({ code: "held" });
    await writer.enter(() => [{ kind: "holdReleased", timeUs: 2, holdId, reasonHash: null, byHash: null, secondHash: null }]);
    expect((await writer.deleteOriginals([person(gone)]))[0]?.outcome).toBe("deleted");
    await expect(writer.deleteOriginals([person(gone)])).rejects.toMatchObject({ code: "not-kept" });
    writer.release();
    vault.close();
  });

  it("V23: the same bytes are kept again as new, and it is said that they were deleted", async () => {
    const vault = await openVault(join(tmpFolder(), "vault"), { create: true });
    const { writer, gone } = await fill(vault);
    await writer.deleteOriginals([person(gone)]);
    const again = await keepSeed(writer, "over the harbour", 900);
    await writer.commit();
    expect(again).toMatchObject({
      sha256: gone,
      status: "kept",
      sentence: expect.stringMatching(/were deleted here .* kept again as new/),
    });
    expect(vault.fileName(gone)).toBe("over the harbour.bin");
    expect((await vault.fsck()).missing).toEqual([]);
    await writer.rebuildCatalogue();
    expect(vault.fileName(gone)).toBe("over the harbour.bin");
    expect((await writer.deleteOriginals([person(gone)]))[0]?.outcome).toBe("deleted");
    await expectGone(vault, gone);
    writer.release();
    vault.close();
  });

  it("V25: a place that refuses is an alarm that names it, and the next run finishes", async () => {
    let isOn = true;
    const vault = await openVault(join(tmpFolder(), "vault"), { create: true, disk: refusing("/derived/pictures/", () => isOn) });
    const { writer, gone } = await fill(vault);
    const [failed] = await writer.deleteOriginals([person(gone)]);
    expect(failed).toMatchObject({ outcome: "failed", places: 5, left: [{ place: "derived" }] });
    expect(vault.deletions("failed")).toMatchObject([{ sha256: gone, code: "derived-left" }]);
    expect(existsSync(vault.originalPath(gone))).toBe(false);
    writer.release();
    // A writer alone does not try again: an alarm is not repeated with every import.
    (await vault.beginWriting()).release();
    expect(vault.deletions("failed")).toHaveLength(1);
    isOn = false;
    const next = await vault.beginWriting();
    expect(await next.finishDeletions()).toMatchObject([{ outcome: "deleted", places: 6 }]);
    await expectGone(vault, gone);
    next.release();
    vault.close();
  });

  it("V25: what comes back with a backup is a finding of fsck and is deleted again; a rebuild does not keep it", async () => {
    const vault = await openVault(join(tmpFolder(), "vault"), { create: true });
    const { writer, gone } = await fill(vault);
    const backup = readFileSync(vault.originalPath(gone));
    await writer.deleteOriginals([person(gone)]);
    mkdirSync(dirname(vault.originalPath(gone)), { recursive: true });
    writeFileSync(vault.originalPath(gone), backup);
    await writer.rebuildCatalogue();
    expect(vault.originalSize(gone)).toBeUndefined();
    expect((await vault.fsck()).damaged).toMatchObject([{ sha256: gone, sentence: expect.stringMatching(/was deleted .* here again/) }]);
    expect(await writer.finishDeletions()).toMatchObject([{ sha256: gone, outcome: "deleted" }]);
    expect(vault.deletions()).toMatchObject([{ rule: "person" }, { rule: "came-back" }]);
    await expectGone(vault, gone);
    writer.release();
    vault.close();
  });

  it("V25: a copy in the work folder of an unfinished share is an alarm until the share has ended", async () => {
    const vault = await openVault(join(tmpFolder(), "vault"), { create: true });
    const { writer, gone } = await fill(vault);
    const share = join(vault.path, "shares", "a".repeat(32));
    mkdirSync(share);
    writeFileSync(join(share, "work.json"), JSON.stringify({ items: [{ sha256: gone, file: "0" }] }));
    writeFileSync(join(share, "0"), "a redacted copy");
    expect(await writer.deleteOriginals([person(gone)])).toMatchObject([{ outcome: "failed", left: [{ place: "share" }] }]);
    rmSync(share, { recursive: true });
    expect(await writer.finishDeletions()).toMatchObject([{ outcome: "deleted" }]);
    writer.release();
    vault.close();
  });

  it("V25: a share that is being made ready, without a list yet, is an alarm until it has ended", async () => {
    const vault = await openVault(join(tmpFolder(), "vault"), { create: true });
    const { writer, gone } = await fill(vault);
    const share = join(vault.path, "shares", "b".repeat(32));
    mkdirSync(share);
    writeFileSync(join(share, "item-0"), "a copy under a name of its own");
    expect(await writer.deleteOriginals([person(gone)])).toMatchObject([{ outcome: "failed", left: [{ sha256: gone, place: "share" }] }]);
    // It goes on and enters the name, after the deletion began.
    await writer.enter((words) => [
      {
        kind: "shareItem",
        timeUs: 1,
        shareId: "b".repeat(32),
        sha256: gone,
        outSha256: gone,
        sealedSha256: "c".repeat(64),
        sealedBytes: 1,
        recipientsHash: words("recipients"),
        objectHash: words("late harbour"),
      },
    ]);
    rmSync(share, { recursive: true });
    expect(await writer.finishDeletions()).toMatchObject([{ outcome: "deleted" }]);
    expect(filesWith(vault.path, "late harbour")).toEqual([]);
    await expectGone(vault, gone);
    writer.release();
    vault.close();
  });

  it("V23: the name under which an original was shared goes with it, and that of another stays", async () => {
    const vault = await openVault(join(tmpFolder(), "vault"), { create: true });
    const { writer, gone, stays } = await fill(vault);
    await writer.enter((words) =>
      [gone, stays].map((sha256, at) => ({
        kind: "shareItem" as const,
        timeUs: 1,
        shareId: "a".repeat(32),
        sha256,
        outSha256: sha256,
        sealedSha256: `${at}`.repeat(64),
        sealedBytes: 1,
        recipientsHash: words("recipients"),
        objectHash: words(at === 0 ? "shared harbour" : "shared elsewhere"),
      })),
    );
    expect(await writer.deleteOriginals([person(gone)])).toMatchObject([{ outcome: "deleted" }]);
    expect(filesWith(vault.path, "shared harbour")).toEqual([]);
    expect(filesWith(vault.path, "shared elsewhere")).toEqual(["journal/texts.jsonl"]);
    await expectGone(vault, gone);
    writer.release();
    vault.close();
  });

  it("V25: places elsewhere are asked between, and what they still hold is an alarm", async () => {
    const vault = await openVault(join(tmpFolder(), "vault"), { create: true });
    const { writer, gone } = await fill(vault);
    let left = [{ sha256: gone, place: "engine", sentence: "The column engine did not answer." }];
    const asked: string[] = [];
    const elsewhere = {
      count: 1,
      async clear(sha256s: readonly string[]) {
        asked.push(...sha256s);
        return left;
      },
    };
    expect(await writer.deleteOriginals([person(gone)], elsewhere)).toMatchObject([{ outcome: "failed", places: 6 }]);
    left = [];
    expect(await writer.finishDeletions(elsewhere)).toMatchObject([{ outcome: "deleted", places: 7 }]);
    expect(asked).toEqual([gone, gone]);
    writer.release();
    vault.close();
  });
});

describe("erasing texts", () => {
  it("V26: drops text and salt, keeps the entries, and everything else", async () => {
    const vault = await openVault(join(tmpFolder(), "vault"), { create: true });
    const { writer } = await fill(vault);
    let hash = "";
    await writer.enter((words) => {
      hash = words("a document about a person");
      return [
        {
          kind: "requestEntered",
          timeUs: 1,
          requestId: "2".repeat(32),
          basis: "warrant",
          receivedUs: 1,
          dueUs: null,
          documentHash: hash,
          byHash: null,
        },
      ];
    });
    expect(await writer.eraseTexts([hash], "M. Sample")).toBe(1);
    expect(filesWith(vault.path, "a document about a person")).toEqual([]);
    expect(filesWith(vault.path, "harbour note").length).toBeGreaterThan(0);
    const { damaged, missing } = await vault.fsck();
    expect({ damaged, missing }).toEqual({ damaged: [], missing: [] });
    writer.release();
    vault.close();
  });

  it("V26: texts that no entry names go with the next deletion, but not when the journal has a line that cannot be read", async () => {
    const vault = await openVault(join(tmpFolder(), "vault"), { create: true });
    const { writer, gone, stays } = await fill(vault);
    const texts = join(vault.path, "journal/texts.jsonl");
    const orphan = `${JSON.stringify({ hash: "e".repeat(64), salt: "f".repeat(32), text: "orphan" })}\n`;
    writeFileSync(texts, orphan, { flag: "a" });
    writeFileSync(join(vault.path, "journal/torn-1"), orphan.slice(0, -5));
    await writer.deleteOriginals([person(gone)]);
    expect(filesWith(vault.path, "orphan")).toEqual([]);
    writeFileSync(texts, orphan, { flag: "a" });
    const journal = join(vault.path, "journal/000001.jsonl");
    writeFileSync(journal, readFileSync(journal, "utf8").replace('"kind":"keychainAdded"', '"kind":"keychainAdder"'));
    await writer.deleteOriginals([person(stays)]);
    expect(filesWith(vault.path, "orphan")).toEqual(["journal/texts.jsonl"]);
    expect(filesWith(vault.path, "elsewhere.bin")).toEqual([]);
    writer.release();
    vault.close();
  });
});

describe("a crash while something is deleted", () => {
  it("V27: killed at every operation, the original is untouched or the next writer finishes", async () => {
    const base = join(tmpFolder("inMemory"), "vault");
    const made = await openVault(base, { create: true });
    const { writer, gone, stays } = await fill(made);
    writer.release();
    made.close();
    let outcomes = { untouched: 0, finished: 0, done: 0 };
    for (let operations = 0; ; operations += 1) {
      const path = `${base}-${operations}`;
      cpSync(base, path, { recursive: true });
      let mortal = nodeDisk;
      const disk: VaultDisk = new Proxy(nodeDisk, { get: (_, name) => mortal[name as keyof VaultDisk] });
      const vault = await openVault(path, { disk });
      const first = await vault.beginWriting();
      mortal = killedAfter(nodeDisk, operations);
      const ended = await first.deleteOriginals([person(gone)]).then(
        (done) => done[0]?.outcome === "deleted",
        () => false,
      );
      first.release();
      mortal = nodeDisk;
      vault.close();
      const after = await openVault(path);
      const second = await after.beginWriting();
      if (after.originalSize(gone) === undefined) {
        // A simulated kill lets later steps fail one by one; what it could only enter as an alarm, a run finishes.
        await second.finishDeletions();
        await expectGone(after, gone);
        outcomes = ended ? { ...outcomes, done: outcomes.done + 1 } : { ...outcomes, finished: outcomes.finished + 1 };
        expect(after.deletions().filter(({ state }) => state !== "deleted")).toEqual([]);
      } else {
        expect(statSync(after.originalPath(gone)).size).toBe(900);
        expect(after.keychain(gone)).toBe('{"keys":"harbour"}');
        outcomes = { ...outcomes, untouched: outcomes.untouched + 1 };
        const { damaged, missing } = await after.fsck();
        expect({ operations, damaged, missing }).toEqual({ operations, damaged: [], missing: [] });
      }
      expect(after.originalSize(stays)).toBe(800);
      second.release();
      after.close();
      rmSync(path, { recursive: true });
      if (ended) break;
    }
    expect(outcomes.untouched).toBeGreaterThan(1);
    expect(outcomes.finished).toBeGreaterThan(5);
    expect(outcomes.done).toBe(1);
  });

  it("V27: whatever a power loss leaves, nothing else is lost, and the next writer brings it to its end", async () => {
    const path = join(tmpFolder("inMemory"), "vault");
    const log: DiskOperation[] = [];
    const vault = await openVault(path, { create: true, disk: recordedDisk(path, log) });
    const writer = await vault.beginWriting();
    const { sha256: gone } = await keepSeed(writer, "goes", 300);
    const { sha256: stays } = await keepSeed(writer, "stays", 200);
    await writer.commit();
    await writer.addKeychain(gone, '{"keys":"1"}');
    const before = log.length;
    await writer.deleteOriginals([person(gone)]);
    writer.release();
    vault.close();
    for (let length = before; length <= log.length; length += 1) {
      for (const survival of ["nothing unsynced", "everything", "some"] as const) {
        const target = tmpFolder("inMemory");
        layDown(target, log.slice(0, length), { survival, random: Math.random });
        const after = await openVault(target, { create: true });
        (await after.beginWriting()).release();
        const isKept = after.originalSize(gone) !== undefined;
        const { damaged, missing, extra } = await after.fsck();
        expect({ length, survival, damaged, missing, extra }).toEqual({ length, survival, damaged: [], missing: [], extra: [] });
        expect(after.originalSize(stays)).toBe(200);
        if (!isKept) {
          expect(after.deletions()).toMatchObject([{ state: "deleted" }]);
          expect(filesWith(target, "goes.bin")).toEqual([]);
        }
        if (length === log.length) expect(isKept).toBe(false);
        after.close();
        rmSync(target, { recursive: true });
      }
    }
  });
});
