/** Files that are written to while they are imported: kept as far as they could be read, and said. */
import { appendFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImportedFile } from "@creance/api";
import { memorySource } from "@creance/core";
import { afterAll, expect, test } from "vitest";
import { newScratch, openBorrowingSource } from "../../src/operation/borrowing-source.ts";
import { openOperation } from "../../src/operation/open-operation.ts";
import type { ImportItem } from "../../src/operation/types.ts";
import { temporaryFolder } from "./made-files.ts";

const folder = temporaryFolder();
const operation = await openOperation({ vaultPath: join(folder, "vault"), workers: 1 });
afterAll(() => operation.close());

test("a file tells that it was appended to, or written over at the same length", async () => {
  const path = join(folder, "growing.log");
  await writeFile(path, "first");
  for (const change of [() => appendFile(path, "more"), () => writeFile(path, "other")]) {
    await writeFile(path, "first");
    await utimes(path, 1, 1);
    const source = await openBorrowingSource(path, newScratch());
    await source.read(0, source.size);
    expect(await source.hasChanged()).toBe(false);
    await change();
    expect(await source.hasChanged()).toBe(true);
    await source.close();
  }
});

test("the import keeps such a file and says it; others get no such word", async () => {
  const item = (name: string, hasChanged: boolean): ImportItem => ({
    path: name,
    source: memorySource(new TextEncoder().encode(`bytes of ${name}`)),
    hasChanged: () => Promise.resolve(hasChanged),
    release: () => Promise.resolve(),
  });
  const files: ImportedFile[] = [];
  const notices: string[] = [];
  async function* items(): AsyncGenerator<ImportItem> {
    yield item("steady.txt", false);
    yield item("written.txt", true);
  }
  const summary = await operation.importItems(items(), { onFile: (file) => files.push(file), onNotice: (said) => notices.push(said) });
  expect([summary.kept, summary.failed]).toEqual([2, 0]);
  expect(files.map(({ sentence }) => /^It was written to while it was read/.test(sentence ?? ""))).toEqual([false, true]);
  expect(notices).toEqual([expect.stringMatching(/^written\.txt: It was written to while it was read/)]);
});
