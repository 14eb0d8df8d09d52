/** Opens a vault as another account and returns what that process saw. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What `child-reader.ts` prints. */
export interface SeenVault {
  readonly readOnly: boolean;
  readonly originals: number;
  readonly flights: number;
  readonly damaged: number;
  readonly missing: number;
  readonly writing: string;
}

export function runReader(path: string, uid: number): SeenVault {
  const child = fileURLToPath(new URL("./child-reader.ts", import.meta.url));
  const text = execFileSync(process.execPath, ["--import", "tsx", child, path, String(uid)], { encoding: "utf8" });
  return JSON.parse(text) as SeenVault;
}
