/** PNG pictures: chunks that show the picture stay byte for byte, all others go (W3C Portable Network Graphics, third edition). */
import { type ByteSource, FormatError, isFormatError, memorySource, type Platform } from "@creance/core";
import { readPhoto } from "@creance/formats";
import { takesContentsOut } from "./check-recipe.ts";
import { isPlainProfile, PROFILE_LEFT_OUT } from "./colour-profile.ts";
import { editedSource } from "./edited-source.ts";
import { picturePositions } from "./picture-positions.ts";
import type { Redaction, RedactionChange, RedactionPlace, RedactOptions } from "./redaction.ts";
import { positionsRemoved, RemovedValues } from "./removed-values.ts";
import { withholdNearHome } from "./withhold-near-home.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Chunks that show the picture, with the most bytes that they have. */
const SHOWING: Readonly<Record<string, number>> = {
  ...{ IHDR: 13, PLTE: 768, IDAT: Number.POSITIVE_INFINITY, IEND: 0, tRNS: 256, gAMA: 4, cHRM: 32, sRGB: 1, cICP: 4, pHYs: 9, sBIT: 4 },
  ...{ bKGD: 6, acTL: 8, fcTL: 26, fdAT: Number.POSITIVE_INFINITY, iCCP: 4_194_304 },
};
/** A claim (C2PA): bound to bytes that change, and may hold a smaller copy. It goes whatever else goes. */
const CLAIM = "caBX";
const NEEDED = new Set(["IHDR", "PLTE", "IDAT"]);
/** Names of profiles that programs write; others may be anybody's words. */
const PROFILE_NAMES = /^((photoshop )?icc( profile)?|srgb( iec61966-2\.1)?|display p3|adobe rgb \(1998\)|image)$/i;
const MOST_PROFILE_BYTES = 4_194_304;
const MOST_READ_CHUNKS = 1000;
const MOST_READ_BYTES = 65_536;
/** A chunk without content; its checksum is always the same. */
const EMPTY_END = Uint8Array.of(0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82);
const MOST_CHUNKS = 1_000_000;
const WINDOW_BYTES = 65_536;

/** Redacts a PNG. Throws a `FormatError` (`redact-damaged`) when its chunks do not reach the end mark. */
export async function redactPng(source: ByteSource, options: RedactOptions): Promise<Redaction> {
  const { recipe } = options;
  const chunks = await readChunks(source);
  const places = await exifPlaces(source, chunks);
  withholdNearHome("picture", options, places);
  const goesDeep = takesContentsOut(recipe);
  const isPreview = (type: string): boolean => type === "eXIf" && (recipe.previews === "drop" || recipe.masks.length > 0);
  const drops: Chunk[] = [];
  const removed = new RemovedValues();
  let losesProfile = false;
  for (const chunk of chunks) {
    const stays = goesDeep ? await isHarmless(source, chunk, options) : !isPreview(chunk.type) && chunk.type !== CLAIM;
    // An end mark with content is written anew, below.
    if (stays || chunk.type === "IEND") continue;
    if (NEEDED.has(chunk.type)) throw damaged(chunk.start);
    losesProfile ||= chunk.type === "iCCP";
    drops.push(chunk);
    if (drops.length <= MOST_READ_CHUNKS) {
      const end = Math.max(chunk.start + 8, chunk.type === "behind" ? chunk.end : chunk.end - 4);
      const from = chunk.type === "behind" ? chunk.start : chunk.start + 8;
      removed.runs(chunk.type, await source.read(from, Math.min(end, from + MOST_READ_BYTES)));
    }
  }
  const changes = drops.map(
    ({ type, start, end }): RedactionChange => ({
      class: isPreview(type) ? "preview" : "other",
      name: type,
      how: "removed",
      byteOffset: start,
      lengthBytes: end - start,
    }),
  );
  const last = chunks.find(({ type }) => type === "IEND") as Chunk;
  const isFull = goesDeep && last.end - last.start > EMPTY_END.length;
  const inEnd = { type: "IEND", start: last.start + EMPTY_END.length, end: last.end };
  if (isFull) {
    removed.runs("IEND", await source.read(last.start + 8, Math.min(last.end - 4, last.start + 8 + MOST_READ_BYTES)));
    changes.push({ class: "other", name: "IEND", how: "removed", byteOffset: last.start + 8, lengthBytes: last.end - 12 - last.start });
  }
  return {
    out: editedSource(source, {
      drops: isFull ? [...drops, inEnd].sort((a, b) => a.start - b.start) : drops,
      patches: isFull ? [{ start: last.start, bytes: EMPTY_END }] : [],
    }),
    format: "png",
    extension: "png",
    changes,
    left: [
      "The picture still shows what it shows: who knows the place, or finds it on a map, can recognise it.",
      ...(losesProfile ? [PROFILE_LEFT_OUT] : []),
    ],
    removed: [
      ...(goesDeep ? removed.values(new Set()) : []),
      ...(recipe.positions === "keep" ? [] : positionsRemoved("picture", places, recipe)),
    ],
  };
}

