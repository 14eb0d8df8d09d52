/** Embedded JPEGs: by the lengths in the details where they fit, by their own structure otherwise (section 2 of the format's document). */
import type { ByteSource, Issue } from "@creance/core";
import { JpegWalk } from "../jpeg/jpeg-walk.ts";
import { djiIssue } from "./record-issue.ts";
import type { DjiDetails, DjiPicture } from "./types.ts";

/** Longest picture that is walked, and how many walks one file gets: a hostile file must not make us walk for ever. */
const MAX_PICTURE_BYTES = 16 * 1_048_576;
const MAX_WALKS = 32;
const CHUNK_BYTES = 65_536;

/** Pictures found at a place, and where reading goes on. */
export interface FoundPictures {
  readonly pictures: readonly DjiPicture[];
  readonly end: number;
  readonly issues: readonly Issue[];
}

/** Finds the pictures of one file. */
export class PictureFinder {
  readonly #source: ByteSource;
  readonly #details: DjiDetails | null;
  #walks = 0;
  #found = 0;
  #triedLengths = false;

  constructor(source: ByteSource, details: DjiDetails | null) {
    this.#source = source;
    this.#details = details;
  }

  /**
   * Pictures from `start`, none beyond `end`; `undefined` when the bytes there are no picture. A picture that does not end is
   * taken as cut when `mayBeCut`, else refused.
   */
  async find(start: number, end: number, mayBeCut: boolean): Promise<FoundPictures | undefined> {
    const issues: Issue[] = [];
    if (!this.#triedLengths && this.#details !== null) {
      this.#triedLengths = true;
      const stated = await this.#byLengths(this.#details, start, end);
      if (stated !== undefined) return stated;
      issues.push(djiIssue("picture-lengths", start, "momentPicImageBufferLen"));
    }
    const walk = await this.#walk(start, end);
    if (walk === undefined || !(walk.ended || (mayBeCut && start + walk.lengthBytes === end))) return undefined;
    if (!walk.ended) issues.push(djiIssue("picture-cut", start, "picture"));
    const picture: DjiPicture = { index: Math.min(3, this.#found), kind: "found", byteOffset: start, lengthBytes: walk.lengthBytes };
    this.#found += 1;
    return { pictures: [picture], end: start + walk.lengthBytes, issues };
  }

  async #byLengths(details: DjiDetails, start: number, end: number): Promise<FoundPictures | undefined> {
    const pictures: DjiPicture[] = [];
    let at = start;
    for (const kind of ["full", "shrunk"] as const) {
      const lengths = kind === "full" ? details.momentPicImageBufferLen : details.momentPicShrinkImageBufferLen;
      for (const [index, lengthBytes] of lengths.entries()) {
        if (lengthBytes === 0) continue;
        if (lengthBytes < 4 || lengthBytes > end - at) return undefined;
        const head = await this.#source.read(at, at + 3);
        if (head[0] !== 0xff || head[1] !== 0xd8 || head[2] !== 0xff) return undefined;
        pictures.push({ index, kind, byteOffset: at, lengthBytes });
        at += lengthBytes;
      }
    }
    return pictures.length === 0 ? undefined : { pictures, end: at, issues: [] };
  }

  async #walk(start: number, end: number): Promise<JpegWalk | undefined> {
    this.#walks += 1;
    if (this.#walks > MAX_WALKS) return undefined;
    const walk = new JpegWalk();
    const limit = Math.min(end, start + MAX_PICTURE_BYTES);
    for (let at = start; at < limit && !walk.ended && !walk.broken; ) {
      const bytes = await this.#source.read(at, Math.min(limit, at + CHUNK_BYTES));
      if (bytes.length === 0) break;
      walk.push(bytes);
      at += bytes.length;
    }
    return walk.broken ? undefined : walk;
  }
}
