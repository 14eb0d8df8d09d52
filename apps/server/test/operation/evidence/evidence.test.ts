/** Evidence of a real vault: exports and packages that check without this program, and planted faults in each. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isUserError, memorySource } from "@creance/core";
import { readZip } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Operation } from "../../../src/index.ts";
import { checkEvidence } from "../../../src/operation/evidence/check-evidence.ts";
import { importMade, openMade } from "./made-vault.ts";

const folder = mkdtempSync(join(tmpdir(), "i7-B-evidence-"));
let operation: Operation;
let originals: readonly string[];
let vkey = "";

beforeAll(async () => {
  operation = await openMade(folder);
  originals = await importMade(operation, folder, [1, 2, 3]);
  vkey = (await operation.keys.open()).vkey;
});
afterAll(async () => {
  await operation.close();
  rmSync(folder, { recursive: true, force: true });
});

function verify(path: string, args: readonly string[] = []) {
  const { status, stdout, stderr } = spawnSync("sh", [join(path, "verify.sh"), "--vkey", vkey, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

async function codeOf(step: Promise<unknown>): Promise<string> {
  try {
    await step;
    return "done";
  } catch (error) {
    return isUserError(error) ? error.code : String(error);
  }
}

describe("an export of the ledger", () => {
  it("checks with openssl and sha256sum alone; no words are in it", async () => {
    const out = join(folder, "export");
    const made = await operation.evidence.exportLedger(out);
    const state = await operation.vault.ledger.state();
    expect(made.entries).toBe(state.sealed);
    expect(made.vkey).toBe(vkey);
    const { status, stdout, stderr } = verify(out);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/root computed from all/);
    expect(status).toBe(0);
    const all = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const text = all.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1")).join("\n");
    expect(text).not.toMatch(/Flug|Tester/);
    expect(text).toContain(originals[0] as string);
    expect(await codeOf(operation.evidence.exportLedger(out))).toBe("exists");
    expect(await codeOf(operation.evidence.exportLedger(join(folder, "no", "where")))).toBe("no-such-folder");
  });
});

describe("an evidence package", () => {
  const out = join(folder, "package");
  beforeAll(async () => {
    const made = await operation.evidence.pack([originals[0] as string, (originals[1] as string).slice(0, 12)], {
      out,
      description: "Synthetic test",
    });
    expect(made.items).toHaveLength(2);
    expect(made.unproven).toBe(0);
    expect(made.left.join()).toMatch(/No witness saw the log/);
  });

  it("is whole by verify.sh, by sha256sum alone, and by our own check", async () => {
    const { status, stdout, stderr } = verify(out);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/data\/originals\/.* was kept, says a proven entry/);
    expect(status).toBe(0);
    expect(spawnSync("sha256sum", ["-c", "--quiet", "manifest-sha256.txt"], { cwd: out }).status).toBe(0);
    expect(spawnSync("sha256sum", ["-c", "--quiet", "tagmanifest-sha256.txt"], { cwd: out }).status).toBe(0);
    const verdict = await checkEvidence(out, vkey);
    expect(verdict.failures).toEqual([]);
    expect(verdict.ok).toBe(true);
    expect(verdict.checked.join()).toMatch(/Every one of the 2 originals was kept/);
  });

  it("holds the originals byte for byte, their history with who and the words that fit, and not the third original's", () => {
    const custody = JSON.parse(readFileSync(join(out, "custody.json"), "utf8"));
    expect(custody.items).toHaveLength(2);
    for (const item of custody.items) {
      const original = readFileSync(operation.vault.originalPath(item.sha256));
      expect(readFileSync(join(out, item.path)).equals(original)).toBe(true);
      const kinds = item.history.map(({ kind }: { readonly kind: string }) => kind);
      expect(kinds[0]).toBe("kept");
      expect(kinds.at(-1)).toBe("exported");
    }
    expect(readFileSync(join(out, "ledger/words.jsonl"), "utf8")).toMatch(/Flug/);
    expect(readFileSync(join(out, "ledger/words.jsonl"), "utf8")).toMatch(/T\. Tester/);
    const report = readFileSync(join(out, "report.html"), "utf8");
    expect(report).toMatch(/Flug \d\.txt/);
    expect(report).toContain(vkey);
    const all = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const text = all.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1")).join("\n");
    expect(text).not.toContain(originals[2] as string);
  });

  const planted: readonly (readonly [string, string, (path: string) => void])[] = [
    ["a changed original", "file-changed", (path) => append(firstOf(join(path, "data/originals")))],
    ["a missing original", "file-missing", (path) => rmSync(firstOf(join(path, "data/originals")))],
    ["a file that is in no list", "file-unlisted", (path) => writeFileSync(join(path, "data/originals/more"), "x")],
    ["a changed report", "file-changed", (path) => append(join(path, "report.html"))],
    ["a missing list", "list-missing", (path) => rmSync(join(path, "manifest-sha256.txt"))],
  ];
  it.each(planted)("our check and verify.sh find %s", async (name, code, plant) => {
    const path = join(folder, name.replaceAll(" ", "-"));
    cpSync(out, path, { recursive: true });
    plant(path);
    const verdict = await checkEvidence(path, vkey);
    expect(verdict.ok).toBe(false);
    expect(verdict.failures.map((failure) => failure.code)).toContain(code);
    expect(verify(path).status).toBe(1);
  });

  /** Somebody who writes the lists anew: only what the key signed stops them. */
  const rewritten: readonly (readonly [string, string, (path: string) => void])[] = [
    ["another original under its name", "not-kept", (path) => append(firstOf(join(path, "data/originals")))],
    ["another entry", "not-included", (path) => replace(firstOf(join(path, "ledger/entries")), '"timeUs":1', '"timeUs":2')],
    ["entries that change places", "not-included", (path) => swapEntries(path)],
    ["other words", "words-changed", (path) => replace(join(path, "ledger/words.jsonl"), "Tester", "Tasker")],
    ["a forged entry without a proof, with a history that tells it", "not-proven", (path) => forgeDeleted(path, 0)],
    ["a forged entry that has no number", "wrong-index", (path) => forgeDeleted(path, "00")],
    [
      "a history that tells a forged entry as proven",
      "custody-changed",
      (path) => replace(join(path, "custody.json"), '"proof":"', '"proof":"x'),
    ],
    ["a history with another kind", "custody-changed", (path) => replace(join(path, "custody.json"), '"kind":"kept"', '"kind":"deleted"')],
    [
      "a history of other files",
      "custody-changed",
      (path) => replace(join(path, "custody.json"), '"path":"data/originals/', '"path":"data/others/'),
    ],
    [
      "a proof of another checkpoint",
      "bad-signature",
      (path) => replace(firstOf(join(path, "ledger/proofs")), "\ncreance/", "\ncreance/x"),
    ],
  ];
  it.each(rewritten)("with lists written anew: %s", async (name, code, plant) => {
    const path = join(folder, `anew-${name.replaceAll(" ", "-")}`);
    cpSync(out, path, { recursive: true });
    plant(path);
    const list = (file: string, ...paths: readonly string[]): void => {
      const { stdout } = spawnSync("sh", ["-c", `find ${paths.join(" ")} -type f | sort | xargs sha256sum`], {
        cwd: path,
        encoding: "utf8",
      });
      writeFileSync(join(path, file), stdout);
    };
    list("manifest-sha256.txt", "data");
    const tags = readdirSync(path).filter((file) => file !== "data" && file !== "tagmanifest-sha256.txt");
    list("tagmanifest-sha256.txt", ...tags);
    const verdict = await checkEvidence(path, vkey);
    expect(verdict.failures.map((failure) => failure.code).join()).toMatch(
      code === "bad-signature" ? /bad-signature|not-signed|wrong-origin/ : code,
    );
    expect(verdict.ok).toBe(false);
    // What the script leaves to the program: it says that the history is not signed.
    if (["words-changed", "custody-changed"].includes(code)) expect(verify(path).stdout).toMatch(/custody\.json.* are not signed/);
    else expect(verify(path).status).toBe(1);
    if (code === "not-proven")
      expect(verify(path).stdout).toMatch(/FAILED {2}no proof shows that ledger\/entries\/\d+\.json is in the log/);
  });

  it("says that an entry newer than every checkpoint is not shown", async () => {
    const path = join(folder, "newer");
    cpSync(out, path, { recursive: true });
    forgeDeleted(path, 4_000_000);
    const verdict = await checkEvidence(path, vkey);
    expect(verdict.remarks.join()).toMatch(/1 entries are newer than the signed \d+: nothing shows/);
    expect(verdict.failures.map(({ code }) => code)).not.toContain("not-proven");
    expect(verify(path).stdout).toMatch(/1 entries are newer than the signed \d+: nothing shows/);
  });

  it("another log's key, and a package without entries, fail", async () => {
    const other = await openMade(folder, "other");
    const otherKey = (await other.keys.open()).vkey;
    await other.close();
    expect((await checkEvidence(out, otherKey)).ok).toBe(false);
    const path = join(folder, "bare");
    cpSync(out, path, { recursive: true });
    rmSync(join(path, "ledger"), { recursive: true });
    expect((await checkEvidence(path, vkey)).failures.map(({ code }) => code)).toContain("not-kept");
    expect(await codeOf(checkEvidence(join(folder, "nothing")))).toBe("no-such-folder");
  });

  it("says when only the package's own key vouched for it", async () => {
    expect((await checkEvidence(out)).checked.join()).toMatch(/compare it with the one you were given/);
  });

  it("as a zip: the same files, readable by others; nothing is left beside it", async () => {
    const target = join(folder, "bag.zip");
    const made = await operation.evidence.pack([originals[0] as string], { out: target, description: null });
    expect(made.path).toBe(target);
    expect(statSync(target).size).toBe(made.sizeBytes);
    expect(existsSync(join(folder, "bag"))).toBe(false);
    const unpacked = spawnSync("python3", ["-m", "zipfile", "-e", target, join(folder, "unzipped")]);
    if (unpacked.status === 0) {
      expect((await checkEvidence(join(folder, "unzipped/bag"), vkey)).failures).toEqual([]);
    }
    const members: string[] = [];
    for await (const member of readZip(memorySource(readFileSync(target)), { platform: nodePlatform, maxTotalBytes: 1e9 })) {
      if (!("open" in member)) throw new Error(member.sentence);
      for await (const _ of member.open());
      members.push(member.path);
    }
    expect(members).toContain("bag/manifest-sha256.txt");
  });

  it("refuses what is not kept, a place that is taken, and a damaged original, and leaves nothing behind", async () => {
    const before = readdirSync(folder);
    expect(await codeOf(operation.evidence.pack(["0123456789abcdef"], { out: join(folder, "p1"), description: null }))).toBe(
      "no-such-item",
    );
    expect(await codeOf(operation.evidence.pack([originals[0] as string], { out, description: null }))).toBe("exists");
    const path = operation.vault.originalPath(originals[2] as string);
    renameSync(path, `${path}.away`);
    expect(await codeOf(operation.evidence.pack([originals[2] as string], { out: join(folder, "p2"), description: null }))).toBe(
      "original-missing",
    );
    renameSync(`${path}.away`, path);
    expect(readdirSync(folder)).toEqual(before);
  });
});

