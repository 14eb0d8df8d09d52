/** What is to be taken out of a file before somebody else gets it. */

/** A box that is painted over. Pixels of the picture as stored, before any turning. */
export interface Mask {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of a clip: from when until when, milliseconds from its start; `null`: from its start, to its end. A picture is painted in any case. */
  readonly fromMs: number | null;
  readonly untilMs: number | null;
}

/** The choices of one redaction. Everything that is not known to be harmless goes as soon as one of them takes anything out. */
export interface RedactionRecipe {
  /** `gridM`: positions become the middle of a cell of this many metres. */
  readonly positions: "keep" | "drop" | { readonly gridM: number };
  /** Everything within this many metres of a take-off, home or pilot position goes; `null` for none. */
  readonly homeCircleM: number | null;
  readonly serials: "keep" | "drop";
  /** Thumbnails, previews and further pictures inside. */
  readonly previews: "keep" | "drop";
  /** Names and words: of persons, places, aircraft, accounts; comments, titles. */
  readonly names: "keep" | "drop";
  readonly audio: "keep" | "drop";
  /** `shiftUs`: all times move by this, whole seconds. */
  readonly times: "keep" | { readonly shiftUs: number };
  readonly masks: readonly Mask[];
  /** Temperature data beside a picture, which cannot be read here; absent: goes as soon as anything goes. */
  readonly thermal?: "keep" | "drop";
}

/** Takes nothing out. */
export const keepEverything: RedactionRecipe = {
  positions: "keep",
  homeCircleM: null,
  serials: "keep",
  previews: "keep",
  names: "keep",
  audio: "keep",
  times: "keep",
  masks: [],
};
