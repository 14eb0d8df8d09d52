/** The page of the formats' comparison is what the command writes now, and every difference has a reason. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { askedPrograms, compareFormats } from "../conformance/formats/compare-formats.ts";
import { formatsDocument, unexplainedDifferences } from "../conformance/formats/formats-document.ts";

const samples = process.env["CREANCE_SAMPLES"];
const missing = askedPrograms.filter(({ command, args }) => spawnSync(command, [...args]).error !== undefined);
const skipped = samples === undefined ? "CREANCE_SAMPLES not set" : missing.map(({ command }) => `${command} is not installed`).join(", ");

test.skipIf(skipped !== "")(
  `docs/formats-conformance.md is what the command writes${skipped === "" ? "" : ` (skipped: ${skipped})`}`,
  async () => {
    const comparison = await compareFormats(samples ?? "");
    expect(unexplainedDifferences(comparison)).toBe(0);
    const page = readFileSync(new URL("../../docs/formats-conformance.md", import.meta.url), "utf8");
    expect(withoutVersions(formatsDocument(comparison))).toBe(withoutVersions(page));
  },
  900_000,
);

/** Another version of a program that is asked the same is no difference. */
function withoutVersions(text: string): string {
  return text.replaceAll(/\b(ExifTool|ffprobe|Python|xmllint) [\d.]+\b/g, "$1");
}
