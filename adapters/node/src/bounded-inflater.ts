/**
 * Bounded synchronous decompressors on Node's zlib: raw deflate, gzip, zlib and brotli. They stop at the end of their stream and say
 * where that was; output is bounded before it is allocated; what came out before a fault can be had.
 */
import { constants, crc32, createBrotliDecompress, createInflateRaw } from "node:zlib";
import type { Inflater } from "@creance/core";
import { GzipHead } from "./gzip-head.ts";

/** Output of one native step: what a fault can lose is less than this. */
const STEP_OUTPUT_BYTES = 4096;
/** Compressed bytes of one native step of brotli, which hands out what it has only when its input is used up. */
const BROTLI_STEP_BYTES = 512;
/** Steps collect their output here; one for all, since nothing runs between two steps of a call. */
const SCRATCH_BYTES = 65_536;
const scratch = new Uint8Array(SCRATCH_BYTES);
const nothing = new Uint8Array(0);

/** Flush values of a step and of the end; compressed bytes of a step, where there is a bound. */
type Operations = readonly [go: number, finish: number, stepBytes?: number];

/** What stands around the deflate data. */
type Framing = "none" | "gzip" | "zlib";

/**
 * The synchronous step that Node's own `inflateRawSync` is made of; typed here because @types/node leaves it out. `writeSync` fills
 * `_writeState` with what is left of the output and of the input, and calls `onerror` instead of throwing.
 */
interface NativeStream {
  readonly _handle: {
    close(): void;
    reset(): void;
    onerror: (message: string) => void;
    writeSync(
      flush: number,
      input: Uint8Array,
      inputOffset: number,
      inputLength: number,
      output: Uint8Array,
      outputOffset: number,
      outputLength: number,
    ): void;
  };
  readonly _writeState: Uint32Array;
}

const DEFLATE: Operations = [constants.Z_SYNC_FLUSH, constants.Z_FINISH];

/** Raw deflate (zip members). */
export function inflaterRaw({ maxOutputBytes }: { readonly maxOutputBytes: number }): Inflater {
  return new BoundedInflater(createInflateRaw(), "none", maxOutputBytes, DEFLATE);
}

/** Deflate in zlib's frame (RFC 1950), which HTTP calls `deflate`. */
export function inflaterZlib({ maxOutputBytes }: { readonly maxOutputBytes: number }): Inflater {
  return new BoundedInflater(createInflateRaw(), "zlib", maxOutputBytes, DEFLATE);
}

/** gzip (RFC 1952): one member or several. */
export function inflaterGzip({ maxOutputBytes }: { readonly maxOutputBytes: number }): Inflater {
  return new BoundedInflater(createInflateRaw(), "gzip", maxOutputBytes, DEFLATE);
}

/** Brotli (RFC 7932), without the large window. */
export function inflaterBrotli({ maxOutputBytes }: { readonly maxOutputBytes: number }): Inflater {
  const operations = [constants.BROTLI_OPERATION_PROCESS, constants.BROTLI_OPERATION_FINISH, BROTLI_STEP_BYTES] as const;
  return new BoundedInflater(createBrotliDecompress(), "none", maxOutputBytes, operations);
}

/** What comes next; `between`: another gzip member, or bytes that are no part of the stream. */
type Stage = "head" | "data" | "tail" | "between" | "done";

class BoundedInflater implements Inflater {
  readonly #native: NativeStream;
  readonly #framing: Framing;
  readonly #maxOutputBytes: number;
  readonly #go: number;
  readonly #finish: number;
  readonly #stepBytes: number;
  #stage: Stage;
  #isClosed = false;
  /** Compressed bytes taken, and how many of them belong to the stream up to its last known end. */
  #position = 0;
  #endAt = 0;
  #outputBytes = 0;
  #gzipHead = new GzipHead();
  /** Bytes of a zlib head or of a tail. */
  readonly #collected: number[] = [];
  #checksum = 0;
  #memberBytes = 0;
  #fault: Error | undefined;
  #parts: Uint8Array[] = [];
  #rescued: Uint8Array = nothing;

