import { createHash } from "node:crypto";
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkProof, formatNote, noteVerifier, parseNote, verifyLedger } from "@creance/ledger";
import { describe, expect, it } from "vitest";
import { ledgerWords, openVault, type Vault, type VaultWriter } from "../src/index.ts";
import { ledgerPlatform } from "../src/ledger/ledger-files.ts";
import { signerOf } from "./made-signer.ts";
import { keepSeed, tmpFolder } from "./readings.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

const signer = signerOf("a");

async function made(): Promise<{ readonly path: string; readonly vault: Vault; readonly writer: VaultWriter }> {
  const path = join(tmpFolder("inMemory"), "vault");
  const vault = await openVault(path, { create: true });
  return { path, vault, writer: await vault.beginWriting() };
}

async function keepMany(writer: VaultWriter, count: number, seed = "f"): Promise<readonly string[]> {
  const kept: string[] = [];
  for (let at = 0; at < count; at += 1) kept.push((await keepSeed(writer, `${seed}${at}`, 20)).sha256);
  await writer.commit();
  return kept;
}

describe("the ledger of a vault", () => {
  it("V28: covers every entry when it was sealed, and proves each", async () => {
    const { vault, writer } = await made();
    expect(await vault.ledger.state()).toMatchObject({ entries: 1, sealed: 0, rootHash: null, checkpoint: null, signedUs: null });
    await keepMany(writer, 600);
    const first = await writer.sealLedger(signer);
    expect(first).toMatchObject({ entries: 602, sealed: 602, origin: signer.origin, witnesses: [], timestampedUs: null });
    expect(first.signedUs).toBeGreaterThan(1_600_000_000_000_000);
    const again = await writer.sealLedger(signer);
    expect(again).toEqual(first);
    await keepMany(writer, 5, "g");
    await expect(vault.ledger.proof(603)).rejects.toMatchObject({ code: "not-sealed-yet" });
    await writer.sealLedger(signer);
    const { vkey, sealed } = await vault.ledger.state();
    expect(sealed).toBe(608);
    const log = noteVerifier(vkey as string, ledgerPlatform);
    for (const index of [0, 1, 255, 256, 511, 512, 601, 607]) {
      const proof = await vault.ledger.proof(index);
      const entry = await vault.ledger.entryBytes(index);
      expect(checkProof(proof, { entry, log, sha256 }).index).toBe(index);
      expect(() => checkProof(proof, { entry: Buffer.concat([entry, Uint8Array.of(32)]), log, sha256 })).toThrow(
        expect.objectContaining({ code: "not-included" }),
      );
    }
    await expect(vault.ledger.entryBytes(608)).rejects.toMatchObject({ code: "no-such-entry" });
    await expect(vault.ledger.proof(-1)).rejects.toMatchObject({ code: "no-such-entry" });
    writer.release();
    vault.close();
  });

  it("V29: finds entries by kind, hash, id and time, with the words behind them", async () => {
    const { vault, writer } = await made();
    const kept = await keepMany(writer, 30);
    const shareId = "ab".repeat(16);
    await writer.enter((words) => [
      { kind: "shareBegun", timeUs: 5_000_000, shareId, grantId: "cd".repeat(16), items: 1, planHash: words("to whom and why") },
      { kind: "shareFailed", timeUs: 6_000_000, shareId, code: "stopped" },
    ]);
    const all = await vault.ledger.entries({ offset: 0, limit: 1000 });
    expect(all.total).toBe(33);
    expect(all.rows.map(({ index }) => index)).toEqual(Array.from({ length: 33 }, (_, at) => 32 - at));
    const share = await vault.ledger.entries({ id: shareId, offset: 0, limit: 10 });
    expect(share).toMatchObject({
      total: 2,
      rows: [
        { index: 32, words: {} },
        { index: 31, entry: { kind: "shareBegun" }, words: { planHash: "to whom and why" } },
      ],
    });
    expect(await vault.ledger.entries({ id: shareId, kinds: ["shareFailed"], offset: 0, limit: 10 })).toMatchObject({
      total: 1,
      rows: [{ index: 32 }],
    });
    const one = await vault.ledger.entries({ sha256: kept[7] as string, offset: 0, limit: 10 });
    expect(one).toMatchObject({ total: 1, rows: [{ index: 8, entry: { sha256: kept[7] }, words: { fileNameHash: expect.any(String) } }] });
    expect(await vault.ledger.entries({ fromUs: 5_000_000, untilUs: 6_000_000, offset: 0, limit: 10 })).toMatchObject({
      total: 1,
      rows: [{ index: 31 }],
    });
    expect(await vault.ledger.entries({ fromUs: 7_000_000, offset: 1, limit: 2 })).toMatchObject({
      total: 31,
      rows: [{ index: 29 }, { index: 28 }],
    });
    const page = await vault.ledger.entries({ kinds: ["kept", "shareBegun"], offset: 1, limit: 3 });
    expect(page).toMatchObject({ total: 31, rows: [{ index: 30 }, { index: 29 }, { index: 28 }] });
    expect(await vault.ledger.entries({ kinds: ["published"], offset: 0, limit: 3 })).toEqual({ total: 0, rows: [] });
    expect(await vault.ledger.entries({ sha256: "no hash", offset: 0, limit: 3 })).toEqual({ total: 0, rows: [] });
    await writer.rebuildCatalogue();
    expect(await vault.ledger.entries({ id: shareId, offset: 0, limit: 10 })).toEqual(share);
    writer.release();
    vault.close();
  });

  it("V29: gives words from a file of texts that was written anew, and none for those erased", async () => {
    const { path, vault, writer } = await made();
    await writer.enter((words) => [
      { kind: "exported", timeUs: 1, what: "flight", sha256: null, format: "gpx", byHash: words("first person") },
      { kind: "exported", timeUs: 2, what: "flight", sha256: null, format: "gpx", byHash: words("second person") },
    ]);
    const texts = join(path, "journal", "texts.jsonl");
    const lines = readFileSync(texts, "utf8").split("\n");
    writeFileSync(texts, lines.filter((line) => !line.includes("first person")).join("\n"));
    const words = async (): Promise<unknown> =>
      (await vault.ledger.entries({ kinds: ["exported"], offset: 0, limit: 9 })).rows.map((row) => row.words["byHash"]);
    expect(await words()).toEqual(["second person", null]);
    await writer.enter((more) => [
      { kind: "exported", timeUs: 3, what: "flight", sha256: null, format: "gpx", byHash: more("third person") },
    ]);
    expect(await words()).toEqual(["third person", "second person", null]);
    writer.release();
    vault.close();
  });

  it.each([
    ["in its place", (lines: readonly string[]) => lines],
    ["at another place", (lines: readonly string[]) => [...lines].reverse()],
  ])("V29: words that were changed under their hash count as none, %s", async (_, moved) => {
    const { path, vault, writer } = await made();
    await writer.enter((words) => [
      { kind: "exported", timeUs: 1, what: "flight", sha256: null, format: "gpx", byHash: words("first person") },
      { kind: "exported", timeUs: 2, what: "flight", sha256: null, format: "gpx", byHash: words("second person") },
    ]);
    const words = async (): Promise<unknown> =>
      (await vault.ledger.entries({ kinds: ["exported"], offset: 0, limit: 9 })).rows.map((row) => row.words["byHash"]);
    expect(await words()).toEqual(["second person", "first person"]);
    expect(await ledgerWords(path)).toEqual({ fitting: 2, changed: 0 });
    const texts = join(path, "journal", "texts.jsonl");
    const lines = readFileSync(texts, "utf8").replace("first person", "other person").trim().split("\n");
    writeFileSync(texts, `${moved(lines).join("\n")}\n`);
    expect(await words()).toEqual(["second person", null]);
    expect(await ledgerWords(path)).toEqual({ fitting: 1, changed: 1 });
    writer.release();
    vault.close();
  });
});

