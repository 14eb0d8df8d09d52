/** Questions over conversations: the answers of both stores are those that plain counting gives. */
import { createRequire } from "node:module";
import { join } from "node:path";
import {
  flowGroupKeys,
  flowGroupPageSchema,
  flowGroupQuerySchema,
  flowPageSchema,
  flowQuerySchema,
  flowSortKeys,
  flowTimelineQuerySchema,
  flowTimelineSchema,
} from "@creance/api";
import { openColumnEngine, tableReader } from "@creance/warehouse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportPieces } from "../../src/operation/flows/flow-export.ts";
import { flowDatasets } from "../../src/operation/flows/flows-table.ts";
import { type OpenFlows, openFlows } from "../../src/operation/flows/open-flows.ts";
import { openReadPool } from "../../src/operation/read-pool.ts";
import { type KeptCaptures, keepCaptures, madeDatabases, madeStartUs } from "./kept-captures.ts";
import { temporaryFolder } from "./made-files.ts";
import { naiveGroups, naiveList, naiveTimeline, printed } from "./naive-flows.ts";

const folder = temporaryFolder();
const pool = openReadPool({ warehousePath: null, workers: 1 });
let kept: KeptCaptures;
beforeAll(async () => {
  kept = await keepCaptures(join(folder, "vault"), { captures: 3, conversations: 250 });
});
afterAll(async () => {
  await pool.close();
  kept.vault.close();
});

const filters: readonly Record<string, unknown>[] = [
  {},
  { search: "DJI" },
  { search: "192.0.2.1" },
  { search: "a'b\\c%_" },
  { search: "FLIGHT-data" },
  { search: "com.example" },
  { search: "no such thing" },
  { server: "log.dji.example" },
  { server: "\u{1f681}.example" },
  { service: "ssl" },
  { service: "unknown" },
  { role: "flight-data" },
  { role: "unknown" },
  { role: "notListed" },
  { operator: "=Example Net" },
  { operator: "unknown" },
  { country: "US" },
  { country: "ZZ" },
  { app: "com.example.fly" },
  { app: "Maps" },
  { app: "unknown" },
  { nameSource: "sni" },
  { nameSource: "none" },
  { device: "10.0.0.2" },
  { scope: "internet" },
  { scope: "local" },
  { fromUs: madeStartUs + 600_000_000 },
  { fromUs: madeStartUs + 600_000_000, toUs: madeStartUs + 605_000_001 },
  { search: "example", scope: "internet", service: "http", country: "CN", device: "10.0.0.1" },
];

const engineMissing = isInstalled("chdb") ? "" : " (skipped: chdb is not installed)";

