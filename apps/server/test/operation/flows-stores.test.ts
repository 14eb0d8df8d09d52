/** Which store answers, and what happens where the column engine is not there, does not start, or holds nothing yet. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { flowGroupQuerySchema, flowQuerySchema } from "@creance/api";
import { isUserError } from "@creance/core";
import { type ColumnEngine, openColumnEngine, openWarehouse, tableReader } from "@creance/warehouse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { flowsTable } from "../../src/operation/flows/flows-table.ts";
import { type FlowsParts, type OpenFlows, openFlows } from "../../src/operation/flows/open-flows.ts";
import { openOperation } from "../../src/operation/open-operation.ts";
import { openReadPool } from "../../src/operation/read-pool.ts";
import { READER } from "../../src/operation/reader-version.ts";
import { type KeptCaptures, keepCaptures } from "./kept-captures.ts";
import { madeCapture } from "./made-captures.ts";
import { temporaryFolder } from "./made-files.ts";
import { naiveGroups, naiveList } from "./naive-flows.ts";

const folder = temporaryFolder();
const pool = openReadPool({ warehousePath: null, workers: 1 });
let kept: KeptCaptures;
beforeAll(async () => {
  kept = await keepCaptures(join(folder, "vault"), { captures: 3, conversations: 60 });
});
afterAll(async () => {
  await pool.close();
  kept.vault.close();
});

const list = flowQuerySchema.parse({ sort: "origBytes", direction: "desc" });
const groups = flowGroupQuerySchema.parse({ by: "server" });

async function withFlows(
  parts: { readonly engine: ColumnEngine } & Partial<FlowsParts>,
  step: (flows: OpenFlows) => Promise<void>,
): Promise<void> {
  const { vault, warehouse } = kept;
  const flows = openFlows({ vault, warehouse, pool, rowsFromFiles: 0, ...parts });
  try {
    await step(flows);
  } finally {
    await flows.close();
  }
}

const engineIn = (name: string): ColumnEngine => openColumnEngine({ folder: join(folder, name), warehouse: kept.warehouse });
const absentEngine = (): ColumnEngine =>
  openColumnEngine({
    folder: join(folder, "absent"),
    warehouse: kept.warehouse,
    resolve: (name) => {
      throw new Error(`no ${name}`);
    },
  });
const fewRows = () => tableReader(kept.warehouse, { mostRows: 100 });

test("without the engine, files answer as far as they can, then a sentence says what is missing", async () => {
  await withFlows({ engine: absentEngine() }, async (flows) => {
    expect(flows.engine()).toMatchObject({ state: "absent", sentence: expect.stringMatching(/not installed/), loaded: 0, captures: 3 });
    expect(await flows.list(list)).toEqual(naiveList(kept.flows, list));
    flows.loadAhead();
    expect(flows.engine().state).toBe("absent");
  });
  await withFlows({ engine: absentEngine(), files: fewRows() }, async (flows) => {
    const refused = await flows.groups(groups).catch((error: unknown) => error);
    expect(isUserError(refused) && [refused.code, refused.kind]).toEqual(["too-many-rows", "machineRefused"]);
    expect(String(refused)).toMatch(/180 rows.*column engine is not installed here/);
    const one = flowGroupQuerySchema.parse({ by: "server", capture: kept.captures[0] });
    expect(await flows.groups(one)).toEqual(naiveGroups(kept.flows, one));
  });
});

const hasEngine = isInstalled("chdb");
const why = hasEngine ? "" : " (skipped: chdb is not installed)";

test.skipIf(!hasEngine)(
  `an engine that does not start leaves the answer to the files, or says why${why}`,
  { timeout: 60_000 },
  async () => {
    const engine = (name: string): ColumnEngine =>
      openColumnEngine({ folder: join(folder, name), warehouse: kept.warehouse, prefix: ["/bin/false"] });
    await withFlows({ engine: engine("broken") }, async (flows) => {
      expect(await flows.groups(groups)).toEqual(naiveGroups(kept.flows, groups));
      expect(flows.engine()).toMatchObject({ state: "failed", sentence: expect.stringMatching(/cannot start/) });
    });
    await withFlows({ engine: engine("broken-2"), files: fewRows() }, async (flows) => {
      await expect(flows.groups(groups)).rejects.toMatchObject({ code: "column-engine", message: expect.stringMatching(/cannot start/) });
    });
  },
);

test.skipIf(!hasEngine)(`captures are loaded ahead only where questions will need the engine${why}`, { timeout: 60_000 }, async () => {
  await withFlows({ engine: engineIn("few"), rowsFromFiles: 180 }, async (flows) => {
    flows.loadAhead();
    flows.changed();
    expect(await flows.list(list)).toEqual(naiveList(kept.flows, list));
    expect(flows.engine()).toMatchObject({ state: "idle", loaded: 0 });
  });
  await withFlows({ engine: engineIn("many"), rowsFromFiles: 179 }, async (flows) => {
    flows.changed();
    expect(flows.engine().state).toBe("idle");
    flows.loadAhead();
    flows.loadAhead();
    await expect.poll(() => flows.engine(), { timeout: 30_000, interval: 50 }).toMatchObject({ state: "ready", loaded: 3, captures: 3 });
    await flows.clear();
    expect(flows.engine()).toMatchObject({ loaded: 0 });
    flows.changed();
    await expect.poll(() => flows.engine().loaded, { timeout: 30_000, interval: 50 }).toBe(3);
    // A question does not wait behind the background.
    expect(await flows.groups(groups)).toEqual(naiveGroups(kept.flows, groups));
  });
});

test.skipIf(!hasEngine)(`while the engine loads, files answer${why}`, { timeout: 60_000 }, async () => {
  const engine = engineIn("meanwhile");
  const asked: string[] = [];
  const watched: ColumnEngine = {
    ...engine,
    page: (query) => {
      asked.push("engine");
      return engine.page(query);
    },
  };
  await withFlows({ engine: watched, rowsWhileLoading: 180 }, async (flows) => {
    const naive = naiveList(kept.flows, list);
    expect(await flows.list(list)).toEqual(naive);
    expect(asked).toEqual([]);
    await expect.poll(() => flows.engine().loaded, { timeout: 30_000, interval: 50 }).toBe(3);
    expect(await flows.list(list)).toEqual(naive);
    expect(asked).not.toEqual([]);
  });
});

test.skipIf(!hasEngine)(`what an older reader loaded goes when all captures are loaded${why}`, { timeout: 60_000 }, async () => {
  const engine = engineIn("older");
  const [place] = kept.vault.flowsPlaces();
  const older = { sha256: place?.sha256 ?? "", reader: "flows/0", segments: 0, rows: 0 };
  await engine.load(flowsTable, older);
  expect(engine.has(flowsTable, older)).toBe(true);
  await withFlows({ engine }, async (flows) => {
    flows.loadAhead();
    await expect.poll(() => [flows.engine().loaded, engine.has(flowsTable, older)], { timeout: 30_000, interval: 50 }).toEqual([3, false]);
  });
});

test.skipIf(!hasEngine)(
  `questions at the same time wait for one load, and closing in the middle ends it${why}`,
  { timeout: 60_000 },
  async () => {
    await withFlows({ engine: engineIn("together") }, async (flows) => {
      flows.loadAhead();
      const answers = await Promise.all([flows.list(list), flows.groups(groups), flows.list(list), flows.groups(groups)]);
      expect(answers[0]).toEqual(naiveList(kept.flows, list));
      expect(answers[2]).toEqual(answers[0]);
      expect(answers[1]).toEqual(naiveGroups(kept.flows, groups));
      expect(answers[3]).toEqual(answers[1]);
    });
    await withFlows({ engine: engineIn("closed") }, async (flows) => {
      flows.loadAhead();
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
  },
);

test.skipIf(!hasEngine)(
  `derived files that are gone or damaged are made again before the engine loads them${why}`,
  { timeout: 60_000 },
  async () => {
    const path = join(folder, "one.pcap");
    await writeFile(path, madeCapture({ conversations: 30 }));
    const operation = await openOperation({ vaultPath: join(folder, "imported"), workers: 1 });
    await operation.importPaths([path]);
    const before = await operation.flows.list(list);
    const derived = join(operation.vault.path, "derived");
    const warehouse = openWarehouse(derived);
    const ownPool = openReadPool({ warehousePath: derived, workers: 1 });
    const [place] = operation.vault.flowsPlaces();
    const file = warehouse.path({ sha256: place?.sha256 ?? "", segment: 0, reader: READER });
    const turned = readFileSync(file).map((byte, at) => (at === 200 ? byte ^ 0xff : byte));
    for (const [name, harm] of [
      ["gone", () => rmSync(file)],
      ["damaged", () => writeFileSync(file, turned)],
    ] as const) {
      harm();
      const engine = openColumnEngine({ folder: join(folder, name), warehouse });
      const flows = openFlows({ vault: operation.vault, warehouse, pool: ownPool, engine, rowsFromFiles: 0 });
      expect(await flows.list(list), name).toEqual(before);
      expect(flows.engine(), name).toMatchObject({ state: "ready", loaded: 1 });
      await flows.close();
    }
    await ownPool.close();
    await operation.close();
  },
);

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
