// Every capture below a folder, found by its first bytes and never by its name.
import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const MAGICS = new Set(["d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d", "34cdb2a1", "a1b2cd34", "0a0d0d0a"]);

/** Paths relative to `root`, sorted. */
export function findCaptures(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => isCapture(join(root, path)))
    .sort();
}

function isCapture(path) {
  const head = Buffer.alloc(4096);
  const file = openSync(path, "r");
  const length = readSync(file, head, 0, head.byteLength, 0);
  closeSync(file);
  if (head[0] === 0x1f && head[1] === 0x8b) {
    try {
      return MAGICS.has(gunzipSync(head.subarray(0, length), { finishFlush: 2 }).toString("hex", 0, 4));
    } catch {
      return false;
    }
  }
  return length >= 4 && MAGICS.has(head.toString("hex", 0, 4));
}
