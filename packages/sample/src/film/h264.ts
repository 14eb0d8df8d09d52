/**
 * A small lossless H.264 encoder (Constrained Baseline): what moved as a whole is copied from the picture before, everything else is written
 * as it is (I_PCM). Made for drawn films, which move by whole pixels; a camera's film would grow to its raw size.
 */
import { BitWriter } from "./bit-writer.ts";

/** A picture: luma in full, both chroma parts in half width and height. Sides are multiples of 16; values 16 to 240. */
export interface YuvPicture {
  readonly width: number;
  readonly height: number;
  readonly luma: Uint8Array;
  readonly blue: Uint8Array;
  readonly red: Uint8Array;
}

/** Where a block may have come from in the picture before, pixels; even numbers, so that chroma moves by whole pixels too. */
export interface Motion {
  readonly x: number;
  readonly y: number;
}

/** What a decoder needs before the first picture. `shownHeight` is cropped from the bottom; even. */
export function h264Parameters(options: { readonly width: number; readonly height: number; readonly shownHeight: number }): {
  readonly sps: Uint8Array;
  readonly pps: Uint8Array;
} {
  const sps = new BitWriter();
  sps.bits(66, 8); // Baseline
  sps.bits(0xc0, 8); // constraint sets 0 and 1: Constrained Baseline
  sps.bits(30, 8); // level 3
  sps.unsigned(0);
  sps.unsigned(FRAME_NUMBER_BITS - 4);
  sps.unsigned(2); // pictures are shown in the order they are written
  sps.unsigned(1); // one reference picture
  sps.bits(0, 1);
  sps.unsigned(options.width / 16 - 1);
  sps.unsigned(options.height / 16 - 1);
  sps.bits(0b11, 2); // frames only, direct_8x8
  const cropped = (options.height - options.shownHeight) / 2;
  sps.bits(cropped > 0 ? 1 : 0, 1);
  if (cropped > 0) for (const edge of [0, 0, 0, cropped]) sps.unsigned(edge);
  sps.bits(0, 1);
  const pps = new BitWriter();
  pps.unsigned(0);
  pps.unsigned(0);
  pps.bits(0b00, 2); // CAVLC
  pps.unsigned(0);
  pps.unsigned(0);
  pps.unsigned(0);
  pps.bits(0, 3);
  for (let count = 0; count < 3; count += 1) pps.signed(0);
  pps.bits(0b100, 3); // the deblocking filter is switched in each slice
  return { sps: sps.unit(0x67), pps: pps.unit(0x68) };
}

/** A picture that stands by itself. */
export function encodeKeyPicture(picture: YuvPicture, pictureId: number): Uint8Array {
  const bits = new BitWriter();
  bits.unsigned(0);
  bits.unsigned(7);
  bits.unsigned(0);
  bits.bits(0, FRAME_NUMBER_BITS);
  bits.unsigned(pictureId & 0xff);
  bits.bits(0, 2);
  bits.signed(0);
  bits.unsigned(1); // no deblocking
  const { across, down } = blocks(picture);
  for (let block = 0; block < across * down; block += 1) {
    bits.unsigned(25);
    writeRaw(bits, picture, block % across, Math.floor(block / across));
  }
  return bits.unit(0x65);
}

