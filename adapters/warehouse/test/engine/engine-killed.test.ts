import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openColumnEngine, openWarehouse } from "../../src/index.ts";
import { engineIsHere } from "./engine-here.ts";
import { type Field, killEngine, killParent } from "./kill-rounds.ts";
import { talks, writeTalks } from "./made-up-talks.ts";

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
  "a killed engine (needs the packages chdb and @clickhouse/client, and /proc)",
  () => {
    test("counts every row once after its process was killed in the middle of a load", async () => {
      expect(await killEngine(field, 4)).toBeGreaterThan(0);
    });

    test("ends with the process that started it, and counts every row once afterwards", async () => {
      await killParent(field, 2);
    });

    test("a folder in use by another process is a state with a sentence", async () => {
      const first = openColumnEngine(field);
      await first.load(talks, field.datasets[0] as never);
      const second = openColumnEngine(field);
      await expect(second.load(talks, field.datasets[0] as never)).rejects.toMatchObject({ name: "UserError", code: "column-engine" });
      expect(second.state()).toMatchObject({ state: "failed", sentence: expect.stringMatching(/in use by another Creance/) });
      await second.close();
      expect(first.has(talks, field.datasets[0] as never)).toBe(true);
      await first.close();
    });
  },
);
