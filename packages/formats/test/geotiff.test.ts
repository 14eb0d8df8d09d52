/** Elevation models: written and read, in every kind of block and number, against `geotiff` 3.0.5, damaged, and on real tiles. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { isFormatError, memorySource } from "@creance/core";
import { nodePlatform as platform } from "@creance/node";
import fc from "fast-check";
import { fromArrayBuffer } from "geotiff";
import { describe, expect, it } from "vitest";
import { type ElevationGrid, readGeoTiff, sniffFormat, writeGeoTiff } from "../src/index.ts";
import { type TiffWriteEntry, writeTiff } from "../src/tiff/write-tiff.ts";

const folder = join(process.env["CREANCE_SAMPLES"] ?? "", "photos-other");
const samples = ["openathena_cobb.tiff", "openathena_parrot-1-dem.tiff", "openathena_S1008521.tiff", "openathena_teal2.tiff"];
const hasSamples = process.env["CREANCE_SAMPLES"] !== undefined && existsSync(folder);

const read = (bytes: Uint8Array): Promise<ElevationGrid> => readGeoTiff(memorySource(bytes), { platform });
const hills = (columns: number, rows: number): number[] =>
  Array.from({ length: columns * rows }, (_, cell) =>
    Math.round(400 + 90 * Math.sin((cell % columns) / 7) * Math.cos(Math.floor(cell / columns) / 5)),
  );

interface Made {
  readonly columns: number;
  readonly rows: number;
  readonly values: readonly number[];
  readonly compression: 1 | 5 | 8 | 32773;
  readonly predictor: 1 | 2 | 3;
  readonly bits: 8 | 16 | 32 | 64;
  readonly format: 1 | 2 | 3;
  readonly tile: number | null;
  readonly littleEndian: boolean;
  readonly keys?: readonly number[];
  readonly extra?: readonly TiffWriteEntry[];
}

const GEOGRAPHIC = [1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326];

/** A file in any of the forms that are read; the encoders are the test's own. */
function make(made: Made): Uint8Array {
  const { columns, rows, tile, littleEndian, bits } = made;
  const size = bits / 8;
  const blockColumns = tile ?? columns;
  const blockRows = tile ?? 5;
  const blocks: Uint8Array[] = [];
  for (let top = 0; top < rows; top += blockRows) {
    for (let left = 0; left < columns; left += blockColumns) {
      const height = tile === null ? Math.min(blockRows, rows - top) : blockRows;
      const raw = new Uint8Array(blockColumns * height * size);
      const view = new DataView(raw.buffer);
      for (let y = 0; y < height; y += 1) {
        for (let x = 0; x < blockColumns; x += 1) {
          const value = top + y < rows && left + x < columns ? (made.values[(top + y) * columns + left + x] as number) : 0;
          put(view, (y * blockColumns + x) * size, value, made);
        }
      }
      blocks.push(pack(predict(raw, blockColumns, made), made.compression));
    }
  }
  const keys = made.keys ?? GEOGRAPHIC;
  const entries = (from: number): TiffWriteEntry[] => {
    let at = from;
    const offsets = blocks.map((block) => {
      at += block.length;
      return at - block.length;
    });
    const sizes = blocks.map(({ length }) => length);
    const layout: TiffWriteEntry[] =
      tile === null
        ? [
            { tag: 273, type: 4, value: offsets },
            { tag: 278, type: 4, value: [blockRows] },
            { tag: 279, type: 4, value: sizes },
          ]
        : [
            { tag: 322, type: 4, value: [tile] },
            { tag: 323, type: 4, value: [tile] },
            { tag: 324, type: 4, value: offsets },
            { tag: 325, type: 4, value: sizes },
          ];
    return [
      { tag: 256, type: 4, value: [columns] },
      { tag: 257, type: 4, value: [rows] },
      { tag: 258, type: 3, value: [bits] },
      { tag: 259, type: 3, value: [made.compression] },
      { tag: 262, type: 3, value: [1] },
      { tag: 277, type: 3, value: [1] },
      { tag: 317, type: 3, value: [made.predictor] },
      { tag: 339, type: 3, value: [made.format] },
      { tag: 33550, type: 12, value: [0.001, 0.002, 0] },
      { tag: 33922, type: 12, value: [0, 0, 0, 8, 47, 0] },
      { tag: 34735, type: 3, value: [1, 1, 0, keys.length / 4, ...keys] },
      ...layout,
      ...(made.extra ?? []),
    ];
  };
  const head = writeTiff([entries(writeTiff([entries(0)], littleEndian).length)], littleEndian);
  return Uint8Array.from(Buffer.concat([head, ...blocks]));
}

