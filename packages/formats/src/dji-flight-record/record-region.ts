/** Walks one stretch of records block by block: reads, frames, decrypts, decodes. Used for the records and for what trails the details. */
import type { ByteSource, Issue } from "@creance/core";
import type { FeatureDecryption } from "./feature-decryption.ts";
import { Framer, type FrameStop } from "./framing.ts";
import type { PictureFinder } from "./pictures.ts";
import type { RecordDecoder } from "./record-decoder.ts";
import { djiIssue } from "./record-issue.ts";
import type { RegionHash } from "./region-hash.ts";
import type { DjiItem } from "./types.ts";

/** Room after the window's bytes, so that words can be read across its end. */
const SLACK_BYTES = 8;

/** What a region is read with. */
export interface RegionOptions {
  readonly version: number;
  readonly start: number;
  readonly end: number;
  readonly blockBytes: number;
  readonly decoder: RecordDecoder;
  readonly decryption: FeatureDecryption | undefined;
  readonly pictures: PictureFinder;
  readonly out: DjiItem[];
  readonly report: (issue: Issue) => void;
  /** Takes the bytes of the records while they are in the window; absent where they are not hashed. */
  readonly hash?: RegionHash;
}

/** A stretch of records and the window that moves over it. */
export class RecordRegion {
  readonly framer: Framer;
  /** End of the region; earlier than asked when the source shrank. */
  end: number;
  readonly #source: ByteSource;
  readonly #options: RegionOptions;
  #window = new Uint8Array(SLACK_BYTES);
  #view = new DataView(this.#window.buffer);
  /** File offset of the window's first byte, bytes in it, and where framing goes on. */
  #base: number;
  #filled = 0;
  #at = 0;
  /** Bytes are read only when the caller comes back for more than the last window gave. */
  #wantsMore = false;

  constructor(source: ByteSource, options: RegionOptions) {
    this.#source = source;
    this.#options = options;
    this.#base = options.start;
    this.end = options.end;
    this.framer = new Framer(options.version, {
      regionBytes: options.end - options.start,
      endIsFileEnd: options.end === source.size,
      report: options.report,
    });
  }

  /** Bytes of the window from a file offset on, as far as they are in it; used to hash what was framed. */
  windowBytes(from: number, to: number): Uint8Array | undefined {
    if (from < this.#base || to > this.#base + this.#filled) return undefined;
    return this.#window.subarray(from - this.#base, to - this.#base);
  }

  /** Frames and decodes the next window. Resolves to false at the end of the region. */
  async advance(): Promise<boolean> {
    if (this.#wantsMore) await this.#fill();
    const stop = this.#frame();
    this.#decode();
    await this.#options.hash?.upTo(this, this.#source);
    switch (stop) {
      case "full":
        return true;
      case "more":
        this.#wantsMore = true;
        return true;
      case "picture":
        await this.#picture();
        return true;
      case "gaveUp":
        this.#options.report(djiIssue("gave-up", this.#base + this.framer.stoppedAt, "records"));
        this.framer.endOfRegion(this.end);
        return false;
      case "end":
        return false;
    }
  }

  #frame(): FrameStop {
    const isLast = this.#base + this.#filled >= this.end;
    const window = { bytes: this.#window, start: this.#at, end: this.#filled, baseOffset: this.#base, isLast };
    const stop = this.framer.frame(window);
    this.#at = this.framer.stoppedAt;
    return stop;
  }

  #decode(): void {
    const { framer } = this;
    const { decoder, decryption } = this.#options;
    if (framer.count === 0) return;
    decryption?.open(this.#view, framer, this.#base);
    decoder.decode(this.#view, framer, this.#base, decryption);
    if (decryption !== undefined && framer.types[framer.count - 1] === 50) decryption.nextGroup();
  }

  /** Moves what is left to the front of the window and reads the next block behind it. */
  async #fill(): Promise<void> {
    this.#wantsMore = false;
    const left = this.#filled - this.#at;
    const from = this.#base + this.#filled;
    const block = await this.#source.read(from, Math.min(this.end, from + this.#options.blockBytes));
    if (block.length === 0) {
      this.#shrank(from);
      return;
    }
    const needed = left + block.length + SLACK_BYTES;
    if (this.#window.length < needed) {
      const grown = new Uint8Array(needed + (needed >> 3));
      grown.set(this.#window.subarray(this.#at, this.#filled));
      this.#window = grown;
      this.#view = new DataView(grown.buffer);
    } else this.#window.copyWithin(0, this.#at, this.#filled);
    this.#window.set(block, left);
    this.#base += this.#at;
    this.#at = 0;
    this.#filled = left + block.length;
  }

  #shrank(offset: number): void {
    this.#options.report(djiIssue("source-shrank", offset, null));
    this.end = offset;
  }

  async #picture(): Promise<void> {
    const start = this.#base + this.#at;
    const { framer } = this;
    const mayBeCut = framer.isAfterMarker || this.#options.version < 7;
    const found = await this.#options.pictures.find(start, this.end, mayBeCut);
    if (found === undefined) {
      framer.refusePicture(start);
      this.#at += 1;
      return;
    }
    for (const issue of found.issues) this.#options.report(issue);
    for (const picture of found.pictures) this.#options.out.push({ kind: "picture", picture });
    if (found.end <= this.#base + this.#filled) this.#at = found.end - this.#base;
    else {
      this.#base = found.end;
      this.#filled = 0;
      this.#at = 0;
    }
  }
}
