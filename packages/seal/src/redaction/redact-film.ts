/**
 * Films (MP4, QuickTime): everything beside picture and sound becomes zeros where it stands, so that media data never moves and all tables stay
 * true. Tracks that go become free space, their samples zeros; so do user data, unknown boxes and bytes of the media data that no track names.
 */
import { type ByteSource, FormatError } from "@creance/core";
import { type Box, boxesIn, type Movie, readBoxes, readMovie } from "@creance/formats";
import { takesContentsOut } from "./check-recipe.ts";
import { editedSource } from "./edited-source.ts";
import { tailOf, trackLeftovers } from "./film-boxes.ts";
import { filmSecrets } from "./film-secrets.ts";
import { shiftedFilmTimes } from "./film-times.ts";
import { complementOf, flatRanges, mergedRanges, type Range } from "./ranges.ts";
import type { Redaction, RedactionChange, RedactionClass, RedactOptions, RemovedValue } from "./redaction.ts";
import { RemovedValues } from "./removed-values.ts";
import { notPossible } from "./withheld.ts";
import { withholdNearHome } from "./withhold-near-home.ts";

const MOST_SAMPLES = 20_000_000;
/** What stays of each level; all else becomes free space. */
const KEPT_TOP = new Set(["ftyp", "moov", "mdat", "wide", "free", "skip"]);
const KEPT_MOOV = new Set(["mvhd", "trak", "free", "skip"]);
/** Boxes whose content says nothing to a player. */
const EMPTY_SPACE = new Set(["free", "skip", "wide"]);
const STILL_CODECS = new Set(["jpeg", "mjpg", "mjpa", "mjpb", "png "]);
const MOST_HIDDEN_BOXES = 1000;
const MOST_HIDDEN_BYTES = 65_536;
const FREE = Uint8Array.of(0x66, 0x72, 0x65, 0x65);

interface Track {
  readonly box: Box;
  readonly kind: RedactionClass | null;
  readonly movie: Movie["tracks"][number];
}

/** Redacts a film. Throws a `FormatError` (`redact-damaged`) for one that is damaged or in fragments: what stands in it cannot all be told. */
export async function redactFilm(source: ByteSource, options: RedactOptions): Promise<Redaction> {
  const { recipe, format } = options;
  const movie = await readMovie(source);
  if (movie.isDamaged || movie.isFragmented) {
    const detail = movie.isFragmented
      ? "it is in fragments, which are not redacted here"
      : "it is damaged, so that what stands in it cannot all be told";
    throw new FormatError("redact-damaged", { format, offset: movie.issues[0]?.offset ?? 0 }, detail);
  }
  const goesDeep = takesContentsOut(recipe);
  const secrets = await filmSecrets(source, movie, recipe);
  withholdNearHome("clip", options, secrets.places);
  const top = (await readBoxes(source)).boxes;
  const moov = top.find(({ type }) => type === "moov") as Box;
  const bytes = await source.read(moov.contentStart, moov.end);
  const base = moov.contentStart;
  const inMoov = boxesIn(bytes, { base }).boxes;
  const tracks = inMoov
    .filter(({ type }) => type === "trak")
    .map((box, index): Track => {
      const track = movie.tracks[index];
      if (track === undefined) throw new FormatError("redact-damaged", { format, offset: box.start }, "it has more tracks than are read");
      return { box, movie: track, kind: goingClass(track, options, goesDeep) };
    });
  if (!tracks.some(({ kind, movie: track }) => kind === null && track.handler === "vide")) {
    throw notPossible("This film has no picture track that could stay: it is not shared.");
  }
  const changes: RedactionChange[] = [];
  const zeros: Range[] = [];
  const patches: { start: number; bytes: Uint8Array }[] = [];
  const free = (box: Box, kind: RedactionClass, name: string): void => {
    patches.push({ start: box.start + 4, bytes: FREE });
    if (box.end > box.contentStart) zeros.push({ start: box.contentStart, end: box.end });
    changes.push({ class: kind, name, how: "removed", byteOffset: box.start, lengthBytes: box.end - box.start });
  };
  /** Boxes that are not read elsewhere. */
  const hidden: Box[] = [];
  for (const track of tracks) {
    if (track.kind !== null) free(track.box, track.kind, `track ${track.movie.codec ?? track.movie.handler}`);
    else if (goesDeep) {
      const { handler, samples } = track.movie;
      const leftovers = trackLeftovers(bytes, base, track.box, { handler, samples: samples.count });
      for (const { box, path } of leftovers.boxes) free(box, "other", path);
      hidden.push(...leftovers.boxes.map(({ box }) => box));
      zeros.push(...leftovers.zeros);
    }
  }
  if (goesDeep) {
    for (const box of inMoov) {
      const isKept = KEPT_MOOV.has(box.type) && (box.type !== "mvhd" || box === inMoov.find(({ type }) => type === "mvhd"));
      if (!isKept) free(box, "other", `moov/${box.type}`);
      else if (box.type === "mvhd") zeros.push(...tailOf(bytes, base, box, 0));
      // Texts of user data are read as such.
      if (!isKept && box.type !== "udta" && box.type !== "meta") hidden.push(box);
    }
    for (const box of top) {
      const isKept = KEPT_TOP.has(box.type) && (box.type !== "moov" || box === moov);
      if (!isKept) free(box, "other", box.type);
      if (!isKept || EMPTY_SPACE.has(box.type)) hidden.push(box);
    }
    for (const box of [...top, ...inMoov]) {
      if (EMPTY_SPACE.has(box.type) && box.end > box.contentStart) zeros.push({ start: box.contentStart, end: box.end });
    }
  }
  if (recipe.previews === "drop" || recipe.masks.length > 0) {
    for (const { box, byteOffset, lengthBytes } of movie.pictures) {
      zeros.push({ start: byteOffset, end: byteOffset + lengthBytes });
      changes.push({ class: "preview", name: box, how: "removed", byteOffset, lengthBytes });
    }
  }
  const kept = sampleRanges(
    tracks.filter(({ kind }) => kind === null),
    source.size,
    format,
  );
  const media = top.filter(({ type }) => type === "mdat").map((box) => ({ start: box.contentStart, end: box.end }));
  const going = tracks.filter(({ kind }) => kind !== null);
  const unnamed = complementOf(kept, goesDeep ? media : sampleRanges(going, source.size, format));
  const all = mergedRanges([...zeros, ...unnamed]);
  if (recipe.times !== "keep") {
    const moved = shiftedFilmTimes(bytes, base, inMoov, recipe.times.shiftUs);
    patches.push(...moved);
    changes.push({
      class: "time",
      name: `${moved.length} times of the film and its tracks`,
      how: "replaced",
      byteOffset: moov.start,
      lengthBytes: null,
    });
  }
  return {
    out: editedSource(source, { patches, zeros: flatRanges(all) }),
    format,
    extension: format === "quicktime" ? "mov" : "mp4",
    changes,
    left: leftOf(options, tracks),
    removed: goesDeep ? [...secrets.removed, ...(await hiddenTexts(source, hidden))] : [],
  };
}

