// One PMTiles version 3 file from tiles (specification: github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md). Equal tiles are stored once.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

const HEADER_BYTES = 127;
/** Header and root directory together stay below this, so that a viewer gets both with its first request. */
const ROOT_BYTES = 16_384 - HEADER_BYTES;
const GZIP = 2;
const MVT = 1;
const WORLD = [-180, -85.0511287, 180, 85.0511287];

/**
 * The file's bytes. `tiles`: `{ z, x, y, bytes }` in any order, gzipped vector tiles unless `tileType` (2 PNG, 3 JPEG) and `tileCompression` (1 none) say
 * otherwise. `bounds`: west, south, east, north in degrees.
 */
export function pmtilesFile(tiles, { minZoom, maxZoom, metadata, tileType = MVT, tileCompression = GZIP, bounds = WORLD }) {
  const sorted = tiles.map((tile) => ({ id: tileId(tile.z, tile.x, tile.y), bytes: tile.bytes })).sort((a, b) => a.id - b.id);
  const { entries, data, contents } = storeOnce(sorted);
  const { root, leaves } = directories(entries);
  const json = gzipSync(JSON.stringify(metadata), { level: 9 });
  const sections = [root, json, leaves, data];
  const offsets = sections.map((_, at) => HEADER_BYTES + sections.slice(0, at).reduce((sum, part) => sum + part.byteLength, 0));
  const header = Buffer.alloc(HEADER_BYTES);
  header.write("PMTiles", 0, "latin1");
  header.writeUInt8(3, 7);
  sections.forEach((part, at) => {
    header.writeBigUInt64LE(BigInt(offsets[at]), 8 + 16 * at);
    header.writeBigUInt64LE(BigInt(part.byteLength), 16 + 16 * at);
  });
  [sorted.length, entries.length, contents].forEach((count, at) => {
    header.writeBigUInt64LE(BigInt(count), 72 + 8 * at);
  });
  header.writeUInt8(1, 96); // clustered: tile data in the order of tile ids
  header.writeUInt8(GZIP, 97);
  header.writeUInt8(tileCompression, 98);
  header.writeUInt8(tileType, 99);
  header.writeUInt8(minZoom, 100);
  header.writeUInt8(maxZoom, 101);
  bounds.forEach((degrees, at) => {
    header.writeInt32LE(Math.round(degrees * 1e7), 102 + 4 * at);
  });
  header.writeUInt8(minZoom, 118);
  return Buffer.concat([header, ...sections]);
}

/** Number of a tile on the Hilbert curves of all zooms, one after the other. */
export function tileId(z, x, y) {
  let id = (4 ** z - 1) / 3;
  let [a, b] = [x, y];
  for (let side = 2 ** z / 2; side >= 1; side /= 2) {
    const right = (a & side) > 0 ? 1 : 0;
    const down = (b & side) > 0 ? 1 : 0;
    id += side * side * ((3 * right) ^ down);
    if (down === 0) {
      if (right === 1) {
        a = side - 1 - a;
        b = side - 1 - b;
      }
      [a, b] = [b, a];
    }
  }
  return id;
}

function storeOnce(sorted) {
  const places = new Map();
  const parts = [];
  const entries = [];
  let size = 0;
  for (const { id, bytes } of sorted) {
    const hash = createHash("sha256").update(bytes).digest("base64");
    let offset = places.get(hash);
    if (offset === undefined) {
      offset = size;
      places.set(hash, offset);
      parts.push(bytes);
      size += bytes.byteLength;
    }
    const last = entries[entries.length - 1];
    if (last !== undefined && last.offset === offset && last.id + last.run === id) last.run += 1;
    else entries.push({ id, offset, length: bytes.byteLength, run: 1 });
  }
  return { entries, data: Buffer.concat(parts), contents: places.size };
}

/** All entries in the root where they fit, else leaves of a size that makes the root fit. */
function directories(entries) {
  const flat = directory(entries);
  if (flat.byteLength <= ROOT_BYTES) return { root: flat, leaves: Buffer.alloc(0) };
  for (let leafEntries = 2048; ; leafEntries *= 2) {
    const leaves = [];
    const pointers = [];
    let offset = 0;
    for (let at = 0; at < entries.length; at += leafEntries) {
      const leaf = directory(entries.slice(at, at + leafEntries));
      pointers.push({ id: entries[at].id, offset, length: leaf.byteLength, run: 0 });
      leaves.push(leaf);
      offset += leaf.byteLength;
    }
    const root = directory(pointers);
    if (root.byteLength <= ROOT_BYTES) return { root, leaves: Buffer.concat(leaves) };
  }
}

function directory(entries) {
  const bytes = [];
  const varint = (value) => {
    let left = value;
    while (left >= 128) {
      bytes.push((left % 128) + 128);
      left = Math.floor(left / 128);
    }
    bytes.push(left);
  };
  varint(entries.length);
  entries.forEach(({ id }, at) => {
    varint(at === 0 ? id : id - entries[at - 1].id);
  });
  for (const { run } of entries) varint(run);
  for (const { length } of entries) varint(length);
  entries.forEach(({ offset }, at) => {
    const before = entries[at - 1];
    varint(before !== undefined && offset === before.offset + before.length ? 0 : offset + 1);
  });
  return gzipSync(Buffer.from(bytes), { level: 9 });
}