describe.each([
  { store: "files", rowsFromFiles: 1_000_000, skip: false, why: "" },
  { store: "column engine", rowsFromFiles: 0, skip: engineMissing !== "", why: engineMissing },
])("asked of the $store$why", ({ store, rowsFromFiles, skip }) => {
  let flows: OpenFlows;
  beforeAll(() => {
    const { vault, warehouse } = kept;
    const engine = skip ? undefined : openColumnEngine({ folder: join(folder, `engine-${store.replace(" ", "-")}`), warehouse });
    flows = openFlows({ vault, warehouse, pool, engine, rowsFromFiles });
  });
  afterAll(() => flows.close());

  test.skipIf(skip)("every filter: the list with its totals", { timeout: 120_000 }, async () => {
    for (const filter of [...filters, { capture: kept.captures[1] }]) {
      const query = flowQuerySchema.parse({ ...filter, limit: 20 });
      const page = await flows.list(query);
      expect(flowPageSchema.parse(page), JSON.stringify(filter)).toEqual(naiveList(kept.flows, query));
    }
    expect(flows.engine().state).toBe(store === "files" ? "idle" : "ready");
  });

  test.skipIf(skip)("every order, both ways, page by page", { timeout: 120_000 }, async () => {
    for (const sort of flowSortKeys) {
      for (const direction of ["asc", "desc"]) {
        const query = flowQuerySchema.parse({ sort, direction, offset: 190, limit: 70 });
        expect(await flows.list(query), `${sort} ${direction}`).toEqual(naiveList(kept.flows, query));
      }
    }
  });

  test.skipIf(skip)("every kind of group, every order, every filter", { timeout: 120_000 }, async () => {
    for (const by of flowGroupKeys) {
      for (const sort of ["bytesOut", "bytesIn", "conversations", "firstTimeUs", "key"]) {
        for (const direction of ["asc", "desc"]) {
          const query = flowGroupQuerySchema.parse({ by, sort, direction, offset: 1, limit: 3 });
          const page = flowGroupPageSchema.parse(await flows.groups(query));
          expect(page, `${by} ${sort} ${direction}`).toEqual(naiveGroups(kept.flows, query));
        }
      }
    }
    for (const filter of filters) {
      const query = flowGroupQuerySchema.parse({ ...filter, by: "server" });
      expect(await flows.groups(query), JSON.stringify(filter)).toEqual(naiveGroups(kept.flows, query));
    }
  });

  test.skipIf(skip)("every filter: the time line", { timeout: 120_000 }, async () => {
    for (const filter of filters) {
      for (const buckets of [1, 10, 240]) {
        const query = flowTimelineQuerySchema.parse({ ...filter, buckets });
        const { startUs, widthUs, ...counts } = flowTimelineSchema.parse(await flows.timeline(query));
        expect(counts.conversations.length).toBeLessThanOrEqual(buckets);
        if (startUs === null) expect(naiveList(kept.flows, flowQuerySchema.parse(filter)).total).toBe(0);
        else expect(counts, JSON.stringify(filter)).toEqual(naiveTimeline(kept.flows, query, { startUs, widthUs }));
      }
    }
  });

  test.skipIf(skip)("a capture leaves as lines, by time", { timeout: 60_000 }, async () => {
    const [capture = ""] = kept.captures;
    const expected = naiveList(kept.flows, flowQuerySchema.parse({ capture, limit: 1000 })).rows;
    const lines = (await textOf(await flows.export(capture, "jsonl"))).split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.map((line) => JSON.parse(line))).toEqual(expected);
    const csv = (await textOf(await flows.export(capture, "csv"))).split("\r\n");
    expect(csv.length).toBe(expected.length + 2);
    expect(csv[0]).toMatch(/^flowId,timeUs,.*,capture$/);
    expect(csv[1]).toContain(expected[0]?.flowId);
    // A spreadsheet would run it as a formula.
    expect(csv.join()).toContain("'=Example Net");
    expect(csv.join()).not.toContain(",=Example Net");
  });

  test.skipIf(skip)("a capture that is not there is said not to be", async () => {
    const capture = "0".repeat(64);
    await expect(flows.list(flowQuerySchema.parse({ capture }))).rejects.toMatchObject({ code: "no-such-capture", kind: "notFound" });
    await expect(flows.export(capture, "csv")).rejects.toMatchObject({ code: "no-such-capture" });
  });
});

test("an export in small pieces has every row once, also where many begin at the same time", async () => {
  const [capture = ""] = kept.captures;
  const places = kept.vault.flowsPlaces(capture);
  const asked = { store: tableReader(kept.warehouse), datasets: flowDatasets(places) };
  const whole = naiveList(kept.flows, flowQuerySchema.parse({ capture, limit: 1000 })).rows;
  for (const pageRows of [1, 2, 7, 250, 251]) {
    const pieces = exportPieces("jsonl", { capture, countryDatabases: madeDatabases, ask: (question) => question(asked), pageRows });
    const lines = (await textOf(pieces)).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(whole);
  }
});

test("rows are the made ones", () => {
  expect(printed(kept.flows[0] as KeptCaptures["flows"][0]).capture).toBe(kept.captures[0]);
});

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