/** Why a track goes; `null` when it stays. Only pictures and sound are known to be harmless beside what they show. */
function goingClass({ handler, codec }: Movie["tracks"][number], { recipe }: RedactOptions, goesDeep: boolean): RedactionClass | null {
  if (handler === "soun") return recipe.audio === "drop" ? "audio" : null;
  if (handler === "vide")
    return STILL_CODECS.has(codec ?? "") && (recipe.previews === "drop" || recipe.masks.length > 0) ? "preview" : null;
  return goesDeep ? "telemetry" : null;
}

/** Texts of boxes that no reader knows, for the leak check: of the first bytes of each. */
async function hiddenTexts(source: ByteSource, boxes: readonly Box[]): Promise<readonly RemovedValue[]> {
  const texts = new RemovedValues();
  for (const { type, contentStart, end } of boxes.slice(0, MOST_HIDDEN_BOXES)) {
    texts.runs(type, await source.read(contentStart, Math.min(end, contentStart + MOST_HIDDEN_BYTES)));
  }
  return texts.values(new Set());
}

/** Where the samples of tracks lie, merged and in order. */
function sampleRanges(tracks: readonly Track[], sizeBytes: number, format: string): readonly Range[] {
  const ranges: Range[] = [];
  let count = 0;
  for (const { movie } of tracks) {
    count += movie.samples.count;
    if (count > MOST_SAMPLES) throw new FormatError("redact-damaged", { format, offset: 0 }, "it has more samples than any film");
    let last: { start: number; end: number } | undefined;
    for (const { byteOffset, sizeBytes: size } of movie.samples.places()) {
      if (byteOffset + size > sizeBytes)
        throw new FormatError("redact-damaged", { format, offset: byteOffset }, "a sample ends behind the file");
      if (last !== undefined && last.end === byteOffset) last.end += size;
      else {
        last = { start: byteOffset, end: byteOffset + size };
        ranges.push(last);
      }
    }
  }
  return mergedRanges(ranges);
}

function leftOf({ recipe }: RedactOptions, tracks: readonly Track[]): readonly string[] {
  const left = [
    "The film still shows what it shows: who knows the place, or finds it on a map, can recognise it.",
    "The compressed pictures were not opened: what a camera wrote among them stays in.",
  ];
  if (tracks.some(({ kind, movie }) => kind === null && movie.handler === "soun")) left.push("The sound stayed in: voices can be heard.");
  if (recipe.times === "keep") left.push("The time it was taken stayed in: with a list of flights it leads to the flight.");
  return left;
}
