/** Terrain from elevation grids that the operator loaded: bilinear between cells, the finest grid first. */
import type { ElevationGrid } from "@creance/formats";
import type { Terrain } from "../media/footprint.ts";
import { toUtm } from "./transverse-mercator.ts";

/** A grid and what it is called. */
export interface TerrainTile {
  readonly fileName: string;
  readonly sha256: string;
  readonly grid: ElevationGrid;
}

/** One sigma of heights when nothing else is known, metres: between the 90 % figures stated for SRTM and Copernicus models. */
const SIGMA_M = 4;
/** Names in a footprint are for people: more tiles than this are counted. */
const MOST_NAMES = 3;
/** Metres of one degree, to compare how fine grids are. */
const DEGREE_M = 111_320;

/**
 * Heights of the ground from tiles; `null` from `heightM` outside of them and where a neighbouring cell is unknown. Tiles are asked from the finest to
 * the coarsest, in one order whatever the list's.
 */
export function terrainFromGrids(tiles: readonly TerrainTile[], options: { readonly sigmaM?: number } = {}): Terrain | null {
  if (tiles.length === 0) return null;
  const ordered = [...tiles].sort((a, b) => cellM(a.grid) - cellM(b.grid) || (a.sha256 < b.sha256 ? -1 : 1));
  const named = ordered.slice(0, MOST_NAMES).map(({ fileName, sha256 }) => `${fileName} (SHA-256 ${sha256})`);
  const more = ordered.length - named.length;
  const grids = ordered.map(({ grid }) => grid);
  return {
    name: more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", "),
    sigmaM: options.sigmaM ?? SIGMA_M,
    heightM: (latDeg, lonDeg) => {
      for (const grid of grids) {
        const height = heightIn(grid, latDeg, lonDeg);
        if (height !== null) return height;
      }
      return null;
    },
  };
}

function heightIn(grid: ElevationGrid, latDeg: number, lonDeg: number): number | null {
  let x = lonDeg;
  let y = latDeg;
  if (grid.map.kind === "utm") {
    // Far from its zone the series says nothing.
    if (Math.abs(((((lonDeg - (grid.map.zone * 6 - 183)) % 360) + 540) % 360) - 180) > 10) return null;
    const place = toUtm(latDeg, lonDeg, grid.map);
    x = place.eastM;
    y = place.northM;
  }
  const { columns, rows, heightsM } = grid;
  const column = (x - grid.firstX) / grid.stepX;
  const row = (grid.firstY - y) / grid.stepY;
  // Half a cell beyond the middle of the outer cells still belongs to the tile.
  if (!(column >= -0.5 && column <= columns - 0.5 && row >= -0.5 && row <= rows - 0.5)) return null;
  const left = Math.min(columns - 1, Math.max(0, Math.floor(column)));
  const top = Math.min(rows - 1, Math.max(0, Math.floor(row)));
  const right = Math.min(columns - 1, left + 1);
  const bottom = Math.min(rows - 1, top + 1);
  const partX = Math.min(1, Math.max(0, column - left));
  const partY = Math.min(1, Math.max(0, row - top));
  const height =
    share(heightsM[top * columns + left] as number, (1 - partX) * (1 - partY)) +
    share(heightsM[top * columns + right] as number, partX * (1 - partY)) +
    share(heightsM[bottom * columns + left] as number, (1 - partX) * partY) +
    share(heightsM[bottom * columns + right] as number, partX * partY);
  return Number.isNaN(height) ? null : height;
}

/** A cell that has no part in the height may be unknown. */
function share(heightM: number, part: number): number {
  return part < 1e-9 ? 0 : heightM * part;
}

function cellM(grid: ElevationGrid): number {
  return grid.stepY * (grid.map.kind === "geographic" ? DEGREE_M : 1);
}