/** True for a chunk that shows the picture and is no longer than that takes. */
async function isHarmless(source: ByteSource, { type, start, end }: Chunk, { platform }: RedactOptions): Promise<boolean> {
  const most = SHOWING[type];
  if (most === undefined || end - start - 12 > most) return false;
  return type !== "iCCP" || isPlainPacked(await source.read(start + 8, end - 4), platform);
}

/** A name, a method and a packed profile, with nothing behind it: the last four bytes are the profile's Adler-32 (RFC 1950). */
function isPlainPacked(content: Uint8Array, platform: Platform): boolean {
  const nameEnd = content.indexOf(0);
  if (nameEnd < 1 || content.byteLength < nameEnd + 8 || content[nameEnd + 1] !== 0) return false;
  if (!PROFILE_NAMES.test(String.fromCharCode(...content.subarray(0, Math.min(nameEnd, 80))))) return false;
  const profile = inflated(content.subarray(nameEnd + 2), platform);
  if (profile === null || !isPlainProfile(profile)) return false;
  let [a, b] = [1, 0];
  for (const byte of profile) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  const sum = new DataView(content.buffer, content.byteOffset + content.byteLength - 4, 4).getUint32(0);
  return sum === b * 65_536 + a;
}

/** `null` for what is not packed as it should be. */
function inflated(packed: Uint8Array, platform: Platform): Uint8Array | null {
  const inflater = platform.createInflate({ maxOutputBytes: MOST_PROFILE_BYTES });
  try {
    const head = inflater.push(packed);
    const tail = inflater.finish();
    const bytes = new Uint8Array(head.byteLength + tail.byteLength);
    bytes.set(head);
    bytes.set(tail, head.byteLength);
    return bytes;
  } catch {
    return null;
  }
}

/** Positions of EXIF chunks. */
async function exifPlaces(source: ByteSource, chunks: readonly Chunk[]): Promise<readonly RedactionPlace[]> {
  const places: RedactionPlace[] = [];
  for (const { start, end } of chunks.filter(({ type }) => type === "eXIf").slice(0, 4)) {
    if (end - start > MOST_PROFILE_BYTES) continue;
    try {
      places.push(...picturePositions(await readPhoto(memorySource(await source.read(start + 8, end - 4)))));
    } catch (error) {
      if (!isFormatError(error)) throw error;
    }
  }
  return places;
}

interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** All chunks; bytes behind the end mark are one more, called `behind`. */
async function readChunks(source: ByteSource): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  let window = new Uint8Array(0);
  let windowAt = 0;
  const headAt = async (at: number): Promise<DataView | null> => {
    if (at + 8 > source.size) return null;
    if (at < windowAt || at + 8 > windowAt + window.byteLength) {
      windowAt = at;
      window = new Uint8Array(await source.read(at, Math.min(source.size, at + (at === 0 ? WINDOW_BYTES : 64))));
    }
    const left = window.byteLength - (at - windowAt);
    return left < 8 ? null : new DataView(window.buffer, window.byteOffset + at - windowAt, 8);
  };
  const first = await headAt(0);
  if (first === null || SIGNATURE.some((byte, index) => first.getUint8(index) !== byte)) throw damaged(0);
  for (let at = 8; ; ) {
    const head = await headAt(at);
    if (head === null || chunks.length >= MOST_CHUNKS) throw damaged(at);
    const end = at + 12 + head.getUint32(0);
    const type = String.fromCharCode(head.getUint8(4), head.getUint8(5), head.getUint8(6), head.getUint8(7));
    if (end > source.size) throw damaged(at);
    chunks.push({ type, start: at, end });
    at = end;
    if (type !== "IEND") continue;
    if (end < source.size) chunks.push({ type: "behind", start: end, end: source.size });
    return chunks;
  }
}

function damaged(offset: number): FormatError {
  return new FormatError("redact-damaged", { format: "png", offset }, "its chunks do not reach the end mark");
}
