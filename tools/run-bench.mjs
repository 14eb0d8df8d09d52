// `npm run bench [NAME...]`: runs the benchmarks in bench/ one after the other; each prints a table of ratios, both sides in one run.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const wanted = process.argv.slice(2);
const files = readdirSync("bench").filter(
  (name) => name.endsWith(".bench.ts") && (wanted.length === 0 || wanted.some((word) => name.startsWith(word))),
);
// Vaults that are made here leave no key files in the person's configuration folder.
const configHome = mkdtempSync(join(tmpdir(), "creance-bench-config-"));
const env = { ...process.env, XDG_CONFIG_HOME: configHome };
let failed = 0;
for (const file of files) {
  process.stdout.write(`\n## ${file}\n\n`);
  const { status } = spawnSync(process.execPath, ["--import", "tsx", `bench/${file}`], { stdio: "inherit", env });
  if (status !== 0) failed += 1;
}
rmSync(configHome, { recursive: true, force: true });
if (files.length === 0)
  process.stdout.write(`No benchmark is called ${wanted.join(", ")}; there are: ${readdirSync("bench").join(", ")}\n`);
process.exit(failed > 0 || files.length === 0 ? 1 : 0);
