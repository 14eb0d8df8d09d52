/** base64 and hexadecimal inside text: runs of at least 16 characters, over line breaks and JSON's escaped slashes. */
import type { ChildStream, Unpacker, UnpackHost } from "./unpacker.ts";
import { withRoom } from "./with-room.ts";

const MIN_RUN = 16;
/** Characters after which a run is decoded piece by piece. Whether it is hexadecimal is settled by then. */
const PIECE = 4096;
/** Lines of a run that is broken into lines are at least this long (RFC 7468: 64, MIME: 76). */
const MIN_LINE = 60;

/** By byte: value of a base64 character (both alphabets), 64 for `=`, 255 for anything else. */
const base64Values = new Uint8Array(256).fill(255);
/** By byte: value of a hexadecimal digit, 255 for anything else. */
const hexValues = new Uint8Array(256).fill(255);
for (let value = 0; value < 64; value++) {
  base64Values["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".charCodeAt(value)] = value;
  base64Values["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".charCodeAt(value)] = value;
}
for (let value = 0; value < 16; value++) {
  hexValues["0123456789abcdef".charCodeAt(value)] = value;
  hexValues["0123456789ABCDEF".charCodeAt(value)] = value;
}
const SLASH = 0x2f;
const BACKSLASH = 0x5c;

/** Finds runs and decodes each into a stream below. `slash` says whether `/` is a character of base64 here or parts of a path. */
export class CodedRuns implements Unpacker {
  readonly #host: UnpackHost;
  readonly #values: Uint8Array;
  /** Offset in the stream of what comes next. */
  #at = 0;
  /** The characters of the present run, not decoded yet. */
  #run = new Uint8Array(0);
  #runLength = 0;
  #runStart = 0;
  /** Where what is decoded next began. */
  #pieceStart = 0;
  /** One behind the last character that was taken. */
  #runEnd = 0;
  #isInRun = false;
  #isHex = true;
  #lineLength = 0;
  /** A character that may or may not end the run: a line break, a backslash. */
  #waiting: "none" | "line" | "backslash" = "none";
  #child: ChildStream | undefined;
  #closed = false;

  constructor(host: UnpackHost, slash: "character" | "separator") {
    this.#host = host;
    this.#values = base64Values;
    if (slash === "separator") {
      this.#values = base64Values.slice();
      this.#values[SLASH] = 255;
    }
  }

  push(bytes: Uint8Array, start: number, end: number): void {
    const values = this.#values;
    let at = start;
    while (at < end) {
      if (this.#isInRun) {
        at = this.#go(bytes, at, end, start);
        continue;
      }
      // A run of 16 has a character of it at every 16th place: look there, then back.
      const probe = at + MIN_RUN - 1;
      if (probe >= end) {
        let from = end;
        while (from > at && (values[bytes[from - 1] as number] as number) < 64) from--;
        if (from === end) break;
        this.#begin(this.#at + from - start);
        at = from;
        continue;
      }
      if ((values[bytes[probe] as number] as number) >= 64) {
        at = probe + 1;
        continue;
      }
      let from = probe;
      while (from > at && (values[bytes[from - 1] as number] as number) < 64) from--;
      const needed = from + MIN_RUN;
      let to = probe + 1;
      while (to < end && to < needed && (values[bytes[to] as number] as number) < 64) to++;
      if (to < end && to < needed && bytes[to] !== BACKSLASH) {
        // A shorter word: it cannot become a run.
        at = to + 1;
        continue;
      }
      this.#begin(this.#at + from - start);
      at = from;
    }
    this.#at += end - start;
  }

  gap(): void {
    this.#finish();
  }

  end(): void {
    this.#finish();
  }

