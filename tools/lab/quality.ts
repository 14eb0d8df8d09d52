/**
 * Writes `docs/detection-quality.md`: `npx tsx tools/lab/quality.ts`. `--noise BYTES` searches so many random and as many compressed bytes first
 * (1073741824 for the page; some minutes) and keeps what was found in `quality/noise-results.json`. `--print` lists misses and writes nothing.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type NoiseResult, searchNoise } from "./quality/noise.ts";
import { qualityDocument } from "./quality/quality-document.ts";
import { runQuality } from "./quality/run-quality.ts";

const words = process.argv.slice(2);
const noisePath = fileURLToPath(new URL("quality/noise-results.json", import.meta.url));
const noiseAt = words.indexOf("--noise");
if (noiseAt >= 0) {
  const bytes = Number(words[noiseAt + 1]);
  const results = (["random", "compressed"] as const).map((kind) => {
    const startedMs = performance.now();
    const result = searchNoise(kind, bytes);
    process.stdout.write(`${JSON.stringify(result)} ${((performance.now() - startedMs) / 1000).toFixed(0)} s\n`);
    return result;
  });
  writeFileSync(noisePath, `${JSON.stringify(results, null, 2)}\n`);
}
const run = await runQuality();
for (const outcome of run.outcomes) {
  const { transport, missed, madeUp, found } = outcome;
  if (missed.length === 0 && madeUp.length === 0) continue;
  const said = found.map((one) => [one.kind, one.encoding.join(">"), one.class ?? "", one.weakBecause ?? ""].join(" ")).join("; ");
  process.stdout.write(
    `${transport} | ${outcome.case.name} | missed ${JSON.stringify(missed)} | made up ${madeUp.length} | found ${said}\n`,
  );
}
if (!words.includes("--print")) {
  const noise = existsSync(noisePath) ? (JSON.parse(readFileSync(noisePath, "utf8")) as NoiseResult[]) : [];
  writeFileSync(fileURLToPath(new URL("../../docs/detection-quality.md", import.meta.url)), qualityDocument(run, noise));
}
