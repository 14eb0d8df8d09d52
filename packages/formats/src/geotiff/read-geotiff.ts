/** Reads an elevation model from a GeoTIFF (docs/formats/geotiff.md), block by block. */
import type { ByteSource, Issue, Platform } from "@creance/core";
import { readTiffDirectories, readTiffValue, type TiffDirectory, type TiffFile } from "../tiff/index.ts";
import type { ElevationGrid } from "./elevation-grid.ts";
import { type GeoTiffErrorCode, geoTiffErrors } from "./errors.table.ts";
import { type GeoKeys, geoTiffError, readGeoKeys } from "./geo-keys.ts";
import { readableCompressions, undoDifferences, undoFloatPlanes, unpackBlock } from "./unpack-block.ts";

/** Most cells of one grid: 256 MiB of heights. */
const MOST_CELLS = 64 * 1024 * 1024;
const MOST_BLOCK_CELLS = 16 * 1024 * 1024;
const MOST_BLOCKS = 2_000_000;
const MOST_BLOCK_BYTES = 256 * 1024 * 1024;
/** Lower and higher is nothing on Earth, metres. */
const LEAST_HEIGHT_M = -12_000;
const MOST_HEIGHT_M = 10_000;

const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  sampleFormat: 339,
  pixelScale: 33550,
  tiePoint: 33922,
  transformation: 34264,
  geoKeys: 34735,
  noData: 42113,
} as const;

interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly blockColumns: number;
  readonly blockRows: number;
  readonly offsets: readonly number[];
  readonly sizes: readonly number[];
  readonly compression: number;
  readonly predictor: number;
  readonly sampleBytes: number;
  /** 1 unsigned, 2 signed, 3 float. */
  readonly sampleFormat: number;
  readonly isTiled: boolean;
}

/**
 * Reads the first picture of the file as heights. Throws a `FormatError` for what is no elevation model or is not read (the sentence says
 * which); damaged blocks become unknown cells and an issue. Memory: the grid and one block.
 */
export async function readGeoTiff(source: ByteSource, options: { readonly platform: Platform }): Promise<ElevationGrid> {
  const file = await readTiffDirectories(source, 0, { format: "geotiff" });
  const directory = file.directories[0] as TiffDirectory;
  const value = (tag: number, maxBytes?: number): Promise<readonly number[]> => numbersOf(source, file, directory, tag, maxBytes);
  const layout = await layoutOf(directory, value);
  const keyEntry = directory.entries.find(({ tag }) => tag === TAG.geoKeys);
  if (keyEntry === undefined) throw geoTiffError("geotiff-no-place", directory.byteOffset);
  const keys = readGeoKeys(await value(TAG.geoKeys), keyEntry.valueOffset);
  const place = placeOf(
    keys,
    await value(TAG.transformation),
    await value(TAG.pixelScale),
    await value(TAG.tiePoint),
    directory.byteOffset,
  );
  const issues: Issue[] = [...file.issues];
  if (keys.nearDatum !== null) issues.push(issueOf("geotiff-near-datum", keyEntry.valueOffset, "datum", keys.nearDatum));
  const noData = await noDataOf(source, file, directory);
  const heightsM = await heightsOf(source, layout, { keys, noData, littleEndian: file.littleEndian, platform: options.platform, issues });
  return { columns: layout.columns, rows: layout.rows, heightsM, map: keys.map, ...place, issues };
}

