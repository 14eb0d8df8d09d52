/** What a proof bundle is made of, and how checking reaches into it (docs/formats/proof.md). */

/** The files of a bundle. Memory stays bounded: captures come in pieces, texts only up to a bound. */
export interface ProofFiles {
  /** Names of all files, flat: no folders. */
  names(): readonly string[];
  /** Size in bytes; only asked for names that `names()` told. */
  sizeBytes(name: string): number;
  /** The whole file as UTF-8, checked only when it is at most `maxBytes`: a longer one is a `FormatError`. */
  text(name: string, maxBytes: number): Promise<string>;
  /** The file in pieces of up to 1 MiB; a piece is borrowed until the next one is asked for. */
  bytes(name: string): AsyncIterable<Uint8Array>;
}

/** Names in a bundle that are not captures. */
export const proofFileNames = {
  document: "proof.json",
  sums: "SHA256SUMS",
  policy: "policy.yaml",
  rules: "rules.nft",
  listing: "listing.jsonl",
  gate: "gate.jsonl",
  names: "names.jsonl",
  relay: "relay.jsonl",
} as const;

/** Longest of each text that is read as a whole. */
export const MAX_PROOF_DOCUMENT_BYTES = 4 * 1024 * 1024;
/** Longest list of hashes. */
export const MAX_SUMS_BYTES = 16 * 1024 * 1024;

/** Packets so close to a mark may count on either side of it, microseconds: the counters are read over several steps. */
export const MARK_EDGE_US = 50_000;
