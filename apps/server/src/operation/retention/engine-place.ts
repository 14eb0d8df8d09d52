/** The column engine as a place of deleted captures: emptied, then looked at. It is derived, and loads anew what is asked for. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { OtherPlaces } from "@creance/vault";

/** The engine of a vault. `clear` empties it, or marks it to be emptied before its next answer where another process has it. */
export function enginePlace(vaultPath: string, clear: () => Promise<void>): OtherPlaces {
  const folder = join(vaultPath, "engine");
  return {
    count: 1,
    async clear(sha256s) {
      await clear();
      if (!existsSync(join(folder, "clear"))) return [];
      return sha256s.map((sha256) => ({
        sha256,
        place: "engine",
        sentence: "The column engine is to be emptied and was not yet: another process has it, or it is not installed here any more.",
      }));
    },
  };
}
