/** What a browser is shown of a picture or a clip: a thumbnail, a view, a film; made when it is first looked at. */
import { rm } from "node:fs/promises";
import type { MediaDetail } from "@creance/api";
import { UserError } from "@creance/core";
import type { MediaPreview } from "@creance/flight";
import type { MadePicture, MediaMaker, PictureSource } from "@creance/media";
import type { MediaEntry, Vault } from "@creance/vault";
import type { Media, ShownFile } from "../types.ts";
import { noSuchMedia } from "./no-such-media.ts";
import type { MadeKind, PictureCache } from "./picture-cache.ts";

/** What showing needs. */
export interface ShowParts {
  readonly vault: Vault;
  readonly maker: () => Promise<MediaMaker>;
  readonly cache: PictureCache;
  /** Stops what is being made when the vault is closed. */
  readonly signal: AbortSignal;
}

const THUMBNAIL_PX = 320;
const VIEW_PX = 4096;
/** A preview narrower than this is not enlarged to a thumbnail while there is a better one. */
const LEAST_PREVIEW_PX = 240;
/** Formats of pictures that libvips opens here. */
const OPENED = ["jpeg", "png", "tiff"];
/** Codecs that browsers play without being asked which. */
const PLAYED = ["avc1", "avc3"];

/** How the view of an item comes about; says nothing of whether the bytes are good. */
export function viewKind({ item, row }: MediaEntry, ffmpeg: boolean): MediaDetail["view"] {
  if (item.kind === "subtitle") return "none";
  if (item.kind === "clip") return ffmpeg ? "rendered" : jpegPreviews(item.previews).length > 0 ? "preview" : "none";
  if (item.format === "jpeg") {
    const upright = item.optics.orientation === null || item.optics.orientation === 1;
    return upright && row.widthPx !== null && row.widthPx <= VIEW_PX ? "original" : "rendered";
  }
  if (OPENED.includes(item.format)) return "rendered";
  return jpegPreviews(item.previews).length > 0 ? "preview" : "none";
}

/** What can be played of an item. */
export function videoKind(
  { item, row }: MediaEntry,
  { cache, ffmpeg }: { readonly cache: PictureCache; readonly ffmpeg: boolean },
): MediaDetail["video"] {
  if (item.kind !== "clip") return "none";
  if (cache.has(row.sha256, "film.mp4")) return "proxy";
  if (item.codec !== null && PLAYED.includes(item.codec)) return "original";
  return ffmpeg ? "possible" : "none";
}

/** Why there is no picture to show, for a person; `null` when there is one. */
export function viewSentence(entry: MediaEntry, ffmpeg: boolean): string | null {
  if (entry.item.kind === "subtitle" || viewKind(entry, ffmpeg) !== "none") return null;
  if (entry.item.kind === "clip") return "ffmpeg is not installed on this machine, so no picture of this clip can be shown.";
  return `A picture of the format ${entry.item.format} cannot be opened here, and there is no preview in it: only what its header says is shown.`;
}

