/** Reads a subtitle file in one pass over its blocks (docs/formats/srt.md). Memory: one block and the rows. */
import type { ByteSource } from "@creance/core";
import { CueParser, cueColumn } from "./cue-parser.ts";
import { CueRows, type SrtRead } from "./cue-rows.ts";
import { srtError } from "./srt-issue.ts";
import { TextCursor } from "./text-cursor.ts";

const BLOCK_BYTES = 1_048_576;
const MAX_CUE_BYTES = 65_536;
const MAX_CUES = 1_000_000;

/** How subtitles are read. */
export interface ReadSrtOptions {
  /** Bytes asked for at once; default 1 MiB. */
  readonly blockBytes?: number;
  /** Cues at most; default 1,000,000. */
  readonly maxCues?: number;
}

/**
 * Reads all cues. Throws a `FormatError` (`srt-no-cue`) when there is none; everything else that is wrong becomes an issue. Text is taken byte
 * by byte: everything that is read is ASCII, so that every place in the text is a place in the file.
 */
export async function readSrt(source: ByteSource, options: ReadSrtOptions = {}): Promise<SrtRead> {
  const decoder = new TextDecoder("windows-1252");
  const walk = new CueWalk(options.maxCues ?? MAX_CUES);
  const blockBytes = Math.max(16, options.blockBytes ?? BLOCK_BYTES);
  let rest = "";
  let restStart = 0;
  let at = 0;
  while (at < source.size && !walk.isFull) {
    const bytes = await source.read(at, Math.min(source.size, at + blockBytes));
    if (bytes.byteLength === 0) break;
    at += bytes.byteLength;
    const text = rest + decoder.decode(bytes);
    const used = walk.take(text, restStart, false);
    rest = text.slice(used);
    restStart += used;
    if (rest.length > MAX_CUE_BYTES + blockBytes) {
      walk.skipLong(restStart);
      restStart += rest.length;
      rest = "";
    }
  }
  if (!walk.isFull) walk.take(rest, restStart, true);
  const read = walk.finish();
  if (read.cues.rows === 0) throw srtError("srt-no-cue", 0);
  return read;
}

/** Finds the cues of a text, line by line, and hands them to the parser. */
class CueWalk {
  readonly #rows = new CueRows();
  readonly #parser = new CueParser();
  readonly #cursor = new TextCursor();
  readonly #maxCues: number;
  #cueStart = -1;
  #number = -1;
  #hasTime = false;
  #startMs = Number.NaN;
  #endMs = Number.NaN;
  #dataStart = -1;
  #dataEnd = -1;
  #lastDigitsLine = -1;
  #seenBefore = 0;
  isFull = false;

  constructor(maxCues: number) {
    this.#maxCues = maxCues;
  }

  /** Takes what is whole of a text; returns how many characters were used up. `base` is the offset of the text in the file. */
  take(text: string, base: number, isLast: boolean): number {
    let at = base === 0 && text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
    this.#forget();
    let lineStart = at;
    while (lineStart < text.length && !this.isFull) {
      const newline = text.indexOf("\n", lineStart);
      if (newline < 0 && !isLast) break;
      const lineEnd = newline < 0 ? text.length : newline;
      this.#line(text, lineStart, lineEnd, base);
      lineStart = newline < 0 ? text.length : newline + 1;
      at = this.#cueStart < 0 ? lineStart : this.#cueStart;
    }
    if (isLast && !this.isFull) this.#end(text, base, { isLastCue: true, openEnd: text.charCodeAt(text.length - 1) !== 10 });
    return isLast ? text.length : at;
  }

  /** A cue that no block holds: it is left out, and what follows is read from the next line on. */
  skipLong(offset: number): void {
    this.#rows.note("srt-long-cue", offset);
    this.#forget();
  }

  finish(): SrtRead {
    return this.#rows.finish();
  }

