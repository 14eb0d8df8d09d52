/** Reading a kept keychain reply. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { keychainName } from "./layout.ts";

const MAX_REPLY_BYTES = 4_000_000;

/** The reply as it was given; `undefined` when there is none that can be read. */
export function readKeychain(vaultPath: string, sha256: string): string | undefined {
  const path = join(vaultPath, keychainName(sha256));
  try {
    const found = statSync(path);
    return found.isFile() && found.size <= MAX_REPLY_BYTES ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