  constructor(stream: unknown, framing: Framing, maxOutputBytes: number, operations: Operations) {
    this.#native = stream as NativeStream;
    if (typeof this.#native._handle?.writeSync !== "function") throw new Error("this Node has no synchronous zlib step");
    this.#native._handle.onerror = (message) => {
      this.#fault = new Error(message);
    };
    this.#framing = framing;
    this.#maxOutputBytes = maxOutputBytes;
    [this.#go, this.#finish, this.#stepBytes = Number.POSITIVE_INFINITY] = operations;
    this.#stage = framing === "none" ? "data" : "head";
  }

  get isEnded(): boolean {
    if (this.#stage === "data" && this.#framing === "none" && !this.#isClosed && this.#isDataComplete()) this.#end();
    return this.#stage === "done" || this.#stage === "between";
  }

  get inputBytes(): number {
    return this.isEnded ? this.#endAt : this.#position;
  }

  get rescued(): Uint8Array {
    return this.#rescued;
  }

  push(chunk: Uint8Array): Uint8Array {
    if (this.#stage === "done") return nothing;
    if (this.#isClosed) throw new Error("the decompressed stream has ended");
    try {
      let at = 0;
      while (at < chunk.byteLength && !this.#isClosed) {
        const taken = this.#stage === "data" ? this.#data(chunk, at) : this.#framed(chunk[at] as number);
        this.#position += taken;
        at += taken;
      }
      return this.#takeParts();
    } catch (error) {
      this.#rescued = this.#takeParts();
      this.#close();
      throw error;
    }
  }

  finish(): Uint8Array {
    const isWhole = this.isEnded;
    if (isWhole) this.#stage = "done";
    this.#close();
    if (!isWhole) throw new Error("the compressed stream ends early");
    return nothing;
  }

  #takeParts(): Uint8Array {
    const parts = this.#parts;
    this.#parts = [];
    return parts.length <= 1 ? (parts[0] ?? nothing) : Buffer.concat(parts);
  }

  /** The stream ends where it stands. */
  #end(): void {
    this.#stage = "done";
    this.#endAt = this.#position;
    this.#close();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#native._handle.close();
  }

  /** Asks the decompressor, which goes on afterwards as if nobody had asked. */
  #isDataComplete(): boolean {
    this.#native._handle.writeSync(this.#finish, nothing, 0, 0, scratch, 0, 1);
    const isComplete = this.#fault === undefined;
    this.#fault = undefined;
    return isComplete;
  }

  /** Decompresses from `at`; returns how many bytes it took. */
  #data(chunk: Uint8Array, at: number): number {
    const { _handle: handle, _writeState: state } = this.#native;
    const end = chunk.byteLength;
    let next = at;
    let filled = 0;
    for (;;) {
      const stepEnd = Math.min(end, next + this.#stepBytes);
      // One byte more than the bound is asked for: whether it comes decides.
      const room = Math.min(STEP_OUTPUT_BYTES, SCRATCH_BYTES - filled, this.#maxOutputBytes - this.#outputBytes - filled + 1);
      handle.writeSync(this.#go, chunk, next, stepEnd - next, scratch, filled, room);
      if (this.#fault !== undefined) {
        this.#keep(filled);
        throw this.#fault;
      }
      filled += room - (state[0] as number);
      next = stepEnd - (state[1] as number);
      if (this.#outputBytes + filled > this.#maxOutputBytes) {
        this.#keep(this.#maxOutputBytes - this.#outputBytes);
        throw new RangeError(`decompressed data is larger than ${this.#maxOutputBytes} bytes`);
      }
      if (filled === SCRATCH_BYTES) {
        this.#keep(filled);
        filled = 0;
      }
      if (state[0] === 0) continue; // no room was left: there may be more
      if (next < stepEnd || next === end) break;
    }
    this.#keep(filled);
    // Room was left and input too: the decompressor wants no more of it.
    if (next < end) this.#dataEnded(next - at);
    return next - at;
  }

  #keep(length: number): void {
    if (length <= 0) return;
    const part = scratch.slice(0, length);
    this.#parts.push(part);
    this.#outputBytes += length;
    this.#memberBytes += length;
    if (this.#framing === "gzip") this.#checksum = crc32(part, this.#checksum);
    else if (this.#framing === "zlib") this.#checksum = adler32(part, this.#checksum);
  }

  #dataEnded(taken: number): void {
    if (this.#framing === "none") {
      this.#end();
      this.#endAt += taken;
    } else this.#stage = "tail";
  }

  /** Takes the next byte of a head or tail. Returns 1. */
  #framed(byte: number): number {
    if (this.#stage === "tail") this.#tail(byte);
    else if (this.#framing === "zlib") this.#zlibHead(byte);
    else this.#gzipHeadByte(byte);
    return 1;
  }

  #gzipHeadByte(byte: number): void {
    const taken = this.#gzipHead.take(byte);
    if (taken === "no" && this.#stage === "head") throw new Error("not a gzip stream");
    if (taken === "no") {
      this.#stage = "done"; // what follows the last member is not of this stream
      this.#close();
    } else if (taken === "done") {
      if (this.#stage === "between") this.#native._handle.reset();
      this.#stage = "data";
    }
  }

  #zlibHead(byte: number): void {
    if (this.#collected.push(byte) < 2) return;
    const [method = 0, flags = 0] = this.#collected.splice(0);
    if ((method & 0x0f) !== 8 || method >> 4 > 7 || (method * 256 + flags) % 31 !== 0) throw new Error("not a zlib stream");
    if ((flags & 0x20) !== 0) throw new Error("the zlib stream needs a dictionary");
    this.#checksum = 1;
    this.#stage = "data";
  }

  #tail(byte: number): void {
    const isGzip = this.#framing === "gzip";
    if (this.#collected.push(byte) < (isGzip ? 8 : 4)) return;
    const tail = new DataView(Uint8Array.from(this.#collected.splice(0)).buffer);
    if (tail.getUint32(0, isGzip) !== this.#checksum >>> 0) throw new Error("the decompressed data has another checksum");
    if (isGzip && tail.getUint32(4, true) !== this.#memberBytes >>> 0) throw new Error("the decompressed data has another length");
    this.#endAt = this.#position + 1;
    if (isGzip) {
      this.#stage = "between";
      this.#gzipHead = new GzipHead();
      this.#checksum = 0;
      this.#memberBytes = 0;
      return;
    }
    this.#stage = "done";
    this.#close();
  }
}

/** Most sums before the larger one leaves 32 bits. */
const ADLER_RUN = 5552;

/** Adler-32 (RFC 1950 section 8.2). */
function adler32(bytes: Uint8Array, start: number): number {
  let low = start & 0xffff;
  let high = start >>> 16;
  for (let at = 0; at < bytes.length; ) {
    for (const end = Math.min(at + ADLER_RUN, bytes.length); at < end; at++) {
      low += bytes[at] as number;
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return ((high << 16) | low) >>> 0;
}
