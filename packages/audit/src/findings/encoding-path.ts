/** One way to write each encoding, however it was found: by a search for the coded form, or by taking the coding off first. */
import type { EncodingLayer } from "../encoding-layers.table.ts";

const textCodings: readonly EncodingLayer[] = ["hex", "base64", "percent", "escaped", "utf16"];
const bytesCodings: readonly EncodingLayer[] = ["hex", "base64"];
const hashes: readonly EncodingLayer[] = ["md5", "sha1", "sha256", "fileHash"];
const spellings: readonly EncodingLayer[] = ["percent", "escaped"];

/** The encoding in its one form: `hex, binary, md5` is `hex, md5`; what ends in a coding ends in `text`. */
export function encodingPath(layers: readonly EncodingLayer[]): EncodingLayer[] {
  const path: EncodingLayer[] = [];
  for (const [at, layer] of layers.entries()) {
    const next = layers[at + 1];
    if (layer === "binary" && next !== undefined && hashes.includes(next) && bytesCodings.includes(path.at(-1) as EncodingLayer)) continue;
    path.push(layer);
  }
  if (textCodings.includes(path.at(-1) as EncodingLayer)) path.push("text");
  return path;
}

/** Which of two encodings of the same bytes is told: the one that took more off; spelling alone does not count, and the whole comes before a part. */
export function encodingRank(path: readonly EncodingLayer[]): number {
  const telling = path.filter((layer) => !spellings.includes(layer)).length;
  return telling * 100 - path.length - (path.includes("cut") ? 50 : 0);
}
