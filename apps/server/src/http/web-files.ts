/** The built web app. Only files that the folder was seen to hold are served: a request names one of them or gets the page. */
import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileReply } from "./file-reply.ts";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
};

const refreshMs = 1000;
const maxFiles = 5000;

/** Serves the files of one folder. */
export interface WebFiles {
  /** `undefined` when the folder has no such file (and no page to fall back to). */
  reply(path: string, request: Request): Promise<Response | undefined>;
}

/** Serves `folder`; paths without an extension get `index.html`, so that every view of the app has an address. */
export function webFiles(folder: string): WebFiles {
  let known: Promise<ReadonlyMap<string, string>> = Promise.resolve(new Map());
  let listedMs = Number.NEGATIVE_INFINITY;

  async function find(path: string): Promise<string | undefined> {
    const found = (await known).get(path);
    if (found !== undefined) return found;
    // A build while the server runs brings new names: look again, but not for every wrong request. Requests that come during a look wait for it.
    if (performance.now() - listedMs >= refreshMs) {
      listedMs = performance.now();
      known = listFiles(folder);
    }
    return (await known).get(path);
  }

  return {
    async reply(path, request) {
      const isPage = path === "/" || extname(path) === "";
      const name = isPage ? "/index.html" : path;
      const file = await find(name);
      if (file === undefined) return undefined;
      const isHashed = /^\/assets\/.+-[\w-]{8,}\.\w+(?:\.map)?$/.test(name);
      return fileReply(file, {
        request,
        contentType: contentTypes[extname(name)] ?? "application/octet-stream",
        cacheControl: isHashed ? "public, max-age=31536000, immutable" : "no-cache",
      });
    },
  };
}

async function listFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const walk = async (path: string, name: string, depth: number): Promise<void> => {
    if (depth > 8) return;
    for (const entry of await readdir(path, { withFileTypes: true }).catch(() => [])) {
      if (files.size >= maxFiles) return;
      if (entry.isDirectory()) await walk(join(path, entry.name), `${name}/${entry.name}`, depth + 1);
      else if (entry.isFile()) files.set(`${name}/${entry.name}`, join(path, entry.name));
    }
  };
  await walk(folder, "", 0);
  return files;
}
