/** A small baseline JPEG encoder (ITU-T T.81, tables K.1, K.3 and K.5): the pictures embedded in sample records are drawn, not taken. */

/** Grey values, row by row, 0 to 255. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}

/** Red, green and blue of each pixel, row by row, 0 to 255. */
export interface ColourPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57,
  50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];
const QUANT = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62, 18, 22,
  37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const DC_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_VALUES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const AC_COUNTS = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d];
const AC_VALUES =
  "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"
    .match(/../g)
    ?.map((pair) => Number.parseInt(pair, 16)) ?? [];

/** Encodes a picture at the standard's own quality; colours without subsampling, all components with the tables of brightness. */
export function encodeJpeg(picture: GreyPicture | ColourPicture): Uint8Array {
  const out: number[] = [0xff, 0xd8];
  segment(out, 0xdb, [0, ...ZIGZAG.map((place) => QUANT[place] as number)]);
  const { width, height } = picture;
  const planes = "grey" in picture ? [picture.grey] : brightnessAndColour(picture);
  const parts = planes.map((_, index) => index + 1);
  segment(out, 0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, parts.length, ...parts.flatMap((part) => [part, 0x11, 0])]);
  segment(out, 0xc4, [0x00, ...DC_COUNTS, ...DC_VALUES]);
  segment(out, 0xc4, [0x10, ...AC_COUNTS, ...AC_VALUES]);
  segment(out, 0xda, [parts.length, ...parts.flatMap((part) => [part, 0]), 0, 63, 0]);
  const bits = new BitWriter(out);
  const dc = codesOf(DC_COUNTS, DC_VALUES);
  const ac = codesOf(AC_COUNTS, AC_VALUES);
  const last = planes.map(() => 0);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      planes.forEach((grey, index) => {
        last[index] = writeBlock(bits, quantised({ width, height, grey }, left, top), last[index] as number, dc, ac);
      });
    }
  }
  bits.flush();
  out.push(0xff, 0xd9);
  return Uint8Array.from(out);
}

/** Red, green and blue as Y, Cb and Cr (JFIF 1.02). */
function brightnessAndColour({ rgb }: ColourPicture): Uint8Array[] {
  const pixels = rgb.length / 3;
  const planes = [new Uint8Array(pixels), new Uint8Array(pixels), new Uint8Array(pixels)] as const;
  for (let at = 0; at < pixels; at += 1) {
    const red = rgb[at * 3] as number;
    const green = rgb[at * 3 + 1] as number;
    const blue = rgb[at * 3 + 2] as number;
    planes[0][at] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    planes[1][at] = Math.max(0, Math.min(255, Math.round(128 - 0.168736 * red - 0.331264 * green + 0.5 * blue)));
    planes[2][at] = Math.max(0, Math.min(255, Math.round(128 + 0.5 * red - 0.418688 * green - 0.081312 * blue)));
  }
  return [...planes];
}

type Codes = readonly (readonly [code: number, length: number] | undefined)[];

class BitWriter {
  readonly #out: number[];
  #held = 0;
  #count = 0;

  constructor(out: number[]) {
    this.#out = out;
  }

  /** At most 16 bits, the highest first. */
  write(value: number, length: number): void {
    this.#held = (this.#held << length) | (value & ((1 << length) - 1));
    this.#count += length;
    while (this.#count >= 8) {
      this.#count -= 8;
      const byte = (this.#held >>> this.#count) & 255;
      this.#out.push(byte);
      if (byte === 0xff) this.#out.push(0);
    }
  }

  /** Fills the last byte with ones. */
  flush(): void {
    while (this.#count > 0) this.write(1, 1);
  }
}

function segment(out: number[], marker: number, body: readonly number[]): void {
  const length = body.length + 2;
  out.push(0xff, marker, length >> 8, length & 255, ...body);
}

/** Canonical Huffman codes by value (T.81 annex C). */
function codesOf(counts: readonly number[], values: readonly number[]): Codes {
  const codes: ([number, number] | undefined)[] = [];
  let code = 0;
  let index = 0;
  counts.forEach((count, lengthMinusOne) => {
    for (let item = 0; item < count; item += 1) {
      codes[values[index] as number] = [code, lengthMinusOne + 1];
      code += 1;
      index += 1;
    }
    code <<= 1;
  });
  return codes;
}

const COSINES = Float64Array.from({ length: 64 }, (_, at) => {
  const frequency = at >> 3;
  return (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * (at & 7) + 1) * frequency * Math.PI) / 16);
});

/** Scratch of one block; its values hold until the next one. */
const pixels = new Float64Array(8);
const rows = new Float64Array(64);
const block = new Int32Array(64);

/** One block: cosine transform, quantised, in zigzag order. Pixels beyond the edge repeat it. */
function quantised(picture: GreyPicture, left: number, top: number): Int32Array {
  const { width, height, grey } = picture;
  for (let y = 0; y < 8; y += 1) {
    const line = Math.min(height - 1, top + y) * width;
    for (let x = 0; x < 8; x += 1) pixels[x] = (grey[line + Math.min(width - 1, left + x)] as number) - 128;
    for (let u = 0; u < 8; u += 1) {
      let sum = 0;
      for (let x = 0; x < 8; x += 1) sum += (pixels[x] as number) * (COSINES[u * 8 + x] as number);
      rows[y * 8 + u] = sum;
    }
  }
  for (let order = 0; order < 64; order += 1) {
    const place = ZIGZAG[order] as number;
    const v = place >> 3;
    let sum = 0;
    for (let y = 0; y < 8; y += 1) sum += (rows[y * 8 + (place & 7)] as number) * (COSINES[v * 8 + y] as number);
    block[order] = Math.round(sum / (QUANT[place] as number));
  }
  return block;
}

function writeBlock(bits: BitWriter, block: Int32Array, last: number, dc: Codes, ac: Codes): number {
  const level = block[0] as number;
  writeValue(bits, dc, 0, level - last);
  let zeros = 0;
  for (let order = 1; order < 64; order += 1) {
    const value = block[order] as number;
    if (value === 0) {
      zeros += 1;
      continue;
    }
    for (; zeros > 15; zeros -= 16) writeCode(bits, ac, 0xf0);
    writeValue(bits, ac, zeros, value);
    zeros = 0;
  }
  if (zeros > 0) writeCode(bits, ac, 0);
  return level;
}

/** The code of a run of zeros and a magnitude, then the value's own bits. */
function writeValue(bits: BitWriter, codes: Codes, zeros: number, value: number): void {
  const size = 32 - Math.clz32(Math.abs(value));
  writeCode(bits, codes, (zeros << 4) | size);
  if (size > 0) bits.write(value < 0 ? value + (1 << size) - 1 : value, size);
}

function writeCode(bits: BitWriter, codes: Codes, value: number): void {
  const [code, length] = codes[value] ?? [0, 0];
  bits.write(code, length);
}
