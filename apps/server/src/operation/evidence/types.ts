/** What others can check without this program: exports of the ledger, cosignatures, timestamps, evidence packages. */
import type { LedgerState } from "@creance/vault";

/** How far others can rely on the ledger. Each level says how many of its first entries it covers. */
export interface LedgerLevels {
  readonly entries: number;
  /** SIGNED: by the vault's own key; `null`: nothing was signed yet. */
  readonly signed: { readonly entries: number; readonly vkey: string } | null;
  /** WITNESSED: the newest cosignature of each witness, newest first. `witness`: its verifier key, `null`: erased. */
  readonly witnessed: readonly { readonly entries: number; readonly witness: string | null; readonly cosignedUs: number }[];
  /** TIMESTAMPED: the newest token; `null`: none. */
  readonly timestamped: { readonly entries: number; readonly stampedUs: number } | null;
  /** For a person: the same, with what it does not show. */
  readonly sentences: readonly string[];
}

/** A folder that was written. */
export interface WrittenFolder {
  /** Absolute path. */
  readonly path: string;
  readonly files: number;
  readonly sizeBytes: number;
}

/** An export of the ledger. */
export interface LedgerExport extends WrittenFolder {
  readonly entries: number;
  readonly vkey: string;
}

/** A request to a timestamp authority. */
export interface TimestampAsked {
  /** The request's bytes: to be handed to an authority by whoever chooses it. Nothing is sent from here. */
  readonly request: Uint8Array;
  readonly entries: number;
  readonly checkpointSha256: string;
}

/** A token that was taken. */
export interface TimestampTaken {
  readonly entries: number;
  readonly stampedUs: number;
  /** Whether openssl found the authority's signature right; `null`: it was not asked, and `sentence` says why. */
  readonly signatureFits: boolean | null;
  readonly sentence: string;
}

/** A cosignature that was taken. */
export interface CosignatureTaken {
  readonly entries: number;
  readonly witness: string;
  readonly cosignedUs: number;
}

/** An evidence package that was written. */
export interface PackedEvidence extends WrittenFolder {
  readonly items: readonly { readonly sha256: string; readonly path: string }[];
  /** Entries of the items' history; all but `unproven` have a proof. */
  readonly entries: number;
  readonly unproven: number;
  /** What the package does not hold or show, one sentence each. */
  readonly left: readonly string[];
}

/** What checking a package found; `remarks` are said and fail nothing. */
export interface PackageVerdict extends EvidenceVerdict {
  readonly remarks: readonly string[];
}

/** What checking found. */
export interface EvidenceVerdict {
  readonly ok: boolean;
  readonly checked: readonly string[];
  readonly failures: readonly { readonly code: string; readonly where: string; readonly sentence: string }[];
}

/** Evidence of the open vault. Everything that takes something in is entered in the journal. */
export interface Evidence {
  levels(): Promise<LedgerLevels>;
  /** Signs a checkpoint over everything that was entered, unless the latest one covers it. May ask a person for the passphrase. */
  seal(): Promise<LedgerState>;
  /** Writes checkpoint, key, tiles and `verify.sh` into a new folder. Rejects with `UserError` (`not-sealed-yet`, `exists`, ...). */
  exportLedger(folder: string): Promise<LedgerExport>;
  /** What a witness is handed: the checkpoint and how it continues the one that it saw last. `oldSize`: how many entries that one covered. */
  witnessRequest(oldSize: number): Promise<string>;
  /** Takes a witness's answer to one of our checkpoints. `vkey`: the witness's key, known from elsewhere. */
  addCosignature(answer: string, vkey: string): Promise<CosignatureTaken>;
  /** Makes a request over the latest checkpoint and remembers it. */
  timestampRequest(): Promise<TimestampAsked>;
  /** Takes an authority's reply to a remembered request. `authorityPath`: its certificate (PEM), checked by openssl where that is installed. */
  addTimestamp(reply: Uint8Array, authorityPath: string | null): Promise<TimestampTaken>;
  /**
   * Writes an evidence package: the originals of flights, pictures, clips or whole hashes, with everything that happened to them. `out`: a new folder, or a new
   * file that ends in `.zip`.
   */
  pack(items: readonly string[], options: { readonly out: string; readonly description: string | null }): Promise<PackedEvidence>;
}
