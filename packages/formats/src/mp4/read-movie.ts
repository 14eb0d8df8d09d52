/** Reads a film's table of contents by ranges: box headers, then `moov`, never `mdat` (docs/formats/mp4.md). */
import type { ByteSource, Issue } from "@creance/core";
import type { MetadataField } from "../metadata-field.ts";
import { type Box, type BoxList, boxesIn, readBoxes } from "./boxes.ts";
import type { Movie, MoviePicture } from "./movie.ts";
import { headerTimes } from "./movie-times.ts";
import { mp4Error, mp4Issue } from "./mp4-issue.ts";
import { readTrack } from "./read-track.ts";
import { UserData } from "./user-data.ts";

const MAX_MOOV_BYTES = 64 * 1_048_576;
const MAX_TRACKS = 64;

/** A film with the place of its samples' bytes. */
export interface ReadMovie extends Movie {
  /** Content of the first `mdat`, for what can be found without a table of contents; `null` without one. */
  readonly mediaData: { readonly start: number; readonly end: number } | null;
}

/**
 * Reads a film. Throws a `FormatError` when there is no box of a film at all; a film without `moov` comes back damaged, without tracks. Memory:
 * `moov`, at most 64 MiB; its sample tables are used in place.
 */
export async function readMovie(source: ByteSource): Promise<ReadMovie> {
  const top = await readBoxes(source);
  const issues: Issue[] = [];
  const note = new Notes(issues);
  if (!top.boxes.some(({ type }) => FILM_BOXES.has(type))) throw mp4Error("mp4-not-a-film", 0);
  note.list(top, "file");
  for (const box of top.boxes) if (box.isCut) note.add("mp4-cut-box", box.start, box.type);
  const isFragmented = top.boxes.some(({ type }) => type === "moof");
  const brand = await brandOf(source, top.boxes[0] as Box);
  const data = top.boxes.find(({ type }) => type === "mdat");
  const mediaData = data === undefined ? null : { start: data.contentStart, end: data.end };
  const userData = new UserData();
  await readXmpBoxes(source, top.boxes, userData);
  await readHiddenPictures(source, top.boxes, userData);
  const moov = top.boxes.find(({ type }) => type === "moov");
  if (moov === undefined) note.add("mp4-no-moov", source.size, "moov");
  else if (moov.end - moov.contentStart > MAX_MOOV_BYTES) note.add("mp4-large-moov", moov.start, "moov");
  const isReadable = moov !== undefined && moov.end - moov.contentStart <= MAX_MOOV_BYTES;
  const bytes = isReadable ? await source.read(moov.contentStart, moov.end) : new Uint8Array(0);
  if (isReadable && bytes.byteLength < moov.end - moov.contentStart) note.add("mp4-cut-box", moov.start, "moov");
  const base = moov?.contentStart ?? 0;
  const children = boxesIn(bytes, { base });
  note.list(children, "moov");
  for (const box of children.boxes) if (box.isCut) note.add("mp4-cut-box", box.start, box.type);
  const times = headerTimes(bytes, children.boxes, base);
  const traks = children.boxes.filter(({ type }) => type === "trak");
  if (traks.length > MAX_TRACKS) note.add("mp4-too-many-tracks", (traks[MAX_TRACKS] as Box).start, "trak");
  const tracks = traks.slice(0, MAX_TRACKS).map((box, index) => {
    const track = readTrack(bytes, base, box, source.size);
    for (const issue of track.issues) issues.push(issue);
    for (const udta of track.userData) userData.read(bytes, base, udta, `moov/trak[${index + 1}]/${udta.type}`);
    return track;
  });
  if (isReadable && tracks.length === 0) note.add("mp4-no-tracks", moov.start, "moov");
  const hasFragments = isFragmented || children.boxes.some(({ type }) => type === "mvex");
  if (hasFragments) note.add("mp4-fragmented", top.boxes.find(({ type }) => type === "moof")?.start ?? base, "moof");
  for (const box of children.boxes) {
    if (box.type === "udta" || box.type === "meta") userData.read(bytes, base, box, `moov/${box.type}`);
  }
  const pictures: readonly MoviePicture[] = userData.pictures;
  const fields: readonly MetadataField[] = userData.fields;
  const { createdUs, durationUs } = times;
  const isDamaged = issues.some(({ code }) => code !== "mp4-fragmented");
  return { brand, createdUs, durationUs, tracks, fields, pictures, isFragmented: hasFragments, isDamaged, issues, mediaData };
}

const FILM_BOXES = new Set(["ftyp", "moov", "mdat", "moof", "wide", "free", "skip"]);

async function brandOf(source: ByteSource, first: Box): Promise<string | null> {
  if (first.type !== "ftyp" || first.end - first.contentStart < 4) return null;
  return String.fromCharCode(...(await source.read(first.contentStart, first.contentStart + 4)));
}

/** XMP lies in a `uuid` box beside `moov`. */
async function readXmpBoxes(source: ByteSource, boxes: readonly Box[], userData: UserData): Promise<void> {
  for (const box of boxes.filter(({ type }) => type === "uuid").slice(0, 8)) {
    const bytes = await source.read(box.contentStart, Math.min(box.end, box.contentStart + 65_536));
    userData.readUuid(bytes, box.contentStart, "uuid");
  }
}

/** Thermal cameras (Zenmuse XT2) hide a still picture in a `free` box beside `moov`: a size, `mdat`, then JPEG. */
async function readHiddenPictures(source: ByteSource, boxes: readonly Box[], userData: UserData): Promise<void> {
  for (const box of boxes.filter(({ type, end, contentStart }) => type === "free" && end - contentStart > 16).slice(0, 8)) {
    userData.readHiddenPicture(await source.read(box.contentStart, box.contentStart + 16), box);
  }
}

/** Issues of a kind and a place, each once. */
class Notes {
  readonly #issues: Issue[];
  constructor(issues: Issue[]) {
    this.#issues = issues;
  }

  add(code: Parameters<typeof mp4Issue>[0], offset: number, field: string): void {
    if (this.#issues.length < 100) this.#issues.push(mp4Issue(code, offset, field));
  }

  list(list: BoxList, parent: string): void {
    if (list.stopped === null) return;
    this.add(list.stopped.reason === "tooMany" ? "mp4-too-many-boxes" : "mp4-bad-box", list.stopped.offset, parent);
  }
}