async function layoutOf(directory: TiffDirectory, value: (tag: number, maxBytes?: number) => Promise<readonly number[]>): Promise<Layout> {
  const at = directory.byteOffset;
  const one = async (tag: number, otherwise: number): Promise<number> => (await value(tag))[0] ?? otherwise;
  const columns = await one(TAG.width, 0);
  const rows = await one(TAG.height, 0);
  const samples = await one(TAG.samples, 1);
  if (samples !== 1 || !(columns >= 1) || !(rows >= 1)) throw geoTiffError("geotiff-not-elevation", at);
  if (columns * rows > MOST_CELLS) throw geoTiffError("geotiff-too-large", at);
  const bits = await one(TAG.bits, 1);
  const sampleFormat = await one(TAG.sampleFormat, 1);
  const readable = sampleFormat === 3 ? [32, 64] : sampleFormat === 1 || sampleFormat === 2 ? [8, 16, 32] : [];
  if (!readable.includes(bits)) throw geoTiffError("geotiff-other-numbers", at, `${bits} bits, sample format ${sampleFormat}`);
  const compression = await one(TAG.compression, 1);
  if (!readableCompressions.includes(compression)) throw geoTiffError("geotiff-other-compression", at, `code ${compression}`);
  const predictor = await one(TAG.predictor, 1);
  if (predictor < 1 || predictor > 3 || (predictor === 3 && sampleFormat !== 3))
    throw geoTiffError("geotiff-other-compression", at, `predictor ${predictor}`);
  const isTiled = directory.entries.some(({ tag }) => tag === TAG.tileOffsets);
  const blockColumns = isTiled ? await one(TAG.tileWidth, 0) : columns;
  const blockRows = isTiled ? await one(TAG.tileHeight, 0) : Math.min(rows, await one(TAG.rowsPerStrip, rows));
  if (!(blockColumns >= 1) || !(blockRows >= 1)) throw geoTiffError("geotiff-not-elevation", at);
  if (isTiled && blockColumns * blockRows > MOST_BLOCK_CELLS) throw geoTiffError("geotiff-too-large", at);
  const count = Math.ceil(columns / blockColumns) * Math.ceil(rows / blockRows);
  // Tiles that are much larger than the grid would be unpacked for a row of them each.
  if (count > MOST_BLOCKS || count * blockColumns * blockRows > MOST_CELLS + 2 * MOST_BLOCK_CELLS)
    throw geoTiffError("geotiff-too-large", at);
  return {
    columns,
    rows,
    blockColumns,
    blockRows,
    offsets: await value(isTiled ? TAG.tileOffsets : TAG.stripOffsets, count * 8),
    sizes: await value(isTiled ? TAG.tileBytes : TAG.stripBytes, count * 8),
    compression,
    predictor,
    sampleBytes: bits / 8,
    sampleFormat,
    isTiled,
  };
}

/** Middle of the first cell and the steps. */
function placeOf(
  keys: GeoKeys,
  transformation: readonly number[],
  scale: readonly number[],
  tie: readonly number[],
  at: number,
): Pick<ElevationGrid, "firstX" | "firstY" | "stepX" | "stepY"> {
  let stepX = scale[0] ?? Number.NaN;
  let stepY = scale[1] ?? Number.NaN;
  // Where the corner of the grid (column 0, row 0) lies.
  let x = (tie[3] ?? Number.NaN) - (tie[0] ?? Number.NaN) * stepX;
  let y = (tie[4] ?? Number.NaN) + (tie[1] ?? Number.NaN) * stepY;
  if (transformation.length >= 16) {
    const [a, b, , d, e, f, , h] = transformation as readonly [number, number, number, number, number, number, number, number];
    if (b !== 0 || e !== 0) throw geoTiffError("geotiff-rotated", at);
    stepX = a;
    stepY = -f;
    x = d;
    y = h;
  }
  const half = keys.raster === "area" ? 0.5 : 0;
  const place = { firstX: x + half * stepX, firstY: y - half * stepY, stepX, stepY };
  if (!Object.values(place).every(Number.isFinite)) throw geoTiffError("geotiff-no-place", at);
  if (!(stepX > 0 && stepY > 0)) throw geoTiffError("geotiff-rotated", at);
  return place;
}

interface HeightOptions {
  readonly keys: GeoKeys;
  readonly noData: number | null;
  readonly littleEndian: boolean;
  readonly platform: Platform;
  readonly issues: Issue[];
}