function put(view: DataView, at: number, value: number, { bits, format, littleEndian }: Made): void {
  if (format === 3) bits === 64 ? view.setFloat64(at, value, littleEndian) : view.setFloat32(at, value, littleEndian);
  else if (bits === 8) view.setUint8(at, value);
  else if (bits === 16) view.setInt16(at, value, littleEndian);
  else view.setInt32(at, value, littleEndian);
}

function predict(raw: Uint8Array, columns: number, { predictor, bits, littleEndian }: Made): Uint8Array {
  const size = bits / 8;
  const rowBytes = columns * size;
  const out = raw.slice();
  const view = new DataView(out.buffer);
  if (predictor === 2) {
    for (let row = 0; row < out.length; row += rowBytes) {
      for (let column = columns - 1; column > 0; column -= 1) {
        const at = row + column * size;
        if (size === 1) view.setUint8(at, view.getUint8(at) - view.getUint8(at - 1));
        else if (size === 2) view.setUint16(at, view.getUint16(at, littleEndian) - view.getUint16(at - 2, littleEndian), littleEndian);
        else view.setUint32(at, view.getUint32(at, littleEndian) - view.getUint32(at - 4, littleEndian), littleEndian);
      }
    }
  }
  if (predictor === 3) {
    for (let row = 0; row < out.length; row += rowBytes) {
      for (let column = 0; column < columns; column += 1) {
        for (let plane = 0; plane < size; plane += 1)
          out[row + plane * columns + column] = raw[row + column * size + (littleEndian ? size - 1 - plane : plane)] as number;
      }
      for (let at = rowBytes - 1; at > 0; at -= 1) out[row + at] = ((out[row + at] as number) - (out[row + at - 1] as number)) & 0xff;
    }
  }
  return out;
}

function pack(raw: Uint8Array, compression: Made["compression"]): Uint8Array {
  if (compression === 8) return deflateSync(raw);
  if (compression === 32773) return packBits(raw);
  return compression === 5 ? packLzw(raw) : raw;
}

function packBits(raw: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let at = 0; at < raw.length; ) {
    let run = 1;
    while (run < 128 && raw[at + run] === raw[at]) run += 1;
    if (run > 1) out.push(257 - run, raw[at] as number);
    else out.push(0, raw[at] as number);
    at += run;
  }
  return Uint8Array.from(out);
}

function packLzw(raw: Uint8Array): Uint8Array {
  const out: number[] = [];
  let held = 0;
  let bits = 0;
  let width = 9;
  let codes = new Map<string, number>();
  const emit = (code: number): void => {
    bits = (bits << width) | code;
    held += width;
    while (held >= 8) {
      out.push((bits >> (held - 8)) & 0xff);
      held -= 8;
    }
    bits &= (1 << held) - 1;
  };
  const codeOf = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : (codes.get(text) as number));
  emit(256);
  let text = "";
  for (const byte of raw) {
    const longer = text + String.fromCharCode(byte);
    if (longer.length === 1 || codes.has(longer)) {
      text = longer;
      continue;
    }
    emit(codeOf(text));
    codes.set(longer, 258 + codes.size);
    const next = 258 + codes.size;
    if (next === 512 || next === 1024 || next === 2048) width += 1;
    if (next === 4095) {
      emit(256);
      codes = new Map();
      width = 9;
    }
    text = String.fromCharCode(byte);
  }
  emit(codeOf(text));
  const last = 259 + codes.size;
  if (last === 512 || last === 1024 || last === 2048) width += 1;
  emit(257);
  if (held > 0) out.push((bits << (8 - held)) & 0xff);
  return Uint8Array.from(out);
}

async function theirs(bytes: Uint8Array): Promise<ArrayLike<number>> {
  const file = await fromArrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  const [band] = (await (await file.getImage()).readRasters()) as unknown as readonly ArrayLike<number>[];
  return band as ArrayLike<number>;
}

