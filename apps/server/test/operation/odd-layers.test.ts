/** What may lie in a vault's folders of layers and tiles: pipes, folders, broken files. Nothing hangs, each is said. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readVaultSites } from "../../src/operation/exposure/site-files.ts";
import { openTerrain } from "../../src/operation/media/load-terrain.ts";

const vault = mkdtempSync(join(tmpdir(), "creance-odd-layers-"));
afterAll(() => rmSync(vault, { recursive: true, force: true }));
for (const [folder, ending] of [
  ["sites", "geojson"],
  ["terrain", "tif"],
] as const) {
  mkdirSync(join(vault, folder, `folder.${ending}`), { recursive: true });
  writeFileSync(join(vault, folder, `empty.${ending}`), "");
  writeFileSync(
    join(vault, folder, `noise.${ending}`),
    Uint8Array.from({ length: 5000 }, (_, at) => (at * 37) & 255),
  );
}
const hasPipes = ["sites/pipe.geojson", "terrain/pipe.tif"].every((path) => spawnSync("mkfifo", [join(vault, path)]).status === 0);

describe.skipIf(!hasPipes)(`layers and tiles that are none${hasPipes ? "" : " (skipped: no mkfifo)"}`, () => {
  it("are layers with a problem each", () => {
    const layers = readVaultSites(vault);
    expect(layers.map(({ fileName }) => fileName)).toEqual(["empty.geojson", "folder.geojson", "noise.geojson", "pipe.geojson"]);
    for (const { sites, problem } of layers) expect([sites, problem]).toEqual([[], expect.stringMatching(/\w{3}.*\./)]);
  });

  it("are tiles with a problem each, and no terrain", async () => {
    const { terrain, tiles } = await openTerrain(vault).load();
    expect(terrain).toBeNull();
    expect(tiles.map(({ name }) => name)).toEqual(["empty.tif", "folder.tif", "noise.tif", "pipe.tif"]);
    for (const { problem } of tiles) expect(problem).toMatch(/\w{3}.*\./);
  });
});
