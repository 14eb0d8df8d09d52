/**
 * The ledger: entries into tiles with every sync, proofs and verifying at ten million entries whose tiles a generator makes on demand (never held),
 * entries by kind, hash and time. `npm run bench ledger`; `CREANCE_BENCH_ENTRIES` changes the ten million, `CREANCE_BENCH_VAULT_ENTRIES` the hundred thousand in a vault.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodePlatform as platform } from "../adapters/node/src/index.ts";
import { openVault } from "../adapters/vault/src/index.ts";
import {
  checkInclusion,
  formatBundle,
  formatCheckpoint,
  formatVkey,
  inclusionProof,
  leafHash,
  parseTilePath,
  signNote,
  TILE_WIDTH,
  TreeBuilder,
  verifyLedger,
} from "../packages/ledger/src/index.ts";

const size = Number(process.env["CREANCE_BENCH_ENTRIES"] ?? 10_000_000);
const vaultEntries = Number(process.env["CREANCE_BENCH_VAULT_ENTRIES"] ?? 100_000);
const { sha256 } = platform;
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const key = createPrivateKey({
  key: Buffer.concat([PKCS8_HEAD, createHash("sha256").update("bench").digest()]),
  format: "der",
  type: "pkcs8",
});
const signer = {
  name: "bench.invalid/ledger",
  origin: "bench.invalid/ledger",
  publicKey: new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" }).subarray(12)),
  sign: (bytes: Uint8Array): Uint8Array => sign(null, bytes, key),
};
const rows: (readonly [string, string, string])[] = [["what", "measured", "wanted"]];
const folder = mkdtempSync(join(tmpdir(), "creance-bench-ledger-"));
try {
  await vaultRows();
  await proofRows();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const [what, measured, wanted] of rows) process.stdout.write(`${what.padEnd(76)} ${measured.padStart(16)} ${wanted.padStart(12)}\n`);

/** A vault on the disk of this machine: entering, sealing, asking. */
async function vaultRows(): Promise<void> {
  const vault = await openVault(join(folder, "vault"), { create: true });
  const writer = await vault.beginWriting();
  const batch = 10_000;
  let enterMs = 0;
  let sealMs = 0;
  for (let done = 0; done < vaultEntries; done += batch) {
    const entered = performance.now();
    await writer.enter(() =>
      Array.from({ length: batch }, (_, at) => ({
        kind: "decided" as const,
        timeUs: 1_700_000_000_000_000 + done + at,
        decisionId: idOf(done + at),
        grantId: idOf(-1 - ((done + at) % 1000)),
        verdict: "permit" as const,
        inputHash: hashOf(`input ${done + at}`),
        policySha256: hashOf("policy"),
        reasonsHash: null,
      })),
    );
    const sealed = performance.now();
    await writer.sealLedger(signer);
    enterMs += sealed - entered;
    sealMs += performance.now() - sealed;
  }
  const perSecond = (ms: number): string => `${Math.round((vaultEntries / ms) * 1000)}/s`;
  rows.push([`${vaultEntries} entries, ${batch} a batch: into the journal, with every sync and the index`, perSecond(enterMs), ""]);
  rows.push(["the same: into tiles and a signed checkpoint each batch, with every sync", perSecond(sealMs), "10000/s"]);
  rows.push(["the same: both", perSecond(enterMs + sealMs), "10000/s"]);
  const { ledger } = vault;
  const questions: readonly (readonly [string, Parameters<typeof ledger.entries>[0]])[] = [
    ["newest 50 entries", { offset: 0, limit: 50 }],
    ["newest 50 of one kind", { kinds: ["decided"], offset: 0, limit: 50 }],
    ["entries that name one id", { id: idOf(1234), offset: 0, limit: 50 }],
    ["entries of a time", { fromUs: 1_700_000_000_000_000, untilUs: 1_700_000_000_001_000, offset: 0, limit: 50 }],
  ];
  for (const [what, query] of questions)
    rows.push([`${what} of ${vaultEntries}`, `${(await medianMs(() => ledger.entries(query))).toFixed(2)} ms`, ""]);
  const proofMs = await medianMs(() => ledger.proof(Math.floor(vaultEntries / 3)));
  rows.push([`proof file of one entry of ${vaultEntries}, from the disk, checked before it is given`, `${proofMs.toFixed(2)} ms`, "5 ms"]);
  const checked = performance.now();
  const { vkey } = await ledger.state();
  const { ok } = await verifyLedger(ledger.source, { platform, vkeys: [vkey as string] });
  rows.push([`verifying it from the disk, journal included (ok: ${ok})`, `${((performance.now() - checked) / 1000).toFixed(1)} s`, ""]);
  writer.release();
  vault.close();
}