describe("what is written is read", () => {
  it.each(["int16", "float32"] as const)("%s, with unknown cells, both byte orders, cells and points", async (numbers) => {
    for (const littleEndian of [true, false]) {
      for (const raster of ["area", "point"] as const) {
        const heightsM = hills(33, 20).map((height, cell) => (cell === 40 ? Number.NaN : height));
        const bytes = writeGeoTiff({
          columns: 33,
          rows: 20,
          heightsM,
          map: { kind: "utm", zone: 32, hemisphere: "north" },
          firstX: 500_000,
          firstY: 5_200_000,
          stepX: 30,
          stepY: 25,
          numbers,
          raster,
          littleEndian,
          rowsPerStrip: 6,
        });
        const grid = await read(bytes);
        expect(Array.from(grid.heightsM)).toEqual(heightsM);
        expect(grid.map).toEqual({ kind: "utm", zone: 32, hemisphere: "north" });
        expect([grid.firstX, grid.firstY, grid.stepX, grid.stepY]).toEqual([500_000, 5_200_000, 30, 25]);
        expect(grid.issues).toEqual([]);
        expect(sniffFormat(bytes, bytes.length)?.format.id).toBe("geotiff");
      }
    }
  });
});

describe("blocks and numbers", () => {
  const cases: readonly (Pick<Made, "compression" | "predictor" | "bits" | "format"> & { readonly oracle: boolean })[] = [
    { compression: 1, predictor: 1, bits: 8, format: 1, oracle: true },
    { compression: 1, predictor: 1, bits: 64, format: 3, oracle: true },
    { compression: 5, predictor: 1, bits: 16, format: 2, oracle: true },
    { compression: 5, predictor: 2, bits: 16, format: 2, oracle: true },
    { compression: 5, predictor: 3, bits: 32, format: 3, oracle: true },
    { compression: 8, predictor: 2, bits: 32, format: 2, oracle: true },
    { compression: 8, predictor: 3, bits: 32, format: 3, oracle: true },
    { compression: 8, predictor: 3, bits: 64, format: 3, oracle: true },
    { compression: 32773, predictor: 1, bits: 16, format: 2, oracle: true },
  ];
  it.each(cases)("compression $compression, predictor $predictor, $bits bits of format $format", async ({ oracle, ...kind }) => {
    const columns = 75;
    const rows = 61;
    const values = hills(columns, rows).map((height) => (kind.bits === 8 ? height % 256 : kind.format === 3 ? height + 0.25 : height));
    for (const tile of [null, 16]) {
      for (const littleEndian of [true, false]) {
        const bytes = make({ columns, rows, values, tile, littleEndian, ...kind });
        const grid = await read(bytes);
        expect(grid.issues).toEqual([]);
        expect(Array.from(grid.heightsM)).toEqual(values);
        expect([grid.firstX, grid.firstY]).toEqual([8.0005, 46.999]);
        // The other reader knows predictors in little-endian files only.
        if (oracle && littleEndian) expect(Array.from(await theirs(bytes))).toEqual(values);
      }
    }
  });
  it("takes a long LZW stream through all widths and a cleared table", async () => {
    let seed = 7;
    const values = Array.from({ length: 200 * 100 }, () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % 3000;
    });
    const bytes = make({
      columns: 200,
      rows: 100,
      values,
      compression: 5,
      predictor: 1,
      bits: 16,
      format: 2,
      tile: 112,
      littleEndian: true,
    });
    expect(Array.from((await read(bytes)).heightsM)).toEqual(values);
    expect(Array.from(await theirs(bytes))).toEqual(values);
  });
});

