import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ColumnEngine, type Dataset, openColumnEngine, openWarehouse, type Warehouse } from "../../src/index.ts";
import { engineIsHere } from "./engine-here.ts";
import { madeUpHash, talks, writeTalks } from "./made-up-talks.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "creance-engine-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const page = { table: talks, columns: ["talkId"], where: [], order: [], offset: 0, limit: 10 };

describe("openColumnEngine where the engine is missing", () => {
  test("is a state with a sentence, makes no folder, and rejects questions with it", async () => {
    const engine = openColumnEngine({
      folder: join(folder, "absent"),
      warehouse: openWarehouse(folder),
      resolve: (name) => {
        throw new Error(`Cannot find module ${name}`);
      },
    });
    expect(engine.state()).toMatchObject({ state: "absent", version: null, isolation: null });
    expect(engine.state().sentence).toMatch(/not installed here .*a million.*npm install/);
    await expect(engine.page({ ...page, datasets: [] })).rejects.toMatchObject({ name: "UserError", code: "column-engine" });
    const dataset = { sha256: madeUpHash(1), reader: "made-up-talks/1", segments: 1, rows: 1 };
    await expect(engine.load(talks, dataset)).rejects.toMatchObject({ code: "column-engine" });
    expect(engine.has(talks, dataset)).toBe(false);
    expect(existsSync(join(folder, "absent"))).toBe(false);
    await engine.clear();
    await engine.close();
  });
});

