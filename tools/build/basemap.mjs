// The offline base map, made by its own program.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Makes `world.pmtiles` in `folder`: `tools/basemap/build.mjs FOLDER`. */
export async function buildBasemap({ root, folder }) {
  const result = spawnSync(process.execPath, [join(root, "tools/basemap/build.mjs"), folder], { cwd: root, stdio: ["ignore", 2, 2] });
  if (result.status !== 0) throw new Error("making the base map failed");
  if (!existsSync(join(folder, "world.pmtiles"))) throw new Error("making the base map wrote no world.pmtiles");
}
