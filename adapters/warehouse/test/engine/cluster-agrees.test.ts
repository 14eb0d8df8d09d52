import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { columnStoreOver } from "../../src/engine/column-store.ts";
import type { DeepPages } from "../../src/engine/deep-page.ts";
import { engineTable } from "../../src/engine/engine-table.ts";
import { fillTallySql } from "../../src/engine/tally-table.ts";
import { type ColumnEngine, type ColumnStore, type Dataset, openColumnEngine, openWarehouse } from "../../src/index.ts";
import { createOnCluster, openNode, sendSegment } from "./cluster/cluster-client.ts";
import { type Cluster, clusterIsHere, startCluster } from "./cluster/start-cluster.ts";
import { talks, writeTalks } from "./made-up-talks.ts";
import { askPlain, questions } from "./questions.ts";

describe.skipIf(!clusterIsHere)(
  "a cluster of two shards answers as the engine does (needs the package chdb, and python3 with ctypes)",
  () => {
    let folder: string;
    let cluster: Cluster;
    let nodes: ReturnType<typeof openNode>[];
    let engine: ColumnEngine;
    let datasets: readonly Dataset[];
    const table = engineTable(talks);

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "creance-cluster-"));
      const warehouse = openWarehouse(join(folder, "derived"));
      datasets = [await writeTalks(warehouse, 1, [400, 250]), await writeTalks(warehouse, 2, [300])];
      engine = openColumnEngine({ folder: join(folder, "engine"), warehouse });
      cluster = await startCluster(folder);
      nodes = cluster.urls.map(openNode);
      await createOnCluster(
        nodes.map(({ client }) => client),
        table,
      );
      for (const [at, dataset] of datasets.entries()) {
        for (let segment = 0; segment < dataset.segments; segment += 1) {
          await sendSegment((nodes[at % 2] as (typeof nodes)[number]).http, warehouse, table, at + 1, dataset, segment);
        }
        await (nodes[at % 2] as (typeof nodes)[number]).client.run(fillTallySql(table, at + 1, dataset.sha256));
      }
    });
    afterAll(async () => {
      await Promise.all((nodes ?? []).map(({ http }) => http.close()));
      await cluster?.stop();
      await engine?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const storeOn = (at: number, deep?: DeepPages): ColumnStore =>
      columnStoreOver((nodes[at] as (typeof nodes)[number]).client, async () => [1, 2], deep);

    test("the rows lie on both shards", async () => {
      const counts = await Promise.all(
        nodes.map(({ client }) => client.ask({ sql: `SELECT count() FROM ${table.name}_local`, parameters: {} }, "plain")),
      );
      const rows = counts.map((answer) => Number(answer.rows[0]?.[0]));
      expect(Math.min(...rows)).toBeGreaterThan(100);
      expect((rows[0] as number) + (rows[1] as number)).toBe(950);
    });

    test.each(questions)("$name", async (question) => {
      const expected = await askPlain(engine, question, datasets);
      expect(await askPlain(storeOn(0), question, datasets)).toEqual(expected);
      expect(await askPlain(storeOn(1), question, datasets)).toEqual(expected);
      // Every page looked for by counting.
      expect(await askPlain(storeOn(1, { from: 0, buckets: 3, enough: 1 }), question, datasets)).toEqual(expected);
    });
  },
);
