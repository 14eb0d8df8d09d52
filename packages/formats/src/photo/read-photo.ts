/** Reads the metadata of a picture, whichever of the known kinds it is. */
import type { ByteSource } from "@creance/core";
import { readHeicPhoto } from "../heic/read-heic-photo.ts";
import type { PhotoFile } from "./photo-file.ts";
import { photoError } from "./photo-issue.ts";
import { readJpegPhoto } from "./read-jpeg-photo.ts";
import { readTiffPhoto } from "./read-tiff-photo.ts";

/**
 * Reads a JPEG, TIFF, DNG or HEIC by ranges: about 64 KiB from its start and a few KiB at each further place. Throws a `FormatError` when
 * nothing can be read; damage becomes issues. Memory: the head, eight small reads, and XMP packets up to 4 MiB.
 */
export async function readPhoto(source: ByteSource): Promise<PhotoFile> {
  const head = await source.read(0, Math.min(12, source.size));
  const first = ((head[0] ?? 0) << 8) | (head[1] ?? 0);
  if (first === 0x4949 || first === 0x4d4d) return readTiffPhoto(source);
  if (head.length === 12 && String.fromCharCode(...head.subarray(4, 8)) === "ftyp") return readHeicPhoto(source);
  if (first === 0xffd8) return readJpegPhoto(source);
  throw photoError("jpeg-not", "jpeg", 0);
}
