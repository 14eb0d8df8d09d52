/** SubRip subtitles with telemetry. */
export type { SrtRead } from "./cue-rows.ts";
export type { SrtErrorCode } from "./errors.table.ts";
export { srtErrors } from "./errors.table.ts";
export type { ReadSrtOptions } from "./read-srt.ts";
export { readSrt } from "./read-srt.ts";
export { readSubtitleTrack, subtitleCodecs } from "./read-subtitle-track.ts";
export type { SrtCues } from "./srt-columns.table.ts";
export { srtColumns } from "./srt-columns.table.ts";
export { srtFormat } from "./srt-format.ts";
export type { CueToWrite, SrtStyle } from "./write-srt.ts";
export { srtCueLines, writeSrt } from "./write-srt.ts";
