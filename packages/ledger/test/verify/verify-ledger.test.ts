import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosignedBytes, formatNote, formatVkey, noteVerifier, parseNote, type VerifyLedgerOptions, verifyLedger } from "../../src/index.ts";
import { type MadeLog, madeLines, madeLog, madeSigner, platform, sourceOf } from "./made-log.ts";

const signer = madeSigner(1);
const SIZE = 1300;
const TILES = {
  hash: "tile/0/002",
  level1: "tile/1/000.p/5",
  bundle: "tile/entries/002",
  restBundle: "tile/entries/005.p/20",
  restHash: "tile/0/005.p/20",
};

const made = madeLog(madeLines(SIZE), [10, 700, SIZE], signer);

function whole(): MadeLog {
  return { ...made, files: new Map(made.files) };
}

async function codes(log: MadeLog, options: Partial<VerifyLedgerOptions> = {}): Promise<readonly string[]> {
  const { ok, failures } = await verifyLedger(sourceOf(log), { platform, vkeys: [signer.vkey], ...options });
  expect(ok).toBe(failures.length === 0);
  return [...new Set(failures.map(({ code, where }) => `${code} ${where}`))];
}

function flip(log: MadeLog, path: string, at: number): void {
  const bytes = Uint8Array.from(log.files.get(path) as Uint8Array);
  bytes[at] = (bytes[at] as number) ^ 1;
  log.files.set(path, bytes);
}

describe("a ledger that is whole", () => {
  it("is found so, with what was checked", async () => {
    const log = whole();
    const verdict = await verifyLedger(sourceOf(log), { platform, vkeys: [signer.vkey] });
    expect(verdict).toMatchObject({
      ok: true,
      origin: "log.invalid/test",
      size: SIZE,
      entries: SIZE,
      failures: [],
      remarks: [],
      witnesses: [],
    });
    expect(verdict.checked.map(({ code, count }) => [code, count])).toEqual([
      ["signature", 1],
      ["root", SIZE],
      ["entries", SIZE],
      ["bundles", 6],
      ["tiles", 7],
      ["earlier", 3],
      ["sequence", SIZE],
    ]);
  });

  it("is found so at every size around tiles", async () => {
    for (const size of [1, 2, 255, 256, 257, 511, 512, 513]) {
      const log = madeLog(madeLines(size), [size], signer);
      expect({ size, found: await codes(log) }).toEqual({ size, found: [] });
    }
    expect(await codes(madeLog([], [0], signer))).toEqual([]);
  });

  it("needs no journal where the bundles are there", async () => {
    const { files } = whole();
    const verdict = await verifyLedger({ readFile: (path) => Promise.resolve(files.get(path)) }, { platform, vkeys: [signer.vkey] });
    expect(verdict).toMatchObject({ ok: true, entries: null });
  });

  it("tells of entries that are not signed yet, and of a clock that was set back, without failing", async () => {
    const lines = madeLines(SIZE + 3, (line, at) => (at === 40 ? line.replace('"timeUs":17', '"timeUs":16') : line));
    const log = madeLog(lines, [SIZE], signer);
    const { ok, remarks, entries } = await verifyLedger(sourceOf(log), { platform, vkeys: [signer.vkey] });
    expect({ ok, entries }).toEqual({ ok: true, entries: SIZE + 3 });
    expect(remarks.map(({ code, where }) => `${code} ${where}`)).toEqual(["clock-back entry 40", `unsigned-tail entry ${SIZE}`]);
    expect(remarks[1]?.sentence).toMatch(/^3 entries /);
  });

  it("counts lines that are no entries as they stand", async () => {
    const lines = madeLines(30, (line, at) =>
      at === 7 ? "\ufffd half a li" : at === 8 ? line.replace(/"sequence":8/, '"sequence":7') : line,
    );
    const renumbered = lines.map((line, at) =>
      at < 8 ? line : new TextEncoder().encode(new TextDecoder().decode(line).replace(/"sequence":\d+/, `"sequence":${at - 1}`)),
    );
    const log = madeLog(renumbered, [30], signer);
    const { ok, remarks } = await verifyLedger(sourceOf(log), { platform, vkeys: [signer.vkey] });
    expect({ ok, remarks: remarks.map(({ code, where }) => `${code} ${where}`) }).toEqual({
      ok: true,
      remarks: ["entry-unreadable entry 7"],
    });
  });
});

