/** Subtitles against dji_srt_parser and ffprobe; films of our own writer against ffprobe, ExifTool and mp4box. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFile } from "mp4box";
import { memorySource } from "../../../packages/core/src/index.ts";
import {
  type CueToWrite,
  type FilmToWrite,
  parseIso6709,
  readMovie,
  readSamples,
  readSrt,
  type Sample,
  type SrtRead,
  type SrtStyle,
  srtCueLines,
  textSample,
  writeDjmdSample,
  writeMp4,
  writeSrt,
} from "../../../packages/formats/src/index.ts";
import { drawnFilm, newRandom, sampleJpeg } from "../../../packages/sample/src/index.ts";
import type { ConformanceRow } from "./conformance-row.ts";

type Difference = ConformanceRow["different"][number];

/** Counts what is equal and keeps the first difference of each field. */
class Tally {
  compared = 0;
  equal = 0;
  readonly #different = new Map<string, Difference>();

  number(field: string, ours: number | undefined, theirs: number | undefined, reason: string | null = null, tolerance = 1e-6): void {
    const near = ours !== undefined && theirs !== undefined && Math.abs(ours - theirs) <= tolerance;
    const bothUnknown = (ours === undefined || Number.isNaN(ours)) && (theirs === undefined || Number.isNaN(theirs));
    this.#count(field, near || bothUnknown, String(ours), String(theirs), reason);
  }

  text(field: string, ours: string, theirs: string, reason: string | null = null): void {
    this.#count(field, ours === theirs, ours, theirs, reason);
  }

