/** Files on disk that are not kept, judged as they are: a flight record, a log, a picture, a clip, or anything that holds named values. */
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { basename } from "node:path";
import { type ByteSource, UserError } from "@creance/core";
import { type Exposure as Judge, viewGap } from "@creance/exposure";
import { type ClipSamples, clipFootprints, flightId, footprintOf, type Terrain, type Track } from "@creance/flight";
import { nodePlatform, openFileSource } from "@creance/node";
import type { MediaReading, Reading } from "@creance/vault";
import { readOriginal } from "../read-original.ts";
import { clipGap, clipViews, placesBySecond } from "./exposed-media.ts";

/** Files on disk. */
export interface FilesToJudge {
  readonly files?: readonly string[];
  /** Heights of the ground, for the footprints of pictures and clips among the files. */
  readonly terrain?: Terrain | null;
  /** Hears of a file that is damaged or could not be read. */
  readonly onDamaged?: (path: string, sentence: string) => void;
}

/** Bytes that are hashed at a time. */
const HASHED_BYTES = 1 << 20;

/** Adds the files. Rejects with `UserError` when one is not there or is a folder. */
export async function judgeFiles(
  judge: Judge,
  { files = [], terrain = null, onDamaged }: FilesToJudge,
  step: () => Promise<void>,
): Promise<void> {
  for (const path of files) {
    await step();
    const source = await openNamed(path);
    try {
      const sha256 = await hashOf(source);
      const read = await readOriginal({
        sha256,
        fileName: basename(path),
        source,
        borrowed: source,
        platform: nodePlatform,
        keychain: null,
        writeFlows: async () => {},
        operators: () => undefined,
        countryDatabases: null,
      });
      const { damaged, format, sentence } = read.reading;
      if (damaged || format === null) onDamaged?.(path, sentence ?? "It is damaged.");
      addRead(judge, { ...read, name: basename(path), terrain });
    } finally {
      await source.close();
    }
  }
}

interface FileRead {
  readonly reading: Reading;
  readonly tracks: readonly { readonly segment: number; readonly track: Track }[];
  readonly samples: ClipSamples | null;
  readonly name: string;
  readonly terrain: Terrain | null;
}

function addRead(judge: Judge, read: FileRead): void {
  const { reading, name } = read;
  if (reading.media !== null) addMedia(judge, read, reading.media);
  else if (reading.flights.length > 0) addFlights(judge, read);
  else {
    const unread =
      reading.format === null || reading.damaged || reading.capture !== null
        ? (reading.sentence ?? "Nothing could be read from it.")
        : null;
    judge.addFile({ sha256: reading.sha256, name, reveals: reading.reveals, unread });
  }
}

function addFlights(judge: Judge, { reading, tracks, name }: FileRead): void {
  const { sha256, regionSha256, reveals } = reading;
  for (const [at, flight] of reading.flights.entries()) {
    const track = tracks.find(({ segment }) => segment === flight.segment)?.track;
    const has = track !== undefined && track.rows > 0;
    // The reveals name the first place of the file: a later flight's own stands in its rows.
    const offsetOf = (kinds: readonly string[]): number | null =>
      flight.segment > 0 ? null : (reveals.find(({ kind }) => kinds.includes(kind))?.byteOffset ?? null);
    const home = flight.detail.home ?? flight.summary.home;
    const { pilot } = flight.detail;
    judge.addFlight({
      id: flightId(regionSha256 ?? sha256, flight.segment, nodePlatform.sha256),
      name: reading.flights.length === 1 ? name : `${name}, flight ${at + 1}`,
      sha256,
      track: has ? { rows: track.rows, ...track.columns } : null,
      home: home === null ? null : { ...home, byteOffset: offsetOf(["homePosition", "headerPosition"]) },
      pilot: pilot === null ? null : { ...pilot, byteOffset: offsetOf(["pilotPosition"]) },
      // What the file gives away is told once, with its first flight.
      reveals: at === 0 ? reveals.map((reveal) => ({ ...reveal, sha256 })) : [],
      noTrack: has
        ? null
        : flight.summary.sealed
          ? "Its records are sealed: where it flew is not known here, whoever has its keys can tell."
          : "It has no track: where it flew is not known.",
    });
  }
}

function addMedia(judge: Judge, { reading, samples, name, terrain }: FileRead, { item }: MediaReading): void {
  const { sha256, reveals } = reading;
  const about = { sha256, kind: item.kind, name, viewSha256: sha256, laserByteOffset: item.laser?.byteOffset ?? null, reveals };
  if (item.kind === "photo") {
    const footprint = footprintOf(item, { terrain });
    judge.addMedia({
      ...about,
      views: [{ footprint, fromMs: null, toMs: null, byteOffset: item.position?.byteOffset ?? null }],
      gap: viewGap(footprint),
    });
    return;
  }
  const stored =
    samples === null ? [] : clipFootprints(samples, item, { terrain }).map(({ second, footprint }) => ({ ...footprint, second }));
  const own = item.position;
  const places =
    samples === null
      ? placesBySecond({
          rows: own === null ? 0 : 1,
          byteOffset: [own?.byteOffset ?? Number.NaN],
          elapsedMs: [0],
          latDeg: [own?.latDeg ?? Number.NaN],
          lonDeg: [own?.lonDeg ?? Number.NaN],
        })
      : placesBySecond({ rows: samples.rows, ...samples.columns });
  const views = clipViews(stored, places);
  judge.addMedia({ ...about, views, gap: item.kind === "clip" ? clipGap(views, item.durationUs) : null });
}

async function openNamed(path: string): ReturnType<typeof openFileSource> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UserError("no-such-file", "notFound", `There is no file ${path}. Nothing was judged.`);
  if (!found.isFile())
    throw new UserError("not-a-file", "wrongUse", `${path} is no regular file: name the files in it. Nothing was judged.`);
  return openFileSource(path);
}

async function hashOf(source: ByteSource): Promise<string> {
  const hash = createHash("sha256");
  for (let start = 0; start < source.size; start += HASHED_BYTES) {
    hash.update(await source.read(start, Math.min(source.size, start + HASHED_BYTES)));
  }
  return hash.digest("hex");
}
