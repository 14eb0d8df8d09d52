import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ByteSource, memorySource } from "@creance/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeSource } from "../src/index.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "creance-write-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bytes = Buffer.from(Uint8Array.from({ length: 5_000_003 }, (_, at) => (at * 7) % 251));

test.each([0, 1, 262_144, 262_145, 5_000_003])("writes %i bytes, each piece shown once", async (lengthBytes) => {
  const path = join(folder, `whole-${lengthBytes}`);
  const handle = await open(path, "wx");
  const shown: Buffer[] = [];
  await writeSource(handle, memorySource(bytes.subarray(0, lengthBytes)), (piece, askedBytes) => {
    expect(piece.byteLength).toBe(askedBytes);
    shown.push(Buffer.from(piece));
  });
  await handle.close();
  expect(Buffer.compare(readFileSync(path), bytes.subarray(0, lengthBytes))).toBe(0);
  expect(Buffer.compare(Buffer.concat(shown), bytes.subarray(0, lengthBytes))).toBe(0);
});

test("goes on where the system wrote less than it was given", async () => {
  const out: Buffer[] = [];
  const handle = {
    write: async (piece: Uint8Array, offset: number, length: number, position: number) => {
      expect(position).toBe(out.reduce((sum, { byteLength }) => sum + byteLength, 0));
      const part = Buffer.from(piece.subarray(offset, offset + Math.min(length, 100_000)));
      out.push(part);
      return { bytesWritten: part.byteLength, buffer: piece };
    },
  } as unknown as FileHandle;
  await writeSource(handle, memorySource(bytes));
  expect(Buffer.compare(Buffer.concat(out), bytes)).toBe(0);
});

test("a write that fails, a read that fails and a piece that is refused all end it, and nothing is written afterwards", async () => {
  let isWriting = false;
  let fails = true;
  const handle = {
    write: async (_: Uint8Array, __: number, length: number) => {
      isWriting = true;
      await new Promise((done) => setTimeout(done, 5));
      isWriting = false;
      if (fails) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
      return { bytesWritten: length };
    },
  } as unknown as FileHandle;
  await expect(writeSource(handle, memorySource(bytes))).rejects.toMatchObject({ code: "ENOSPC" });
  expect(isWriting).toBe(false);
  // The last piece, too.
  await expect(writeSource(handle, memorySource(bytes.subarray(0, 10)))).rejects.toMatchObject({ code: "ENOSPC" });
  fails = false;
  const broken: ByteSource = {
    size: bytes.byteLength,
    read: async (start, end) => {
      if (start > 0) throw new Error("unreadable");
      return bytes.subarray(start, end);
    },
  };
  await expect(writeSource(handle, broken)).rejects.toThrow("unreadable");
  expect(isWriting).toBe(false);
  let pieces = 0;
  await expect(
    writeSource(handle, memorySource(bytes), () => {
      pieces += 1;
      if (pieces === 2) throw new Error("stopped");
    }),
  ).rejects.toThrow("stopped");
  expect(pieces).toBe(2);
  expect(isWriting).toBe(false);
});