/** A log of millions: hashes of tiles above the leaves are computed once and held (about 8 bytes a thousand entries); leaves, bundles and leaf tiles are made when they are read. */
async function proofRows(): Promise<void> {
  const upper = new Map<string, Uint8Array>();
  const builder = TreeBuilder.empty(sha256);
  for (let at = 0; at < size; at += 1) {
    for (const { level, path, bytes } of builder.append(lineOf(at))) if (level !== 0 && level !== "entries") upper.set(path, bytes);
  }
  for (const { level, path, bytes } of builder.partials()) if (level !== 0 && level !== "entries") upper.set(path, bytes);
  const note = signNote(formatCheckpoint({ origin: signer.name, size, rootHash: builder.root() }), { signer, sha256 });
  let makeMs = 0;
  const readFile = (path: string): Promise<Uint8Array | undefined> => {
    if (path === "checkpoint") return Promise.resolve(new TextEncoder().encode(note));
    const held = upper.get(path);
    const tile = held === undefined ? parseTilePath(path) : undefined;
    if (tile === undefined) return Promise.resolve(held);
    const started = performance.now();
    const lines = Array.from({ length: tile.width }, (_, at) => lineOf(tile.number * TILE_WIDTH + at));
    const bytes = tile.level === "entries" ? formatBundle(lines) : Buffer.concat(lines.map((line) => leafHash(sha256, line)));
    makeMs += performance.now() - started;
    return Promise.resolve(bytes);
  };
  const index = Math.floor(size / 3);
  const proof = await inclusionProof(sha256, { size, index, readTile: readFile });
  const fits = checkInclusion(sha256, { leaf: leafHash(sha256, lineOf(index)), index, size, root: builder.root(), proof });
  const proofMs = await medianMs(() => inclusionProof(sha256, { size, index, readTile: readFile }));
  rows.push([
    `proof of one entry of ${size} (${proof.length} hashes, fits: ${fits}), its tiles made for it`,
    `${proofMs.toFixed(2)} ms`,
    "5 ms",
  ]);
  global.gc?.();
  let peak = 0;
  makeMs = 0;
  const cpu = process.cpuUsage();
  const started = performance.now();
  const verdict = await verifyLedger(
    {
      readFile,
      async *lines() {
        for (let at = 0; at < size; at += 1000) {
          const made = performance.now();
          const lines = Array.from({ length: Math.min(1000, size - at) }, (_, more) => lineOf(at + more));
          makeMs += performance.now() - made;
          yield lines;
        }
      },
    },
    {
      platform,
      vkeys: [formatVkey(sha256, signer)],
      onProgress: ({ entries }) => {
        if (entries % (TILE_WIDTH * 400) === 0) peak = Math.max(peak, process.memoryUsage.rss());
      },
    },
  );
  const elapsed = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  rows.push([
    `verifying ${size} entries, journal and bundles and tiles (ok: ${verdict.ok})`,
    `${((elapsed - makeMs) / 1000).toFixed(1)} s`,
    "60 s",
  ]);
  rows.push(["the same with the time of the generator", `${(elapsed / 1000).toFixed(1)} s`, ""]);
  rows.push(["its processor time, generator included", `${((user + system) / 1e6).toFixed(1)} s`, ""]);
  rows.push(["peak memory", `${(peak / (1 << 20)).toFixed(0)} MiB`, ""]);
}

function lineOf(at: number): Uint8Array {
  return Buffer.from(
    `{"damaged":0,"files":${at},"kind":"scrubbed","missing":0,"bytes":${at * 3},"sequence":${at},"timeUs":${1_700_000_000_000_000 + at}}`,
  );
}

function idOf(at: number): string {
  return hashOf(`id ${at}`).slice(0, 32);
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 15; run += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[7] as number;
}
