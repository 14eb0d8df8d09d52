// `npm run bench [NAME...]`: runs the benchmarks in bench/ one after the other; each prints a table of ratios, both sides in one run.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";

const wanted = process.argv.slice(2);
const files = readdirSync("bench").filter(
  (name) => name.endsWith(".bench.ts") && (wanted.length === 0 || wanted.some((word) => name.startsWith(word))),
);
let failed = 0;
for (const file of files) {
  process.stdout.write(`\n## ${file}\n\n`);
  const { status } = spawnSync(process.execPath, ["--import", "tsx", `bench/${file}`], { stdio: "inherit" });
  if (status !== 0) failed += 1;
}
if (files.length === 0)
  process.stdout.write(`No benchmark is called ${wanted.join(", ")}; there are: ${readdirSync("bench").join(", ")}\n`);
process.exit(failed > 0 || files.length === 0 ? 1 : 0);
