/** A film as an item with samples: from its telemetry track, else from its subtitle track, else only what its head says. */
import type { ByteSource, Issue } from "@creance/core";
import {
  type DjiTelemetry,
  type MetadataField,
  type MovieTrack,
  parseIso6709,
  type ReadMovie,
  readDjiTelemetry,
  readMovie,
  readSubtitleTrack,
  rescueDjiTelemetry,
  type SrtRead,
  subtitleCodecs,
} from "@creance/formats";
import type { ClipSamples } from "./clip-columns.table.ts";
import { clipFromDjmd } from "./clip-from-djmd.ts";
import { clipFromSrt } from "./clip-from-srt.ts";
import { blankClip, type ClipStart, clipStart, firstFix } from "./clip-item.ts";
import { clipTime } from "./clip-time.ts";
import type { MediaAngles, MediaItem, MediaPosition, MediaPreview, MediaSerials } from "./media-item.ts";
import type { MediaRead } from "./media-readers.table.ts";

const MAX_FIELDS = 5000;
const STILL_CODECS = new Set(["jpeg", "mjpa", "mjpb", "mjpg", "png "]);

/** Reads a film of the id `mp4` or `quicktime`; LRF proxies and OSV films are films too. Throws a `FormatError` when the file is no film. */
export async function readClip(
  source: ByteSource,
  options: { readonly format: "mp4" | "quicktime"; readonly fileName: string | null },
): Promise<MediaRead> {
  const movie = await readMovie(source);
  const telemetry = await telemetryOf(source, movie);
  const subtitles = await subtitlesOf(source, movie);
  const chosen = chooseSamples(telemetry, subtitles);
  const video = movie.tracks.find(({ handler, codec }) => handler === "vide" && !STILL_CODECS.has(codec ?? ""));
  const fields = [...movie.fields, ...(telemetry?.fields ?? []), ...trackFields(movie.tracks), ...(subtitles?.fields ?? [])];
  // Plain subtitles in a film are nothing to be told of.
  const ofSubtitles = (subtitles?.issues ?? []).filter(({ code }) => code !== "srt-no-telemetry");
  const issues: readonly Issue[] = [...movie.issues, ...(telemetry?.issues ?? []), ...ofSubtitles];
  const start = chosen?.start ?? null;
  const item: MediaItem = {
    ...blankClip,
    kind: "clip",
    format: options.format,
    widthPx: video?.widthPx ?? null,
    heightPx: video?.heightPx ?? null,
    durationUs: movie.durationUs ?? video?.durationUs ?? null,
    codec: video?.codec ?? null,
    time: clipTime({
      telemetryUs: telemetryUtcUs(telemetry),
      containerUs: movie.createdUs,
      subtitleUs: subtitleClockUs(subtitles),
      fileName: options.fileName,
    }),
    position: start?.position ?? containerPosition(movie.fields),
    heights: start?.heights ?? blankClip.heights,
    gimbal: start?.gimbal ?? containerAngles(movie.fields, "g"),
    aircraft: start?.aircraft ?? containerAngles(movie.fields, "f"),
    optics: {
      ...blankClip.optics,
      ...(start?.optics ?? {}),
      make: textOf(movie.fields, MAKE_NAMES),
      model: textOf(movie.fields, MODEL_NAMES) ?? categoryModel(movie.fields),
      fisheye: isFullSphere(telemetry, options.fileName),
    },
    serials: serialsOf(telemetry),
    aircraftModel: telemetry?.model ?? null,
    previews: [...movie.pictures.map(previewOf), ...movie.tracks.flatMap(stillTrackPreview)],
    damaged: movie.isDamaged || telemetry?.isDamaged === true || subtitles?.damaged === true,
    issues,
  };
  return { item, samples: chosen?.samples ?? null, fields: fields.slice(0, MAX_FIELDS) };
}

async function telemetryOf(source: ByteSource, movie: ReadMovie): Promise<DjiTelemetry | null> {
  const track = movie.tracks.find(({ codec }) => codec === "djmd");
  if (track !== undefined && track.samples.count > 0) return readDjiTelemetry(source, track);
  if (movie.tracks.length > 0 || movie.mediaData === null) return null;
  return rescueDjiTelemetry(source, movie.mediaData.start);
}

async function subtitlesOf(source: ByteSource, movie: ReadMovie): Promise<SrtRead | null> {
  const track = movie.tracks.find(({ codec }) => codec !== null && subtitleCodecs.has(codec));
  if (track === undefined || track.samples.count === 0) return null;
  const read = await readSubtitleTrack(source, track);
  return read.cues.rows === 0 ? null : read;
}

/** Telemetry before subtitles, unless only the subtitles have a fix. */
function chooseSamples(
  telemetry: DjiTelemetry | null,
  subtitles: SrtRead | null,
): { readonly samples: ClipSamples; readonly start: ClipStart } | null {
  const fromTelemetry = telemetry === null || telemetry.samples.rows === 0 ? null : clipFromDjmd(telemetry.samples);
  const isStyled = subtitles?.styles.some(({ style }) => style !== 0) === true;
  const fromSubtitles = subtitles === null || !isStyled ? null : clipFromSrt(subtitles.cues);
  if (telemetry !== null && fromTelemetry !== null && (firstFix(fromTelemetry) >= 0 || fromSubtitles === null)) {
    return { samples: fromTelemetry, start: clipStart(fromTelemetry, telemetry.samples.columns.latByteOffset, "telemetry") };
  }
  if (subtitles === null || fromSubtitles === null) return null;
  return { samples: fromSubtitles, start: clipStart(fromSubtitles, subtitles.cues.columns.latByteOffset, "subtitle") };
}

