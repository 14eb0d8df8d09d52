/** Writes films with a picture track, a telemetry track and subtitles: for the sample operation and tests (docs/formats/mp4.md). */
import { SECONDS_1904_TO_1970 } from "./movie-times.ts";

/** One sample to write. */
export interface SampleToWrite {
  readonly bytes: Uint8Array;
  /** Length in ticks of the track's timescale. */
  readonly ticks: number;
  /** False for a picture that needs earlier ones; default true. */
  readonly isSync?: boolean;
}

/** A track to write. */
export type TrackToWrite = {
  readonly timescale: number;
  readonly samples: readonly SampleToWrite[];
} & (
  | {
      /** H.264: each sample is NAL units with a length of four bytes before each. */
      readonly kind: "h264";
      readonly widthPx: number;
      readonly heightPx: number;
      /** Sequence and picture parameter sets, without start codes. */
      readonly sps: Uint8Array;
      readonly pps: Uint8Array;
    }
  | { readonly kind: "jpeg"; readonly widthPx: number; readonly heightPx: number }
  | { readonly kind: "djmd" | "dbgi" }
  /** Subtitles: samples made by `textSample`. */
  | { readonly kind: "tx3g" }
);

/** A film to write. */
export interface FilmToWrite {
  readonly tracks: readonly TrackToWrite[];
  /** `mp42` or `qt  `; default `mp42`. */
  readonly brand?: "mp42" | "qt  ";
  /** Creation time, microseconds since 1970; absent: 0 in the file, which means unknown. */
  readonly createdUs?: number;
  /** Texts of `udta`, e.g. `©xyz` and `+52.37+004.89/`. `bare`: without length and language, as DJI writes `©mdl`. */
  readonly texts?: readonly { readonly type: string; readonly value: string; readonly form?: "quickTime" | "bare" }[];
  /** A JPEG for `udta/meta/ilst/tnal`. */
  readonly thumbnail?: Uint8Array;
  /** Where the table of contents stands; default `first`, so that a film plays before all of it has come. */
  readonly moov?: "first" | "last";
  /** Size of the offsets and of `mdat`; default 32 bits. */
  readonly offsetBits?: 32 | 64;
}

/** The bytes of a film. Samples of all tracks are interleaved by time, one in each chunk. */
export function writeMp4(film: FilmToWrite): Uint8Array {
  const isLong = film.offsetBits === 64;
  const brand = film.brand ?? "mp42";
  const ftyp = box("ftyp", ascii(brand), u32(0), ascii(brand), ascii(brand === "qt  " ? "qt  " : "isom"));
  const placed = interleave(film.tracks);
  const dataBytes = placed.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  const mdatHeader = isLong ? join([u32(1), ascii("mdat"), u64(dataBytes + 16)]) : join([u32(dataBytes + 8), ascii("mdat")]);
  const moovBytes = film.moov === "last" ? 0 : moovOf(film, placed, 0).byteLength;
  const moov = moovOf(film, placed, ftyp.byteLength + moovBytes + mdatHeader.byteLength);
  const mdat = [mdatHeader, ...placed.map(({ bytes }) => bytes)];
  return join(film.moov === "last" ? [ftyp, ...mdat, moov] : [ftyp, moov, ...mdat]);
}

/** A subtitle sample: length and text. */
export function textSample(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return join([u16(bytes.byteLength), bytes]);
}

/** NAL units as one H.264 sample. */
export function h264Sample(units: readonly Uint8Array[]): Uint8Array {
  return join(units.flatMap((unit) => [u32(unit.byteLength), unit]));
}

interface PlacedSample {
  readonly track: number;
  readonly bytes: Uint8Array;
  /** From the first byte of media data. */
  readonly dataOffset: number;
}

/** By time; at the same time data tracks come before the picture, as cameras write them. */
function interleave(tracks: readonly TrackToWrite[]): readonly PlacedSample[] {
  const queue = tracks.flatMap((track, index) => {
    let ticks = 0;
    return track.samples.map(({ bytes, ticks: length }) => {
      const timeS = ticks / track.timescale;
      ticks += length;
      return { track: index, bytes, timeS, rank: track.kind === "h264" ? 1 : 0 };
    });
  });
  queue.sort((a, b) => a.timeS - b.timeS || a.rank - b.rank || a.track - b.track);
  let dataOffset = 0;
  return queue.map(({ track, bytes }) => {
    const placed = { track, bytes, dataOffset };
    dataOffset += bytes.byteLength;
    return placed;
  });
}

