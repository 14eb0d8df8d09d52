/** Bytes that went out today, kept over restarts (`usage.json` in the state folder): a restart refills no day limit. */
import { readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "@creance/core";
import type { DayUsage } from "@creance/hold";

/** Name of the file in the state folder. */
export const USAGE_FILE = "usage.json";

/** What was written last; `undefined` where nothing was. Throws `UserError` for a file that cannot be understood: its limits are not known then. */
export function readUsage(stateFolder: string): DayUsage | undefined {
  const path = join(stateFolder, USAGE_FILE);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw unusable(path, error);
  }
  try {
    const { day, upBytes } = JSON.parse(text) as { day?: unknown; upBytes?: unknown };
    if (typeof day !== "number" || !Number.isSafeInteger(day) || typeof upBytes !== "object" || upBytes === null)
      throw new Error("it has no day");
    const counts = Object.entries(upBytes);
    if (counts.some(([, bytes]) => typeof bytes !== "number" || !Number.isSafeInteger(bytes) || bytes < 0))
      throw new Error("a count is no number of bytes");
    return { day, upBytes: Object.fromEntries(counts) as Record<string, number> };
  } catch (error) {
    throw unusable(path, error);
  }
}

/** Writes it whole: the old one stays until the new one is on the disk. */
export async function writeUsage(stateFolder: string, usage: DayUsage): Promise<void> {
  const path = join(stateFolder, USAGE_FILE);
  const file = await open(`${path}.new`, "w", 0o640);
  try {
    await file.writeFile(`${JSON.stringify(usage)}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

function unusable(path: string, error: unknown): UserError {
  const why = error instanceof Error ? error.message : String(error);
  return new UserError(
    "usage-unreadable",
    "machineRefused",
    `What went out today stands in ${path}, which cannot be read (${why}). Without it the day limits of the policy are not known, so nothing was started. Delete the file to begin the day at 0.`,
    { cause: error },
  );
}
