/** Base maps: the one that is built from packages, and `.pmtiles` files that a person put into the vault's folder `maps`. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { MapFiles } from "@creance/api";
import { UserError } from "@creance/core";
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { fileReply } from "./file-reply.ts";

const worldName = "world.pmtiles";
const maxOwnMaps = 200;

/** Where base maps lie. */
export interface MapFolders {
  /** Holds `world.pmtiles` when it was built. */
  readonly basemapFolder: string;
  /** `VAULT/maps`, which need not exist. */
  readonly ownFolder: string;
}

/** What there is to draw under the tracks. */
export async function listMaps(folders: MapFolders): Promise<MapFiles> {
  const world = await sizeOf(join(folders.basemapFolder, worldName));
  const own: MapFiles["own"] = [];
  for (const name of await ownNames(folders.ownFolder)) {
    const sizeBytes = await sizeOf(join(folders.ownFolder, name));
    if (sizeBytes !== undefined)
      own.push({ name: name.replace(/\.pmtiles$/i, ""), url: `/basemap/own/${encodeURIComponent(name)}`, sizeBytes });
  }
  return { world: world === undefined ? null : { url: `/basemap/${worldName}`, sizeBytes: world }, own };
}

/** Adds the routes of the base maps. Parts of a file are asked for with `Range`. */
export function addMapRoutes(app: Hono<{ Bindings: HttpBindings }>, folders: MapFolders): void {
  const reply = async (path: string, request: Request): Promise<Response> => {
    const found = await fileReply(path, { request, contentType: "application/vnd.pmtiles" });
    if (found === undefined) throw noSuchMap();
    return found;
  };
  app.get(`/basemap/${worldName}`, (context) => reply(join(folders.basemapFolder, worldName), context.req.raw));
  app.get("/basemap/own/:name", async (context) => {
    const name = context.req.param("name");
    // Only a name that the folder was seen to hold becomes part of a path.
    const known = (await ownNames(folders.ownFolder)).find((own) => own === name);
    if (known === undefined) throw noSuchMap();
    return reply(join(folders.ownFolder, known), context.req.raw);
  });
}

async function ownNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && /\.pmtiles$/i.test(entry.name))
    .map((entry) => entry.name)
    .sort()
    .slice(0, maxOwnMaps);
}

async function sizeOf(path: string): Promise<number | undefined> {
  const status = await stat(path).catch(() => undefined);
  return status?.isFile() === true ? status.size : undefined;
}

function noSuchMap(): UserError {
  return new UserError("no-such-map", "notFound", "There is no such base map.");
}