/** A sealed vault that is closed. */
async function sealed(count = 600): Promise<string> {
  const { path, vault, writer } = await made();
  await keepMany(writer, count);
  await writer.sealLedger(signer);
  writer.release();
  vault.close();
  return path;
}

/** Opens, does something as the writer, closes. */
async function writing<Result>(path: string, work: (writer: VaultWriter, vault: Vault) => Promise<Result>): Promise<Result> {
  const vault = await openVault(path);
  const writer = await vault.beginWriting();
  try {
    return await work(writer, vault);
  } finally {
    writer.release();
    vault.close();
  }
}

async function fsckOf(path: string): Promise<readonly string[]> {
  const vault = await openVault(path);
  const { damaged, missing, extra } = await vault.fsck();
  vault.close();
  return [...damaged, ...missing, ...extra].map((finding) => finding.path);
}

async function failuresOf(path: string): Promise<readonly string[]> {
  const vault = await openVault(path);
  const { vkey } = await vault.ledger.state();
  const { failures } = await verifyLedger(vault.ledger.source, { platform: ledgerPlatform, vkeys: [vkey as string] });
  vault.close();
  return failures.map(({ code, where }) => `${code} ${where}`);
}

function bend(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(path, bytes);
}

describe("sealing", () => {
  it("V28: an old vault without a ledger gets one over all its entries at the first seal", async () => {
    const { path, vault, writer } = await made();
    await keepMany(writer, 3);
    writer.release();
    vault.close();
    expect(existsSync(join(path, "ledger"))).toBe(false);
    expect(await fsckOf(path)).toEqual([]);
    const state = await writing(path, (again) => again.sealLedger(signer));
    expect(state).toMatchObject({ entries: 5, sealed: 5 });
    expect(readdirSync(join(path, "ledger")).sort()).toEqual(["checkpoint", "checkpoints", "tile", "vkey"]);
    expect(statSync(join(path, "ledger")).mode & 0o777).toBe(0o700);
    expect(await failuresOf(path)).toEqual([]);
    expect(await fsckOf(path)).toEqual([]);
  });

  it("V28: keeps narrow tiles until the whole one is there", async () => {
    const path = await sealed(10);
    await writing(path, async (writer) => {
      await keepMany(writer, 5, "more");
      await writer.sealLedger(signer);
    });
    expect(readdirSync(join(path, "ledger", "tile", "0"))).toEqual(["000.p"]);
    expect(readdirSync(join(path, "ledger", "tile", "0", "000.p")).sort()).toEqual(["12", "18"]);
    await writing(path, async (writer) => {
      await keepMany(writer, 300, "many");
      await writer.sealLedger(signer);
    });
    expect(readdirSync(join(path, "ledger", "tile", "0")).sort()).toEqual(["000", "001.p"]);
    expect(readdirSync(join(path, "ledger", "tile", "entries")).sort()).toEqual(["000", "001.p"]);
    expect(
      readFileSync(join(path, "ledger", "checkpoints"), "utf8")
        .trim()
        .split("\n"),
    ).toHaveLength(3);
    expect(await failuresOf(path)).toEqual([]);
  });

  it("V30: makes damaged or missing tiles anew from the journal, and checks them against the signed root", async () => {
    const path = await sealed();
    const tile = (name: string): string => join(path, "ledger", "tile", name);
    bend(tile("0/002.p/90"), 7);
    rmSync(tile("entries/002.p/90"));
    expect([...(await fsckOf(path))].sort()).toEqual(["ledger/tile/0/002.p/90", "ledger/tile/entries/002.p/90"]);
    // The next seal needs these two and makes them anew; others are made anew by a rebuild.
    await writing(path, async (writer) => {
      await keepMany(writer, 1, "one");
      await writer.sealLedger(signer);
    });
    expect(await failuresOf(path)).toEqual([]);
    bend(tile("0/001"), 7);
    bend(tile("entries/000"), 90);
    rmSync(tile("1/000.p/2"));
    expect([...(await fsckOf(path))].sort()).toEqual(["ledger/tile/0/001", "ledger/tile/1/000.p/2", "ledger/tile/entries/000"]);
    await writing(path, (writer) => writer.rebuildCatalogue());
    expect(await fsckOf(path)).toEqual([]);
    expect(await failuresOf(path)).toEqual([]);
  });

  it("V30: never signs over a journal that does not give the signed root", async () => {
    const path = await sealed(300);
    const journal = join(path, "journal", "000001.jsonl");
    const whole = readFileSync(journal);
    const lines = whole.toString("utf8").split("\n");
    const bent = (at: number): string =>
      lines.map((line, number) => (number === at ? line.replace(/"sizeBytes":20/, '"sizeBytes":21') : line)).join("\n");
    const changes: readonly (readonly [string, string])[] = [
      ["an entry is changed", bent(5)],
      ["the last entry is changed", bent(300)],
      ["an entry is taken out", lines.filter((_, at) => at !== 100).join("\n")],
      ["the end is cut off", `${lines.slice(0, 250).join("\n")}\n`],
    ];
    for (const [what, text] of changes) {
      const copy = join(tmpFolder("inMemory"), "vault");
      cpSync(path, copy, { recursive: true });
      writeFileSync(join(copy, "journal", "000001.jsonl"), text);
      const before = readFileSync(join(copy, "ledger", "checkpoint"), "utf8");
      await writing(copy, async (writer) => {
        await keepMany(writer, 2, "later");
        await expect(writer.sealLedger(signer), what).rejects.toMatchObject({ code: "ledger-forked", kind: "conflict" });
        await writer.rebuildCatalogue();
        await expect(writer.sealLedger(signer), what).rejects.toMatchObject({ code: "ledger-forked" });
      });
      expect(readFileSync(join(copy, "ledger", "checkpoint"), "utf8")).toBe(before);
      expect(await failuresOf(copy), what).not.toEqual([]);
      expect(await fsckOf(copy), what).not.toEqual([]);
    }
  });

  it("V31: the history shows a checkpoint that was put back, and the next seal goes on from the history", async () => {
    const path = await sealed(10);
    const checkpoint = join(path, "ledger", "checkpoint");
    const old = readFileSync(checkpoint);
    await writing(path, async (writer) => {
      await keepMany(writer, 5, "more");
      await writer.sealLedger(signer);
    });
    writeFileSync(checkpoint, old);
    expect(await failuresOf(path)).toEqual(["rolled-back checkpoints line 2"]);
    expect(await writing(path, (writer) => writer.sealLedger(signer))).toMatchObject({ sealed: 19, entries: 19 });
    expect(await failuresOf(path)).toEqual([]);
    // Without either nothing says what was signed: no new start over it.
    writeFileSync(checkpoint, "nothing");
    writeFileSync(join(path, "ledger", "checkpoints"), "nothing");
    await expect(writing(path, (writer) => writer.sealLedger(signer))).rejects.toMatchObject({ code: "ledger-damaged" });
  });

  it("V31: a half line at the end of the history is cut off, a checkpoint by a strange key is not believed", async () => {
    const path = await sealed(10);
    appendFileSync(join(path, "ledger", "checkpoints"), '"half');
    await writing(path, async (writer) => {
      await keepMany(writer, 1, "more");
      await writer.sealLedger(signer);
    });
    expect(
      readFileSync(join(path, "ledger", "checkpoints"), "utf8")
        .trim()
        .split("\n")
        .every((line) => line.endsWith('"')),
    ).toBe(true);
    expect(await failuresOf(path)).toEqual([]);
    const other = await sealed(40);
    writeFileSync(
      join(path, "ledger", "checkpoint"),
      readFileSync(join(other, "ledger", "checkpoint"), "utf8").replace("test\n", "tests\n"),
    );
    const state = await writing(path, async (writer) => {
      await keepMany(writer, 1, "again");
      return writer.sealLedger(signer);
    });
    expect(state.sealed).toBe(16);
  });

  it("V31: a new key signs on, and the old checkpoints stay checkable; another name is refused", async () => {
    const path = await sealed(10);
    const second = signerOf("b");
    const state = await writing(path, (writer) => writer.sealLedger(second));
    expect(state).toMatchObject({ sealed: 13 });
    const vault = await openVault(path);
    const vkeys = readFileSync(join(path, "ledger", "vkey"), "utf8")
      .trim()
      .split("\n");
    expect(vkeys).toHaveLength(2);
    expect(state.vkey).toBe(vkeys[1]);
    expect((await verifyLedger(vault.ledger.source, { platform: ledgerPlatform, vkeys })).ok).toBe(true);
    vault.close();
    expect(await fsckOf(path)).toEqual([]);
    await expect(writing(path, (writer) => writer.sealLedger(signerOf("b", "creance.invalid/other")))).rejects.toMatchObject({
      code: "ledger-origin",
    });
    await expect(writing(path, (writer) => writer.sealLedger(signerOf("b", "two words")))).rejects.toMatchObject({ code: "bad-origin" });
  });

  it("V32: lines of a newer program, damaged and overlong lines are leaves as they stand", async () => {
    const path = await sealed(3);
    const journal = join(path, "journal", "000001.jsonl");
    const sequence = 5;
    appendFileSync(journal, `{"byHash":null,"kind":"somethingNewer","sequence":${sequence},"timeUs":1}\n`);
    appendFileSync(journal, Buffer.concat([Buffer.from("not UTF-8: "), Buffer.from([0xff, 0xfe, 10]), Buffer.from("\n")]));
    appendFileSync(journal, `${"x".repeat(70_000)}\n`);
    const state = await writing(path, (writer) => writer.sealLedger(signer));
    expect(state).toMatchObject({ entries: 10, sealed: 10 });
    const vault = await openVault(path);
    expect(Buffer.from(await vault.ledger.entryBytes(5)).toString()).toContain("somethingNewer");
    expect([...(await vault.ledger.entryBytes(6))].slice(-2)).toEqual([0xff, 0xfe]);
    expect(await vault.ledger.entryBytes(7)).toHaveLength(0);
    expect(JSON.parse(Buffer.from(await vault.ledger.entryBytes(8)).toString())).toEqual({
      kind: "lineTooLong",
      lineBytes: 70_000,
      lineSha256: createHash("sha256").update("x".repeat(70_000)).digest("hex"),
    });
    expect((await vault.ledger.entries({ offset: 0, limit: 100 })).total).toBe(6);
    const log = noteVerifier(state.vkey as string, ledgerPlatform);
    for (const index of [5, 6, 7, 8, 9])
      expect(checkProof(await vault.ledger.proof(index), { entry: await vault.ledger.entryBytes(index), log, sha256 }).index).toBe(index);
    const { failures, remarks } = await verifyLedger(vault.ledger.source, { platform: ledgerPlatform, vkeys: [state.vkey as string] });
    expect(failures).toEqual([]);
    expect(remarks.map(({ code, where }) => `${code} ${where}`)).toContain("entry-unreadable entry 6");
    vault.close();
  });

  it("V28: goes over several journal files, also when another journal of the same entries stands where the index was made", async () => {
    const path = await sealed(300);
    const lines = readFileSync(join(path, "journal", "000001.jsonl"), "utf8")
      .trimEnd()
      .split("\n");
    const put = (name: string, part: readonly string[]): void => writeFileSync(join(path, "journal", name), `${part.join("\n")}\n`);
    put("000001.jsonl", lines.slice(0, 100));
    put("000002.jsonl", lines.slice(100, 290));
    put("000004.jsonl", lines.slice(290));
    await writing(path, async (writer, vault) => {
      await keepMany(writer, 3, "later");
      expect(await writer.sealLedger(signer)).toMatchObject({ entries: 306, sealed: 306 });
      for (const index of [0, 99, 100, 289, 290, 305]) expect(await vault.ledger.proof(index)).toContain(`index ${index}\n`);
    });
    expect(await failuresOf(path)).toEqual([]);
    expect(await fsckOf(path)).toEqual([]);
  });

  it("V31: cosignatures are put under the latest checkpoint only", async () => {
    const path = await sealed(3);
    const note = parseNote(readFileSync(join(path, "ledger", "checkpoint"), "utf8"));
    const witness = { name: "witness.invalid", keyId: Uint8Array.of(1, 2, 3, 4), signature: new Uint8Array(72) };
    const cosigned = formatNote({ text: note.text, signatures: [witness] });
    const state = await writing(path, (writer) => writer.cosignLedger(cosigned));
    expect(state.witnesses).toEqual(["witness.invalid"]);
    expect(parseNote(state.checkpoint as string).signatures).toHaveLength(2);
    expect(await writing(path, (writer) => writer.cosignLedger(cosigned))).toEqual(state);
    await expect(writing(path, (writer) => writer.cosignLedger(cosigned.replace("\n5\n", "\n6\n")))).rejects.toMatchObject({
      code: "other-checkpoint",
    });
    expect(await fsckOf(path)).toEqual([]);
  });

  it("V8: a vault that cannot be written shows its ledger, and nothing changes", async () => {
    const path = await sealed(3);
    rmSync(join(path, "catalogue.sqlite"));
    const before = readdirSync(path).sort();
    const vault = await openVault(path, { readOnly: true });
    expect(await vault.ledger.state()).toMatchObject({ entries: 5, sealed: 5 });
    expect((await vault.ledger.entries({ kinds: ["checkpointed"], offset: 0, limit: 1 })).rows[0]?.entry).toMatchObject({ entries: 5 });
    expect(await vault.ledger.proof(2)).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 2\n/);
    vault.close();
    expect(readdirSync(path).sort()).toEqual(before);
  });
});
