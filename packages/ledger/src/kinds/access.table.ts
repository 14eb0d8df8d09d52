/** Entries about who looked at things, took them out, or asked the outside for something. */
import type { KindTable } from "./field.ts";

/** What can be looked at or taken out. */
export const viewedThings = ["flight", "media", "capture", "audit", "exposure", "original", "ledger"] as const;

/** Entries about looking, taking out, and connections. */
export const accessKinds = {
  /** Somebody looked at a thing; at most once a thing, person and hour. `sha256`: its original, `null` for a report over several. `byHash`: salted hash of who, `null`: not known. */
  viewed: { what: viewedThings, sha256: "sha256OrNull", byHash: "sha256OrNull" },
  /** A file was made of kept things and handed out on this machine. `sha256`: the original, `null` for a report over several. `format`: `gpx`, `original`, ... */
  exported: { what: viewedThings, sha256: "sha256OrNull", format: "code", byHash: "sha256OrNull" },
  /** A file that asks a maker for keys was handed out. `requestSha256`: of its bytes. */
  keysRequested: { sha256: "sha256", requestSha256: "sha256", byHash: "sha256OrNull" },
  /** A connection to the outside is about to be opened: written before it. `purpose`: `upload`, `region-probe`, ...; `hostHash`: salted hash of host and port. */
  connecting: { connectionId: "id", purpose: "code", hostHash: "sha256", shareId: "idOrNull" },
  /** A connection has ended. Bytes of its payload; `null`: not known (the process ended first). */
  connected: { connectionId: "id", outcome: "code", upBytes: "countOrNull", downBytes: "countOrNull" },
  /** A field gateway's session, policy change or proof was entered here. `documentSha256`: of its session or proof document. */
  gateway: { event: ["session", "proof"], documentSha256: "sha256" },
  /**
   * Something about the vault's keyring changed. `made`, `relocked` (by another passphrase or key file), `recovered` (from its recovery code),
   * `recoveryShown`, `secretSet` and `secretRemoved` (a destination's credentials). `vkeyHash`: salted hash of the verifier key.
   */
  keyringChanged: {
    event: ["made", "relocked", "recovered", "recoveryShown", "secretSet", "secretRemoved"],
    vkeyHash: "sha256",
    byHash: "sha256OrNull",
  },
  /** The vault was re-hashed (`fsck`). */
  scrubbed: { files: "count", bytes: "count", damaged: "count", missing: "count" },
  /** This program wrote here for the first time. `versionHash`: SHA-256 of its version text, without a salt. */
  program: { versionHash: "sha256" },
} as const satisfies KindTable;