function firstOf(path: string): string {
  return join(path, readdirSync(path).sort()[0] as string);
}

function append(path: string): void {
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from("x")]));
}

function replace(path: string, from: string, to: string): void {
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

/** Adds an entry that says that the first original was deleted, and tells it in the history. */
function forgeDeleted(path: string, index: number | string): void {
  const taken = new Set(readdirSync(join(path, "ledger/entries")));
  const free = index === 0 ? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((number) => !taken.has(`${number}.json`)) : index;
  expect(free).toBeDefined();
  const custody = JSON.parse(readFileSync(join(path, "custody.json"), "utf8"));
  const [item] = custody.items;
  const entry = { kind: "deleted", deletionId: "ab".repeat(16), places: 5, sequence: Number(free), sha256: item.sha256, timeUs: 5_000_000 };
  writeFileSync(join(path, `ledger/entries/${free}.json`), JSON.stringify(entry));
  item.history.push({ index: free, kind: "deleted", timeUs: 5_000_000, sentence: "Deleted from 5 places.", proof: null });
  writeFileSync(join(path, "custody.json"), JSON.stringify(custody));
}

function swapEntries(path: string): void {
  const [a, b] = readdirSync(join(path, "ledger/entries")).map((name) => join(path, "ledger/entries", name)) as [string, string];
  renameSync(a, `${a}.x`);
  renameSync(b, a);
  renameSync(`${a}.x`, b);
}
