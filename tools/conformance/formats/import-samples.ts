/** Imports every sample into a vault of its own: what was read, what was kept and said why. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { openOperation } from "../../../apps/server/src/index.ts";

/** What became of one sample. */
export interface SampleOutcome {
  /** Path below the samples. */
  readonly file: string;
  readonly format: string | null;
  readonly outcome: "read" | "read as far as it goes" | "sealed" | "kept, not read" | "not kept";
  readonly sentence: string | null;
}

/** Folders of the samples that hold captures: `docs/captures-conformance.md` is about those. */
const ELSEWHERE = new Set(["captures"]);

/** Imports all samples but captures. Writes only below the system's folder for temporary files, and removes it. */
export async function importSamples(samplesFolder: string): Promise<SampleOutcome[]> {
  const vaultPath = await mkdtemp(join(tmpdir(), "creance-formats-"));
  const operation = await openOperation({ vaultPath: join(vaultPath, "vault") });
  const outcomes: SampleOutcome[] = [];
  try {
    const folders = (await readdir(samplesFolder, { withFileTypes: true })).filter(
      (entry) => entry.isDirectory() && !ELSEWHERE.has(entry.name),
    );
    await operation.importPaths(
      folders.map(({ name }) => join(samplesFolder, name)),
      {
        onFile: ({ path, status, format, sealed, damaged, sentence }) => {
          outcomes.push({
            file: path.startsWith("/") ? relative(samplesFolder, path) : path,
            format,
            outcome:
              status === "failed"
                ? "not kept"
                : sealed
                  ? "sealed"
                  : format === null
                    ? "kept, not read"
                    : damaged
                      ? "read as far as it goes"
                      : "read",
            sentence,
          });
        },
      },
    );
  } finally {
    await operation.close();
    await rm(vaultPath, { recursive: true, force: true });
  }
  return outcomes.sort((a, b) => (a.file < b.file ? -1 : 1));
}
