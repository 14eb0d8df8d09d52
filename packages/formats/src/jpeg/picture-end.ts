/** Where the compressed data of a JPEG ends. Inside it 0xFF is followed by a stuffed zero or a restart, so the end marker is unmistakable. */
import type { ByteSource } from "@creance/core";
import { JpegWalk } from "./jpeg-walk.ts";

const BLOCK_BYTES = 262_144;

/** Reads a JPEG from `start` to its end of image, block by block; the offset behind that, or `null` when the file ends or breaks first. */
export async function findPictureEnd(source: ByteSource, start: number): Promise<number | null> {
  const walk = new JpegWalk();
  for (let at = start; at < source.size; at += BLOCK_BYTES) {
    walk.push(await source.read(at, Math.min(source.size, at + BLOCK_BYTES)));
    if (walk.ended) return start + walk.lengthBytes;
    if (walk.broken) return null;
  }
  return null;
}

/** What the last bytes of a file say without reading the picture: where the last end of image among them ends. */
export async function lastEndOfImage(source: ByteSource): Promise<number | null> {
  const from = Math.max(0, source.size - 4096);
  const tail = await source.read(from, source.size);
  for (let at = tail.length - 2; at >= 0; at -= 1) if (tail[at] === 0xff && tail[at + 1] === 0xd9) return from + at + 2;
  return null;
}
