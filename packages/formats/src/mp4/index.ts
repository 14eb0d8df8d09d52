/** MP4 and QuickTime films: ISO base media files. */
export type { Box, BoxList } from "./boxes.ts";
export { boxesIn, readBoxes } from "./boxes.ts";
export type { Mp4ErrorCode } from "./errors.table.ts";
export { mp4Errors } from "./errors.table.ts";
export type { Iso6709Place } from "./iso6709.ts";
export { parseIso6709 } from "./iso6709.ts";
export type { Movie, MoviePicture, MovieTrack } from "./movie.ts";
export { mp4Format, quicktimeFormat } from "./mp4-format.ts";
export type { ReadMovie } from "./read-movie.ts";
export { readMovie } from "./read-movie.ts";
export type { ReadSamplesOptions, Sample } from "./read-samples.ts";
export { readSamples } from "./read-samples.ts";
export type { SamplePlace } from "./sample-table.ts";
export { SampleTable } from "./sample-table.ts";
export type { FilmToWrite, SampleToWrite, TrackToWrite } from "./write-mp4.ts";
export { h264Sample, textSample, writeMp4 } from "./write-mp4.ts";
