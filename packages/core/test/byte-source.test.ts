import fc from "fast-check";
import { expect, test } from "vitest";
import { countingSource, memorySource } from "../src/index.ts";

test("a memory source reads any range without copying", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), fc.nat(), fc.nat(), async (bytes, a, b) => {
      const [start, end] = [a, b].map((at) => at % (bytes.length + 1)).sort((x, y) => x - y) as [number, number];
      const source = memorySource(bytes);
      expect(source.size).toBe(bytes.length);
      const read = await source.read(start, end);
      expect([...read]).toEqual([...bytes.slice(start, end)]);
      expect(read.buffer).toBe(bytes.buffer);
    }),
  );
});

test("a counting source counts requests and bytes, also of short reads", async () => {
  const source = countingSource(memorySource(new Uint8Array(10)));
  await source.read(0, 4);
  await source.read(8, 20);
  expect(source.size).toBe(10);
  expect(source.count).toEqual({ requests: 2, bytes: 6 });
});
