/** What a telemetry log holds, as stored. */
import type { Issue } from "@creance/core";
import type { MessageSeries, SeriesWish } from "../message-series/message-series.ts";
import type { MavlinkMessageName } from "./messages.table.ts";

/** How often a message came from one component. */
export interface MavlinkCount {
  readonly messageId: number;
  /** `null` for a message that is not decoded here. */
  readonly name: MavlinkMessageName | null;
  readonly systemId: number;
  readonly componentId: number;
  readonly messages: number;
}

/** How a telemetry log is read. */
export interface TlogReadOptions {
  /** Messages to decode, by name; the others are counted only. `all` decodes every message of the table. */
  readonly messages: Readonly<Partial<Record<MavlinkMessageName, SeriesWish>>> | "all";
  /** Rows of one series at most (default 4,000,000). */
  readonly maxRows?: number;
  /** Bytes asked for at once (default 1 MiB, at least 64 KiB). */
  readonly blockBytes?: number;
}

/** A telemetry log. */
export interface Tlog {
  /** One series for each message and component: `instance` is the system's number times 256 plus the component's. Column `stampUs`: the ground station's clock. */
  readonly series: readonly MessageSeries[];
  readonly counts: readonly MavlinkCount[];
  readonly frames: number;
  /** Frames of each version of the protocol. */
  readonly version1: number;
  readonly version2: number;
  /** Frames that carry a signature; it is not verified. */
  readonly signed: number;
  readonly badBytes: number;
  readonly badChecksums: number;
  readonly issues: readonly Issue[];
}
