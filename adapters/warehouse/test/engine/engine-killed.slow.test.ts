import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWarehouse } from "../../src/index.ts";
import { engineIsHere } from "./engine-here.ts";
import { type Field, killEngine, killParent } from "./kill-rounds.ts";
import { writeTalks } from "./made-up-talks.ts";

const ROUNDS = 20;

let root: string;
let field: Field;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "creance-killed-"));
  const warehouse = openWarehouse(join(root, "derived"));
  const datasets = await Promise.all([10, 11, 12].map((seed) => writeTalks(warehouse, seed, [4000, 3000, 500])));
  field = { folder: join(root, "engine"), derived: join(root, "derived"), warehouse, datasets };
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.skipIf(!engineIsHere || process.platform !== "linux")(
  "20 kills (needs the packages chdb and @clickhouse/client, and /proc)",
  () => {
    test("of the engine", async () => {
      expect(await killEngine(field, ROUNDS)).toBeGreaterThan(ROUNDS / 4);
    }, 300_000);

    test("of the process that started it", async () => {
      expect(await killParent(field, ROUNDS)).toBeGreaterThan(ROUNDS / 4);
    }, 300_000);
  },
);
