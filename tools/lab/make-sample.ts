/** Makes the captures of the sample operation once, and what belongs beside them: `npx tsx tools/lab/make-sample.ts [NAME...]`. What it writes is committed. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sampleAudits } from "../../packages/sample/src/index.ts";
import { makeCapture } from "./make-capture.ts";
import { sampleAuditFiles } from "./sample-audit-files.ts";
import type { Scenario } from "./scenario.ts";
import { sampleTruth } from "./truth.ts";

const folder = fileURLToPath(new URL("../../fixtures/sample-operation/", import.meta.url));
const wanted = process.argv.slice(2);

for (const audit of sampleAudits) {
  const name = audit.capture.replace(".pcapng", "");
  for (const [file, text] of sampleAuditFiles(audit)) writeFileSync(folder + file, text);
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const scenario = JSON.parse(readFileSync(`${folder}${name}.scenario.json`, "utf8")) as Scenario;
  const made = await makeCapture(scenario, await sampleTruth(audit.flight, audit.identifiers), "inside");
  writeFileSync(folder + audit.capture, made.bytes);
  process.stdout.write(`${audit.capture}: ${made.packets} packets, ${made.bytes.length} bytes\n`);
}
