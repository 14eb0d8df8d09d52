/** What a redaction is asked and what it gives. */
import type { ByteSource, Platform } from "@creance/core";
import type { TrackExport } from "@creance/formats";
import type { Mask, RedactionRecipe } from "./recipe.ts";

/** A position, WGS-84 degrees. */
export interface RedactionPlace {
  readonly latDeg: number;
  readonly lonDeg: number;
}

/** Paints boxes over pixels: the adapter for pictures and films does it. */
export type RedactionPainter = (masks: readonly Mask[]) => Promise<{
  /** The painted file: without any metadata but what it needs to be shown. */
  readonly source: ByteSource;
  /** Format id of it. */
  readonly format: string;
  /** What the painting did beside the boxes, as sentences. */
  readonly sentences: readonly string[];
}>;

/** How a file is redacted. */
export interface RedactOptions {
  /** Format id (`sniffFormat`). */
  readonly format: string;
  readonly recipe: RedactionRecipe;
  readonly platform: Platform;
  /** Take-off, home and pilot positions of the flights that the file belongs to: middles of home circles. */
  readonly homes?: readonly RedactionPlace[];
  /** Where a picture or clip was taken, when its flight knows better than the file. */
  readonly takenAt?: RedactionPlace | null;
  /** Rows of a flight record, a log or a track, which are written anew instead of being edited. */
  readonly track?: TrackExport;
  /** Named values that the record carries beside its rows: they are not written anew, and the leak check looks for them. */
  readonly trackFields?: readonly { readonly name: string; readonly value: string }[];
  /** Needed when there are masks. */
  readonly paint?: RedactionPainter;
}

/** What a value tells. `other`: nothing known; it goes with the others. */
export type RedactionClass =
  | "position"
  | "home"
  | "time"
  | "serial"
  | "name"
  | "preview"
  | "audio"
  | "telemetry"
  | "thermal"
  | "pixels"
  | "other";

/** One thing that was taken out or changed. */
export interface RedactionChange {
  readonly class: RedactionClass;
  /** The format's own name for it. */
  readonly name: string;
  readonly how: "removed" | "replaced";
  /** Where it stood in the original; `null` for what has no single place. */
  readonly byteOffset: number | null;
  readonly lengthBytes: number | null;
}

/** A value that must not be found in what is shared. Held in memory for the leak check only; never written down. */
export type RemovedValue =
  | {
      readonly kind: "positions";
      /** What they are: `picture`, `track`, `home`. */
      readonly name: string;
      readonly latDeg: Float64Array;
      readonly lonDeg: Float64Array;
      /** A position nearer than this to one of them is a leak, unless it is a middle of the grid's cells. */
      readonly withinM: number;
      readonly gridM: number | null;
    }
  | { readonly kind: "text"; readonly class: RedactionClass; readonly name: string; readonly value: string }
  /** A piece of a preview or of other bytes, at most 64. */
  | { readonly kind: "bytes"; readonly class: RedactionClass; readonly name: string; readonly bytes: Uint8Array };

/** The redacted file. */
export interface Redaction {
  /** The new file: ranges of the original with pieces left out or written over, so that nothing is held in memory; the original must stay open. */
  readonly out: ByteSource;
  /** Format id and usual extension of the new file: a flight record becomes a table. */
  readonly format: string;
  readonly extension: string;
  readonly changes: readonly RedactionChange[];
  /** Sentences: what could not be taken out and what the file still tells. */
  readonly left: readonly string[];
  readonly removed: readonly RemovedValue[];
}
