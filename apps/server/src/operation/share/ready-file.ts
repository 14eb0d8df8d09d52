/** What a person looks at before the yes: files that are ready to leave, and frames of clips to draw boxes on. */
import { UserError } from "@creance/core";
import type { ShareParts } from "./parts.ts";
import { ShareFolder } from "./share-folder.ts";
import type { ReadyFile } from "./types.ts";

/** Widest frame that is made for looking. */
const FRAME_PX = 1920;

/** A file of a share that is among `planned`. */
export async function readyFile(parts: ShareParts, planned: ReadonlySet<string>, shareId: string, item: number): Promise<ReadyFile> {
  const folder = planned.has(shareId) ? await ShareFolder.find(parts.vault.path, shareId) : undefined;
  const found = (await folder?.work())?.items[item];
  if (folder === undefined || found === undefined) {
    throw new UserError(
      "not-ready",
      "notFound",
      "This file is shown while a share is made ready and waits for your yes; there is none now.",
    );
  }
  const { sha256, outSha256, name, format, file, isContents } = found;
  return { path: file === null ? parts.vault.originalPath(sha256) : folder.fileOf(file), name, format, sha256, outSha256, isContents };
}

/** A frame of a clip as stored. */
export async function storedFrame({ vault, media }: ShareParts, sha256: string, atMs: number): Promise<Uint8Array> {
  if (vault.mediaEntry(sha256)?.item.kind !== "clip") throw new UserError("no-frame", "notFound", "The vault holds no such clip.");
  const frame = await (await media()).frame(vault.originalPath(sha256), { atMs, widthPx: FRAME_PX, asStored: true });
  if (frame !== undefined) return frame.bytes;
  throw new UserError(
    "no-frame",
    "notFound",
    "No frame can be shown there: the clip ends before, it cannot be read, or ffmpeg is not installed on this machine.",
  );
}