/** Thumbnails, views and films of kept items. */
export function shownFiles(parts: ShowParts): Pick<Media, "thumbnail" | "view" | "film" | "makeFilm"> {
  const { vault, cache, maker } = parts;
  const making = new Map<string, Promise<unknown>>();

  /** Makes a file once, however many ask for it at the same time. */
  async function once<Result>(key: string, make: () => Promise<Result>): Promise<Result> {
    const under = making.get(key) as Promise<Result> | undefined;
    if (under !== undefined) return under;
    const made = make().finally(() => making.delete(key));
    making.set(key, made);
    return made;
  }

  /** Writes a made file. Returns its path. */
  async function written(sha256: string, kind: MadeKind, bytes: Uint8Array): Promise<string> {
    const path = await cache.write(sha256, kind, bytes);
    await assertKept(sha256, kind);
    return path;
  }

  /** After a made file was written: of what was deleted meanwhile it goes again, because the deletion may have looked before it was there. */
  async function assertKept(sha256: string, kind: MadeKind): Promise<void> {
    if (vault.originalSize(sha256) !== undefined) return;
    await rm(cache.path(sha256, kind), { force: true });
    throw noSuchMedia();
  }

  async function made(entry: MediaEntry, kind: Exclude<MadeKind, "film.mp4">): Promise<ShownFile> {
    const { sha256 } = entry.row;
    const mediaType = kind === "thumbnail.webp" ? "image/webp" : "image/jpeg";
    const widthPx = kind === "thumbnail.webp" ? THUMBNAIL_PX : VIEW_PX;
    const shown = { path: cache.path(sha256, kind), mediaType, entityTag: cache.entityTag(sha256, kind) };
    if (cache.has(sha256, kind)) return shown;
    const picture = await once(`${sha256} ${kind}`, async () => {
      const found = await pictureOf(entry, { widthPx, mediaType });
      if (found !== undefined && !vault.readOnly) await written(sha256, kind, found.bytes);
      return found;
    });
    if (picture === undefined) {
      const why = viewSentence(entry, (await maker()).ffmpeg !== null) ?? "Its bytes could not be opened as a picture.";
      throw new UserError("no-picture", "notFound", `There is nothing to show of this item. ${why}`);
    }
    if (vault.readOnly) return { ...shown, bytes: picture.bytes };
    return shown;
  }

  async function pictureOf(
    entry: MediaEntry,
    size: { readonly widthPx: number; readonly mediaType: MadePicture["mediaType"] },
  ): Promise<MadePicture | undefined> {
    const { item, row } = entry;
    const path = vault.originalPath(row.sha256);
    const media = await maker();
    for (const source of sourcesOf(entry, path, size.widthPx)) {
      const picture = await media.picture(source, size);
      if (picture !== undefined) return picture;
    }
    if (item.kind !== "clip") return undefined;
    // A second in: the first frames are often black.
    const atMs = Math.min(1000, (item.durationUs ?? 0) / 2000);
    const frame = await media.frame(path, { atMs, widthPx: size.widthPx });
    if (frame === undefined || size.mediaType === frame.mediaType) return frame;
    const { sha256 } = row;
    const framePath = await written(sha256, "view.jpg", frame.bytes);
    return media.picture({ path: framePath, orientation: null }, size);
  }

  return {
    async thumbnail(sha256) {
      const entry = entryOf(vault, sha256);
      // A view that was made before is the quickest source of a thumbnail, and the other way around there is nothing to gain.
      return made(entry, "thumbnail.webp");
    },
    async view(sha256) {
      const entry = entryOf(vault, sha256);
      if (viewKind(entry, false) === "original") {
        return { path: vault.originalPath(sha256), mediaType: "image/jpeg", entityTag: `"${sha256}"` };
      }
      return made(entry, "view.jpg");
    },
    async film(sha256) {
      const entry = entryOf(vault, sha256);
      const kind = videoKind(entry, { cache, ffmpeg: false });
      if (kind === "proxy")
        return { path: cache.path(sha256, "film.mp4"), mediaType: "video/mp4", entityTag: cache.entityTag(sha256, "film.mp4") };
      if (kind === "original") return { path: vault.originalPath(sha256), mediaType: "video/mp4", entityTag: `"${sha256}"` };
      const why = entry.item.kind === "clip" ? "Browsers do not play it as it is, and no proxy was made of it yet." : "It is no clip.";
      throw new UserError("no-film", "notFound", `There is no film to play. ${why}`);
    },
    async makeFilm(sha256) {
      const entry = entryOf(vault, sha256);
      if (entry.item.kind !== "clip") throw new UserError("no-film", "wrongUse", "It is no clip: there is no film to make of it.");
      if (cache.has(sha256, "film.mp4")) return { sentence: "There is a proxy of this clip already." };
      if (vault.readOnly)
        throw new UserError("vault-read-only", "conflict", "The vault is open for reading only, so no proxy can be made.");
      await once(`${sha256} film`, async () => {
        await cache.makeFolder(sha256);
        const targetPath = cache.path(sha256, "film.mp4");
        await (await maker()).proxy(vault.originalPath(sha256), { targetPath, signal: parts.signal, onProgress: () => {} });
        await assertKept(sha256, "film.mp4");
      });
      return { sentence: "A proxy was made: it can be played here. The original stays as it is." };
    },
  };
}

/** Where a picture can come from, best first: a preview that is large enough, the picture itself, any other preview. */
function sourcesOf({ item }: MediaEntry, path: string, widthPx: number): readonly PictureSource[] {
  const { orientation } = item.optics;
  const previews = jpegPreviews(item.previews);
  const wanted = Math.min(widthPx, widthPx === THUMBNAIL_PX ? LEAST_PREVIEW_PX : Number.POSITIVE_INFINITY);
  const large = previews.filter((preview) => (preview.widthPx ?? 0) >= wanted);
  const source = ({ byteOffset, lengthBytes }: MediaPreview): PictureSource => ({ path, part: { byteOffset, lengthBytes }, orientation });
  const itself: PictureSource[] = item.kind === "photo" && OPENED.includes(item.format) ? [{ path, orientation }] : [];
  const others = previews.filter((preview) => !large.includes(preview)).reverse();
  return [...large.map(source), ...itself, ...others.map(source)].slice(0, 5);
}

/** JPEG previews, smallest first; those of unknown size by their bytes. */
function jpegPreviews(previews: readonly MediaPreview[]): MediaPreview[] {
  return previews
    .filter(({ mediaType, lengthBytes }) => mediaType === "image/jpeg" && lengthBytes > 0)
    .sort((a, b) => (a.widthPx ?? 0) - (b.widthPx ?? 0) || a.lengthBytes - b.lengthBytes);
}

function entryOf(vault: Vault, sha256: string): MediaEntry {
  const entry = vault.mediaEntry(sha256);
  if (entry === undefined) throw noSuchMedia();
  return entry;
}
