/** Entries about the ledger itself: what was signed, and what others saw of it. */
import type { KindTable } from "./field.ts";

/** Entries about the ledger itself. The checkpoint is named by how many entries it covers and by its root hash. */
export const ledgerKinds = {
  /** A checkpoint is about to be signed: written before it, and the last entry that it covers. `entries`: how many it covers; `keySha256`: of the public key. */
  checkpointed: { entries: "count", keySha256: "sha256" },
  /** A witness's cosignature on a checkpoint was checked and kept. `witnessHash`: salted hash of its verifier key; `cosignedUs`: when, by its own clock. */
  cosigned: { entries: "count", rootSha256: "sha256", witnessHash: "sha256", cosignedUs: "count" },
  /** A timestamp authority's token over a checkpoint was kept. `tokenSha256`: of its bytes; `stampedUs`: when, by the authority's clock. */
  timestamped: { entries: "count", rootSha256: "sha256", tokenSha256: "sha256", stampedUs: "count" },
} as const satisfies KindTable;
