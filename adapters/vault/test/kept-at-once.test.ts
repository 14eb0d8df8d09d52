// The same bytes are kept twice at the same time, in every order in which the looks at their place can be held up.
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { memorySource } from "@creance/core";
import { expect, it, vi } from "vitest";
import { openVault } from "../src/index.ts";
import { bytesOf, tmpFolder } from "./readings.ts";

let beforeLook: (() => Promise<void>) | undefined;

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return {
    ...real,
    lstat: async (path: string) => {
      await beforeLook?.();
      return real.lstat(path);
    },
  };
});

/** Looks of two keeps before one of them puts the bytes there: one each before writing, two each before renaming. */
const LOOKS = 6;

it("V22: the copy that was faster is neither damage nor missing", { timeout: 60_000 }, async () => {
  const vault = await openVault(join(tmpFolder(), "vault"), { create: true });
  const writer = await vault.beginWriting();
  const told: unknown[] = [];
  for (let heldUp = 0; heldUp < 2 ** LOOKS; heldUp += 1) {
    let look = -1;
    beforeLook = async () => {
      look += 1;
      if ((heldUp >> look) & 1) await pause(4);
    };
    const bytes = bytesOf(`order ${heldUp}`);
    const twice = await Promise.all([1, 2].map(() => writer.keep(memorySource(bytes), { fileName: "twice" })));
    told.push(...twice.map(({ status, sentence }) => [status, sentence]));
    expect(look).toBeGreaterThan(1);
  }
  beforeLook = undefined;
  await writer.commit();
  writer.release();
  expect(told).toEqual(
    Array.from({ length: 2 ** LOOKS }, () => [
      ["kept", undefined],
      ["alreadyKept", undefined],
    ]).flat(),
  );
  expect(await vault.fsck()).toMatchObject({ checked: 2 ** LOOKS, damaged: [], missing: [], extra: [] });
  vault.close();
});
