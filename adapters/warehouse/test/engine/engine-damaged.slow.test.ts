import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dataset, openColumnEngine, openWarehouse, type Warehouse } from "../../src/index.ts";
import { engineIsHere } from "./engine-here.ts";
import { talks, writeTalks } from "./made-up-talks.ts";

let root: string;
let warehouse: Warehouse;
let datasets: readonly Dataset[];
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "creance-damaged-"));
  warehouse = openWarehouse(join(root, "derived"));
  datasets = [await writeTalks(warehouse, 1, [500]), await writeTalks(warehouse, 2, [300])];
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Files of the engine, newest parts and metadata alike. */
function filesOf(folder: string, wanted: RegExp): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => wanted.test(path) && statSync(path).isFile());
}

function garble(path: string): void {
  const bytes = readFileSync(path);
  for (let at = Math.floor(bytes.length / 3); at < bytes.length; at += 1) bytes[at] = (bytes[at] as number) ^ 0x5a;
  writeFileSync(path, bytes);
}

const question = {
  table: talks,
  where: [],
  by: [{ column: "server" }],
  measures: { rows: { of: "count" } },
  order: [],
  offset: 0,
  limit: 1000,
} as const;

describe.skipIf(!engineIsHere)("an engine whose own files are damaged (needs the packages chdb and @clickhouse/client)", () => {
  test.each([
    ["every table's description", /metadata.*\.sql$|\/store\/.*\.sql$/],
    ["the list of loads", /store\/.*\/loads|primary\.cidx$/],
    ["every count", /count\.txt$/],
    ["every checksum", /checksums\.txt$/],
    ["every column", /(data|server)\.bin$/],
  ])("with %s garbled answers right, or says what to do, and is well after clear", async (name, wanted) => {
    const folder = join(root, name.replaceAll(" ", "-"));
    const first = openColumnEngine({ folder, warehouse });
    const expected = await first.groups({ ...question, datasets });
    await first.close();
    const files = filesOf(join(folder, "data"), wanted);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) garble(file);
    const engine = openColumnEngine({ folder, warehouse });
    const answer = await engine.groups({ ...question, datasets }).catch((error: unknown) => error);
    if (answer instanceof Error)
      expect(answer).toMatchObject({ name: "UserError", code: "column-engine", message: expect.stringMatching(/rebuild/) });
    else expect(answer).toEqual(expected);
    await engine.clear();
    expect(await engine.groups({ ...question, datasets })).toEqual(expected);
    await engine.close();
  });
});
