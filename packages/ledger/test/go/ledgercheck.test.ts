import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { nodePlatform } from "@creance/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatProof, inclusionProof } from "../../src/index.ts";
import { type MadeLog, madeEntry, madeLog } from "../made-log.ts";
import { buildLedgercheck, hasGo, ledgercheck } from "./build-ledgercheck.ts";

describe.runIf(hasGo)("an independent verifier (Go, golang.org/x/mod)", () => {
  const folder = mkdtempSync(join(tmpdir(), "i7-B-go-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  // 66,000 entries: three levels of tiles, one whole tile on the second.
  const sizes = [1, 300, 65_536, 66_000];
  const log = madeLog({ sizes });
  const forked = madeLog({ sizes: [300], entryOf: (index) => madeEntry(index, index === 7 ? "other" : "made") });
  let program = "";
  const at = join(folder, "log");
  beforeAll(() => {
    program = buildLedgercheck(folder);
    write(at, log, 66_000);
  });
  const run = (...args: string[]) => ledgercheck(program, args);

  it("signature, root, every entry, inclusion proofs", () => {
    expect(run("log", at, log.vkey)).toEqual({ status: 0, said: "ok log of 66000 entries, longest proof 17 hashes" });
  });

  it("every earlier checkpoint is its beginning; a fork and a rolled back log are not", () => {
    for (const size of sizes) {
      writeFileSync(join(folder, "old"), log.checkpoint(size));
      expect(run("extends", at, log.vkey, join(folder, "old")).status, `size ${size}`).toBe(0);
    }
    writeFileSync(join(folder, "old"), forked.checkpoint(300));
    expect(run("extends", at, log.vkey, join(folder, "old")).said).toMatch(/^FAILED forked/);
    const short = join(folder, "short");
    write(short, log, 300);
    writeFileSync(join(folder, "old"), log.checkpoint(66_000));
    expect(run("extends", short, log.vkey, join(folder, "old")).said).toMatch(/^FAILED rolled back/);
  });

  it("our proof files; not for a tampered entry, another place or another key", async () => {
    const file = join(folder, "p.tlog-proof");
    const entry = join(folder, "entry");
    for (const index of [0, 255, 256, 65_535, 65_536, 65_999]) {
      const hashes = await inclusionProof(nodePlatform.sha256, { size: 66_000, index, readTile: log.readTile });
      writeFileSync(file, formatProof({ index, hashes, checkpoint: log.checkpoint(66_000) }));
      writeFileSync(entry, madeEntry(index));
      expect(run("proof", file, entry, log.vkey).said, `index ${index}`).toMatch(/^ok entry/);
      writeFileSync(entry, madeEntry(index, "tampered"));
      expect(run("proof", file, entry, log.vkey).status).toBe(1);
    }
    writeFileSync(entry, madeEntry(65_999));
    expect(run("proof", file, entry, madeLog({ sizes: [1], key: 8 }).vkey).status).toBe(1);
  });

  it("a tampered entry, tile and signature are refused", () => {
    for (const name of ["tile/entries/003", "tile/0/003", "tile/1/001.p/1", "checkpoint"]) {
      const path = join(at, name);
      const bytes = readFileSync(path);
      const tampered = Buffer.from(bytes);
      tampered[20] = (tampered[20] as number) ^ 1;
      writeFileSync(path, tampered);
      expect(run("log", at, log.vkey).status, name).toBe(1);
      writeFileSync(path, bytes);
    }
    expect(run("log", at, log.vkey).status).toBe(0);
  });
});

function write(path: string, log: MadeLog, size: number): void {
  for (const [name, bytes] of log.files) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  }
  writeFileSync(join(path, "checkpoint"), log.checkpoint(size));
}