describe("planted faults", () => {
  it("a changed entry of the journal", async () => {
    const log = whole();
    log.lines = madeLines(SIZE, (line, at) => (at === 600 ? line.replace("abab", "acab") : line));
    expect(await codes(log)).toEqual(["entry-changed entry 600"]);
    log.lines = madeLines(SIZE, (line, at) => (at === SIZE - 1 ? line.replace("abab", "acab") : line));
    expect(await codes(log)).toEqual([`entry-changed entry ${SIZE - 1}`]);
  });

  it("a changed tile of hashes, at every level", async () => {
    for (const path of [TILES.hash, TILES.level1, TILES.restHash]) {
      const log = whole();
      flip(log, path, 33);
      expect(await codes(log)).toEqual([`tile-changed ${path}`]);
    }
    const cut = whole();
    cut.files.set(TILES.hash, (cut.files.get(TILES.hash) as Uint8Array).subarray(0, 300));
    expect(await codes(cut)).toEqual([`tile-changed ${TILES.hash}`]);
  });

  it("a missing tile or bundle", async () => {
    for (const [path, code] of [
      [TILES.hash, "tile-missing"],
      [TILES.level1, "tile-missing"],
      [TILES.restHash, "tile-missing"],
      [TILES.bundle, "bundle-missing"],
      [TILES.restBundle, "bundle-missing"],
    ] as const) {
      const log = whole();
      log.files.delete(path);
      expect(await codes(log)).toEqual([`${code} ${path}`]);
    }
  });

  it("a bundle that differs from the journal", async () => {
    for (const path of [TILES.bundle, TILES.restBundle]) {
      const log = whole();
      flip(log, path, 40);
      expect(await codes(log)).toEqual([`bundle-changed ${path}`]);
    }
    const cut = whole();
    cut.files.set(TILES.bundle, (cut.files.get(TILES.bundle) as Uint8Array).subarray(0, 1000));
    expect(await codes(cut)).toEqual([`bundle-changed ${TILES.bundle}`]);
  });

  it("an entry changed in journal, bundle and tile alike", async () => {
    const bent = madeLines(SIZE, (line, at) => (at === 600 ? line.replace("abab", "acab") : line));
    const other = madeLog(bent, [SIZE], signer);
    const log = whole();
    log.lines = bent;
    for (const path of [TILES.hash, TILES.bundle]) log.files.set(path, other.files.get(path) as Uint8Array);
    // Level 1 still holds the old hash: nothing that is here fits it, and the root is another one.
    const found = await codes(log);
    expect(found).toContain("forked checkpoint");
    log.files.set(TILES.level1, other.files.get(TILES.level1) as Uint8Array);
    expect(await codes(log)).toEqual(["forked checkpoints line 2", "forked checkpoints line 3", "forked checkpoint"]);
  });

  it("a truncated journal", async () => {
    const log = whole();
    log.lines = log.lines.slice(0, 1290);
    expect(await codes(log)).toEqual(["truncated entry 1290"]);
    log.lines = log.lines.slice(0, 500);
    expect(await codes(log)).toEqual(["truncated entry 500"]);
  });

  it("a line taken out, or put in twice", async () => {
    const log = whole();
    log.lines = log.lines.filter((_, at) => at !== 1000);
    const gone = await codes(log);
    expect(gone).toContain("sequence-missing entry 1000");
    expect(gone).toContain("entry-changed entry 1000");
    expect(gone).toContain(`truncated entry ${SIZE - 1}`);
    const twice = whole();
    twice.lines = [...twice.lines.slice(0, 1000), twice.lines[999] as Uint8Array, ...twice.lines.slice(1000)];
    expect(await codes(twice)).toContain("sequence-repeated entry 1000");
  });

  it("a ledger rolled back, which a kept or witnessed checkpoint shows", async () => {
    const newer = whole();
    const older = madeLog(madeLines(700), [10, 700], signer);
    expect(await codes(older)).toEqual([]);
    expect(await codes(older, { earlier: [newer.notes.at(-1) as string] })).toEqual(["rolled-back earlier checkpoint 1"]);
    // The checkpoint alone put back: the history shows it.
    newer.files.set("checkpoint", new TextEncoder().encode(newer.notes[1]));
    expect(await codes(newer)).toEqual(["rolled-back checkpoints line 3"]);
  });

  it("a fork: another history under the same key", async () => {
    const other = madeLog(
      madeLines(SIZE, (line, at) => (at === 5 ? line.replace("abab", "acab") : line)),
      [700, SIZE],
      signer,
    );
    for (const note of other.notes) expect(await codes(whole(), { earlier: [note] })).toEqual(["forked earlier checkpoint 1"]);
  });

  it("a signature that does not fit, none at all, one of another key", async () => {
    const log = whole();
    const note = new TextDecoder().decode(log.files.get("checkpoint"));
    const bent = note.replace(`${SIZE}\n`, `${SIZE - 1}\n`);
    log.files.set("checkpoint", new TextEncoder().encode(bent));
    expect(await codes(log)).toEqual(["bad-signature checkpoint"]);
    expect(await codes(whole(), { vkeys: [madeSigner(2).vkey] })).toContain("bad-signature checkpoint");
    log.files.set("checkpoint", new TextEncoder().encode(`${note.slice(0, note.indexOf("\n\n"))}\n\n`));
    expect(await codes(log)).toEqual(["bad-checkpoint checkpoint"]);
  });

  it("a wrong origin", async () => {
    expect(await codes(whole(), { vkeys: [madeSigner(1, "other.invalid/log").vkey] })).toContain("wrong-origin checkpoint");
  });

  it("no checkpoint, and a history that holds what is none", async () => {
    const log = whole();
    log.files.delete("checkpoint");
    expect(await codes(log)).toEqual(["no-checkpoint checkpoint"]);
    const bare = whole();
    bare.files.delete("checkpoint");
    bare.files.delete("checkpoints");
    expect((await verifyLedger(sourceOf(bare), { platform, vkeys: [signer.vkey] })).checked).toEqual([]);
    const damaged = whole();
    damaged.files.set("checkpoints", new TextEncoder().encode('{"no":"note"}\n"half'));
    expect(await codes(damaged)).toEqual(["bad-checkpoint checkpoints line 1"]);
  });

  it("lists a bounded number of one kind", async () => {
    const log = madeLog(madeLines(3000), [3000], signer);
    log.lines = log.lines.map((line, at) => (at >= 100 ? new TextEncoder().encode(`${new TextDecoder().decode(line)} `) : line));
    const { failures } = await verifyLedger(sourceOf(log), { platform, vkeys: [signer.vkey] });
    expect(failures).toHaveLength(101);
    expect(failures.at(-1)).toMatchObject({ code: "entry-changed", where: "more", sentence: "2800 more of this kind are not listed." });
  });
});