describe("what is not read is refused with a reason", () => {
  const base: Made = {
    columns: 8,
    rows: 8,
    values: hills(8, 8),
    compression: 1,
    predictor: 1,
    bits: 16,
    format: 2,
    tile: null,
    littleEndian: true,
  };
  const codeOf = async (bytes: Uint8Array): Promise<string> => {
    try {
      await read(bytes);
    } catch (error) {
      if (isFormatError(error)) return error.code;
      throw error;
    }
    return "read";
  };
  it.each([
    ["another projection", { keys: [1024, 0, 1, 1, 3072, 0, 1, 3857] }, "geotiff-other-projection"],
    ["an Earth-centred system", { keys: [1024, 0, 1, 3] }, "geotiff-other-projection"],
    ["heights in fathoms", { keys: [...GEOGRAPHIC, 4099, 0, 1, 9014] }, "geotiff-other-unit"],
    ["another compression", { extra: [{ tag: 259, type: 3, value: [50000] }] }, "geotiff-other-compression"],
  ] as const)("%s", async (_, over, code) => {
    const extra = "extra" in over ? (over.extra as unknown as readonly TiffWriteEntry[]) : [];
    const bytes = make({ ...base, ...("keys" in over ? { keys: over.keys } : {}) });
    if (extra.length === 0) return expect(await codeOf(bytes)).toBe(code);
    // Replaced in place: the entry of tag 259 in the first directory.
    const view = new DataView(bytes.buffer);
    for (let at = 10; at < 10 + 12 * view.getUint16(8, true); at += 12)
      if (view.getUint16(at, true) === 259) view.setUint16(at + 8, 50000, true);
    return expect(await codeOf(bytes)).toBe(code);
  });
  it("counts feet as feet, and says which datum was near enough", async () => {
    const grid = await read(make({ ...base, keys: [1024, 0, 1, 2, 2048, 0, 1, 4269, 4099, 0, 1, 9002] }));
    expect(grid.heightsM[0]).toBeCloseTo((base.values[0] as number) * 0.3048, 3);
    expect(grid.issues.map(({ code }) => code)).toEqual(["geotiff-near-datum"]);
    expect(grid.issues[0]?.sentence).toContain("NAD83");
  });
  it("a row of tiles that are each larger than all of the grid", async () => {
    const bytes = make({ ...base, tile: 16 });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const first = view.getUint32(4, true);
    for (const [tag, value] of [
      [256, 64 * 1024 * 1024],
      [257, 1],
      [322, 4096],
      [323, 4096],
    ] as const) {
      for (let at = first + 2; at < first + 2 + 12 * view.getUint16(first, true); at += 12) {
        if (view.getUint16(at, true) !== tag) continue;
        view.setUint16(at + 2, 4, true);
        view.setUint32(at + 8, value, true);
      }
    }
    expect(await codeOf(bytes)).toBe("geotiff-too-large");
  });
  it("a picture without a place is a picture", () => {
    const bytes = writeTiff([[{ tag: 256, type: 4, value: [8] }]]);
    expect(sniffFormat(bytes, bytes.length)?.format.id).toBe("tiff");
  });
});

describe("damage", () => {
  const whole = make({
    columns: 40,
    rows: 30,
    values: hills(40, 30),
    compression: 5,
    predictor: 2,
    bits: 16,
    format: 2,
    tile: null,
    littleEndian: true,
  });
  const survives = async (bytes: Uint8Array): Promise<void> => {
    try {
      const grid = await read(bytes);
      expect(grid.heightsM.length).toBe(grid.columns * grid.rows);
    } catch (error) {
      expect(isFormatError(error)).toBe(true);
    }
  };
  it("a cut file keeps the blocks that are whole", async () => {
    const grid = await read(whole.subarray(0, whole.length - 40));
    expect(grid.issues.map(({ code }) => code)).toContain("geotiff-damaged-block");
    expect(grid.heightsM[0]).toBe(400);
    expect(grid.heightsM.at(-1)).toBeNaN();
  });
  it("any cut and any flipped byte end in a grid or a format error", async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (end) => survives(whole.subarray(0, end))));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = whole.slice();
        bytes[at] = (bytes[at] as number) ^ flip;
        await survives(bytes);
      }),
      { numRuns: 300 },
    );
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => survives(bytes)));
  });
});

describe.skipIf(!hasSamples)(`real tiles${hasSamples ? "" : " (skipped: CREANCE_SAMPLES not set)"}`, () => {
  it.each(samples)("%s: every cell as geotiff 3.0.5 reads it", async (name) => {
    const bytes = new Uint8Array(await readFile(join(folder, name)));
    const grid = await read(bytes);
    const other = await theirs(bytes);
    expect(grid.heightsM.length).toBe(other.length);
    let different = 0;
    for (let cell = 0; cell < other.length; cell += 1) {
      const mine = grid.heightsM[cell] as number;
      const his = other[cell] as number;
      if (!(mine === his || (Number.isNaN(mine) && his === -32768))) different += 1;
    }
    expect(different).toBe(0);
    expect(sniffFormat(bytes.subarray(0, 65_536), bytes.length)?.format.id).toBe("geotiff");
  });
});
