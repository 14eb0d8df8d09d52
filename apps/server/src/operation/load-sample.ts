/** Imports the sample operation from memory: flights that are made, captures that this installation holds, and its layer of sensitive sites. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ImportSummary } from "@creance/api";
import { memorySource, toHex } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { SAMPLE_SITES_FILE, sampleSites } from "@creance/sample";
import { SITES_FOLDER } from "./exposure/site-files.ts";
import { addKeys } from "./keys.ts";
import type { ImportParts } from "./run-import.ts";
import { readSampleCaptures } from "./sample-captures.ts";
import type { ImportHandlers, ImportItem } from "./types.ts";

/** Making flights, pictures and a film is as much work as reading so much: a busy machine needs minutes. */
const SAMPLE_WORK_BYTES = 270_000_000;

/** Makes the sample in two workers, imports its flights while its pictures are still being drawn, and opens the sealed records whose keys it brings. */
export async function loadSample(
  parts: ImportParts,
  handlers: ImportHandlers,
  importItems: (items: AsyncIterable<ImportItem>, handlers: ImportHandlers) => Promise<ImportSummary>,
): Promise<ImportSummary> {
  const made = (part: "records" | "beside") => parts.pool.run({ kind: "sample", part, sizeBytes: SAMPLE_WORK_BYTES });
  const beside = made("beside");
  // Awaited below, after the flights; until then a rejection is not unhandled.
  beside.catch(() => {});
  const { files, keychains } = await made("records");
  writeSites(parts.vault.path);
  const later = async (): Promise<readonly SampleFile[]> => [...(await beside).files, ...(await readSampleCaptures())];
  const summary = await importItems(itemsOf(files, later), handlers);
  let opened = 0;
  for (const { path, reply } of keychains) {
    const bytes = files.find((file) => file.path === path)?.bytes;
    if (bytes === undefined) continue;
    const sha256 = toHex(nodePlatform.sha256(bytes));
    if (parts.vault.reading(sha256)?.sealed === true) opened += (await addKeys(parts, reply, sha256)).opened.length;
  }
  return { ...summary, sealed: summary.sealed - opened };
}

/** Layers lie where an operator would drop his own; this one can be deleted like any of them. */
function writeSites(vaultPath: string): void {
  const folder = join(vaultPath, SITES_FOLDER);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, SAMPLE_SITES_FILE), sampleSites(), { mode: 0o600 });
}

type SampleFile = { readonly path: string; readonly bytes: Uint8Array };

async function* itemsOf(files: readonly SampleFile[], later: () => Promise<readonly SampleFile[]>): AsyncGenerator<ImportItem> {
  for (const file of files) yield itemOf(file);
  for (const file of await later()) yield itemOf(file);
}

function itemOf({ path, bytes }: SampleFile): ImportItem {
  return { path, source: memorySource(bytes), release: () => Promise.resolve() };
}
