/** What reading an original takes and gives. */
import type { OperatorLookup } from "@creance/capture";
import type { ByteSource, Platform } from "@creance/core";
import type { ClipSamples, Track } from "@creance/flight";
import type { FlowsPlace, Reading } from "@creance/vault";
import type { WriteFlows } from "../capture-chunks.ts";

/** Bounds of what goes into the catalogue. */
export const MOST_ISSUES = 500;
/** Bounds of what goes into the catalogue. */
export const MOST_REVEALS = 500;

/** What reading gave: the reading for the catalogue and the tables for the warehouse. */
export interface OriginalRead {
  readonly reading: Reading;
  readonly tracks: readonly { readonly segment: number; readonly track: Track }[];
  /** Samples of a clip or of subtitles. */
  readonly samples: ClipSamples | null;
}

/** How to read. */
export interface ReadOriginalOptions {
  readonly sha256: string;
  /** Name it was kept under; `null` when it was erased. */
  readonly fileName: string | null;
  readonly source: ByteSource;
  /** The same bytes; what it gives is valid until its next read. For what is read from start to end. */
  readonly borrowed: ByteSource;
  readonly platform: Platform;
  /** Keychain reply as it was given, `null` without. */
  readonly keychain: string | null;
  /** Takes the conversations of a capture, a chunk at a time. */
  readonly writeFlows: WriteFlows;
  /** The operator lookup, asked for only when the original is a capture. */
  readonly operators: () => OperatorLookup | undefined;
  /** See `ReadingJob`. */
  readonly countryDatabases: FlowsPlace["countryDatabases"] | null;
  /** Hears how many bytes of a capture were read. */
  readonly onProgress?: (bytes: number) => void;
}
