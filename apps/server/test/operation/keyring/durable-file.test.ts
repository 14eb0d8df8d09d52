/** Small secret files on a file system without second names. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { keepBeside, writeDurably } from "../../../src/operation/keyring/durable-file.ts";
import { temporaryFolder } from "../made-files.ts";

const folder = temporaryFolder();
const answers = vi.hoisted(() => ({ code: undefined as string | undefined }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return {
    ...real,
    link: (from: string, to: string) =>
      answers.code === undefined ? real.link(from, to) : Promise.reject(Object.assign(new Error("link"), { code: answers.code })),
  };
});

test.each([undefined, "EPERM", "EOPNOTSUPP"])("new, replaced and kept beside, when link answers %s", async (code) => {
  answers.code = code;
  const path = join(folder, `file-${code}`);
  await writeDurably(path, Buffer.from("one"), "new");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await expect(writeDurably(path, Buffer.from("two"), "new")).rejects.toMatchObject({ code: "EEXIST" });
  expect(readFileSync(path, "utf8")).toBe("one");
  expect(await keepBeside(path)).toBe(`${path}.old-1`);
  await writeDurably(path, Buffer.from("two"), "replace");
  expect(await keepBeside(path, { remove: true })).toBe(`${path}.old-2`);
  expect([readFileSync(`${path}.old-1`, "utf8"), readFileSync(`${path}.old-2`, "utf8")]).toEqual(["one", "two"]);
  expect(await keepBeside(path)).toBeUndefined();
  expect(readdirSync(folder).filter((name) => name.includes(".part"))).toEqual([]);
});

test("another refusal is not passed over", async () => {
  answers.code = "EIO";
  await expect(writeDurably(join(folder, "failing"), Buffer.from("x"), "new")).rejects.toMatchObject({ code: "EIO" });
  writeFileSync(join(folder, "there"), "x");
  await expect(keepBeside(join(folder, "there"))).rejects.toMatchObject({ code: "EIO" });
});
