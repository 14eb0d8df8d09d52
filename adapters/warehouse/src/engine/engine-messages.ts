/** What the engine's process and its parent say to each other, as JSON over the channel between them. */
import type { AskMode } from "./sql-client.ts";
import type { ParameterValue } from "./statement.ts";

/** The first message to the engine. */
export interface OpenMessage {
  readonly open: {
    /** Folder of the engine's own files, absolute. */
    readonly folder: string;
    /** Memory that one question or load may use. */
    readonly memoryBytes: number;
    /** Time that one question may take. */
    readonly questionSeconds: number;
  };
}

/** A statement for the engine. */
export interface StatementMessage {
  readonly id: number;
  readonly mode: AskMode | "run";
  readonly sql: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

/** What the engine is told. */
export type ToEngine = OpenMessage | StatementMessage | { readonly close: true };

/** Why a statement failed: ClickHouse's code, or null. */
export interface EngineFailure {
  readonly code: number | null;
  readonly message: string;
}

/** What the engine says. */
export type FromEngine =
  | { readonly ready: { readonly version: string } }
  | { readonly cannotStart: EngineFailure }
  | { readonly id: number; readonly text: string }
  | { readonly id: number; readonly failure: EngineFailure };
