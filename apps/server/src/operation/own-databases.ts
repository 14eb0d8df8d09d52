/** An operator's own address databases (`.mmdb` files), which answer beside the ones that were built in. */
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { type OperatorDatabase, type OperatorDatabaseInfo, readMmdb } from "@creance/capture";
import { isFormatError, UserError } from "@creance/core";

/** Most files at once: each answers for every address. */
const MAX_FILES = 16;
/** Largest file. */
const MAX_BYTES = 1_073_741_824;
/** Longest name; it stands in every opinion. */
const MAX_NAME = 40;

/**
 * Reads the files in order. One that knows countries and operators gives two databases. A database is named after its file; one whose name is
 * `taken` gets a number. Throws `UserError` that names the file: there is none, or it is no such database.
 */
export function readOwnDatabases(paths: readonly string[], taken: readonly string[] = []): readonly OperatorDatabase[] {
  if (paths.length > MAX_FILES) {
    throw new UserError("too-many-databases", "wrongUse", `There are ${paths.length} address databases; at most ${MAX_FILES} can be used.`);
  }
  const names = new Set(taken);
  return paths.flatMap((path) => {
    const bytes = bytesOf(path);
    const name = freeName(basename(path), names);
    const notice = `Your own file ${basename(path).slice(0, 200)}; what its maker asks for is for you to keep.`;
    const about = { name, licence: "not told by the file", notice };
    const databases = (["operator", "country"] as const).flatMap((kind) => databaseOf(path, bytes, { ...about, kind }));
    if (databases.length > 0) return databases;
    throw new UserError("no-address-database", "wrongUse", `${path} holds neither countries nor operators of addresses. Nothing was read.`);
  });
}

/** Throws what is wrong with the paths, without reading the files whole. */
export function checkOwnDatabases(paths: readonly string[]): void {
  for (const path of paths) sizeOf(path);
}

function databaseOf(path: string, bytes: Uint8Array, about: Omit<OperatorDatabaseInfo, "date">): readonly OperatorDatabase[] {
  try {
    return [readMmdb(bytes, about)];
  } catch (error) {
    if (!isFormatError(error)) throw error;
    if (error.code === "mmdb-no-answers") return [];
    const sentence = `${path} is no address database that can be read (${error.message}). Nothing was read.`;
    throw new UserError("bad-address-database", "wrongUse", sentence, { cause: error });
  }
}

function bytesOf(path: string): Uint8Array {
  const size = sizeOf(path);
  if (size <= MAX_BYTES) return readFileSync(path);
  throw new UserError("bad-address-database", "wrongUse", `${path} is larger than any address database that is read. Nothing was read.`);
}

function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true) return found.size;
  throw new UserError("no-such-file", "notFound", `There is no address database ${path}. Nothing was read.`);
}

/** `GeoLite2-Country.mmdb` is `geolite2-country`; a second one is `geolite2-country-2`. */
function freeName(fileName: string, names: Set<string>): string {
  const plain = fileName
    .replace(/\.mmdb$/i, "")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .slice(0, MAX_NAME);
  const base = plain === "" ? "own" : plain;
  let name = base;
  for (let count = 2; names.has(name); count++) name = `${base}-${count}`;
  names.add(name);
  return name;
}
