/** Heights of the ground from the tiles that the operator put into the vault's folder `terrain`. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isFormatError } from "@creance/core";
import { type Terrain, type TerrainTile, terrainFromGrids } from "@creance/flight";
import { readGeoTiff } from "@creance/formats";
import { nodePlatform, openFileSource } from "@creance/node";

/** Folder of the vault that tiles are dropped into. */
const TERRAIN_FOLDER = "terrain";

/** Cells of all tiles together: 1 GiB of heights. */
const MOST_CELLS = 256 * 1024 * 1024;

/** One tile as it was found. */
export interface FoundTile {
  readonly name: string;
  readonly sha256: string;
  /** Why it cannot be used; `null` when it is. */
  readonly problem: string | null;
}

/** What stands in the folder. */
export interface LoadedTerrain {
  readonly terrain: Terrain | null;
  readonly tiles: readonly FoundTile[];
}

/** The tiles of one vault. */
export interface TerrainTiles {
  /** Changes when a tile is added, taken away or changed: what was placed with others is placed again. Costs a look at the folder. */
  mark(): Promise<string>;
  /** Reads the tiles, again only after `mark` changed. Without any there is no terrain: the ground counts as flat, and that is said. */
  load(): Promise<LoadedTerrain>;
}

/** Opens the tiles of a vault. */
export function openTerrain(vaultPath: string): TerrainTiles {
  const folder = join(vaultPath, TERRAIN_FOLDER);
  let loaded: { readonly mark: string; readonly terrain: Promise<LoadedTerrain> } | undefined;
  const mark = async (): Promise<string> => {
    const names = await tileNames(folder);
    const looks = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)));
    const text = names.map((name, at) => `${name} ${looks[at]?.size ?? 0} ${Math.floor(looks[at]?.mtimeMs ?? 0)}`).join("\n");
    return createHash("sha256").update(text).digest("hex").slice(0, 16);
  };
  return {
    mark,
    async load() {
      const now = await mark();
      if (loaded?.mark !== now) loaded = { mark: now, terrain: loadTiles(folder) };
      return loaded.terrain;
    },
  };
}

async function loadTiles(folder: string): Promise<LoadedTerrain> {
  const grids: TerrainTile[] = [];
  const tiles: FoundTile[] = [];
  let cells = 0;
  for (const name of await tileNames(folder)) {
    const path = join(folder, name);
    try {
      if (cells >= MOST_CELLS) {
        tiles.push({
          name,
          sha256: "",
          problem: "It was not loaded: the tiles before it hold as many heights as are kept in memory (1 GiB).",
        });
        continue;
      }
      // A pipe that is named like a tile would never end.
      if (!(await stat(path)).isFile()) {
        tiles.push({ name, sha256: "", problem: "It is no file." });
        continue;
      }
      const sha256 = await hashOf(path);
      const source = await openFileSource(path);
      try {
        const grid = await readGeoTiff(source, { platform: nodePlatform });
        cells += grid.columns * grid.rows;
        grids.push({ fileName: name, sha256, grid });
        tiles.push({ name, sha256, problem: null });
      } finally {
        await source.close();
      }
    } catch (error) {
      tiles.push({ name, sha256: "", problem: problemOf(error) });
    }
  }
  return { terrain: terrainFromGrids(grids), tiles };
}

function problemOf(error: unknown): string {
  if (isFormatError(error)) return error.message;
  if (error instanceof Error && "code" in error) return `It could not be read (${String(error.code)}).`;
  throw error;
}

async function tileNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /\.tiff?$/i.test(name) && !name.startsWith(".")).sort();
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
