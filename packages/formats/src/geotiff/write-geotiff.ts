/** Writes an elevation model as GeoTIFF, without compression, in strips: for fixtures and the sample operation. */
import { type TiffWriteEntry, writeTiff } from "../tiff/write-tiff.ts";
import type { GridMap } from "./elevation-grid.ts";

/** What is written. */
export interface GeoTiffToWrite {
  readonly columns: number;
  readonly rows: number;
  /** Heights in metres, row by row from the north; NaN where unknown. */
  readonly heightsM: ArrayLike<number>;
  readonly map: GridMap;
  /** Middle of the first cell. */
  readonly firstX: number;
  readonly firstY: number;
  readonly stepX: number;
  readonly stepY: number;
  /** `int16` rounds to whole metres. */
  readonly numbers: "int16" | "float32";
  readonly raster?: "area" | "point";
  readonly littleEndian?: boolean;
  readonly rowsPerStrip?: number;
}

const NO_DATA = -32768;

/** The bytes of a GeoTIFF. */
export function writeGeoTiff(grid: GeoTiffToWrite): Uint8Array {
  const { columns, rows, littleEndian = true, raster = "area" } = grid;
  const sampleBytes = grid.numbers === "int16" ? 2 : 4;
  const rowsPerStrip = Math.min(rows, grid.rowsPerStrip ?? 16);
  const strips = Math.ceil(rows / rowsPerStrip);
  const sizes = Array.from({ length: strips }, (_, strip) => Math.min(rowsPerStrip, rows - strip * rowsPerStrip) * columns * sampleBytes);
  const half = raster === "area" ? 0.5 : 0;
  const keys =
    grid.map.kind === "geographic"
      ? [
          [1024, 2],
          [1025, raster === "area" ? 1 : 2],
          [2048, 4326],
          [2054, 9102],
        ]
      : [
          [1024, 1],
          [1025, raster === "area" ? 1 : 2],
          [3072, (grid.map.hemisphere === "north" ? 32600 : 32700) + grid.map.zone],
          [3076, 9001],
        ];
  const entries = (from: number): TiffWriteEntry[] => {
    let at = from;
    const offsets = sizes.map((size) => {
      at += size;
      return at - size;
    });
    return [
      { tag: 256, type: 4, value: [columns] },
      { tag: 257, type: 4, value: [rows] },
      { tag: 258, type: 3, value: [sampleBytes * 8] },
      { tag: 259, type: 3, value: [1] },
      { tag: 262, type: 3, value: [1] },
      { tag: 273, type: 4, value: offsets },
      { tag: 277, type: 3, value: [1] },
      { tag: 278, type: 4, value: [rowsPerStrip] },
      { tag: 279, type: 4, value: sizes },
      { tag: 339, type: 3, value: [grid.numbers === "int16" ? 2 : 3] },
      { tag: 33550, type: 12, value: [grid.stepX, grid.stepY, 0] },
      { tag: 33922, type: 12, value: [0, 0, 0, grid.firstX - half * grid.stepX, grid.firstY + half * grid.stepY, 0] },
      { tag: 34735, type: 3, value: [1, 1, 0, keys.length, ...keys.flatMap(([id = 0, value = 0]) => [id, 0, 1, value])] },
      { tag: 42113, type: 2, value: String(NO_DATA) },
    ];
  };
  const head = writeTiff([entries(writeTiff([entries(0)], littleEndian).length)], littleEndian);
  const bytes = new Uint8Array(head.length + columns * rows * sampleBytes);
  bytes.set(head);
  const view = new DataView(bytes.buffer, head.length);
  for (let cell = 0; cell < columns * rows; cell += 1) {
    const height = grid.heightsM[cell] as number;
    const value = Number.isNaN(height) ? NO_DATA : height;
    if (sampleBytes === 2) view.setInt16(cell * 2, Math.round(value), littleEndian);
    else view.setFloat32(cell * 4, value, littleEndian);
  }
  return bytes;
}
