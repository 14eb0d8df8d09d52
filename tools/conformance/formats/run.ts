/**
 * Writes docs/formats-conformance.md: our readers of formats against other programs.
 *
 *   CREANCE_SAMPLES=/path/to/samples npx tsx tools/conformance/formats/run.ts [--print]
 *
 * `--print` writes the page to standard output instead. Status 1 when a difference has no reason, 2 when samples or a program are missing.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { askedPrograms, compareFormats } from "./compare-formats.ts";
import { formatsDocument, unexplainedDifferences } from "./formats-document.ts";

const page = fileURLToPath(new URL("../../../docs/formats-conformance.md", import.meta.url));
const samples = process.env["CREANCE_SAMPLES"];
const missing = askedPrograms.filter(({ command, args }) => spawnSync(command, [...args]).error !== undefined);
if (samples === undefined || missing.length > 0) {
  if (samples === undefined) console.error("CREANCE_SAMPLES names no folder of samples.");
  for (const { command } of missing) console.error(`${command} is not installed.`);
  process.exitCode = 2;
} else {
  const comparison = await compareFormats(samples, (part) => console.error(part));
  const text = formatsDocument(comparison);
  if (process.argv.includes("--print")) process.stdout.write(text);
  else writeFileSync(page, text);
  const unexplained = unexplainedDifferences(comparison);
  if (unexplained > 0) {
    console.error(`${unexplained} differences have no reason.`);
    process.exitCode = 1;
  }
}