  #begin(offset: number): void {
    this.#isInRun = true;
    this.#isHex = true;
    this.#runStart = offset;
    this.#pieceStart = offset;
    this.#runLength = 0;
    this.#lineLength = 0;
    this.#waiting = "none";
    this.#closed = false;
  }

  /** Goes on with the run; gives back where it stopped. */
  #go(bytes: Uint8Array, from: number, end: number, start: number): number {
    const values = this.#values;
    let at = from;
    while (at < end) {
      const byte = bytes[at] as number;
      if (this.#waiting === "backslash") {
        this.#waiting = "none";
        // `\/` is a slash, `\n` and `\r` are line breaks; anything else ends the run.
        if (byte === SLASH) this.#take(bytes, at, at + 1, this.#at + at - start);
        else if ((byte === 0x6e || byte === 0x72) && this.#isWholeLine()) this.#lineLength = 0;
        else {
          this.#finish();
          return at;
        }
        at++;
        continue;
      }
      if ((values[byte] as number) < 64) {
        let to = at + 1;
        while (to < end && (values[bytes[to] as number] as number) < 64) to++;
        this.#take(bytes, at, to, this.#at + at - start);
        at = to;
        continue;
      }
      if (byte === BACKSLASH) this.#waiting = "backslash";
      else if ((byte === 0x0a || byte === 0x0d) && (this.#isWholeLine() || this.#waiting === "line")) {
        this.#waiting = "line";
        this.#lineLength = 0;
      } else {
        this.#finish();
        return at;
      }
      at++;
    }
    return at;
  }

  #isWholeLine(): boolean {
    return this.#lineLength === 0
      ? this.#runLength > 0 || this.#child !== undefined
      : this.#lineLength >= MIN_LINE && this.#lineLength % 4 === 0;
  }

  /** Takes characters of the run; `offset` is where the first one stands. */
  #take(bytes: Uint8Array, from: number, to: number, offset: number): void {
    this.#waiting = "none";
    this.#lineLength += to - from;
    this.#runEnd = offset + to - from;
    for (let at = from; at < to; ) {
      const length = Math.min(to - at, PIECE - this.#runLength);
      // Whether it is hexadecimal is settled with the first piece.
      if (this.#isHex && this.#child === undefined) this.#isHex = isAllHex(bytes, at, at + length);
      this.#run = withRoom(this.#run, this.#runLength, this.#runLength + length);
      this.#run.set(bytes.subarray(at, at + length), this.#runLength);
      this.#runLength += length;
      at += length;
      if (this.#runLength === PIECE) this.#decode(offset + at - from);
    }
  }

  #finish(): void {
    if (!this.#isInRun) return;
    this.#isInRun = false;
    if (this.#runLength > 0 && (this.#child !== undefined || (this.#runLength >= MIN_RUN && !isWord(this.#run, this.#runLength)))) {
      this.#decode(this.#runEnd);
    }
    this.#child?.end(true);
    this.#child = undefined;
    this.#runLength = 0;
    this.#waiting = "none";
  }

  /** Decodes what is held. `offset` is where the stream above stands. */
  #decode(offset: number): void {
    const run = this.#run;
    const length = this.#runLength;
    this.#runLength = 0;
    if (this.#closed) return;
    const isHex = this.#isHex && (this.#child !== undefined || length % 2 === 0);
    if (this.#child === undefined) {
      this.#child = this.#host.open({ layers: [isHex ? "hex" : "base64"], sourceStart: this.#runStart, role: "body" });
      if (this.#child === undefined) {
        this.#closed = true;
        return;
      }
    }
    const out = this.#host.scratch(PIECE);
    let to = 0;
    if (isHex) {
      for (let at = 0; at + 1 < length; at += 2)
        out[to++] = ((hexValues[run[at] as number] as number) << 4) | (hexValues[run[at + 1] as number] as number);
    } else {
      let at = 0;
      for (; at + 3 < length; at += 4) {
        const bits =
          ((base64Values[run[at] as number] as number) << 18) |
          ((base64Values[run[at + 1] as number] as number) << 12) |
          ((base64Values[run[at + 2] as number] as number) << 6) |
          (base64Values[run[at + 3] as number] as number);
        out[to++] = bits >> 16;
        out[to++] = (bits >> 8) & 255;
        out[to++] = bits & 255;
      }
      if (length - at >= 2) {
        const bits = ((base64Values[run[at] as number] as number) << 18) | ((base64Values[run[at + 1] as number] as number) << 12);
        out[to++] = bits >> 16;
        if (length - at === 3) out[to++] = ((bits | ((base64Values[run[at + 2] as number] as number) << 6)) >> 8) & 255;
      }
    }
    this.#child.push(out, 0, to, this.#pieceStart, offset);
    this.#pieceStart = offset;
  }
}

function isAllHex(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (hexValues[bytes[at] as number] === 255) return false;
  return true;
}

/** Longest run that is looked at for being a word. */
const MAX_WORD = 40;

/**
 * True for names and numbers that are no codes: letters only and three quarters of them small (`getElementsByTagName`), or digits only and few (times).
 * A code of random bytes looks like that less than once in 2,000.
 */
function isWord(run: Uint8Array, length: number): boolean {
  if (length > MAX_WORD) return false;
  let digits = 0;
  let small = 0;
  for (let at = 0; at < length; at++) {
    const byte = run[at] as number;
    if (byte >= 0x61 && byte <= 0x7a) small++;
    else if (byte >= 0x30 && byte <= 0x39) digits++;
    else if (byte < 0x41 || byte > 0x5a) return false;
  }
  return digits === 0 ? small * 4 >= length * 3 : digits === length && length < 24;
}
