/** Codes of what can be wrong with subtitles, with the sentence for a person. `{n}` is a number. */
export const srtErrors = {
  "srt-no-cue": "The file holds no cue of subtitles: it is empty or was cut before the first one; nothing was read.",
  "srt-cut-cue": "The last cue is cut: the recording or the copy ended inside it. What stands whole in it was read.",
  "srt-long-cue": "A cue is longer than 64 KiB, as none that a camera writes; it was passed over.",
  "srt-empty-cue": "{n} cues inside the file have no text; they were passed over.",
  "srt-no-telemetry": "No cue of {n} is of a style that cameras write; they were read as plain subtitles, without positions.",
  "srt-unknown-style": "{n} cues are of no known style, or hold only a part of one; only what is plain in them was read.",
  "srt-no-times": "{n} cues have no time codes; their time in the clip is counted from the first date where there is one.",
  "srt-bad-time": "{n} cues have a date or a time code that cannot be; it was left out.",
  "srt-no-fix": "{n} cues say 0,0, which cameras write before they have a fix; these have no position.",
  "srt-unknown-order":
    "{n} cues name a position in a way that does not say which number is the latitude, or one that cannot be; it was left out.",
  "srt-unproven-order":
    "{n} cues are of a style (GPS, BAROMETER in brackets) known from a hand-made file only; its latitude is taken to come first.",
  "srt-too-many-cues": "The file has more cues than are read at once; the rest was left out.",
} as const satisfies Readonly<Record<string, string>>;

/** Code of an issue or error of subtitles. */
export type SrtErrorCode = keyof typeof srtErrors;
