/** gzip, deflate and Brotli. What came out before a fault is kept; what never opened is given back to be searched as it is. */
import type { Inflater } from "@creance/core";
import type { ChildAbout, ChildStream, Unpacker, UnpackHost } from "./unpacker.ts";

/** Codings that are taken off. */
export type Compression = "gzip" | "zlib" | "raw" | "br";

/** Small steps: one step of deflate grows at most about 1,032 times. */
const STEP_BYTES = 4096;
/** A few bytes of Brotli can stand for gigabytes: what one stream gives is bounded before it is allocated. */
const MAX_BROTLI_BYTES = 64 << 20;
/** Until something came out, this much is kept to be searched as it is if nothing ever does. */
const MAX_REPLAY_BYTES = 65_536;

/**
 * Decompresses into a stream below. `refused` takes the bytes from the first one on when they are no such stream; it is the reader from then on.
 */
export function createInflateUnpacker(
  host: UnpackHost,
  compression: Compression,
  about: Pick<ChildAbout, "mediaType" | "boundary" | "codings">,
  refused: (() => Unpacker) | undefined,
): Unpacker {
  const layer = compression === "br" ? "br" : compression === "gzip" ? "gzip" : "deflate";
  let inflater: Inflater | undefined;
  let child: ChildStream | undefined;
  let instead: Unpacker | undefined;
  let state: "open" | "ended" | "closed" = "open";
  let taken = 0;
  let produced = 0;
  let closedBytes = 0;
  let replay: Uint8Array[] = [];

  const give = (out: Uint8Array): void => {
    if (out.byteLength === 0) return;
    if (produced === 0) replay = [];
    produced += out.byteLength;
    host.unpacked(out.byteLength);
    child ??= host.open({ layers: [layer], sourceStart: 0, role: "body", ...about });
    if (child === undefined) state = "closed";
    else child.push(out, 0, out.byteLength, 0, taken);
  };
  /** Frees the decompressor. */
  const shut = (): void => {
    try {
      inflater?.finish();
    } catch {
      // Cut or faulty: what came out was searched.
    }
    inflater = undefined;
  };
  const fail = (from: Uint8Array, at: number, end: number): void => {
    child?.end(false);
    shut();
    if (produced === 0 && refused !== undefined && taken <= MAX_REPLAY_BYTES) {
      instead = refused();
      for (const piece of replay) instead.push(piece, 0, piece.byteLength);
      if (end > at) instead.push(from, at, end);
    } else {
      state = "closed";
      closedBytes += end - at;
    }
    replay = [];
  };
  const open = (): Inflater => {
    const limits = { maxOutputBytes: compression === "br" ? MAX_BROTLI_BYTES : Number.MAX_SAFE_INTEGER };
    if (compression === "gzip") return host.platform.createGunzip(limits);
    if (compression === "zlib") return host.platform.createInflate(limits);
    return compression === "br" ? host.platform.createBrotli(limits) : host.platform.createInflateRaw(limits);
  };

  return {
    push(bytes, start, end) {
      if (instead !== undefined) return instead.push(bytes, start, end);
      if (state !== "open") {
        closedBytes += end - start;
        return;
      }
      inflater ??= open();
      for (let at = start; at < end && state === "open"; ) {
        const next = Math.min(end, at + STEP_BYTES);
        if (host.unpackRoom() <= 0) {
          host.tooLarge(end - at);
          child?.end(false);
          shut();
          state = "closed";
          closedBytes += end - at;
          return;
        }
        if (produced === 0 && taken < MAX_REPLAY_BYTES && refused !== undefined) replay.push(bytes.slice(at, next));
        let out: Uint8Array;
        try {
          out = inflater.push(bytes.subarray(at, next));
        } catch (error) {
          taken += next - at;
          give(inflater.rescued);
          if (error instanceof RangeError) host.tooLarge(end - next);
          return fail(bytes, next, end);
        }
        taken += next - at;
        give(out);
        if (state !== "open") {
          // Nobody takes what comes out.
          shut();
          closedBytes += end - next;
        } else if (inflater.isEnded && inflater.inputBytes < taken) {
          state = "ended";
          closedBytes += taken - inflater.inputBytes + (end - next);
          shut();
        }
        at = next;
      }
    },
    gap() {
      if (instead !== undefined) return instead.gap();
      if (state !== "open") return;
      fail(new Uint8Array(0), 0, 0);
      (instead as Unpacker | undefined)?.gap();
    },
    end(isWhole) {
      if (instead !== undefined) return instead.end(isWhole);
      if (state === "open") {
        if (produced === 0 && refused !== undefined && taken > 0) {
          fail(new Uint8Array(0), 0, 0);
          (instead as Unpacker | undefined)?.end(isWhole);
        } else child?.end(isWhole && (inflater?.isEnded ?? false));
        shut();
      } else if (state === "ended") child?.end(true);
      if (closedBytes > 0) host.opaque(closedBytes);
    },
  };
}
