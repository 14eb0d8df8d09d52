/** `--terrain`: heights of the ground for the footprints of files that are not kept. */
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { basename } from "node:path";
import { type ByteSource, isFormatError, UserError } from "@creance/core";
import { type Terrain, type TerrainTile, terrainFromGrids } from "@creance/flight";
import { readGeoTiff } from "@creance/formats";
import { nodePlatform, openFileSource } from "@creance/node";

/** Bytes that are hashed at a time. */
const HASHED_BYTES = 1 << 20;

/** Reads the files; `null` for none. Throws `UserError` for a file that is none. */
export async function readTerrain(paths: readonly string[]): Promise<Terrain | null> {
  const tiles: TerrainTile[] = [];
  for (const path of paths) {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
      throw new UserError("no-such-file", "notFound", `There is no elevation model ${path}. Nothing was judged.`);
    }
    const source = await openFileSource(path);
    try {
      tiles.push({ fileName: basename(path), sha256: await hashOf(source), grid: await readGeoTiff(source, { platform: nodePlatform }) });
    } catch (error) {
      if (!isFormatError(error)) throw error;
      throw new UserError(
        "bad-terrain",
        "wrongUse",
        `${path} is no elevation model that can be read (${error.message}). Nothing was judged.`,
        { cause: error },
      );
    } finally {
      await source.close();
    }
  }
  return terrainFromGrids(tiles);
}

async function hashOf(source: ByteSource): Promise<string> {
  const hash = createHash("sha256");
  for (let start = 0; start < source.size; start += HASHED_BYTES) {
    hash.update(await source.read(start, Math.min(source.size, start + HASHED_BYTES)));
  }
  return hash.digest("hex");
}