  #line(text: string, start: number, rawEnd: number, base: number): void {
    let from = start;
    let to = rawEnd;
    while (to > from && isBlank(text.charCodeAt(to - 1))) to -= 1;
    while (from < to && isBlank(text.charCodeAt(from))) from += 1;
    if (from === to) {
      this.#end(text, base, { isLastCue: false, openEnd: false });
      return;
    }
    if (this.#cueStart < 0) this.#cueStart = from;
    const code = text.charCodeAt(from);
    if (code >= 48 && code <= 57) {
      if (this.#timeLine(text, from, to, base)) return;
      const isNumber = to - from <= 10 && isDigits(text, from, to);
      this.#lastDigitsLine = isNumber ? from : -1;
      if (isNumber && this.#number < 0 && !this.#hasTime && this.#dataStart < 0) {
        this.#number = from;
        return;
      }
    } else this.#lastDigitsLine = -1;
    if (this.#dataStart < 0) this.#dataStart = from;
    this.#dataEnd = to;
  }

  /** `00:15:04,904 --> 00:15:05,905`. A second one in a cue begins another: the empty line between them is missing. */
  #timeLine(text: string, from: number, to: number, base: number): boolean {
    const cursor = this.#cursor;
    cursor.text = text;
    cursor.at = from;
    cursor.end = to;
    const startMs = cursor.clockMs();
    if (Number.isNaN(startMs)) return false;
    cursor.skipSpaces();
    if (!text.startsWith("-->", cursor.at)) return false;
    cursor.at += 3;
    cursor.skipSpaces();
    const endMs = cursor.clockMs();
    if (this.#hasTime || this.#dataStart >= 0) {
      const next = this.#lastDigitsLine >= 0 ? this.#lastDigitsLine : from;
      if (this.#dataStart >= 0 && this.#dataEnd > next) this.#dataEnd = next;
      if (this.#dataStart >= next) this.#dataStart = -1;
      this.#end(text, base, { isLastCue: false, openEnd: false });
      this.#cueStart = next;
    }
    this.#hasTime = true;
    this.#startMs = startMs;
    this.#endMs = endMs >= startMs ? endMs : Number.NaN;
    this.#lastDigitsLine = -1;
    return true;
  }

  #end(text: string, base: number, { isLastCue, openEnd }: { readonly isLastCue: boolean; readonly openEnd: boolean }): void {
    if (this.#cueStart < 0) return;
    const offset = base + this.#cueStart;
    if (this.#dataStart < 0) {
      if (this.#hasTime || this.#number >= 0) this.#rows.note(isLastCue && this.#rows.rows > 0 ? "srt-cut-cue" : "srt-empty-cue", offset);
      this.#forget();
      return;
    }
    if (this.#dataEnd - this.#dataStart > MAX_CUE_BYTES) {
      this.#rows.note("srt-long-cue", offset);
      this.#forget();
      return;
    }
    const parser = this.#parser;
    parser.read(text, this.#dataStart, this.#dataEnd, { base, openEnd });
    parser.values[cueColumn.byteOffset] = offset;
    parser.values[cueColumn.startMs] = this.#startMs;
    parser.values[cueColumn.endMs] = this.#endMs;
    const isPart = isLastCue && (this.#seenBefore & ~parser.seen) !== 0 && (parser.seen & ~this.#seenBefore) === 0;
    if (parser.faults.unclosed || isPart) this.#rows.note(isLastCue ? "srt-cut-cue" : "srt-unknown-style", offset);
    if (this.#rows.rows >= this.#maxCues) {
      this.#rows.note("srt-too-many-cues", offset);
      this.isFull = true;
    } else if (this.#hasTime || parser.seen !== 0) this.#rows.add(parser, text, base);
    this.#seenBefore = parser.seen;
    this.#forget();
  }

  #forget(): void {
    this.#cueStart = -1;
    this.#number = -1;
    this.#hasTime = false;
    this.#startMs = Number.NaN;
    this.#endMs = Number.NaN;
    this.#dataStart = -1;
    this.#dataEnd = -1;
    this.#lastDigitsLine = -1;
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}

function isDigits(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}
