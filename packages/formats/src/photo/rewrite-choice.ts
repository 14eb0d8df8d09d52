/** What a caller decides about a picture's metadata, and what came of it. */
import type { Issue } from "@creance/core";
import type { JpegSegment } from "../jpeg/jpeg-segment.ts";
import type { MetadataField } from "../metadata-field.ts";
import type { PhotoPreview } from "./photo-file.ts";

/** What becomes of a value. A replacement is text as the field shows it: numbers with spaces between for a tag of numbers. */
export type FieldChoice = "keep" | "remove" | { readonly replaceBy: string };

/** What becomes of each part. What is not asked about is kept. */
export interface RewriteChoice {
  /** Asked about every field that `readPhoto` lists (beyond its limit, too). */
  readonly field?: (field: MetadataField) => FieldChoice;
  readonly preview?: (preview: PhotoPreview) => "keep" | "remove";
  /** Asked about the segments of a JPEG before its picture, tables and frame headers not among them. */
  readonly segment?: (segment: JpegSegment) => "keep" | "remove";
  /** Bytes behind the last picture of a JPEG. */
  readonly trailing?: "keep" | "remove";
}

/** One thing that was removed or replaced, with its place in the original. */
export interface RewriteChange {
  readonly name: string;
  readonly byteOffset: number;
  readonly lengthBytes: number;
  readonly how: "removed" | "replaced";
}

/** Changes to a file in the original's offsets. */
export interface RewriteEdits {
  readonly drops: readonly { readonly start: number; readonly end: number }[];
  readonly patches: readonly { readonly start: number; readonly bytes: Uint8Array }[];
}

/** The picture to be: nothing is held in memory but the changed parts. */
export interface PhotoRewrite {
  readonly sizeBytes: number;
  readonly changes: readonly RewriteChange[];
  /** What was done otherwise than asked. */
  readonly issues: readonly Issue[];
  /** The same as changes to the original, in its offsets: ranges left out, in order, and bytes written over, where later ones win. */
  readonly edits: RewriteEdits;
  /** The new file, from start to end; may be asked for more than once. */
  readonly chunks: () => AsyncGenerator<Uint8Array, void, undefined>;
}
