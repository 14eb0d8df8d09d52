/** The operator lookup of this installation, where it was built. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type OperatorLookup, openOperatorLookup } from "@creance/capture";

/** Opens `dist/operators/operators.bin` beside this program; `undefined` where it was not built. Throws `FormatError` when it is damaged. */
export function loadOperators(): OperatorLookup | undefined {
  const fromSource = import.meta.url.endsWith(".ts");
  const built = fromSource ? "../../../../dist/operators/operators.bin" : "../operators/operators.bin";
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(fileURLToPath(new URL(built, import.meta.url)));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  return openOperatorLookup(bytes);
}
