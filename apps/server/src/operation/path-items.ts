/** Files and folders of this machine as items of the import. */
import { newScratch, openBorrowingSource, type Scratch } from "./borrowing-source.ts";
import { failureSentence } from "./file-sentences.ts";
import type { ImportTally } from "./import-tally.ts";
import type { FedItem } from "./run-import.ts";
import { walkPaths } from "./walk-paths.ts";

/** Yields the files to import, each opened when its turn comes. Says once how many links and special files were passed over. */
export async function* pathItems(
  paths: readonly string[],
  options: { readonly vaultPath: string; readonly onNotice?: ((sentence: string) => void) | undefined },
): AsyncGenerator<FedItem> {
  // A buffer for each file that is read at the same time; a file gives its own back when it is done.
  const free: Scratch[] = [];
  const skipped = { link: 0, special: 0, vault: 0 };
  for await (const met of walkPaths(paths, { vaultPath: options.vaultPath, sizes: "skip" })) {
    if (met.kind === "skipped") skipped[met.why] += 1;
    else if (met.kind === "refused") yield { path: met.path, refused: met.sentence };
    else yield await openItem(met.path, met.location ?? met.path, free);
  }
  if (skipped.link > 0)
    options.onNotice?.(`Links inside folders were not followed (${skipped.link}): import what they lead to by its own path.`);
  if (skipped.special > 0) options.onNotice?.(`Devices, pipes and sockets were passed over (${skipped.special}).`);
  if (skipped.vault > 0) options.onNotice?.("The vault's own folder was passed over.");
}

/** Counts what a walk will meet, so that progress can tell what is left. Runs beside the import. */
export async function countPaths(
  paths: readonly string[],
  options: { readonly vaultPath: string; readonly tally: ImportTally; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  for await (const met of walkPaths(paths, { vaultPath: options.vaultPath, sizes: "ask" })) {
    if (options.signal?.aborted === true) return;
    if (met.kind !== "skipped") options.tally.sawFile(met.kind === "file" ? met.sizeBytes : 0);
  }
  options.tally.sawAll();
}

async function openItem(path: string, location: string | Buffer, free: Scratch[]): Promise<FedItem> {
  try {
    const scratch = free.pop() ?? newScratch();
    const source = await openBorrowingSource(location, scratch);
    const release = async (): Promise<void> => {
      free.push(scratch);
      await source.close();
    };
    return { path, source, release, hasChanged: () => source.hasChanged() };
  } catch (error) {
    return { path, refused: failureSentence(error) };
  }
}
