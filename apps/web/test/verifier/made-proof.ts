/** A synthetic log with a proof of one of its entries, made by the ledger's own functions. */
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { formatCheckpoint, formatEntry, formatProof, formatVkey, inclusionProof, signNote, TreeBuilder } from "@creance/ledger";

/** What the page is handed. */
export interface MadeProof {
  readonly vkey: string;
  readonly proof: string;
  readonly entry: string;
  readonly original: string;
}

/** Makes it: 300 entries, of which number 258 says that the original was kept. */
export async function madeProof(seedByte = 7): Promise<MadeProof> {
  const original = "synthetic original";
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, seedByte)]);
  const secret = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const publicKey = new Uint8Array(createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-32));
  const signer = { name: "creance/made", publicKey, sign: (bytes: Uint8Array) => sign(null, bytes, secret) };
  const builder = TreeBuilder.empty(sha256Of);
  const files = new Map<string, Uint8Array>();
  const lines: string[] = [];
  for (let sequence = 0; sequence < 300; sequence += 1) {
    const sha256 = createHash("sha256")
      .update(sequence === 258 ? original : String(sequence))
      .digest("hex");
    const line = formatEntry({
      kind: "kept",
      sequence,
      timeUs: 1_790_000_000_000_000,
      sha256,
      sizeBytes: 18,
      fileNameHash: "0".repeat(64),
    });
    lines.push(line);
    for (const { path, bytes } of builder.append(new TextEncoder().encode(line))) files.set(path, bytes);
  }
  for (const { path, bytes } of builder.partials()) files.set(path, bytes);
  const text = formatCheckpoint({ origin: signer.name, size: 300, rootHash: builder.root() });
  const checkpoint = signNote(text, { signer, sha256: sha256Of });
  const hashes = await inclusionProof(sha256Of, { size: 300, index: 258, readTile: async (path) => files.get(path) });
  return {
    vkey: formatVkey(sha256Of, { name: signer.name, publicKey: signer.publicKey }),
    proof: formatProof({ index: 258, hashes, checkpoint }),
    entry: lines[258] as string,
    original,
  };
}

function sha256Of(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}
