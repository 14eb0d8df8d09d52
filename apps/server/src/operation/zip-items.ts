/** The members of a kept archive as items of the import. */
import { isFormatError } from "@creance/core";
import { isZipMember, readZip } from "@creance/formats";
import { nodePlatform, openFileSource } from "@creance/node";
import { archiveBytes } from "./archive-limit.ts";
import { forwardSource } from "./forward-source.ts";
import type { RefusedItem } from "./run-import.ts";
import type { ImportItem } from "./types.ts";

/** What is left of an archive's allowance; archives within it share it. */
export interface ArchiveBudget {
  leftBytes: number;
}

/** Issues that mean one member was not read; the others are about the archive and stand in its own reading. */
const REFUSALS = new Set(["zip-encrypted", "zip-unknown-method", "zip-ratio", "zip-overlap", "zip-total-too-large"]);

/** Yields the members of the archive kept at `archivePath`, labelled `LABEL!member`. An unreadable archive yields nothing: its reading says so. */
export async function* zipItems(
  archivePath: string,
  options: { readonly label: string; readonly budget: ArchiveBudget },
): AsyncGenerator<ImportItem | RefusedItem> {
  const { label, budget } = options;
  const source = await openFileSource(archivePath);
  try {
    const maxTotalBytes = Math.min(budget.leftBytes, archiveBytes(source.size));
    for await (const found of readZip(source, { platform: nodePlatform, maxTotalBytes })) {
      if (isZipMember(found)) {
        budget.leftBytes -= found.sizeBytes;
        const member = forwardSource(found.sizeBytes, () => found.open());
        yield { path: `${label}!${found.path}`, source: member, release: () => member.release() };
      } else if (REFUSALS.has(found.code) && found.field !== null) {
        yield { path: `${label}!${found.field}`, refused: `Nothing of it was kept, but the archive is kept whole. ${found.sentence}` };
      }
    }
  } catch (error) {
    if (!isFormatError(error)) throw error;
  } finally {
    await source.close();
  }
}
