/** Which flight took a picture: the facts that decide, and the answer with how sure it is. */
import type { EpochUs } from "@creance/core";
import type { MediaTime } from "./media-item.ts";

/** What matching needs of one picture, clip or subtitle file. */
export interface MatchableMedia {
  readonly sha256: string;
  readonly kind: "photo" | "clip" | "subtitle";
  /** Card or session: everything on one card has one clock. */
  readonly card: string;
  /** Folder and name without extension, for files that belong together (`DJI_0001.MP4` and `DJI_0001.SRT`). */
  readonly stem: string;
  readonly time: MediaTime;
  readonly durationUs: number | null;
  /** Where it was taken; of a clip some places along it, with their time since its start. */
  readonly places: readonly { readonly latDeg: number; readonly lonDeg: number; readonly elapsedMs: number }[];
  readonly aircraftSerial: string | null;
  readonly cameraSerial: string | null;
}

/** What matching needs of one flight. */
export interface MatchableFlight {
  readonly id: string;
  readonly startUs: EpochUs | null;
  readonly endUs: EpochUs | null;
  readonly aircraftSerial: string | null;
  readonly cameraSerial: string | null;
  /** A table of the places of pictures (`.MRK`): it never goes before a flight's own record. */
  readonly isExposureTable: boolean;
  /** Positions by time; equal lengths, NaN where unknown. */
  readonly timeUs: ArrayLike<number>;
  readonly latDeg: ArrayLike<number>;
  readonly lonDeg: ArrayLike<number>;
  /** When the aircraft says that it took a photo or began and ended a film. */
  readonly edges: readonly { readonly timeUs: EpochUs; readonly kind: "photo" | "videoStart" | "videoStop" }[];
}

/** How sure a match is. `sure` and `likely` attach; `doubtful` waits for a person; `none`: no flight fits. */
export type MatchConfidence = "sure" | "likely" | "doubtful" | "none";

/** What speaks for a match. */
export type MatchReason = "serial" | "position" | "cameraEvent" | "utc" | "clock" | "sidecar" | "person";

/** The answer for one item. */
export interface MediaMatch {
  readonly sha256: string;
  /** The flight; of a doubtful match the best guess; `null` with `none`. */
  readonly flightId: string | null;
  readonly confidence: MatchConfidence;
  readonly reasons: readonly MatchReason[];
  /** UTC by the card's solved clock or by the file itself; `null` when neither. */
  readonly timeUs: EpochUs | null;
  /** Distance between where the item says it was taken and the track at that time, metres. */
  readonly residualM: number | null;
  /** Best first, at most five, for a person to choose from. */
  readonly candidates: readonly {
    readonly flightId: string;
    readonly residualM: number | null;
    readonly reasons: readonly MatchReason[];
  }[];
  /** For a person: why, or why not. */
  readonly sentence: string;
}

/** The solved clock of one card. */
export interface CardClock {
  readonly card: string;
  readonly items: number;
  /** UTC = wall clock - `offsetUs`; `null` when it could not be solved. */
  readonly offsetUs: number | null;
  /** The part of the offset that is a time zone, minutes, in steps of 15; `null` when not solved. */
  readonly zoneMin: number | null;
  /** Median distance from the track with this clock, metres. */
  readonly residualM: number | null;
  readonly sentence: string;
}
