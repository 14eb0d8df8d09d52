/** What a film's table of contents says. */
import type { Issue } from "@creance/core";
import type { MetadataField } from "../metadata-field.ts";
import type { SampleTable } from "./sample-table.ts";

/** One track of a film. */
export interface MovieTrack {
  readonly id: number;
  /** Handler type: `vide`, `soun`, `meta`, `text`, `sbtl`, `subt`. */
  readonly handler: string;
  readonly handlerName: string;
  /** Four characters of the first sample description: `avc1`, `hvc1`, `mp4a`, `djmd`, `dbgi`, `tx3g`, `text`, `mjpg`. */
  readonly codec: string | null;
  /** Size of the picture as stored; `null` for other tracks. */
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly durationUs: number | null;
  /** Ticks per second of the sample times. */
  readonly timescale: number;
  readonly samples: SampleTable;
}

/** A still picture inside the film. */
export interface MoviePicture {
  /** Box that holds it: `thum`, `tnal`, `snal`, `covr`, `free`. */
  readonly box: string;
  readonly byteOffset: number;
  readonly lengthBytes: number;
  readonly mediaType: "image/jpeg" | "other";
}

/** A film. */
export interface Movie {
  /** Major brand; `null` without `ftyp`. */
  readonly brand: string | null;
  /** Creation time of `mvhd`: UTC by the standard, the camera's wall clock by some makers. Microseconds since 1970; `null` when not set. */
  readonly createdUs: number | null;
  readonly durationUs: number | null;
  readonly tracks: readonly MovieTrack[];
  /** User data and item lists, named by their path: `moov/udta/©xyz`. */
  readonly fields: readonly MetadataField[];
  readonly pictures: readonly MoviePicture[];
  readonly isFragmented: boolean;
  readonly isDamaged: boolean;
  readonly issues: readonly Issue[];
}