/** UTC of the first frame: of the first sample that says it, less its time in the clip. */
function telemetryUtcUs(telemetry: DjiTelemetry | null): number | null {
  if (telemetry === null) return null;
  const { rows, columns } = telemetry.samples;
  for (let row = 0; row < rows; row += 1) {
    const utcUs = columns.utcUs[row] as number;
    if (!Number.isNaN(utcUs)) return Math.round(utcUs - (columns.startMs[row] as number) * 1000);
  }
  return null;
}

/** The camera's clock at the first frame: of the first cue with a date, less its time in the clip. */
function subtitleClockUs(subtitles: SrtRead | null): number | null {
  if (subtitles === null) return null;
  const { rows, columns } = subtitles.cues;
  for (let row = 0; row < rows; row += 1) {
    const localUs = columns.localUs[row] as number;
    if (!Number.isNaN(localUs)) return Math.round(localUs - (columns.startMs[row] as number) * 1000);
  }
  return null;
}

/** The serial number of the head belongs to the aircraft; to the camera when that flies by itself in nobody's hand: action cameras. */
function serialsOf(telemetry: DjiTelemetry | null): MediaSerials {
  const serial = telemetry?.serialNumber ?? null;
  if (serial === null || telemetry?.aircraft === null) return { aircraft: null, camera: null, lens: null };
  const isCamera = telemetry?.aircraft.startsWith("Osmo") === true;
  return { aircraft: isCamera ? null : serial, camera: isCamera ? serial : null, lens: null };
}

function isFullSphere(telemetry: DjiTelemetry | null, fileName: string | null): boolean {
  return telemetry?.aircraft === "Osmo 360" || /\.osv$/i.test(fileName ?? "");
}

const MAKE_NAMES = ["©mak", "©MAK", "com.apple.quicktime.make"];
const MODEL_NAMES = ["©mdl", "©MDL", "©mod", "com.apple.quicktime.model"];

function textOf(fields: readonly MetadataField[], names: readonly string[]): string | null {
  return fields.find(({ name }) => names.some((last) => name.endsWith(`/${last}`)))?.value ?? null;
}

/** Newer cameras name protocol and model in one item: `pb_file:dvtm_Air3s.proto;model_name:FC9113;pb_version:2;`. */
function categoryModel(fields: readonly MetadataField[]): string | null {
  for (const { value } of fields) {
    const match = value.startsWith("pb_file:") ? /;model_name:([^;]{1,60})/.exec(value) : null;
    if (match !== null) return match[1] as string;
  }
  return null;
}

/** `©xyz`, its QuickTime twin and `loci`. */
function containerPosition(fields: readonly MetadataField[]): MediaPosition | null {
  for (const { name, value, byteOffset } of fields) {
    if (!name.endsWith("/©xyz") && !name.endsWith("location.ISO6709") && !name.endsWith("/loci")) continue;
    const place = parseIso6709(value);
    if (place !== null && (place.latDeg !== 0 || place.lonDeg !== 0)) {
      return { latDeg: place.latDeg, lonDeg: place.lonDeg, source: "container", byteOffset };
    }
  }
  return null;
}

/** `©fpt`, `©frl`, `©fyw` of the aircraft and `©gpt`, `©grl`, `©gyw` of the gimbal, as the Phantom 3 writes them: texts of degrees. */
function containerAngles(fields: readonly MetadataField[], of: "f" | "g"): MediaAngles | null {
  const angle = (name: string): number | null => {
    const text = fields.find((field) => field.name.endsWith(`/©${of}${name}`))?.value.trim() ?? "";
    return /^[+-]?\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : null;
  };
  const angles: MediaAngles = { yawDeg: angle("yw"), pitchDeg: angle("pt"), rollDeg: angle("rl"), source: "container" };
  return angles.yawDeg === null && angles.pitchDeg === null && angles.rollDeg === null ? null : angles;
}

/** Data tracks that are named and not read: `dbgi`. */
function trackFields(tracks: readonly MovieTrack[]): readonly MetadataField[] {
  return tracks.flatMap(({ codec, handlerName, samples }) => {
    if (codec !== "dbgi" && codec !== "djmd") return [];
    const [first] = samples.places();
    const value = `${samples.count} samples${handlerName === "" ? "" : `, ${handlerName}`}`;
    return [{ group: "telemetry", name: `track ${codec}`, value, byteOffset: first?.byteOffset ?? 0, lengthBytes: first?.sizeBytes ?? 0 }];
  });
}

function previewOf({ byteOffset, lengthBytes, mediaType }: ReadMovie["pictures"][number]): MediaPreview {
  return { kind: "clipThumbnail", mediaType, byteOffset, lengthBytes, widthPx: null, heightPx: null };
}

/** The first frame of a track of JPEG pictures. */
function stillTrackPreview({ codec, samples, widthPx, heightPx }: MovieTrack): readonly MediaPreview[] {
  if (codec === null || !STILL_CODECS.has(codec)) return [];
  const [first] = samples.places();
  if (first === undefined || first.sizeBytes === 0) return [];
  const mediaType = codec === "png " ? "other" : "image/jpeg";
  return [{ kind: "clipThumbnail", mediaType, byteOffset: first.byteOffset, lengthBytes: first.sizeBytes, widthPx, heightPx }];
}
