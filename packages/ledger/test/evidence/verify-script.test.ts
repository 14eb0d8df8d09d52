import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { nodePlatform } from "@creance/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  addCosignature,
  formatProof,
  inclusionProof,
  noteVerifier,
  parseNote,
  timestampRequest,
  verifyScript,
  witnessCheckpoint,
  witnessVkey,
} from "../../src/index.ts";
import { type MadeLog, madeEntry, madeLog, madeSigner } from "../made-log.ts";
import { hasOpenssl, makeTimestampAuthority, stamp } from "../timestamp/local-authority.ts";

const folder = mkdtempSync(join(tmpdir(), "i7-B-script-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder as `creance ledger export` writes it. */
function exportTo(path: string, log: MadeLog, checkpoint: string): string {
  const write = (name: string, bytes: string | Uint8Array): void => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  };
  for (const [name, bytes] of log.files) write(name, bytes);
  write("checkpoint", checkpoint);
  write("vkey", `${log.vkey}\n`);
  write("verify.sh", verifyScript);
  return path;
}

function run(path: string, args: readonly string[] = [], shell = "sh") {
  const { status, stdout, stderr } = spawnSync(shell, [join(path, "verify.sh"), ...args], { encoding: "utf8" });
  return { status, failures: stdout.split("\n").filter((line) => line.startsWith("FAILED")), stdout, stderr };
}

describe.runIf(hasOpenssl)("verify.sh (openssl, sha256sum)", () => {
  const log = madeLog({ sizes: [3, 700] });
  const good = join(folder, "good");
  beforeAll(() => {
    exportTo(good, log, log.checkpoint(700));
  });

  it.each(["sh", "bash"])("a whole export passes in %s: signature, tiles of both levels, root", (shell) => {
    const { status, stdout, stderr } = run(good, ["--vkey", log.vkey], shell);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/checkpoint over 700 entries is signed/);
    expect(stdout).toMatch(/tiles of level 0: 700 hashes/);
    expect(stdout).toMatch(/tiles of level 1: 2 hashes/);
    expect(stdout).toMatch(/4 passed, 0 failed/);
    expect(status).toBe(0);
  });

  it.each([1, 2, 3, 5, 8, 255, 256, 257])("a log of %i entries", (size) => {
    const small = madeLog({ sizes: [size] });
    const { status, stdout } = run(exportTo(join(folder, `size-${size}`), small, small.checkpoint(size)));
    expect(stdout).toMatch(/the root computed from all/);
    expect(status).toBe(0);
  });

  it("entries with any bytes, also empty ones, zeros, percent signs and quotes", () => {
    const words = ["", "%s%n\\0", "'\"$(id)`", "\u0000\u0001\n\r", "ä😀"];
    const odd = madeLog({ sizes: [300], entryOf: (index) => words[index % words.length] as string });
    expect(run(exportTo(join(folder, "odd"), odd, odd.checkpoint(300))).status).toBe(0);
  });

  const planted: readonly (readonly [string, RegExp, (path: string) => void])[] = [
    ["one changed byte in an entry", /tiles of level 0|root computed/, (path) => flip(join(path, "tile/entries/001"), 40)],
    ["one changed byte in a tile", /tiles of level 0/, (path) => flip(join(path, "tile/0/000"), 40)],
    ["one changed byte in a tile of the second level", /tiles of level 1/, (path) => flip(join(path, "tile/1/000.p/2"), 4)],
    ["a missing tile", /tile is missing/, (path) => rmSync(join(path, "tile/0/002.p/188"))],
    ["missing entries", /entries are missing/, (path) => rmSync(join(path, "tile/entries/000"))],
    ["a bundle that is cut", /bundle of entries is cut/, (path) => cutFile(join(path, "tile/entries/002.p/188"))],
    ["a checkpoint of another key", /not signed by the key/, (path) => writeFileSync(join(path, "checkpoint"), other.checkpoint(700))],
    ["a changed size", /not signed by the key/, (path) => replace(join(path, "checkpoint"), "\n700\n", "\n699\n")],
    [
      "another history, signed by the same key",
      /not the signed one/,
      (path) => writeFileSync(join(path, "checkpoint"), forked.checkpoint(700)),
    ],
  ];
  const other = madeLog({ sizes: [3, 700], key: 8 });
  const forked = madeLog({ sizes: [3, 700], entryOf: (index) => madeEntry(index, index === 9 ? "other" : "made") });

  it.each(planted)("finds %s", (name, failure, plant) => {
    const path = join(folder, name.replaceAll(" ", "-"));
    cpSync(good, path, { recursive: true });
    plant(path);
    const { status, failures } = run(path, ["--vkey", log.vkey]);
    expect(status).toBe(1);
    expect(failures.join("\n")).toMatch(failure);
  });

  it("beyond its bound it says what it did not compute", () => {
    const { status, stdout } = run(good, ["--max", "699"]);
    expect(stdout).toMatch(/tiles and root were not computed/);
    expect(status).toBe(0);
  });

  it("proofs of single entries pass, and fail for another entry, another place, another root", async () => {
    const path = join(folder, "proofs");
    mkdirSync(join(path, "proofs"), { recursive: true });
    mkdirSync(join(path, "entries"));
    for (const [name, text] of [
      ["checkpoint", log.checkpoint(700)],
      ["vkey", log.vkey],
      ["verify.sh", verifyScript],
    ] as const)
      writeFileSync(join(path, name), text);
    const proofOf = async (index: number): Promise<string> =>
      formatProof({
        index,
        hashes: await inclusionProof(nodePlatform.sha256, { size: 700, index, readTile: log.readTile }),
        checkpoint: log.checkpoint(700),
      });
    for (const index of [0, 1, 255, 256, 511, 512, 699]) {
      writeFileSync(join(path, "proofs", `${index}.tlog-proof`), await proofOf(index));
      writeFileSync(join(path, "entries", `${index}.json`), log.entries[index] as Uint8Array);
    }
    expect(run(path)).toMatchObject({ status: 0, failures: [] });
    writeFileSync(join(path, "entries", "256.json"), madeEntry(257));
    writeFileSync(join(path, "proofs", "511.tlog-proof"), await proofOf(512));
    const { status, failures } = run(path);
    expect(status).toBe(1);
    expect(failures).toHaveLength(2);
  });

  it("a cosignature and a timestamp are named WITNESSED and TIMESTAMPED; a changed or missing one is found", () => {
    const witness = madeSigner("witness.example.org/w1", 9);
    const witnessKey = witnessVkey(nodePlatform.sha256, witness);
    const request = { oldSize: 0, proof: [], checkpoint: log.checkpoint(700) };
    const key = noteVerifier(log.vkey, nodePlatform);
    const answer = witnessCheckpoint(request, { log: key, seen: null, witness, timeSeconds: 1_790_000_000, platform: nodePlatform });
    if (!answer.ok) throw new Error(answer.sentence);
    const { note } = addCosignature(log.checkpoint(700), answer.cosignature, noteVerifier(witnessKey, nodePlatform));
    const path = exportTo(join(folder, "witnessed"), log, note);
    makeTimestampAuthority(folder);
    mkdirSync(join(path, "timestamps"));
    for (const size of [3, 700]) {
      const bytes = new TextEncoder().encode(log.checkpoint(size));
      writeFileSync(join(path, `timestamps/${size}.checkpoint`), bytes);
      writeFileSync(
        join(path, `timestamps/${size}.tsr`),
        stamp(folder, timestampRequest(nodePlatform.sha256(bytes), Uint8Array.of(1, 2, 3))),
      );
    }
    const authority = ["--tsa-ca", join(folder, "ca.pem")];
    const { status, stdout } = run(path, ["--vkey", log.vkey, "--cosigner", witnessKey, ...authority]);
    expect(stdout).toMatch(/WITNESSED by witness.example.org\/w1 at 1790000000/);
    expect(stdout).toMatch(/TIMESTAMPED: .*700.tsr is about this checkpoint/);
    expect(stdout).toMatch(/TIMESTAMPED: .*3.tsr is about the first 3 entries/);
    expect(status).toBe(0);
    // Unknown signatures beside the log's own change nothing; without the authority's certificate the token counts for nothing.
    const plain = run(path).stdout;
    expect(plain).toMatch(/was not checked: name the authority/);
    expect(plain).not.toMatch(/TIMESTAMPED|WITNESSED/);
    writeFileSync(join(path, "timestamps/3.checkpoint"), madeLog({ sizes: [3], entryOf: () => "other" }).checkpoint(3));
    expect(run(path, authority).failures.join()).toMatch(/3.tsr does not fit/);
    const stranger = witnessVkey(nodePlatform.sha256, madeSigner("witness.example.org/w2", 10));
    expect(run(path, ["--cosigner", stranger]).failures.join()).toMatch(/no cosignature of witness.example.org\/w2/);
    expect(parseNote(note).signatures).toHaveLength(2);
  });

  it("files of a package: changed, unlisted, or not kept by a proven entry", async () => {
    const path = join(folder, "bag");
    const original = "original bytes";
    const sum = createHash("sha256").update(original).digest("hex");
    const bag = madeLog({ sizes: [2], entryOf: (index) => (index === 0 ? "{}" : `{"kind":"kept","sha256":"${sum}"}`) });
    mkdirSync(join(path, "data/originals"), { recursive: true });
    for (const name of ["ledger/proofs", "ledger/entries"]) mkdirSync(join(path, name), { recursive: true });
    const write = (name: string, text: string | Uint8Array): void => writeFileSync(join(path, name), text);
    write("verify.sh", verifyScript);
    write("data/originals/a.bin", original);
    write("ledger/checkpoint", bag.checkpoint(2));
    write("ledger/vkey", bag.vkey);
    write("ledger/entries/1.json", bag.entries[1] as Uint8Array);
    const hashes = await inclusionProof(nodePlatform.sha256, { size: 2, index: 1, readTile: bag.readTile });
    write("ledger/proofs/1.tlog-proof", formatProof({ index: 1, hashes, checkpoint: bag.checkpoint(2) }));
    write("manifest-sha256.txt", `${sum}  data/originals/a.bin\n`);
    expect(run(path)).toMatchObject({ status: 0, failures: [] });
    write("data/originals/b.bin", "unlisted");
    expect(run(path).failures.join()).toMatch(/not listed/);
    rmSync(join(path, "data/originals/b.bin"));
    rmSync(join(path, "ledger/proofs/1.tlog-proof"));
    expect(run(path).failures.join()).toMatch(/no proven entry says that data\/originals\/a.bin was kept/);
    write("data/originals/a.bin", "original bytez");
    expect(run(path).failures.join()).toMatch(/not as manifest-sha256.txt lists/);
  });

  it("is one file that other shells read too", () => {
    execFileSync("sh", ["-n", join(good, "verify.sh")]);
    expect(readFileSync(join(good, "verify.sh"), "utf8")).not.toMatch(/\[\[|<<<|\blocal\b|@\{/);
  });
});

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(path, bytes);
}

function cutFile(path: string): void {
  writeFileSync(path, readFileSync(path).subarray(0, -3));
}

function replace(path: string, from: string, to: string): void {
  writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
}
