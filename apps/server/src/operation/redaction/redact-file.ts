/** Redacts one file from disk, whatever it is: pictures and clips by their bytes, records and logs through their rows, masks through the media maker. */
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type ColumnArray, FormatError } from "@creance/core";
import { logReveals, whatThisReveals } from "@creance/exposure";
import {
  djiTrack,
  type FlightLogReader,
  flightLogReaders,
  flightsOfLog,
  type NormalRecord,
  type Track,
  trackColumns,
} from "@creance/flight";
import { djiFlightRecordFormat, readHead, sniffFormat, type TrackExport } from "@creance/formats";
import type { MediaMaker } from "@creance/media";
import { heldSource, nodePlatform, openFileSource, SpareBuffers } from "@creance/node";
import { type Redaction, type RedactionPainter, type RedactionPlace, type RedactionRecipe, redact, takesAnythingOut } from "@creance/seal";
import { decodeFlightRecord } from "../read-original.ts";
import { baseName } from "../readers/base-name.ts";

/** What is redacted and how. */
export interface RedactFileOptions {
  readonly path: string;
  readonly recipe: RedactionRecipe;
  /** Take-off, home and pilot positions of the flights that the file belongs to. */
  readonly homes?: readonly RedactionPlace[];
  readonly takenAt?: RedactionPlace | null;
  /** A keychain reply that opens a sealed record. */
  readonly keychain?: string | null;
  /** Asked for when there are masks. */
  readonly media?: () => Promise<MediaMaker>;
  /** Where painted files are made; they are removed by `close`. */
  readonly workFolder: string;
  readonly signal?: AbortSignal;
  /** Buffers for pictures, which are read twice; who redacts many files hands the same in each time. */
  readonly spare?: SpareBuffers;
}

/** A redacted file. Its bytes are read from the original, which stays open until `close`. */
export interface RedactedFile {
  readonly redaction: Redaction;
  /** Format id of the original; `null` when it is of none that is known. */
  readonly inputFormat: string | null;
  close(): Promise<void>;
}

/** Redacts a file. Throws what `redact` throws; nothing stays open or on disk then. */
export async function redactFile(options: RedactFileOptions): Promise<RedactedFile> {
  const { path, recipe, homes = [], takenAt = null } = options;
  let source = await openFileSource(path);
  const painted: string[] = [];
  const closing: (() => Promise<void>)[] = [() => source.close()];
  const close = async (): Promise<void> => {
    for (const step of closing.reverse()) await step();
    for (const each of painted) await rm(each, { force: true });
  };
  try {
    const format = sniffFormat(await readHead(source), source.size)?.format.id ?? null;
    if (format !== null && pictures.has(format)) source = await heldSource(source, options.spare ?? new SpareBuffers(0));
    const rows = format === null || !takesAnythingOut(recipe) ? null : await trackOf(source, format, options);
    const paint = painterOf(format, options, painted, closing);
    const redaction = await redact(source, {
      format: format ?? "unknown",
      recipe,
      platform: nodePlatform,
      homes: [...homes, ...(rows?.homes ?? [])],
      takenAt,
      ...(rows === null ? {} : { track: rows.track, trackFields: rows.fields }),
      ...(paint === null ? {} : { paint }),
    });
    return { redaction, inputFormat: format, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const pictures: ReadonlySet<string> = new Set(["jpeg", "tiff", "geotiff", "dng", "heic", "png"]);

interface Rows {
  readonly track: TrackExport;
  readonly homes: readonly RedactionPlace[];
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

/** Rows of a record, log or track; `null` for what has none. */
async function trackOf(
  source: Awaited<ReturnType<typeof openFileSource>>,
  format: string,
  options: RedactFileOptions,
): Promise<Rows | null> {
  const fileName = baseName(options.path);
  if (format === djiFlightRecordFormat.id) {
    const { record, normal } = await decodeFlightRecord(source, { platform: nodePlatform, keychain: options.keychain ?? null });
    const whole = djiTrack(record).track;
    if (whole.rows === 0) {
      const why = normal.sealed
        ? "it is sealed and no keys open it, so that there are no rows to write anew"
        : "it has no rows that can be read";
      throw new FormatError("redact-no-rows", { format, offset: 0 }, why);
    }
    return rowsOf(normal, whole, textsOf(whatThisReveals(record, normal)));
  }
  if (!Object.hasOwn(flightLogReaders, format)) return null;
  const log = await (flightLogReaders[format] as FlightLogReader)(source, { platform: nodePlatform, fileName });
  const normal = flightsOfLog(log);
  return rowsOf(normal, log.track, textsOf(logReveals(log.fields, normal)));
}

function textsOf(reveals: readonly { readonly kind: string; readonly value: string }[]): Rows["fields"] {
  return reveals
    .filter(({ kind }) => /serial|uuid|name|account|phone|email|server/i.test(kind))
    .map(({ kind, value }) => ({ name: kind, value }));
}

function rowsOf({ flights }: NormalRecord, track: Track, fields: Rows["fields"]): Rows {
  const [first] = flights;
  const homes = flights.flatMap(({ home, pilot }) => [home, pilot].filter((place) => place !== null));
  return {
    track: {
      name: first?.aircraft.name ?? first?.aircraft.productName ?? "flight",
      table: trackColumns,
      rows: track.rows,
      columns: track.columns as Readonly<Record<string, ColumnArray>>,
      events: flights.flatMap(({ events }) =>
        events.map(({ elapsedMs, timeUs, sentence }) => ({ elapsedMs, timeUs, sentence, latDeg: null, lonDeg: null })),
      ),
      home: first?.home ?? null,
      pilot: first?.pilot ?? null,
    },
    homes,
    fields,
  };
}

/** Paints into files of the work folder. */
function painterOf(
  format: string | null,
  { path, recipe, media, workFolder, signal }: RedactFileOptions,
  painted: string[],
  closing: (() => Promise<void>)[],
): RedactionPainter | null {
  const isClip = format === "mp4" || format === "quicktime";
  if (media === undefined || (!isClip && format !== "jpeg" && format !== "png" && format !== "tiff")) return null;
  return async (masks) => {
    const targetPath = join(workFolder, `painted-${randomUUID()}`);
    painted.push(targetPath);
    const maker = await media();
    const sentences: string[] = [];
    if (isClip) {
      await maker.maskFilm(path, { masks, targetPath, sound: recipe.audio, ...(signal === undefined ? {} : { signal }) });
      sentences.push("The clip was coded anew: its pictures are not the original's bytes.");
    } else {
      const { format: made, isIdenticalElsewhere, difference, lostProfile } = await maker.maskPicture(path, { masks, targetPath });
      const measured = `largest difference ${difference.most}, mean ${difference.mean.toFixed(2)} of 255`;
      sentences.push(
        isIdenticalElsewhere
          ? `Outside the boxes every pixel of the ${made.toUpperCase()} is the original's.`
          : `The JPEG was coded anew: outside the boxes its samples differ from the original's (${measured}).`,
      );
      if (lostProfile) sentences.push("The picture's colour profile did not come along: colours may look a little different.");
    }
    const source = await openFileSource(targetPath);
    closing.push(() => source.close());
    return { source, format: isClip ? "mp4" : (format as string), sentences };
  };
}
