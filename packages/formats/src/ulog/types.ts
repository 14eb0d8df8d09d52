/** What a ULog holds, as stored. */
import type { Issue } from "@creance/core";
import type { MessageSeries, SeriesWish } from "../message-series/message-series.ts";

/** A named value of the log: information, or a parameter of the autopilot. */
export interface UlogValue {
  readonly name: string;
  /** A number, or the text of a `char` array. Values of other types are written as hexadecimal digits. */
  readonly value: number | string;
  /** Offset of the value's first byte. */
  readonly byteOffset: number;
  readonly lengthBytes: number;
  /** Time of the data message before it, µs since boot; `null` in the head of the log. */
  readonly bootUs: number | null;
}

/** A line that the autopilot logged. */
export interface UlogText {
  readonly bootUs: number;
  /** 0 emergency to 7 debug. */
  readonly level: number;
  /** Number of the process; `null` for a line without one. */
  readonly tag: number | null;
  readonly text: string;
  readonly byteOffset: number;
}

/** A moment at which the logger lost data. */
export interface UlogDropout {
  /** Time of the data message before it, µs since boot; NaN before the first. */
  readonly bootUs: number;
  readonly durationMs: number;
  readonly byteOffset: number;
}

/** How often a topic occurs. */
export interface UlogTopicCount {
  readonly name: string;
  readonly instance: number;
  readonly messages: number;
}

/** How a ULog is read. */
export interface UlogReadOptions {
  /** Topics to decode; the others are counted only. `all` decodes every field of every message. */
  readonly topics: Readonly<Record<string, SeriesWish>> | "all";
  /** Rows of one series at most (default 4,000,000). */
  readonly maxRows?: number;
  /** Bytes asked for at once (default 1 MiB, at least 128 KiB). */
  readonly blockBytes?: number;
}

/** A ULog. */
export interface Ulog {
  readonly version: number;
  /** Time of the head, µs since boot. */
  readonly startBootUs: number;
  /** Time of the first and last data message, from the messages themselves; NaN without any. */
  readonly firstBootUs: number;
  readonly lastBootUs: number;
  readonly series: readonly MessageSeries[];
  readonly topics: readonly UlogTopicCount[];
  readonly information: readonly UlogValue[];
  /** As the log's head gives them, then every change in the order of the log. */
  readonly parameters: readonly UlogValue[];
  /** Defaults of parameters that differ from the value in force. */
  readonly parameterDefaults: readonly UlogValue[];
  readonly texts: readonly UlogText[];
  readonly dropouts: readonly UlogDropout[];
  /** Sum of all dropouts, ms, also of those not listed. */
  readonly dropoutMs: number;
  /** Bytes that were no messages. */
  readonly badBytes: number;
  readonly issues: readonly Issue[];
}