const MOVIE_TIMESCALE = 1000;

function moovOf(film: FilmToWrite, placed: readonly PlacedSample[], dataStart: number): Uint8Array {
  const created = film.createdUs === undefined ? 0 : Math.floor(film.createdUs / 1e6) + SECONDS_1904_TO_1970;
  const duration = Math.max(0, ...film.tracks.map((track) => movieTicks(track)));
  const mvhd = fullBox(
    "mvhd",
    0,
    0,
    u32(created),
    u32(created),
    u32(MOVIE_TIMESCALE),
    u32(duration),
    u32(0x1_0000),
    u16(0x100),
    zeros(10),
    MATRIX,
    zeros(24),
    u32(film.tracks.length + 1),
  );
  const traks = film.tracks.map((track, index) => {
    const offsets = placed.filter((sample) => sample.track === index).map(({ dataOffset }) => dataStart + dataOffset);
    return trakOf(track, { id: index + 1, created, offsets, isLong: film.offsetBits === 64 });
  });
  return box("moov", mvhd, ...traks, ...udtaOf(film));
}

function movieTicks({ samples, timescale }: TrackToWrite): number {
  return Math.round((samples.reduce((sum, { ticks }) => sum + ticks, 0) * MOVIE_TIMESCALE) / timescale);
}

function trakOf(
  track: TrackToWrite,
  place: { readonly id: number; readonly created: number; readonly offsets: readonly number[]; readonly isLong: boolean },
): Uint8Array {
  const { created } = place;
  const [width, height] = track.kind === "h264" || track.kind === "jpeg" ? [track.widthPx, track.heightPx] : [0, 0];
  const isPicture = width > 0;
  const tkhd = fullBox(
    "tkhd",
    0,
    track.kind === "h264" || track.kind === "tx3g" ? 3 : 0,
    u32(created),
    u32(created),
    u32(place.id),
    u32(0),
    u32(movieTicks(track)),
    zeros(8),
    u16(0),
    u16(0),
    u16(0),
    u16(0),
    MATRIX,
    u32(width * 0x1_0000),
    u32(height * 0x1_0000),
  );
  const ticks = track.samples.reduce((sum, sample) => sum + sample.ticks, 0);
  const mdhd = fullBox("mdhd", 0, 0, u32(created), u32(created), u32(track.timescale), u32(ticks), u16(0x55c4), u16(0));
  const [handler, name] = HANDLERS[track.kind];
  const hdlr = fullBox("hdlr", 0, 0, u32(0), ascii(handler), zeros(12), ascii(`${name}\0`));
  const header = isPicture ? fullBox("vmhd", 0, 1, zeros(8)) : fullBox("nmhd", 0, 0);
  const dinf = box("dinf", fullBox("dref", 0, 0, u32(1), fullBox("url ", 0, 1)));
  const stbl = box("stbl", fullBox("stsd", 0, 0, u32(1), descriptionOf(track)), ...tablesOf(track, place.offsets, place.isLong));
  return box("trak", tkhd, box("mdia", mdhd, hdlr, box("minf", header, dinf, stbl)));
}

const HANDLERS: Readonly<Record<TrackToWrite["kind"], readonly [string, string]>> = {
  h264: ["vide", "VideoHandler"],
  jpeg: ["vide", "Preview"],
  djmd: ["meta", "DJI meta"],
  dbgi: ["meta", "DJI dbgi"],
  tx3g: ["sbtl", "DJI.Subtitle"],
};