async function heightsOf(source: ByteSource, layout: Layout, options: HeightOptions): Promise<Float32Array> {
  const { columns, rows, blockColumns, blockRows, offsets, sizes, sampleBytes } = layout;
  const heightsM = new Float32Array(columns * rows).fill(Number.NaN);
  const across = Math.ceil(columns / blockColumns);
  const count = across * Math.ceil(rows / blockRows);
  let damaged = -1;
  let implausible = false;
  for (let block = 0; block < count; block += 1) {
    const offset = offsets[block] ?? 0;
    const size = sizes[block] ?? 0;
    // A block of no bytes is one without data (sparse files).
    if (offset === 0 && size === 0 && block < offsets.length) continue;
    const top = Math.floor(block / across) * blockRows;
    const left = (block % across) * blockColumns;
    const height = layout.isTiled ? blockRows : Math.min(blockRows, rows - top);
    const wanted = blockColumns * height * sampleBytes;
    const isSound = Number.isSafeInteger(offset) && offset > 0 && size > 0 && size <= MOST_BLOCK_BYTES && offset + size <= source.size;
    // What is packed well below its own size needs no more bytes than these.
    const packed = isSound ? await source.read(offset, offset + Math.min(size, 2 * wanted + 65_536)) : new Uint8Array(0);
    let bytes = unpackBlock(packed, layout.compression, wanted, options.platform);
    if (bytes.length < wanted && damaged < 0) damaged = Number.isSafeInteger(offset) ? offset : 0;
    if (layout.predictor === 3) bytes = undoFloatPlanes(bytes, blockColumns, sampleBytes);
    else if (layout.predictor === 2) {
      bytes = bytes.slice();
      undoDifferences(bytes, blockColumns, sampleBytes, options.littleEndian);
    }
    // A predicted row that is cut is wrong to its end.
    const usable = layout.predictor === 1 ? bytes.length : bytes.length - (bytes.length % (blockColumns * sampleBytes));
    if (fill(heightsM, layout, { left, top, bytes: bytes.subarray(0, usable) }, options)) implausible = true;
  }
  if (damaged >= 0) options.issues.push(issueOf("geotiff-damaged-block", damaged, "block"));
  if (implausible) options.issues.push(issueOf("geotiff-implausible", 0, "heights"));
  return heightsM;
}

/** Puts a block into the grid; true when a height was implausible. */
function fill(
  heightsM: Float32Array,
  layout: Layout,
  block: { readonly left: number; readonly top: number; readonly bytes: Uint8Array },
  options: HeightOptions,
): boolean {
  const { columns, rows, blockColumns, sampleBytes } = layout;
  const view = new DataView(block.bytes.buffer, block.bytes.byteOffset, block.bytes.byteLength);
  const read = sampleReader(view, layout, layout.predictor === 3 ? false : options.littleEndian);
  const noData =
    options.noData === null ? Number.NaN : layout.sampleFormat === 3 && sampleBytes === 4 ? Math.fround(options.noData) : options.noData;
  const unit = options.keys.heightUnitM;
  let implausible = false;
  const cells = Math.floor(block.bytes.length / sampleBytes);
  for (let cell = 0; cell < cells; cell += 1) {
    const row = block.top + Math.floor(cell / blockColumns);
    const column = block.left + (cell % blockColumns);
    if (row >= rows || column >= columns) continue;
    const raw = read(cell * sampleBytes);
    if (raw === noData || !Number.isFinite(raw)) continue;
    const height = raw * unit;
    if (height < LEAST_HEIGHT_M || height > MOST_HEIGHT_M) implausible = true;
    else heightsM[row * columns + column] = height;
  }
  return implausible;
}

function sampleReader(view: DataView, { sampleFormat, sampleBytes }: Layout, littleEndian: boolean): (at: number) => number {
  if (sampleFormat === 3) return sampleBytes === 4 ? (at) => view.getFloat32(at, littleEndian) : (at) => view.getFloat64(at, littleEndian);
  if (sampleFormat === 2) {
    if (sampleBytes === 1) return (at) => view.getInt8(at);
    return sampleBytes === 2 ? (at) => view.getInt16(at, littleEndian) : (at) => view.getInt32(at, littleEndian);
  }
  if (sampleBytes === 1) return (at) => view.getUint8(at);
  return sampleBytes === 2 ? (at) => view.getUint16(at, littleEndian) : (at) => view.getUint32(at, littleEndian);
}

async function numbersOf(
  source: ByteSource,
  file: TiffFile,
  directory: TiffDirectory,
  tag: number,
  maxBytes?: number,
): Promise<readonly number[]> {
  const entry = directory.entries.find((candidate) => candidate.tag === tag);
  if (entry === undefined) return [];
  const value = await readTiffValue(source, entry, file.littleEndian, maxBytes);
  return value.kind === "numbers" ? value.numbers : [];
}

async function noDataOf(source: ByteSource, file: TiffFile, directory: TiffDirectory): Promise<number | null> {
  const entry = directory.entries.find(({ tag }) => tag === TAG.noData);
  if (entry === undefined) return null;
  const value = await readTiffValue(source, entry, file.littleEndian, 64);
  if (value.kind !== "text" || value.text.trim() === "") return null;
  const number = Number(value.text.trim());
  return Number.isFinite(number) ? number : null;
}

function issueOf(code: GeoTiffErrorCode, offset: number, field: string, name = ""): Issue {
  return { code, offset, field, sentence: geoTiffErrors[code].replace("{name}", () => name) };
}