/** A picture told from the one before. `frameNumber` counts from 1 after a key picture. Motions are tried in their order. */
export function encodeNextPicture(
  picture: YuvPicture,
  before: YuvPicture,
  options: { readonly frameNumber: number; readonly motions: readonly Motion[] },
): Uint8Array {
  const bits = new BitWriter();
  bits.unsigned(0);
  bits.unsigned(5);
  bits.unsigned(0);
  bits.bits(options.frameNumber % (1 << FRAME_NUMBER_BITS), FRAME_NUMBER_BITS);
  bits.bits(0, 3); // list of references as it is, no marking
  bits.signed(0);
  bits.unsigned(1);
  const { across, down } = blocks(picture);
  const vectors: (Motion | null)[] = [];
  for (let block = 0; block < across * down; block += 1) {
    const column = block % across;
    const row = Math.floor(block / across);
    const motion = options.motions.find((candidate) => isCopy(picture, before, { column, row, motion: candidate })) ?? null;
    bits.unsigned(0); // no block is skipped
    if (motion === null) {
      bits.unsigned(30);
      writeRaw(bits, picture, column, row);
    } else {
      const predicted = predictedVector(vectors, { column, row, across });
      bits.unsigned(0); // one vector for the block
      bits.signed(motion.x * 4 - predicted.x);
      bits.signed(motion.y * 4 - predicted.y);
      bits.unsigned(0); // no residual
    }
    vectors.push(motion === null ? null : { x: motion.x * 4, y: motion.y * 4 });
  }
  return bits.unit(0x61);
}

const FRAME_NUMBER_BITS = 8;

function blocks({ width, height }: YuvPicture): { readonly across: number; readonly down: number } {
  return { across: width / 16, down: height / 16 };
}

function writeRaw(bits: BitWriter, { width, luma, blue, red }: YuvPicture, column: number, row: number): void {
  bits.align();
  for (let y = 0; y < 16; y += 1)
    bits.whole(luma.subarray((row * 16 + y) * width + column * 16, (row * 16 + y) * width + column * 16 + 16));
  const half = width / 2;
  for (const plane of [blue, red]) {
    for (let y = 0; y < 8; y += 1) bits.whole(plane.subarray((row * 8 + y) * half + column * 8, (row * 8 + y) * half + column * 8 + 8));
  }
}

/** True when the block equals the one that lies `motion` away in the picture before; beyond the edges that repeats its edge. */
function isCopy(
  picture: YuvPicture,
  before: YuvPicture,
  place: { readonly column: number; readonly row: number; readonly motion: Motion },
): boolean {
  const { column, row, motion } = place;
  const same = (now: Uint8Array, then: Uint8Array, width: number, height: number, side: number, shift: Motion): boolean => {
    for (let y = 0; y < side; y += 1) {
      const nowRow = (row * side + y) * width;
      const thenRow = Math.min(height - 1, Math.max(0, row * side + y + shift.y)) * width;
      for (let x = 0; x < side; x += 1) {
        const thenX = Math.min(width - 1, Math.max(0, column * side + x + shift.x));
        if (now[nowRow + column * side + x] !== then[thenRow + thenX]) return false;
      }
    }
    return true;
  };
  const { width, height } = picture;
  const chroma = { x: motion.x / 2, y: motion.y / 2 };
  return (
    same(picture.luma, before.luma, width, height, 16, motion) &&
    same(picture.blue, before.blue, width / 2, height / 2, 8, chroma) &&
    same(picture.red, before.red, width / 2, height / 2, 8, chroma)
  );
}

/** The vector that a decoder expects from the neighbours (section 8.4.1.3), quarter pixels. Raw blocks count as without a vector. */
function predictedVector(
  vectors: readonly (Motion | null)[],
  place: { readonly column: number; readonly row: number; readonly across: number },
): Motion {
  const { column, row, across } = place;
  const at = (x: number, y: number): Motion | null | undefined =>
    x < 0 || x >= across || y < 0 ? undefined : (vectors[y * across + x] as Motion | null);
  const left = at(column - 1, row);
  let above = at(column, row - 1);
  // The block above to the right; where there is none, the one above to the left.
  let third = row > 0 && column + 1 < across ? at(column + 1, row - 1) : at(column - 1, row - 1);
  if (above === undefined && third === undefined && left !== undefined) {
    above = left;
    third = left;
  }
  const known = [left, above, third].filter((vector): vector is Motion => vector !== null && vector !== undefined);
  if (known.length === 1) return known[0] as Motion;
  const median = (axis: "x" | "y"): number =>
    [left?.[axis] ?? 0, above?.[axis] ?? 0, third?.[axis] ?? 0].toSorted((a, b) => a - b)[1] as number;
  return { x: median("x"), y: median("y") };
}
