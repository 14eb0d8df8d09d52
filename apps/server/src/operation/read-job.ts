/** What the reading workers are asked and what they answer. */
import type { AuditOptions, AuditResult, Finding } from "@creance/audit";
import type { ColumnArray } from "@creance/core";
import type { SampleOperation } from "@creance/sample";
import type { FlowsPlace, Reading } from "@creance/vault";
import type { ReadAgain } from "./audits/read-again.ts";

/** What a worker is started with. */
export interface WorkerData {
  /** Folder of the derived files; `null`: write none (a vault on a read-only disk). */
  readonly warehousePath: string | null;
  /** The operator's own address databases. */
  readonly databases?: readonly string[] | undefined;
}

/** Where the original lies and what opens it. */
interface Original {
  readonly sha256: string;
  /** Path of the kept original. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Keychain reply kept for it, as it was given; `null` without. */
  readonly keychain: string | null;
  /** Name it was kept under; `null` when it was erased. */
  readonly fileName: string | null;
}

/** Read an original: derive its column files and say what it holds. */
export interface ReadingJob extends Original {
  readonly kind: "reading";
  /**
   * Set when a capture was read by this reader before: the databases whose opinions its rows hold, in this order. Derived files that are made again must fit
   * those that are there, whatever databases there are today.
   */
  readonly countryDatabases: FlowsPlace["countryDatabases"] | null;
}

/** Derive one flight's or one clip's columns anew and hand some over. */
export interface ColumnsJob extends Original {
  readonly kind: "columns";
  /** Of a flight's track or of a clip's samples. */
  readonly table: "track" | "clip";
  readonly segment: number;
  readonly names: readonly string[];
}

/** Make the sample operation: some seconds of work that must not hold up a server. */
export interface SampleJob {
  readonly kind: "sample";
  /** The flight records, or what lies beside them: cards with pictures and a film, logs of other aircraft. */
  readonly part: "records" | "beside";
  readonly sizeBytes: number;
}

/** A kept flight record of an audit. */
export interface AuditedRecord extends Omit<Original, "fileName"> {
  readonly fileName: string;
  /** What findings call the flight: its id. */
  readonly label: string;
  readonly segment: number;
}

/** What an audit is made of, all of it kept or in memory. */
export interface AuditParts {
  readonly captures: readonly { readonly sha256: string; readonly path: string; readonly name: string; readonly sizeBytes: number }[];
  readonly flights: readonly AuditedRecord[];
  readonly keyLogs: readonly string[];
  readonly asked: Pick<AuditOptions, "identifiers" | "consents" | "statement" | "ownClaims" | "policies">;
  readonly about: Pick<AuditResult, "inputs" | "command">;
}

/** Audit captures. */
export interface AuditJob extends AuditParts {
  readonly kind: "audit";
  /** All captures together. */
  readonly sizeBytes: number;
}

/** Read one finding again from its capture. */
export interface EvidenceJob extends AuditParts {
  readonly kind: "evidence";
  readonly sizeBytes: number;
  readonly finding: Finding;
}

/** What a worker can be asked. */
export type ReadJob = ReadingJob | ColumnsJob | SampleJob | AuditJob | EvidenceJob;

/** Answer to a `ReadingJob`. */
export interface ReadingReply {
  readonly reading: Reading;
  /** Why a column file could not be written; charts then derive it when they are looked at. */
  readonly derivedFailure: string | null;
}

/** Answer to a `ColumnsJob`: `null` when the original has no such flight any more. */
export type ColumnsReply = { readonly rows: number; readonly columns: Readonly<Record<string, ColumnArray>> } | null;

/** The answer that belongs to a job. */
export type ReadReply<Job extends ReadJob> = Job extends ReadingJob
  ? ReadingReply
  : Job extends ColumnsJob
    ? ColumnsReply
    : Job extends AuditJob
      ? AuditResult
      : Job extends EvidenceJob
        ? ReadAgain
        : SampleOperation;

/** What a worker says while it reads something long. */
export interface WorkerProgress {
  /** Bytes of the original that were read. */
  readonly progress: number;
}

/** An error of a worker as it crosses over: structured clones lose the name and the code. */
export interface WorkerError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
}
