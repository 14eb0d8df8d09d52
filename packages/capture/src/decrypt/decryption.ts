/** What decrypting needs and what it met: one for a capture, shared by its flows. */
import type { Platform } from "@creance/core";
import type { KeyLog, KeyLogCounts } from "./key-log.ts";

/** Different suites that are counted by name. */
const MAX_SUITES = 512;

/** What decrypting met in a capture. */
export interface DecryptionReport {
  readonly keyLog: KeyLogCounts;
  /** Connections whose hello the key log knows. */
  readonly keyedConnections: number;
  /** Connections of which at least one record or packet was opened. */
  readonly openedConnections: number;
  /** Connections whose hello was seen and that the key log does not know. */
  readonly unknownConnections: number;
  readonly openedRecords: number;
  /** Records and packets whose tag or MAC did not fit. */
  readonly failedRecords: number;
  /** Places where bytes are missing from a connection that is being opened. */
  readonly gaps: number;
  /** Plain bytes that came out. */
  readonly plainBytes: number;
  /** Connections that stay closed because of their suite, by its name. */
  readonly unsupportedSuites: ReadonlyMap<string, number>;
}

/** Keys and counts. */
export class Decryption {
  readonly platform: Platform;
  readonly keyLog: KeyLog;
  keyedConnections = 0;
  openedConnections = 0;
  unknownConnections = 0;
  openedRecords = 0;
  failedRecords = 0;
  gaps = 0;
  plainBytes = 0;
  /** What waits behind holes of QUIC streams, all connections together. */
  readonly waiting = { bytes: 0 };
  readonly #unsupported = new Map<string, number>();

  constructor(platform: Platform, keyLog: KeyLog) {
    this.platform = platform;
    this.keyLog = keyLog;
  }

  /** Counts a connection that stays closed because of its suite. */
  unsupported(suite: string): void {
    const seen = this.#unsupported.get(suite);
    if (seen !== undefined || this.#unsupported.size < MAX_SUITES) this.#unsupported.set(suite, (seen ?? 0) + 1);
  }

  /** All counts so far. */
  get report(): DecryptionReport {
    const { keyedConnections, openedConnections, unknownConnections, openedRecords, failedRecords, gaps, plainBytes } = this;
    const keyLog = this.keyLog.counts;
    const unsupportedSuites = new Map(this.#unsupported);
    return {
      keyLog,
      keyedConnections,
      openedConnections,
      unknownConnections,
      openedRecords,
      failedRecords,
      gaps,
      plainBytes,
      unsupportedSuites,
    };
  }
}
