import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openFileSource } from "../src/index.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "creance-node-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("reads any range of a file", async () => {
  const path = join(folder, "whole");
  const bytes = Uint8Array.from({ length: 5000 }, (_, at) => at % 251);
  writeFileSync(path, bytes);
  const source = await openFileSource(path);
  expect(source.size).toBe(5000);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 5000 }), async (a, b) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)];
      expect([...(await source.read(start, end))]).toEqual([...bytes.slice(start, end)]);
    }),
    { numRuns: 50 },
  );
  await source.close();
});

test("reads at the same time do not mix", async () => {
  const path = join(folder, "parallel");
  writeFileSync(
    path,
    Uint8Array.from({ length: 40_000 }, (_, at) => at >> 8),
  );
  const source = await openFileSource(path);
  const reads = await Promise.all(Array.from({ length: 100 }, (_, at) => source.read(at * 256, at * 256 + 256)));
  for (const [at, read] of reads.entries()) expect([...new Set(read)]).toEqual([at]);
  await source.close();
});

test("a file that shrinks gives short reads, not an error", async () => {
  const path = join(folder, "shrinking");
  writeFileSync(path, new Uint8Array(1000).fill(7));
  const source = await openFileSource(path);
  truncateSync(path, 300);
  expect(source.size).toBe(1000);
  expect(await source.read(200, 500)).toHaveLength(100);
  expect(await source.read(600, 700)).toHaveLength(0);
  await source.close();
});

test("an empty file has no bytes", async () => {
  const path = join(folder, "empty");
  writeFileSync(path, "");
  const source = await openFileSource(path);
  expect(source.size).toBe(0);
  expect(await source.read(0, 0)).toHaveLength(0);
  await source.close();
});

test("rejects as the file system does", async () => {
  await expect(openFileSource(join(folder, "nowhere"))).rejects.toMatchObject({ code: "ENOENT" });
  const source = await openFileSource(folder);
  await expect(source.read(0, 10)).rejects.toMatchObject({ code: "EISDIR" });
  await source.close();
});

test("after closing nothing can be read", async () => {
  const path = join(folder, "closed");
  writeFileSync(path, "text");
  const source = await openFileSource(path);
  await source.close();
  await expect(source.read(0, 4)).rejects.toThrow();
});
