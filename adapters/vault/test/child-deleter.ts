/**
 * A process that deletes everything in a vault, a few at a time, and prints each hash once its deletion is entered as ended. Tests kill it.
 * Argument: vault folder.
 */
import { openVault } from "../src/index.ts";

const [path] = process.argv.slice(2) as [string];
const vault = await openVault(path);
const writer = await vault.beginWriting();
process.stdout.write("begun\n");
for (;;) {
  const group = vault.files({ offset: 0, limit: 3 }).rows.map(({ sha256 }) => sha256);
  if (group.length === 0) break;
  const done = await writer.deleteOriginals(group.map((sha256) => ({ sha256, rule: "person", by: "M. Sample" })));
  process.stdout.write(done.map(({ sha256, outcome }) => `${outcome} ${sha256}\n`).join(""));
}
writer.release();
vault.close();
