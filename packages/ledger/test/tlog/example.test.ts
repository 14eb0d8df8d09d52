import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import {
  checkProof,
  formatCheckpoint,
  formatEntry,
  formatProof,
  inclusionProof,
  type JournalEntry,
  ledgerFailures,
  ledgerRemarks,
  noteVerifier,
  signNote,
  TreeBuilder,
} from "../../src/index.ts";
import { madeSigner, platform } from "../verify/made-log.ts";

const document = readFileSync(new URL("../../../../docs/formats/ledger.md", import.meta.url), "utf8");
const signer = madeSigner(7, "example.invalid/vault/1a2b");
const { sha256 } = platform;

const entries: readonly JournalEntry[] = [
  { kind: "vaultCreated", sequence: 0, timeUs: 1_790_000_000_000_000, vaultId: "1a2b".repeat(8) },
  { kind: "kept", sequence: 1, timeUs: 1_790_000_001_000_000, sha256: "a1".repeat(32), sizeBytes: 1234, fileNameHash: "b2".repeat(32) },
  {
    kind: "checkpointed",
    sequence: 2,
    timeUs: 1_790_000_002_000_000,
    entries: 3,
    keySha256: Buffer.from(sha256(signer.publicKey)).toString("hex"),
  },
];

/** The example as the page shows it. */
async function example(): Promise<string> {
  const lines = entries.map(formatEntry);
  const bytes = lines.map((line) => new TextEncoder().encode(line));
  const builder = TreeBuilder.empty(sha256);
  for (const line of bytes) builder.append(line);
  const tiles = new Map(builder.partials().map(({ path, bytes: content }) => [path, content]));
  const checkpoint = signNote(formatCheckpoint({ origin: signer.name, size: 3, rootHash: builder.root() }), { signer, sha256 });
  const hashes = await inclusionProof(sha256, { size: 3, index: 1, readTile: (path) => Promise.resolve(tiles.get(path)) });
  const proof = formatProof({ index: 1, hashes, checkpoint });
  expect(checkProof(proof, { entry: bytes[1] as Uint8Array, log: noteVerifier(signer.vkey, platform), sha256 }).index).toBe(1);
  const shown = (title: string, text: string): string => `${title}\n\n${text.trimEnd().replaceAll(/^(?=.)/gm, "    ")}\n`;
  const hex = Buffer.from(tiles.get("tile/0/000.p/3") as Uint8Array).toString("hex");
  return [
    lines.map((line) => `    ${line}\n`).join(""),
    shown("Verifier key:", signer.vkey),
    shown("`ledger/tile/0/000.p/3` in hexadecimal:", hex.replaceAll(/(.{64})/g, "$1\n")),
    shown("`ledger/checkpoint`:", checkpoint),
    shown("Proof of entry 1:", proof),
  ].join("\n");
}

it("the example in docs/formats/ledger.md is what the code makes", async () => {
  expect(document).toContain(await example());
});

it("docs/formats/ledger.md lists every code", () => {
  for (const [code, sentence] of Object.entries({ ...ledgerFailures, ...ledgerRemarks }))
    expect(document).toContain(`| \`${code}\` | ${sentence} |`);
});
