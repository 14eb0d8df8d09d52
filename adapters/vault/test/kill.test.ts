import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openVault } from "../src/index.ts";
import { killRounds, runImporter } from "./kill-rounds.ts";
import { tmpFolder } from "./readings.ts";

describe("kill -9", () => {
  it("V2: loses nothing that was reported as kept, in 50 kills at random points", async () => {
    const folder = tmpFolder();
    // Two vaults at a time: the rounds are mostly process starts.
    const counts = await Promise.all(["a", "b"].map((name) => killRounds(join(folder, name), { rounds: 25, random: Math.random })));
    for (const { reported } of counts) expect(reported).toBeGreaterThan(50);
  }, 180_000);
});

describe("two writers at once", () => {
  it("V3: wait for each other and lose nothing", async () => {
    const path = join(tmpFolder(), "vault");
    const results = await Promise.all(["x", "y", "z"].map((seed) => runImporter([path, seed, "-", "40"])));
    for (const { status, lines, errors } of results)
      expect({ status, reported: lines.length, errors: errors.replace(/^Another process.*\n/m, "") }).toEqual({
        status: 0,
        reported: 40,
        errors: "",
      });
    const vault = await openVault(path);
    expect(await vault.fsck()).toEqual({ checked: 120, damaged: [], missing: [], extra: [] });
    vault.close();
  });

  it("V3: tell once that they wait, and stop waiting when told", async () => {
    const path = join(tmpFolder(), "vault");
    const first = await openVault(path, { create: true });
    const second = await openVault(path);
    const held = await first.beginWriting();
    const said: string[] = [];
    const stop = new AbortController();
    const waiting = second.beginWriting({ onWaiting: (sentence) => said.push(sentence), signal: stop.signal });
    setTimeout(() => stop.abort(), 250);
    await expect(waiting).rejects.toMatchObject({ code: "stopped" });
    expect(said).toEqual([expect.stringMatching(/^Another process is writing .*\.$/)]);
    const next = second.beginWriting();
    held.release();
    (await next).release();
    first.close();
    second.close();
  });
});
