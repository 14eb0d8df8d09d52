/** Constants of the lookup file (docs/formats/operator-lookup.md). */

/** First eight bytes: `CRNCOPS` and a line feed, which a transfer as text would change. */
export const MAGIC = [0x43, 0x52, 0x4e, 0x43, 0x4f, 0x50, 0x53, 0x0a] as const;

/** Edition of the layout. */
export const VERSION = 1;

/** Most that a file may hold of each; a reader refuses more before it allocates. */
export const LIMITS = {
  databases: 16,
  labels: 1_000_000,
  /** Ranges of one IP version in one database. */
  ranges: 8_000_000,
  textBytes: 2_000,
} as const;
