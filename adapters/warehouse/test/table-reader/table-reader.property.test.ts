/** The table reader answers as the plain model does, whatever the rows and the question. */
import { rmSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Dataset, type GroupQuery, type PageQuery, tableReader, type Warehouse } from "../../src/index.ts";
import { anyGroupQuery, anyOriginals, anyPageQuery } from "./any-query.ts";
import { keepOriginals, type MadeOriginal, makeWarehouse, spec } from "./made-conversations.ts";
import { type NaiveRow, naiveGroups, naivePage } from "./naive-store.ts";

let made: { readonly folder: string; readonly warehouse: Warehouse };
let run = 0;
beforeAll(() => {
  made = makeWarehouse();
});
afterAll(() => rmSync(made.folder, { recursive: true, force: true }));

async function keep(
  originals: readonly MadeOriginal[],
): Promise<{ readonly datasets: readonly Dataset[]; readonly rows: readonly NaiveRow[] }> {
  run += 1;
  const datasets = await keepOriginals(made.warehouse, originals, String(run));
  return { datasets, rows: originals.flatMap(({ sha256, segments }) => segments.flat().map((row) => ({ ...row, original: sha256 }))) };
}

test("pages", async () => {
  await fc.assert(
    fc.asyncProperty(anyOriginals, fc.array(anyPageQuery, { minLength: 1, maxLength: 6 }), async (originals, questions) => {
      const { datasets, rows } = await keep(originals);
      const reader = tableReader(made.warehouse);
      for (const question of questions) {
        const query: PageQuery = { ...question, table: spec, datasets };
        expect(await reader.page(query)).toEqual(naivePage(rows, query));
      }
    }),
    { numRuns: 150 },
  );
});

test("groups", async () => {
  await fc.assert(
    fc.asyncProperty(anyOriginals, fc.array(anyGroupQuery, { minLength: 1, maxLength: 6 }), async (originals, questions) => {
      const { datasets, rows } = await keep(originals);
      const reader = tableReader(made.warehouse);
      for (const question of questions) {
        const query: GroupQuery = { ...question, table: spec, datasets };
        expect(await reader.groups(query)).toEqual(naiveGroups(rows, query));
      }
    }),
    { numRuns: 150 },
  );
});

test("a cache too small for anything changes no answer", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyOriginals,
      anyPageQuery,
      anyGroupQuery,
      fc.integer({ min: 0, max: 400 }),
      async (originals, page, group, cacheBytes) => {
        const { datasets, rows } = await keep(originals);
        const reader = tableReader(made.warehouse, { cacheBytes });
        const pageQuery: PageQuery = { ...page, table: spec, datasets };
        const groupQuery: GroupQuery = { ...group, table: spec, datasets };
        for (let again = 0; again < 2; again += 1) {
          expect(await reader.page(pageQuery)).toEqual(naivePage(rows, pageQuery));
          expect(await reader.groups(groupQuery)).toEqual(naiveGroups(rows, groupQuery));
        }
      },
    ),
    { numRuns: 60 },
  );
});
