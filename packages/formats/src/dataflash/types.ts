/** What a DataFlash log holds, as stored. */
import type { Issue } from "@creance/core";
import type { MessageSeries, SeriesWish } from "../message-series/message-series.ts";

/** A kind of message that the log defines. */
export interface DataflashFormat {
  readonly type: number;
  readonly name: string;
  /** Bytes of a message with its head of three. */
  readonly lengthBytes: number;
  /** One letter for each column. */
  readonly letters: string;
  readonly columns: readonly string[];
  /** Label of each column's unit, `null` where the log names none (`UNIT` and `FMTU` messages). */
  readonly units: readonly (string | null)[];
  /** Factor from the column's value to its unit, `null` where the log names none (`MULT` and `FMTU` messages). */
  readonly multipliers: readonly (number | null)[];
  /** Messages of this kind that were met. */
  readonly messages: number;
}

/** How a DataFlash log is read. */
export interface DataflashReadOptions {
  /** Kinds of messages to decode, by name; the others are counted only. `all` decodes every field of every message. */
  readonly messages: Readonly<Record<string, SeriesWish>> | "all";
  /** Rows of one series at most (default 4,000,000). */
  readonly maxRows?: number;
  /** Bytes asked for at once (default 1 MiB, at least 64 KiB). */
  readonly blockBytes?: number;
}

/** A DataFlash log. */
export interface Dataflash {
  readonly formats: readonly DataflashFormat[];
  readonly series: readonly MessageSeries[];
  /** Bytes that were no messages; of a text log, lines that did not fit. */
  readonly badBytes: number;
  readonly issues: readonly Issue[];
}
