/** Requests by authorities and others for data: the register's document, entries of the ledger as far as they matter here, and what follows. */
import type { EpochUs } from "@creance/core";

/** On what basis somebody asks. */
export type RequestBasis =
  | "warrant"
  | "court-order"
  | "subpoena"
  | "statute"
  | "consent"
  | "public-records"
  | "subject-access"
  | "emergency"
  | "other";

/** How a request was decided. `open`: not yet. */
export type RequestDecision = "granted" | "partly" | "refused" | "withdrawn" | "open";

/** How something was given out. */
export type DisclosureWay = "share" | "export" | "medium" | "shown";

/** A paper that belongs to a request, kept in the vault as an original. */
export interface RequestAttachment {
  readonly sha256: string;
  readonly title: string;
}

/** What a person wrote of a request. It stands behind a salted hash and can be erased; counts come from the entries, which stay. */
export interface RequestDocument {
  readonly version: 1;
  /** Who asks. */
  readonly asker: string;
  /** Their reference; `null`: none. */
  readonly reference: string | null;
  /** What is asked for, in words. */
  readonly scope: string;
  /** Why it was decided so; `null`: not decided, or nothing was written. */
  readonly decisionReason: string | null;
  readonly attachments: readonly RequestAttachment[];
  readonly notes: string | null;
}

interface Base {
  readonly sequence: number;
  readonly timeUs: EpochUs;
}

/** Entries of the ledger that the register follows from, as the ledger writes them. */
export type RequestEntry = Base &
  (
    | {
        readonly kind: "requestEntered";
        readonly requestId: string;
        readonly basis: RequestBasis;
        readonly receivedUs: number;
        readonly dueUs: number | null;
        readonly documentHash: string;
      }
    | { readonly kind: "requestSettled"; readonly requestId: string; readonly decision: RequestDecision; readonly documentHash: string }
    | {
        readonly kind: "disclosed";
        readonly requestId: string;
        readonly sha256: string;
        readonly shareId: string | null;
        readonly how: DisclosureWay;
      }
  );

/** The kinds of `RequestEntry`. */
export const requestKinds = ["requestEntered", "requestSettled", "disclosed"] as const satisfies readonly RequestEntry["kind"][];

/** An original that was given out because of a request. */
export interface Disclosure {
  readonly sha256: string;
  readonly shareId: string | null;
  readonly how: DisclosureWay;
  readonly disclosedUs: EpochUs;
  /** Number of its entry: its words stand there. */
  readonly sequence: number;
}

/** A request as the ledger tells it. */
export interface RequestState {
  readonly requestId: string;
  readonly basis: RequestBasis;
  readonly receivedUs: EpochUs;
  readonly dueUs: EpochUs | null;
  readonly enteredUs: EpochUs;
  readonly decision: RequestDecision;
  /** When it was decided last; `null`: it is open. */
  readonly decidedUs: EpochUs | null;
  readonly disclosures: readonly Disclosure[];
  /** Hash of the document as it stands now, and of every one before it. */
  readonly documentHash: string;
  readonly documentHashes: readonly string[];
}

/** How many requests of one year, basis and decision there were. */
export interface RequestCount {
  /** Year in which they were received, UTC. */
  readonly year: number;
  readonly basis: RequestBasis;
  readonly decision: RequestDecision;
  readonly requests: number;
  /** Requests because of which something was given out. */
  readonly answered: number;
  /** Originals that were given out, each once a request. */
  readonly items: number;
}
