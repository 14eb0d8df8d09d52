// The captures of the sample operation, copied: the built program reads them when the sample is loaded.
import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Copies the captures into `folder`. Throws when there are none. */
export async function buildSampleCaptures({ root, folder }) {
  const from = join(root, "fixtures/sample-operation");
  const captures = readdirSync(from).filter((name) => name.endsWith(".pcapng"));
  if (captures.length === 0) throw new Error("fixtures/sample-operation holds no captures");
  for (const name of captures) copyFileSync(join(from, name), join(folder, name));
}
