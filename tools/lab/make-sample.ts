/** Makes the captures of the sample operation once: `npx tsx tools/lab/make-sample.ts [NAME...]`. What it writes is committed. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { makeCapture } from "./make-capture.ts";
import type { Scenario } from "./scenario.ts";
import { sampleTruth } from "./truth.ts";

const folder = fileURLToPath(new URL("../../fixtures/sample-operation/", import.meta.url));
const identifiers = JSON.parse(readFileSync(`${folder}identifiers.json`, "utf8")) as Record<string, string>;
const wanted = process.argv.slice(2);

for (const file of readdirSync(folder).sort()) {
  const name = file.replace(".scenario.json", "");
  if (name === file || (wanted.length > 0 && !wanted.includes(name))) continue;
  const scenario = JSON.parse(readFileSync(folder + file, "utf8")) as Scenario;
  const made = await makeCapture(scenario, await sampleTruth(scenario.flight, identifiers), "inside");
  writeFileSync(`${folder}${name}.pcapng`, made.bytes);
  process.stdout.write(`${name}.pcapng: ${made.packets} packets, ${made.bytes.length} bytes\n`);
}
