/** Layers of sensitive sites: GeoJSON files in the vault's folder `sites`, and files that are named. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "@creance/core";
import { readSiteLayer, type SiteLayer } from "@creance/exposure";

/** Folder of a vault that layers are dropped into. */
export const SITES_FOLDER = "sites";

/** Larger files are not opened. */
const MAX_BYTES = 256 * 1024 * 1024;
/** Files of the folder that are read. */
const MAX_FILES = 64;

/** Layers of a vault, by name. A file that is none is a layer with a problem; a folder that is not there has none. */
export function readVaultSites(vaultPath: string): readonly SiteLayer[] {
  const folder = join(vaultPath, SITES_FOLDER);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    return [unreadable(SITES_FOLDER, `The folder ${SITES_FOLDER} of the vault could not be read (${codeOf(error)}).`)];
  }
  const layers = names.filter((name) => /\.(geo)?json$/i.test(name) && !name.startsWith(".")).sort();
  const read = layers.slice(0, MAX_FILES).map((name) => {
    try {
      return readLayer(join(folder, name));
    } catch (error) {
      if (!(error instanceof Error) || (codeOf(error) === "" && error.name !== "UserError")) throw error;
      return unreadable(name, error.name === "UserError" ? error.message : `The file could not be read (${codeOf(error)}).`);
    }
  });
  if (layers.length <= MAX_FILES) return read;
  const left = layers.length - MAX_FILES;
  return [...read, unreadable(SITES_FOLDER, `${left} more files in the folder were not read: at most ${MAX_FILES} layers are used.`)];
}

/** Layers that a person named. Throws `UserError` for a file that is not there or of which nothing can be used. */
export function readNamedSites(paths: readonly string[]): readonly SiteLayer[] {
  return paths.map((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() !== true)
      throw new UserError("no-such-file", "notFound", `There is no layer of sites ${path}. Nothing was judged.`);
    const layer = readLayer(path);
    if (layer.sites.length > 0) return layer;
    throw new UserError("bad-site-layer", "wrongUse", `${path} holds no site that can be used. ${layer.problem ?? ""} Nothing was judged.`);
  });
}

function readLayer(path: string): SiteLayer {
  const found = statSync(path);
  const { size } = found;
  // A pipe that is named like a layer would never end.
  if (!found.isFile()) throw new UserError("no-file", "wrongUse", `${basename(path)} is no file. Nothing of it was used.`);
  if (size > MAX_BYTES)
    throw new UserError("too-large", "wrongUse", `${basename(path)} is larger than a layer may be (256 MB). Nothing of it was used.`);
  const bytes = readFileSync(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return readSiteLayer(bytes.toString("utf8"), { fileName: basename(path), sha256 });
}

function unreadable(fileName: string, problem: string): SiteLayer {
  return { name: fileName.replace(/\.(geo)?json$/i, ""), fileName, sha256: "", sites: [], problem };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
