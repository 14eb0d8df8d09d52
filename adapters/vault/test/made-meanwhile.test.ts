// Another process makes the vault between two looks at its folder. The second look is held up until it has.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { openVault } from "../src/index.ts";
import { tmpFolder } from "./readings.ts";

let beforeListing: (() => Promise<void>) | undefined;

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return {
    ...real,
    readdir: async (path: string) => {
      await beforeListing?.();
      return real.readdir(path);
    },
  };
});

it("V1: a vault that somebody else makes meanwhile is opened, not called damaged", async () => {
  const path = join(tmpFolder(), "vault");
  beforeListing = async () => {
    beforeListing = undefined;
    (await openVault(path, { create: true })).close();
  };
  const vault = await openVault(path, { create: true });
  expect(beforeListing).toBeUndefined();
  expect(vault.info().originals).toBe(0);
  expect(readdirSync(path)).toContain("vault.json");
  vault.close();
});
