/** What an exposure report is made from: flights, pictures and clips, other files. */
import type { Footprint, GroundPoint } from "@creance/flight";
import type { Reveal } from "./reveal.ts";

/** Columns of a track that are looked at; equal lengths, NaN where unknown. Some columns of the track table. */
export interface ExposedTrack {
  readonly rows: number;
  readonly byteOffset: ArrayLike<number>;
  readonly elapsedMs: ArrayLike<number>;
  readonly latDeg: ArrayLike<number>;
  readonly lonDeg: ArrayLike<number>;
  /** 1 in a weak stretch. */
  readonly weak: ArrayLike<number> | null;
  /** Home point in force by row. */
  readonly homeLatDeg: ArrayLike<number> | null;
  readonly homeLonDeg: ArrayLike<number> | null;
  readonly pilotLatDeg: ArrayLike<number> | null;
  readonly pilotLonDeg: ArrayLike<number> | null;
  readonly pilotAccuracyM: ArrayLike<number> | null;
}

/** A place that a record names once. */
export interface ExposedPlace extends GroundPoint {
  /** Offset of the value in the original `sha256`; `null` where none is known. */
  readonly byteOffset: number | null;
}

/** A flight. */
export interface ExposedFlight {
  readonly id: string;
  readonly name: string | null;
  /** The original that shows the flight: offsets of its track count in it. */
  readonly sha256: string;
  /** `null`: sealed, or it could not be read. */
  readonly track: ExposedTrack | null;
  readonly home: ExposedPlace | null;
  readonly pilot: ExposedPlace | null;
  readonly reveals: readonly (Reveal & { readonly sha256: string })[];
  /** Why there is no track, for a person; `null` when there is one. */
  readonly noTrack: string | null;
}

/** One view of a picture or clip. */
export interface ExposedView {
  readonly footprint: Footprint;
  /** Of a clip: which second it is of; `null` for a photo. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Offset of the position's first byte, in `ExposedMedia.viewSha256`. */
  readonly byteOffset: number | null;
}

/** A picture, a clip or a subtitle file. */
export interface ExposedMedia {
  readonly sha256: string;
  readonly kind: "photo" | "clip" | "subtitle";
  readonly name: string | null;
  /** One for a photo, one a second for a clip; none when nothing is known. */
  readonly views: readonly ExposedView[];
  /** Original that the views' offsets count in: the item's own, its subtitle file's, its flight's. */
  readonly viewSha256: string;
  /** Offset of the laser's target in the item. */
  readonly laserByteOffset: number | null;
  readonly reveals: readonly Reveal[];
  /** What is not known although there are views; `null` for nothing. */
  readonly gap: string | null;
}

/** A file that is neither: only what stands in it is told. */
export interface ExposedFile {
  readonly sha256: string;
  readonly name: string | null;
  readonly reveals: readonly Reveal[];
  /** Why it may reveal more than is told; `null` when it was read whole. */
  readonly unread: string | null;
}
