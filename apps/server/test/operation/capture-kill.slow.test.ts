import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { captureQuerySchema } from "@creance/api";
import { createAnnotator, createConversationReader, createFlowBatch, flowColumns } from "@creance/capture";
import { nodePlatform } from "@creance/node";
import { openWarehouse } from "@creance/warehouse";
import { expect, test } from "vitest";
import { loadOperators } from "../../src/operation/load-operators.ts";
import { openOperation } from "../../src/operation/open-operation.ts";
import { READER } from "../../src/operation/reader-version.ts";
import { temporaryFolder } from "./made-files.ts";

const folder = temporaryFolder();
const ROUNDS = 3;
/** Captures whose rows are compared after a kill: the newest were the ones at risk. */
const COMPARED = 8;

/** Starts an import of captures and kills it a random while after its first report. Resolves with the hashes that it reported. */
async function killOne(vaultPath: string, seed: number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", fileURLToPath(new URL("./capture-importer.ts", import.meta.url)), vaultPath, String(seed)],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let out = "";
  let errors = "";
  let timer: NodeJS.Timeout | undefined;
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    if (out.includes(" kept")) timer ??= setTimeout(() => child.kill("SIGKILL"), Math.random() * 300);
  });
  await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  if (child.signalCode !== "SIGKILL") throw new Error(`the importer ended by itself: ${out.slice(-300)} ${errors}`);
  // The last line may be cut; a hash is reported when its line is whole.
  return out
    .split("\n")
    .slice(1, -1)
    .map((line) => line.slice(0, 64));
}

test("an import of captures that is killed loses nothing that it reported, and what was kept is read to the same rows", async () => {
  const vaultPath = join(folder, "vault");
  const reported = new Set<string>();
  const annotate = createAnnotator(loadOperators());
  for (let round = 0; round < ROUNDS; round++) {
    for (const sha256 of await killOne(vaultPath, round)) reported.add(sha256);
    const operation = await openOperation({ vaultPath, workers: 1 });
    const { vault } = operation;
    expect(await vault.fsck()).toMatchObject({ damaged: [], missing: [] });
    for (const sha256 of reported) expect(vault.originalSize(sha256)).toBeDefined();
    await operation.readPending();
    expect(vault.unreadOriginals(READER)).toEqual([]);
    const places = vault.flowsPlaces();
    expect(places.length).toBe(vault.info().originals);
    const warehouse = openWarehouse(join(vaultPath, "derived"));
    for (const { sha256, segments, conversations, reader } of places.slice(-COMPARED)) {
      const kept = await warehouse.read({ sha256, segment: 0, reader }, flowColumns, Object.keys(flowColumns));
      const batch = createFlowBatch(conversations);
      const direct = createConversationReader({
        platform: nodePlatform,
        onConversation: (row) => batch.add(row, annotate(row)),
        onIssue: () => {},
      });
      direct.push(new Uint8Array(readFileSync(vault.originalPath(sha256))));
      direct.end();
      expect([segments, kept?.rows]).toEqual([1, conversations]);
      expect(JSON.stringify(kept?.columns) === JSON.stringify(batch.take().columns)).toBe(true);
    }
    await operation.close();
  }
  expect(reported.size).toBeGreaterThanOrEqual(ROUNDS);
  const operation = await openOperation({ vaultPath, workers: 1 });
  const rows = () => operation.vault.listCaptures(captureQuerySchema.parse({ limit: 1000 })).rows;
  const before = rows();
  await operation.rebuild();
  // A rebuild also takes in originals that the kill left whole and not entered.
  const after = new Map(rows().map((row) => [row.sha256, row]));
  expect(before.map(({ sha256 }) => after.get(sha256))).toEqual(before);
  await operation.close();
}, 600_000);