describe("witnesses", () => {
  it("are named with the time they tell; a cosignature that does not fit is a failure", async () => {
    const seed = new Uint8Array(32).fill(9);
    const publicKey = platform.ed25519PublicKey(seed);
    const vkey = formatVkey(platform.sha256, { name: "witness.invalid", publicKey, kind: "cosignature" });
    const { keyId } = noteVerifier(vkey, platform);
    const log = whole();
    const note = parseNote(new TextDecoder().decode(log.files.get("checkpoint")));
    const time = new Uint8Array(8);
    new DataView(time.buffer).setUint32(4, 1_800_000_000);
    const signature = Uint8Array.from([...time, ...platform.ed25519Sign(seed, cosignedBytes(note.text, 1_800_000_000))]);
    const cosigned = (bytes: Uint8Array): Uint8Array =>
      new TextEncoder().encode(
        formatNote({ text: note.text, signatures: [...note.signatures, { name: "witness.invalid", keyId, signature: bytes }] }),
      );
    log.files.set("checkpoint", cosigned(signature));
    const verdict = await verifyLedger(sourceOf(log), { platform, vkeys: [signer.vkey], cosigners: [vkey] });
    expect(verdict).toMatchObject({ ok: true, witnesses: [{ name: "witness.invalid", cosignedUs: 1_800_000_000_000_000 }] });
    expect(await codes(log)).toEqual([]);
    const later = Uint8Array.from(signature);
    later[7] = (later[7] as number) ^ 1;
    log.files.set("checkpoint", cosigned(later));
    expect(await codes(log, { cosigners: [vkey] })).toEqual(["bad-signature checkpoint"]);
  });
});

describe("hostile input", () => {
  it("never throws and never passes when any byte of any file is flipped", async () => {
    const paths = [...whole().files.keys()].filter((path) => !/\.p\/(10|188|2)$/.test(path));
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), async (a, b) => {
        const log = whole();
        const path = paths[a % paths.length] as string;
        const bytes = log.files.get(path) as Uint8Array;
        flip(log, path, b % bytes.byteLength);
        // A half line at the end of the history is what a crash leaves: it counts as none.
        if (path === "checkpoints" && b % bytes.byteLength === bytes.byteLength - 1) return;
        expect(await codes(log)).not.toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("never throws for any bytes in the place of a file", async () => {
    const paths = [...whole().files.keys()];
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.uint8Array({ maxLength: 300 }), async (a, bytes) => {
        const log = whole();
        log.files.set(paths[a % paths.length] as string, bytes);
        await codes(log);
      }),
      { numRuns: 40 },
    );
  });
});