function descriptionOf(track: TrackToWrite): Uint8Array {
  if (track.kind === "h264") {
    const { sps, pps } = track;
    const avcc = box(
      "avcC",
      Uint8Array.of(1, sps[1] as number, sps[2] as number, sps[3] as number, 0xff, 0xe1),
      u16(sps.byteLength),
      sps,
      Uint8Array.of(1),
      u16(pps.byteLength),
      pps,
    );
    return pictureDescription("avc1", track.widthPx, track.heightPx, [avcc]);
  }
  if (track.kind === "jpeg") return pictureDescription("jpeg", track.widthPx, track.heightPx, []);
  if (track.kind === "tx3g") {
    const style = join([u16(0), u16(0), u16(1), Uint8Array.of(0, 18, 255, 255, 255, 255)]);
    const fonts = box("ftab", u16(1), u16(1), Uint8Array.of(5), ascii("Serif"));
    return box("tx3g", zeros(6), u16(1), u32(0), Uint8Array.of(1, 255), zeros(4), zeros(8), style, fonts);
  }
  return box(track.kind, zeros(6), u16(1));
}

function pictureDescription(type: string, width: number, height: number, extra: readonly Uint8Array[]): Uint8Array {
  const resolution = u32(0x48_0000);
  return box(
    type,
    zeros(6),
    u16(1),
    zeros(16),
    u16(width),
    u16(height),
    resolution,
    resolution,
    u32(0),
    u16(1),
    zeros(32),
    u16(0x18),
    u16(0xffff),
    ...extra,
  );
}

function tablesOf(track: TrackToWrite, offsets: readonly number[], isLong: boolean): readonly Uint8Array[] {
  const { samples } = track;
  const runs: [count: number, ticks: number][] = [];
  for (const { ticks } of samples) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === ticks) last[0] += 1;
    else runs.push([1, ticks]);
  }
  const stts = fullBox("stts", 0, 0, u32(runs.length), words(runs.flat()));
  const stsc = fullBox("stsc", 0, 0, u32(samples.length > 0 ? 1 : 0), ...(samples.length > 0 ? [u32(1), u32(1), u32(1)] : []));
  const stsz = fullBox("stsz", 0, 0, u32(0), u32(samples.length), words(samples.map(({ bytes }) => bytes.byteLength)));
  const chunks = isLong
    ? fullBox("co64", 0, 0, u32(offsets.length), join(offsets.map(u64)))
    : fullBox("stco", 0, 0, u32(offsets.length), words(offsets));
  const sync = samples.flatMap(({ isSync }, index) => (isSync === false ? [] : [index + 1]));
  const stss = sync.length === samples.length ? [] : [fullBox("stss", 0, 0, u32(sync.length), words(sync))];
  return [stts, ...stss, stsc, stsz, chunks];
}

function udtaOf({ texts = [], thumbnail }: FilmToWrite): readonly Uint8Array[] {
  if (texts.length === 0 && thumbnail === undefined) return [];
  const leaves = texts.map(({ type, value, form }) => {
    const bytes = new TextEncoder().encode(value);
    if (form === "bare") return box(type, bytes, zeros(1));
    return box(type, u16(bytes.byteLength), u16(0x15c7), bytes);
  });
  if (thumbnail === undefined) return [box("udta", ...leaves)];
  const hdlr = fullBox("hdlr", 0, 0, u32(0), ascii("mdir"), ascii("appl"), zeros(8), zeros(1));
  const item = box("tnal", box("data", u32(13), u32(0), thumbnail));
  return [box("udta", ...leaves, fullBox("meta", 0, 0, hdlr, box("ilst", item)))];
}

const MATRIX = join([u32(0x1_0000), zeros(12), u32(0x1_0000), zeros(12), u32(0x4000_0000)]);

function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = join(parts);
  return join([u32(content.byteLength + 8), ascii(type), content]);
}

function fullBox(type: string, version: number, flags: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return box(type, u32(version * 0x100_0000 + flags), ...parts);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

/** Characters as single bytes: `©` is A9. */
function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 255);
}

function u16(value: number): Uint8Array {
  return Uint8Array.of((value >> 8) & 255, value & 255);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

function words(values: readonly number[]): Uint8Array {
  return join(values.map(u32));
}

function u64(value: number): Uint8Array {
  return join([u32(Math.floor(value / 0x1_0000_0000)), u32(value % 0x1_0000_0000)]);
}

function zeros(count: number): Uint8Array {
  return new Uint8Array(count);
}
