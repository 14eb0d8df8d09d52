/** One ClickHouse that answers statements: the embedded one in its own process, or a server. The same SQL goes to either. */
import type { Statement } from "./statement.ts";

/** Rows as JSON gives them: 64-bit integers as text. */
export interface Answer {
  readonly rows: readonly (readonly unknown[])[];
  /** Rows before the LIMIT; exact for statements sent with `counted`, else `null`. */
  readonly rowsBeforeLimit: number | null;
}

/** How a question is put. `counted`: the answer says how many rows there were before the LIMIT. */
export type AskMode = "plain" | "counted";

/** A ClickHouse. Both reject with `UserError` (`column-engine`, `too-many-rows`). */
export interface SqlClient {
  /** Asks a question over a connection that cannot write. */
  ask(statement: Statement, mode: AskMode): Promise<Answer>;
  /** Runs a statement that changes something. */
  run(statement: Statement): Promise<void>;
}

/** Settings of every connection: answers that JSON carries without loss. */
export const answerSettings = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 1,
} as const;

/** Reads the text of an answer in the format JSONCompact. */
export function parseAnswer(text: string): Answer {
  const { data, rows_before_limit_at_least: before } = JSON.parse(text) as {
    data: readonly (readonly unknown[])[];
    rows_before_limit_at_least?: number | string;
  };
  return { rows: data, rowsBeforeLimit: before === undefined ? null : Number(before) };
}
