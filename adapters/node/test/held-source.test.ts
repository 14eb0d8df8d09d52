import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { heldSource, openFileSource, SpareBuffers } from "../src/index.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "creance-held-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, lengthBytes: number, seed: number): { readonly path: string; readonly bytes: Buffer } {
  const path = join(folder, name);
  const bytes = Buffer.from(Uint8Array.from({ length: lengthBytes }, (_, at) => (at * seed) % 251));
  writeFileSync(path, bytes);
  return { path, bytes };
}

test("a held file reads as the file does, and never shows what a buffer held before", async () => {
  const spare = new SpareBuffers(1);
  const [long, short] = [file("long", 300_000, 7), file("short", 1000, 11)];
  for (const { path, bytes } of [long, short]) {
    const held = await heldSource(await openFileSource(path), spare);
    expect(held.size).toBe(bytes.byteLength);
    expect(Buffer.compare(await held.read(0, held.size), bytes)).toBe(0);
    expect([...(await held.read(10, 20))]).toEqual([...bytes.subarray(10, 20)]);
    // A reader that asks for more than there is gets what there is.
    expect((await held.read(held.size - 5, held.size + 100)).byteLength).toBe(5);
    expect([...(await held.readInto(new Uint8Array(10), held.size - 4))]).toEqual([...bytes.subarray(-4)]);
    await held.close();
    await held.close();
    await expect(held.read(0, 1)).rejects.toThrow(/closed/);
  }
});

test("buffers are used again, not shared by two that are open", async () => {
  const spare = new SpareBuffers(2);
  const made = [file("a", 5000, 3), file("b", 5000, 5)];
  const held = [];
  for (const { path } of made) held.push(await heldSource(await openFileSource(path), spare));
  const memory = [];
  for (const [at, source] of held.entries()) {
    const whole = await source.read(0, source.size);
    expect(Buffer.compare(whole, (made[at] as { bytes: Buffer }).bytes)).toBe(0);
    memory.push(whole.buffer);
  }
  expect(memory[0] === memory[1]).toBe(false);
  for (const source of held) await source.close();
  const again = await heldSource(await openFileSource((made[0] as { path: string }).path), spare);
  expect(memory.includes((await again.read(0, 1)).buffer)).toBe(true);
  await again.close();
});

test("a file that became shorter gives what is left; a large or empty one is not held", async () => {
  const spare = new SpareBuffers(1);
  const { path, bytes } = file("cut", 5000, 3);
  const opened = await openFileSource(path);
  truncateSync(path, 1200);
  const held = await heldSource(opened, spare);
  expect(held.size).toBe(5000);
  expect(Buffer.compare(await held.read(0, 5000), bytes.subarray(0, 1200))).toBe(0);
  expect((await held.read(2000, 3000)).byteLength).toBe(0);
  await held.close();

  const empty = file("empty", 0, 1);
  const large = join(folder, "large");
  writeFileSync(large, "");
  truncateSync(large, 16 * 1_048_576 + 1);
  for (const each of [empty.path, large]) {
    const source = await openFileSource(each);
    expect(await heldSource(source, spare)).toBe(source);
    await source.close();
  }
});

test("no more buffers lie idle than were asked for, and the larger ones stay", () => {
  const spare = new SpareBuffers(1);
  const [small, large] = [spare.take(10), spare.take(3_000_000)];
  expect(small.byteLength).toBe(1_048_576);
  expect(large.byteLength).toBe(3 * 1_048_576);
  spare.giveBack(large);
  spare.giveBack(small);
  expect(spare.take(10) === large).toBe(true);
  expect(spare.take(10) === small).toBe(false);
});

test("after it was closed, nothing of the buffer that others use now is given, however it is asked for", async () => {
  const spare = new SpareBuffers(1);
  const held = await heldSource(await openFileSource(file("first", 5000, 7).path), spare);
  await held.close();
  const next = await heldSource(await openFileSource(file("next", 5000, 11).path), spare);
  await expect(held.read(0, 10)).rejects.toThrow(/after it was closed/);
  await expect(held.readInto(new Uint8Array(10), 0)).rejects.toThrow(/after it was closed/);
  await next.close();
});
