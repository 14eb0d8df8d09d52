/** A file with pieces left out, zeroed or written over, read by ranges: nothing of it is held in memory but the pieces that change. */
import { type ByteSource, concatBytes, FormatError } from "@creance/core";

/** Changes in the original's offsets. */
export interface SourceEdits {
  /** Left out; in order, without overlap. */
  readonly drops?: readonly { readonly start: number; readonly end: number }[];
  /** Written over; later ones win, and all win over zeros. */
  readonly patches?: readonly { readonly start: number; readonly bytes: Uint8Array }[];
  /** Starts and ends of ranges that become zeros, alternating, in order, without overlap. */
  readonly zeros?: Float64Array;
}

interface Piece {
  /** Place in the new file and in the original. */
  readonly at: number;
  readonly from: number;
  readonly lengthBytes: number;
}

/** The new file. A read that finds the original shorter than it was throws a `FormatError` (`redact-source-changed`). */
export function editedSource(source: ByteSource, edits: SourceEdits): ByteSource {
  const pieces = keptPieces(source.size, edits.drops ?? []);
  const last = pieces.at(-1);
  const size = last === undefined ? 0 : last.at + last.lengthBytes;
  const patches = edits.patches ?? [];
  const zeros = edits.zeros ?? new Float64Array(0);
  const readPiece = async (from: number, to: number): Promise<Uint8Array> => {
    const bytes = await source.read(from, to);
    if (bytes.byteLength < to - from) {
      throw new FormatError(
        "redact-source-changed",
        { format: "redaction", offset: from },
        "the original became shorter while it was read",
      );
    }
    return patched(bytes, from, patches, zeros);
  };
  return {
    size,
    async read(start, end) {
      let index = firstPiece(pieces, start);
      const parts: Uint8Array[] = [];
      for (let at = start; at < end && index < pieces.length; index += 1) {
        const piece = pieces[index] as Piece;
        const stop = Math.min(end, piece.at + piece.lengthBytes);
        parts.push(await readPiece(piece.from + at - piece.at, piece.from + stop - piece.at));
        at = stop;
      }
      return joined(parts);
    },
  };
}

function keptPieces(size: number, drops: readonly { readonly start: number; readonly end: number }[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let from = 0;
  for (const { start, end } of [...drops, { start: size, end: size }]) {
    const stop = Math.min(start, size);
    if (stop > from) {
      pieces.push({ at, from, lengthBytes: stop - from });
      at += stop - from;
    }
    from = Math.max(from, end);
  }
  return pieces;
}

/** The piece that holds a place of the new file. */
function firstPiece(pieces: readonly Piece[], at: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { at: start, lengthBytes } = pieces[middle] as Piece;
    if (start + lengthBytes <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function patched(
  bytes: Uint8Array,
  at: number,
  patches: readonly { readonly start: number; readonly bytes: Uint8Array }[],
  zeros: Float64Array,
): Uint8Array {
  const end = at + bytes.byteLength;
  let copy: Uint8Array | undefined;
  for (let index = firstRange(zeros, at); index * 2 < zeros.length && (zeros[index * 2] as number) < end; index += 1) {
    copy ??= new Uint8Array(bytes);
    copy.fill(0, Math.max(0, (zeros[index * 2] as number) - at), Math.min(bytes.byteLength, (zeros[index * 2 + 1] as number) - at));
  }
  for (const { start, bytes: over } of patches) {
    if (start >= end || start + over.byteLength <= at) continue;
    copy ??= new Uint8Array(bytes);
    const from = Math.max(start, at);
    copy.set(over.subarray(from - start, Math.min(start + over.byteLength, end) - start), from - at);
  }
  return copy ?? bytes;
}

/** The first range that ends behind `at`. */
function firstRange(ranges: Float64Array, at: number): number {
  let low = 0;
  let high = ranges.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle * 2 + 1] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return concatBytes(parts);
}
