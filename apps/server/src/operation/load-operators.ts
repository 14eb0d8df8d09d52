/** The operator lookup of this installation, where it was built, with an operator's own databases beside it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type OperatorLookup, openOperatorLookup, operatorLookupOver } from "@creance/capture";
import { readOwnDatabases } from "./own-databases.ts";

/**
 * Opens `dist/operators/operators.bin` beside this program; `undefined` where it was not built and there are no `ownPaths` (`.mmdb` files).
 * Throws `FormatError` when it is damaged, `UserError` when one of the own files cannot be used.
 */
export function loadOperators(ownPaths: readonly string[] = []): OperatorLookup | undefined {
  const fromSource = import.meta.url.endsWith(".ts");
  const built = fromSource ? "../../../../dist/operators/operators.bin" : "../operators/operators.bin";
  const bytes = bytesOf(fileURLToPath(new URL(built, import.meta.url)));
  if (ownPaths.length === 0) return bytes === undefined ? undefined : openOperatorLookup(bytes);
  const names = bytes === undefined ? [] : openOperatorLookup(bytes).databases.map(({ name }) => name);
  const own = readOwnDatabases(ownPaths, names);
  return bytes === undefined ? operatorLookupOver(own) : openOperatorLookup(bytes, own);
}

function bytesOf(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