describe.skipIf(!engineIsHere)("openColumnEngine (needs the packages chdb and @clickhouse/client)", () => {
  let warehouse: Warehouse;
  let engine: ColumnEngine;
  let first: Dataset;
  let second: Dataset;
  beforeAll(async () => {
    warehouse = openWarehouse(join(folder, "derived"));
    engine = openColumnEngine({ folder: join(folder, "engine"), warehouse });
    first = await writeTalks(warehouse, 1, [300, 0, 200]);
    second = await writeTalks(warehouse, 2, [100]);
  });
  afterAll(() => engine.close());

  const total = async (datasets: readonly Dataset[]): Promise<number> => (await engine.page({ ...page, datasets })).total;

  test("starts at the first call, in a folder that only its owner may enter", async () => {
    expect(engine.state()).toEqual({ state: "idle", version: null, isolation: null, sentence: null });
    await engine.load(talks, first);
    expect(engine.state()).toMatchObject({ state: "ready", version: expect.stringMatching(/^26\./), sentence: null });
    expect(statSync(join(folder, "engine", "data")).mode & 0o777).toBe(0o700);
  });

  test("holds each dataset once, however often and from how many sides it is loaded", async () => {
    expect(engine.has(talks, first)).toBe(true);
    expect(engine.has(talks, second)).toBe(false);
    await Promise.all([engine.load(talks, second), engine.load(talks, first), engine.load(talks, second)]);
    expect(await total([first])).toBe(500);
    expect(await total([second])).toBe(100);
    expect(await total([first, second, first])).toBe(600);
    expect(await total([])).toBe(0);
  });

  test("a question loads what it needs", async () => {
    const third = await writeTalks(warehouse, 3, [7]);
    expect(await total([third])).toBe(7);
    expect(engine.has(talks, third)).toBe(true);
  });

  test("derived files that are gone, damaged or hold another number of rows are refused, and leave no rows", async () => {
    const missing = { name: "UserError", code: "derived-missing" };
    await expect(engine.load(talks, { ...first, sha256: madeUpHash(77) })).rejects.toMatchObject(missing);
    const short = { ...second, rows: 101 };
    await expect(engine.load(talks, short)).rejects.toMatchObject(missing);
    expect(engine.has(talks, short)).toBe(false);
    expect(await total([second])).toBe(100);
    const damaged = await writeTalks(warehouse, 4, [50, 60]);
    const path = warehouse.path({ sha256: damaged.sha256, segment: 1, reader: damaged.reader });
    const bytes = readFileSync(path);
    bytes[1000] = (bytes[1000] as number) ^ 1;
    writeFileSync(path, bytes);
    await expect(engine.load(talks, damaged)).rejects.toMatchObject(missing);
    expect(await total([await writeTalks(warehouse, 4, [50, 60])])).toBe(110);
  });

  test("what was loaded is there in the next process, without the derived files", async () => {
    await engine.close();
    engine = openColumnEngine({ folder: join(folder, "engine"), warehouse: openWarehouse(join(folder, "nothing")) });
    expect(engine.has(talks, first)).toBe(false);
    expect(await total([first, second])).toBe(600);
    expect(engine.has(talks, first)).toBe(true);
    await engine.close();
    engine = openColumnEngine({ folder: join(folder, "engine"), warehouse });
  });

  test("clear forgets everything, and loading goes on", async () => {
    await engine.load(talks, first);
    await engine.clear();
    expect(engine.has(talks, first)).toBe(false);
    await engine.load(talks, first);
    expect(await total([first])).toBe(500);
  });

  test("a folder that another one uses is left alone by clear, and the other one clears it before it goes on", async () => {
    await engine.load(talks, first);
    const other = openColumnEngine({ folder: join(folder, "engine"), warehouse });
    await other.clear();
    expect(other.state()).toMatchObject({ state: "failed", sentence: expect.stringMatching(/in use by another Creance/) });
    await other.close();
    expect(engine.has(talks, first)).toBe(false);
    await warehouse.clear();
    await expect(total([first])).rejects.toMatchObject({ code: "derived-missing" });
    first = await writeTalks(warehouse, 1, [300, 0, 200]);
    second = await writeTalks(warehouse, 2, [100]);
    expect(await total([first])).toBe(500);
    expect(engine.has(talks, first)).toBe(true);
    expect(existsSync(join(folder, "engine", "clear"))).toBe(false);
  });

  test("clear is kept in mind where the engine cannot start, and starts none for nothing", async () => {
    await engine.close();
    const broken = openColumnEngine({ folder: join(folder, "engine"), warehouse, prefix: ["/bin/false"] });
    await broken.clear();
    expect(broken.state().state).toBe("failed");
    await broken.close();
    engine = openColumnEngine({ folder: join(folder, "engine"), warehouse: openWarehouse(join(folder, "nothing")) });
    await expect(total([first])).rejects.toMatchObject({ code: "derived-missing" });
    await engine.close();
    engine = openColumnEngine({ folder: join(folder, "engine"), warehouse });
    await openColumnEngine({ folder: join(folder, "never"), warehouse }).clear();
    expect(existsSync(join(folder, "never"))).toBe(false);
  });

  test("keepOnly deletes what is no longer named, also for the next process", async () => {
    await engine.keepOnly(talks, []);
    expect(engine.state().state).toBe("idle");
    await engine.load(talks, first);
    await engine.load(talks, second);
    await engine.keepOnly(talks, [second, { ...first, reader: "made-up-talks/2" }]);
    expect([engine.has(talks, first), engine.has(talks, second)]).toEqual([false, true]);
    expect(await total([second])).toBe(100);
    await engine.close();
    engine = openColumnEngine({ folder: join(folder, "engine"), warehouse: openWarehouse(join(folder, "nothing")) });
    expect(await total([second])).toBe(100);
    await expect(total([first])).rejects.toMatchObject({ code: "derived-missing" });
    await engine.close();
    engine = openColumnEngine({ folder: join(folder, "engine"), warehouse });
    expect(await total([first, second])).toBe(600);
  });

  test("a question asked while loads are taken away and come back counts every row", async () => {
    await engine.load(talks, first);
    for (let round = 0; round < 5; round += 1) {
      const asked = Array.from({ length: 4 }, () => total([first, second]));
      const dropped = round % 2 === 0 ? engine.keepOnly(talks, []) : engine.clear();
      expect(await Promise.all(asked)).toEqual([600, 600, 600, 600]);
      await dropped;
    }
  });

  test("a vault whose folder looks like a pattern or like SQL is loaded all the same", async () => {
    const odd = join(folder, "a{b,c}*'; DROP TABLE loads; --\\");
    mkdirSync(odd);
    const oddWarehouse = openWarehouse(join(odd, "derived"));
    const dataset = await writeTalks(oddWarehouse, 9, [5]);
    const oddEngine = openColumnEngine({ folder: join(odd, "engine"), warehouse: oddWarehouse });
    expect((await oddEngine.page({ ...page, datasets: [dataset] })).total).toBe(5);
    await oddEngine.close();
  });
});
