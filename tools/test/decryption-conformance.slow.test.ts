/** Our decryption against tshark's with the same keys: every plain byte. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compareMade, compareSamples } from "../conformance/compare-decryption.mjs";

interface Compared {
  readonly name: string;
  readonly results: readonly { readonly status: string; readonly reason: string | null; readonly detail: string; readonly bytes: number }[];
}

const samples = process.env["CREANCE_SAMPLES"];
const noTshark = spawnSync("tshark", ["--version"]).error !== undefined;
const noTool = noTshark ? " (skipped: tshark is not installed)" : "";
const noSamples = samples === undefined ? " (skipped: CREANCE_SAMPLES not set)" : noTool;

function differences(compared: readonly Compared[]): string[] {
  return compared.flatMap(({ name, results }) =>
    results
      .filter(({ status, reason }) => status !== "equal" && reason === null)
      .map(({ status, detail }) => `${name}: ${status} ${detail}`),
  );
}

test.skipIf(samples === undefined || noTshark)(
  `every key-log capture: the bytes that tshark has${noSamples}`,
  () => {
    const compared: Compared[] = compareSamples(join(samples ?? "", "captures"));
    expect(compared.length).toBeGreaterThan(10);
    expect(differences(compared)).toEqual([]);
    expect(compared.flatMap(({ results }) => results.filter(({ status }) => status === "equal")).length).toBeGreaterThan(190);
  },
  300_000,
);

test.skipIf(noTshark)(
  `made sessions: SSL 3 to TLS 1.3, every suite of this Node, resumption, renegotiation, key updates${noTool}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "creance-conformance-"));
    try {
      const compared: Compared[] = await compareMade(folder);
      expect(compared).toHaveLength(8);
      expect(differences(compared)).toEqual([]);
      for (const { results } of compared) expect(results.length).toBeGreaterThan(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  300_000,
);
