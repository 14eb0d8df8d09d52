// The operator lookup, made by its own program.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Makes `operators.bin` and `NOTICE.txt` in `folder`: `tools/operators/build.mjs FOLDER`. */
export async function buildOperators({ root, folder }) {
  const result = spawnSync(process.execPath, [join(root, "tools/operators/build.mjs"), folder], { cwd: root, stdio: ["ignore", 2, 2] });
  if (result.status !== 0) throw new Error("making the operator lookup failed");
  if (!existsSync(join(folder, "operators.bin"))) throw new Error("making the operator lookup wrote no operators.bin");
}