  row(format: string, file: string, oracle: string): ConformanceRow {
    return { format, file, oracle, compared: this.compared, equal: this.equal, different: [...this.#different.values()] };
  }

  #count(field: string, isEqual: boolean, ours: string, theirs: string, reason: string | null): void {
    this.compared += 1;
    if (isEqual) this.equal += 1;
    else if (!this.#different.has(field))
      this.#different.set(field, { field, ours: ours.slice(0, 40), theirs: theirs.slice(0, 40), reason });
  }
}

type RawCue = Readonly<Record<string, unknown>>;
interface SrtRival {
  readonly rawMetadata: () => readonly RawCue[];
}
const require = createRequire(import.meta.url);
const srtRival = require("dji_srt_parser") as (text: string, name: string) => SrtRival | null;
const RIVAL = "dji_srt_parser 1.2.4";

/**
 * Every subtitle file of the samples, and made ones of the styles that no sample has. The library is asked for its unsmoothed values: what it
 * makes of them afterwards (smoothing, today's date) is not what the file says.
 */
export async function compareSubtitles(samplesFolder: string): Promise<ConformanceRow[]> {
  const folder = join(samplesFolder, "srt");
  const files = readdirSync(folder).filter((name) => /\.srt$/i.test(name));
  const rows: ConformanceRow[] = [];
  for (const file of files) rows.push(...(await compareSubtitle(file, readFileSync(join(folder, file)))));
  for (const style of [2, 8, 12] as const) rows.push(...(await compareSubtitle(`made: style ${style}`, madeSubtitle(style))));
  return rows;
}

async function compareSubtitle(file: string, bytes: Uint8Array): Promise<ConformanceRow[]> {
  let read: SrtRead;
  try {
    read = await readSrt(memorySource(bytes));
  } catch {
    const tally = new Tally();
    tally.number("cues", 0, rivalCues(bytes, file)?.length ?? 0);
    return [tally.row("srt", file, RIVAL)];
  }
  return [compareWithRival(file, bytes, read), ...compareTimesWithFfprobe(file, bytes, read)];
}

function rivalCues(bytes: Uint8Array, file: string): readonly RawCue[] | null {
  const quiet = { error: console.error, warn: console.warn };
  console.error = () => undefined;
  console.warn = () => undefined;
  try {
    return srtRival(new TextDecoder().decode(bytes), file)?.rawMetadata() ?? null;
  } catch {
    return null;
  } finally {
    Object.assign(console, quiet);
  }
}

function compareWithRival(file: string, bytes: Uint8Array, { cues }: SrtRead): ConformanceRow {
  const tally = new Tally();
  const theirs = rivalCues(bytes, file);
  const { columns } = cues;
  if (theirs === null) {
    tally.number("cues", cues.rows, 0, "the library fails on this valid file of mixed styles and returns nothing");
    return tally.row("srt", file, RIVAL);
  }
  tally.number("cues", cues.rows, theirs.length);
  for (let row = 0; row < Math.min(cues.rows, theirs.length); row += 1) {
    const cue = theirs[row] as RawCue;
    if (typeof cue["TIMECODE"] === "string") tally.number("start", columns.startMs[row], millisecondsOf(cue["TIMECODE"]));
    if (typeof cue["DATE"] === "string") tally.text("date", secondsOf(columns.localUs[row] as number), dateDigits(cue["DATE"]));
    const style = columns.style[row] as number;
    const pair = pairOf(cue, style);
    if (pair !== null) {
      tally.number("latitude", columns.latDeg[row], pair.latDeg);
      tally.number("longitude", columns.lonDeg[row], pair.lonDeg);
    }
    for (const [name, column, factor] of VALUES) {
      const value = cue[name];
      if (typeof value === "number") tally.number(name, columns[column][row], value * factor(style), null, Math.abs(value) * 1e-6 + 1e-6);
    }
  }
  return tally.row("srt", file, RIVAL);
}

const one = (): number => 1;
const VALUES = [
  ["iso", "iso", one],
  ["ISO", "iso", one],
  ["ct", "colourTemperatureK", one],
  ["rel_alt", "relAltM", one],
  ["abs_alt", "absAltM", one],
  ["altitude", "absAltM", one],
  ["BAROMETER", "barometerM", one],
  ["Hb", "barometerM", one],
  ["H", "relAltM", one],
  ["D", "distanceM", one],
  ["H_S", "horizontalSpeedMps", one],
  ["V_S", "verticalSpeedMps", one],
  ["fnum", "fNumber", (style: number) => (style >= 7 && style <= 9 ? 1 : 0.01)],
  ["Fnum", "fNumber", one],
  ["IR", "fNumber", one],
  ["F", "fNumber", one],
  ["focal_len", "focal35Mm", (style: number) => (style >= 7 ? 1 : 0.1)],
  ["gb_yaw", "gimbalYawDeg", one],
  ["gb_pitch", "gimbalPitchDeg", one],
  ["gb_roll", "gimbalRollDeg", one],
  ["dzoom_ratio", "digitalZoom", one],
  ["FrameCnt", "frame", one],
  ["SrtCnt", "frame", one],
] as const;

/** The pair that the library found, in the order that the style says: the library itself always takes the first for the longitude. */
function pairOf(cue: RawCue, style: number): { readonly latDeg: number; readonly lonDeg: number } | null {
  const gps = cue["GPS"];
  if (Array.isArray(gps)) {
    const [first, second] = gps as [unknown, unknown];
    if (typeof first !== "number" || typeof second !== "number") return null;
    return style === 2 || style === 12 ? { latDeg: first, lonDeg: second } : { latDeg: second, lonDeg: first };
  }
  const latDeg = cue["latitude"];
  const lonDeg = cue["longitude"] ?? cue["longtitude"];
  return typeof latDeg === "number" && typeof lonDeg === "number" ? { latDeg, lonDeg } : null;
}

/** The packets of subtitles that ffprobe finds: their times. */
function compareTimesWithFfprobe(file: string, bytes: Uint8Array, { cues }: SrtRead): ConformanceRow[] {
  if (Number.isNaN(cues.columns.startMs[0])) return [];
  const packets = withFile(bytes, "srt", (path) => ffprobe(path, ["-show_packets"])?.packets);
  if (packets === undefined) return [];
  const tally = new Tally();
  tally.number("cues", cues.rows, packets.length);
  for (let row = 0; row < Math.min(cues.rows, packets.length); row += 1) {
    tally.number("start", cues.columns.startMs[row], Math.round(Number(packets[row]?.pts_time) * 1000));
  }
  return [tally.row("srt", file, ffmpegName())];
}

/** Films of our own writer: every layout, with a drawn picture track, telemetry and subtitles. */
export async function compareFilms(): Promise<ConformanceRow[]> {
  const rows: ConformanceRow[] = [];
  const layouts: readonly (readonly [name: string, change: Partial<FilmToWrite>])[] = [
    ["moov first", {}],
    ["moov last, 64 bits", { moov: "last", offsetBits: 64 }],
    ["QuickTime", { brand: "qt  " }],
  ];
  for (const [name, change] of layouts) {
    const bytes = writeMp4({ ...madeFilm(), ...change });
    const format = change.brand === "qt  " ? "quicktime" : "mp4";
    rows.push(...(await compareFilm(format, `made: ${name}`, bytes)));
  }
  return rows;
}

async function compareFilm(format: string, file: string, bytes: Uint8Array): Promise<ConformanceRow[]> {
  const source = memorySource(bytes);
  const movie = await readMovie(source);
  const samples: Sample[][] = [];
  for (const track of movie.tracks) {
    const list: Sample[] = [];
    for await (const batch of readSamples(source, track)) list.push(...batch);
    samples.push(list);
  }
  const rows: ConformanceRow[] = [];
  const probe = withFile(bytes, "mp4", (path) => ffprobe(path, ["-show_streams", "-show_format", "-show_packets"]));
  if (probe !== null) {
    const tally = new Tally();
    tally.number("tracks", movie.tracks.length, probe.streams.length);
    tally.number("duration", (movie.durationUs ?? Number.NaN) / 1e6, Number(probe.format.duration), null, 0.001);
    const created = probe.format.tags?.["creation_time"];
    tally.number("creation_time", movie.createdUs ?? Number.NaN, created === undefined ? Number.NaN : Date.parse(created) * 1000);
    const place = movie.fields.find(({ name }) => name.endsWith("\u00a9xyz"))?.value ?? "";
    tally.text("location", place, probe.format.tags?.["location"] ?? "");
    movie.tracks.forEach((track, index) => {
      const stream = probe.streams[index];
      const packets = probe.packets.filter(({ stream_index }) => stream_index === index);
      tally.text(`track ${index + 1} codec`, track.codec ?? "", stream?.codec_tag_string ?? "");
      if (track.handler === "vide") tally.text("size", `${track.widthPx} x ${track.heightPx}`, `${stream?.width} x ${stream?.height}`);
      tally.number(`track ${index + 1} samples`, track.samples.count, packets.length);
      packets.forEach((packet, at) => {
        const sample = samples[index]?.[at];
        tally.number("sample offset", sample?.byteOffset, Number(packet.pos));
        tally.number("sample size", sample?.bytes.byteLength, Number(packet.size));
        tally.number("sample time", sample?.startMs, Number(packet.pts_time) * 1000, null, 0.01);
      });
    });
    rows.push(tally.row(format, file, ffmpegName()));
  }
  rows.push(compareWithMp4box(format, file, bytes, movie, samples));
  const exif = withFile(bytes, "mp4", exiftool);
  if (exif !== null) {
    const tally = new Tally();
    const place = parseIso6709(movie.fields.find(({ name }) => name.endsWith("\u00a9xyz"))?.value ?? "");
    tally.number("GPSLatitude", place?.latDeg, Number(exif.values["GPSLatitude"]));
    tally.number("GPSLongitude", place?.lonDeg, Number(exif.values["GPSLongitude"]));
    tally.text("Model", movie.fields.find(({ name }) => name.endsWith("\u00a9mdl"))?.value ?? "", String(exif.values["Model"] ?? ""));
    tally.number("ImageWidth", movie.tracks[0]?.widthPx ?? undefined, Number(exif.values["ImageWidth"]));
    rows.push(tally.row(format, file, exif.name));
  }
  return rows;
}

function compareWithMp4box(
  format: string,
  file: string,
  bytes: Uint8Array,
  movie: Awaited<ReturnType<typeof readMovie>>,
  samples: readonly (readonly Sample[])[],
): ConformanceRow {
  const tally = new Tally();
  const theirs = createFile();
  const buffer = bytes.slice().buffer as ArrayBuffer & { fileStart: number };
  buffer.fileStart = 0;
  const quiet = console.error;
  console.error = () => undefined;
  try {
    theirs.appendBuffer(buffer as never);
    theirs.flush();
  } finally {
    console.error = quiet;
  }
  const info = theirs.getInfo();
  tally.number("tracks", movie.tracks.length, info.tracks.length);
  movie.tracks.forEach((track, index) => {
    const other = info.tracks[index];
    tally.text(`track ${index + 1} codec`, track.codec ?? "", (other?.codec ?? "").slice(0, 4));
    tally.number(`track ${index + 1} samples`, track.samples.count, other?.nb_samples);
    const list = other === undefined ? [] : theirs.getTrackSamplesInfo(other.id);
    list.forEach((sample, at) => {
      tally.number("sample offset", samples[index]?.[at]?.byteOffset, sample.offset);
      tally.number("sample size", samples[index]?.[at]?.bytes.byteLength, sample.size);
      tally.number("sample time", samples[index]?.[at]?.startMs, (sample.dts / sample.timescale) * 1000, null, 1e-3);
    });
  });
  return tally.row(format, file, "mp4box 2.4.1");
}

const MADE_US = Date.UTC(2026, 8, 12, 13, 14, 3) * 1e3;
const MADE_SECONDS = 4;

function madeCues(): readonly CueToWrite[] {
  return Array.from({ length: 30 }, (_, index) => ({
    startMs: index * 1000,
    endMs: index * 1000 + 1000,
    localUs: MADE_US + index * 1e6,
    latDeg: 46.5 + index / 10_000,
    lonDeg: -71.25 - index / 10_000,
    heightM: 20 + index / 2,
    absoluteM: 120 + index / 2,
    satellites: 15,
  }));
}

function madeSubtitle(style: SrtStyle): Uint8Array {
  return writeSrt(madeCues(), style);
}

function madeFilm(): FilmToWrite {
  const picture = drawnFilm(newRandom(3), { seconds: MADE_SECONDS });
  const head = { protocol: "dvtm_wm265e", serialNumber: "SYN0FILM00000001", model: "Synthetic 3" };
  const telemetry = picture.samples.map((_, index) => ({
    bytes: writeDjmdSample(
      { place: { latDeg: 46.5 + index / 1e5, lonDeg: -71.25 }, relativeAltitudeM: 40, gimbal: [-90, 0, 15] },
      index === 0 ? { frame: 1, head } : { frame: index + 1 },
    ),
    ticks: 1000,
  }));
  const cues = madeCues()
    .slice(0, MADE_SECONDS)
    .map((cue, index) => ({ bytes: textSample(srtCueLines(cue, 7, index + 1)), ticks: 1000 }));
  return {
    createdUs: MADE_US,
    texts: [
      { type: "\u00a9xyz", value: "+46.5000-071.2500/" },
      { type: "\u00a9mdl", value: "SYN-CAM", form: "bare" },
    ],
    thumbnail: sampleJpeg(1),
    tracks: [picture, { kind: "djmd", timescale: picture.timescale, samples: telemetry }, { kind: "tx3g", timescale: 1000, samples: cues }],
  };
}

interface Probe {
  readonly streams: readonly { readonly codec_tag_string: string; readonly width?: number; readonly height?: number }[];
  readonly format: { readonly duration: string; readonly tags?: Readonly<Record<string, string>> };
  readonly packets: readonly { readonly stream_index: number; readonly pos: string; readonly size: string; readonly pts_time: string }[];
}

/** What ffprobe says; `null` when it is not installed or reads nothing. */
function ffprobe(path: string, ask: readonly string[]): Probe | null {
  const run = spawnSync("ffprobe", ["-v", "quiet", "-of", "json", ...ask, path], { encoding: "utf8", maxBuffer: 1e9 });
  if (run.status !== 0) return null;
  return JSON.parse(run.stdout) as Probe;
}

function ffmpegName(): string {
  const run = spawnSync("ffprobe", ["-version"], { encoding: "utf8" });
  return `ffprobe ${/version (\d+(?:\.\d+)*)/.exec(run.stdout)?.[1] ?? ""}`.trim();
}

function exiftool(path: string): { readonly name: string; readonly values: Readonly<Record<string, unknown>> } | null {
  const version = spawnSync("exiftool", ["-ver"], { encoding: "utf8" });
  if (version.status !== 0) return null;
  const run = spawnSync("exiftool", ["-j", "-n", path], { encoding: "utf8" });
  return { name: `ExifTool ${version.stdout.trim()}`, values: (JSON.parse(run.stdout) as Record<string, unknown>[])[0] ?? {} };
}

function withFile<Result>(bytes: Uint8Array, extension: string, use: (path: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), "creance-film-"));
  try {
    const path = join(folder, `file.${extension}`);
    writeFileSync(path, bytes);
    return use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function millisecondsOf(code: string): number {
  const [hours = 0, minutes = 0, seconds = 0, milliseconds = 0] = code.split(/[:,]/).map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
}

/** `20220501150158` of a time. */
function secondsOf(localUs: number): string {
  return Number.isNaN(localUs) ? "" : new Date(localUs / 1000).toISOString().slice(0, 19).replace(/\D/g, "");
}

function dateDigits(text: string): string {
  return text
    .split(/[-.: ]/)
    .slice(0, 6)
    .map((part, index) => part.padStart(index === 0 ? 4 : 2, "0"))
    .join("");
}
