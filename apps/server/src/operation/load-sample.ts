/** Imports the sample operation from memory: flights that are made, captures that this installation holds. */
import type { ImportSummary } from "@creance/api";
import { memorySource, toHex } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { addKeys } from "./keys.ts";
import type { ImportParts } from "./run-import.ts";
import { readSampleCaptures } from "./sample-captures.ts";
import type { ImportHandlers, ImportItem } from "./types.ts";

/** Makes the sample in a worker, imports it, and opens the sealed records whose keys it brings. */
export async function loadSample(
  parts: ImportParts,
  handlers: ImportHandlers,
  importItems: (items: AsyncIterable<ImportItem>, handlers: ImportHandlers) => Promise<ImportSummary>,
): Promise<ImportSummary> {
  const { files, keychains } = await parts.pool.run({ kind: "sample", sizeBytes: 0 });
  const summary = await importItems(itemsOf([...files, ...(await readSampleCaptures())]), handlers);
  let opened = 0;
  for (const { path, reply } of keychains) {
    const bytes = files.find((file) => file.path === path)?.bytes;
    if (bytes === undefined) continue;
    const sha256 = toHex(nodePlatform.sha256(bytes));
    if (parts.vault.reading(sha256)?.sealed === true) opened += (await addKeys(parts, reply, sha256)).opened.length;
  }
  return { ...summary, sealed: summary.sealed - opened };
}

async function* itemsOf(files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): AsyncGenerator<ImportItem> {
  for (const { path, bytes } of files) yield { path, source: memorySource(bytes), release: () => Promise.resolve() };
}
