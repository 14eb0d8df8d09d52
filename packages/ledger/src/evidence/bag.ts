/** A BagIt bag (RFC 8493): its declaration, what is known of it, and its lists of hashes, which `sha256sum -c` reads too. */
import { FormatError } from "@creance/core";
import { isSha256Hex } from "../kinds/field.ts";

/** Longest list that is read. */
const MAX_MANIFEST_LENGTH = 64_000_000;
/** Longest path of a file in a bag. */
const MAX_PATH_LENGTH = 1024;

/** A file of a bag. */
export interface BagFile {
  /** Path in the bag, with `/` between folders. */
  readonly path: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Text of `bagit.txt`. */
export const bagDeclaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/** Text of `bag-info.txt`. A value stays on one line. `Payload-Oxum` counts the files of `payload`. */
export function bagInfo(labels: readonly (readonly [label: string, value: string])[], payload: readonly BagFile[]): string {
  const oxum = `${payload.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)}.${payload.length}`;
  const lines = [...labels, ["Payload-Oxum", oxum] as const];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line end in a value would begin another label
  return lines.map(([label, value]) => `${label}: ${value.replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ")}\n`).join("");
}

/** Text of a manifest, by path. */
export function formatManifest(files: readonly Pick<BagFile, "path" | "sha256">[]): string {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return sorted.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join("");
}

/** Reads an untrusted manifest: hash by path. Throws a `FormatError` (`bag-manifest`), also for a path that leaves the bag or comes twice. */
export function parseManifest(text: string): ReadonlyMap<string, string> {
  if (text.length > MAX_MANIFEST_LENGTH) throw wrong("it is too long");
  const files = new Map<string, string>();
  for (const [at, line] of text.split("\n").entries()) {
    if (line === "") continue;
    const sha256 = line.slice(0, 64).toLowerCase();
    const path = /^[ \t]+\*?(.+)$/.exec(line.slice(64))?.[1] ?? "";
    if (!isSha256Hex(sha256) || path === "") throw wrong(`line ${at + 1} is no hash with a path`);
    if (!staysInside(path)) throw wrong(`line ${at + 1} names a path that leaves the bag`);
    if (files.has(path)) throw wrong(`line ${at + 1} names a file that was named before`);
    files.set(path, sha256);
  }
  return files;
}

/** A name for an original that every file system and every tool takes: the first digits of its hash and what is plain in its own name. */
export function bagFileName(sha256: string, fileName: string | null): string {
  const plain = (fileName ?? "")
    .split("/")
    .at(-1)
    ?.replaceAll(/[^A-Za-z0-9._-]+/g, "_")
    .replace(/^[._-]+/, "")
    .slice(-100);
  return plain === undefined || plain === "" ? sha256 : `${sha256.slice(0, 16)}-${plain}`;
}

function staysInside(path: string): boolean {
  if (path.length > MAX_PATH_LENGTH || path.startsWith("/") || /[\\\r%]/.test(path)) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function wrong(detail: string): FormatError {
  return new FormatError("bag-manifest", { format: "bagit", offset: 0 }, detail);
}
