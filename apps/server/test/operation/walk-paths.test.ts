import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isUserError } from "@creance/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pathItems } from "../../src/operation/path-items.ts";
import { checkPaths, type Met, walkPaths } from "../../src/operation/walk-paths.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "creance-walk-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function met(paths: readonly string[], vault = join(folder, "vault")): Promise<Met[]> {
  const found: Met[] = [];
  for await (const one of walkPaths(paths, { vaultPath: vault, sizes: "ask" })) found.push(one);
  return found;
}

describe("walkPaths", () => {
  test("meets regular files sorted by name, and walks a folder named like a record", async () => {
    await mkdir(join(folder, "DJIFlightRecord.txt"));
    await writeFile(join(folder, "DJIFlightRecord.txt", "inner"), "12345");
    await writeFile(join(folder, "b"), "");
    await writeFile(join(folder, "a"), "1");
    expect(await met([folder])).toEqual([
      { kind: "file", path: join(folder, "DJIFlightRecord.txt", "inner"), sizeBytes: 5 },
      { kind: "file", path: join(folder, "a"), sizeBytes: 1 },
      { kind: "file", path: join(folder, "b"), sizeBytes: 0 },
    ]);
  });

  test("does not follow a link inside a folder, but one that was named", async () => {
    await mkdir(join(folder, "real"));
    await writeFile(join(folder, "real", "file"), "x");
    await mkdir(join(folder, "walked"));
    await symlink(join(folder, "real"), join(folder, "walked", "link"));
    await symlink("..", join(folder, "walked", "up"));
    expect((await met([join(folder, "walked")])).map((one) => one.kind)).toEqual(["skipped", "skipped"]);
    expect(await met([join(folder, "walked", "link")])).toEqual([
      { kind: "file", path: join(folder, "walked", "link", "file"), sizeBytes: 1 },
    ]);
  });

  test("never walks into the vault", async () => {
    await mkdir(join(folder, "vault", "originals"), { recursive: true });
    await writeFile(join(folder, "vault", "originals", "kept"), "x");
    await writeFile(join(folder, "other"), "x");
    expect((await met([folder])).map((one) => [one.kind, one.path])).toEqual([
      ["file", join(folder, "other")],
      ["skipped", join(folder, "vault")],
    ]);
    expect(await met([join(folder, "vault", "originals")])).toMatchObject([{ kind: "skipped", why: "vault" }]);
  });

  test("takes what is named in the vault's folder of proofs", async () => {
    await mkdir(join(folder, "vault", "proofs", "monday"), { recursive: true });
    const capture = join(folder, "vault", "proofs", "monday", "lan-000001.pcap");
    await writeFile(capture, "x");
    expect(await met([capture])).toMatchObject([{ kind: "file", path: capture }]);
    for (const path of [join(folder, "vault"), join(folder, "vault", "proofs")])
      expect(await met([path])).toMatchObject([{ why: "vault" }]);
  });

  test.skipIf(process.platform !== "linux")(
    "finds files whose names are not UTF-8, and what is in such folders (skipped: not Linux)",
    async () => {
      const bytes = (...parts: readonly (string | number)[]): Buffer =>
        Buffer.concat([
          Buffer.from(`${folder}/`),
          ...parts.map((part) => (typeof part === "number" ? Buffer.of(part) : Buffer.from(part))),
        ]);
      await mkdir(bytes("fl", 0xfc, "ge"));
      await writeFile(bytes("fl", 0xfc, "ge", "/inner.txt"), "12");
      await writeFile(bytes(0xff, ".txt"), "1");
      await writeFile(join(folder, "\ufffd"), "123");
      const found = await met([folder]);
      expect(found.map((one) => [one.kind, one.path, one.kind === "file" ? one.sizeBytes : null])).toEqual([
        ["file", join(folder, "fl\ufffdge", "inner.txt"), 2],
        ["file", join(folder, "\ufffd"), 3],
        ["file", join(folder, "\ufffd.txt"), 1],
      ]);
      const read: string[] = [];
      for await (const item of pathItems([folder], { vaultPath: join(folder, "vault") })) {
        if (!("source" in item)) throw new Error(`refused: ${item.refused}`);
        read.push(Buffer.from(await item.source.read(0, item.source.size)).toString());
        await item.release();
      }
      expect(read).toEqual(["12", "123", "1"]);
    },
  );

  test("stops at 64 folders deep with a sentence", async () => {
    const deep = join(folder, ...Array.from({ length: 70 }, () => "d"));
    await mkdir(deep, { recursive: true });
    await writeFile(join(deep, "file"), "x");
    const [only, ...others] = await met([folder]);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ kind: "refused", sentence: expect.stringContaining("64 folders deep") });
  });

  test("a folder without permission is refused with a sentence", async () => {
    await mkdir(join(folder, "closed"));
    await chmod(join(folder, "closed"), 0);
    await chmod(folder, 0o755);
    // Root may look into everything: for the walk it becomes somebody else.
    const root = process.getuid?.() === 0;
    if (root) process.seteuid?.(65534);
    try {
      expect(await met([folder])).toMatchObject([{ kind: "refused", sentence: expect.stringContaining("No permission") }]);
    } finally {
      if (root) process.seteuid?.(0);
      await chmod(join(folder, "closed"), 0o700);
    }
  });
});

describe("checkPaths", () => {
  test("names the path that does not exist", async () => {
    const error: unknown = await checkPaths([folder, join(folder, "gone")]).catch((thrown) => thrown);
    expect(isUserError(error) && error.kind).toBe("notFound");
    expect((error as Error).message).toContain(join(folder, "gone"));
  });

  test("takes a link that leads nowhere as something that exists: the walk says what is wrong", async () => {
    await symlink(join(folder, "nothing"), join(folder, "link"));
    await checkPaths([join(folder, "link")]);
    expect(await met([join(folder, "link")])).toMatchObject([{ kind: "refused", sentence: expect.stringContaining("leads nowhere") }]);
  });
});
