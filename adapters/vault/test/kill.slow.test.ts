import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { killRounds } from "./kill-rounds.ts";
import { tmpFolder } from "./readings.ts";

describe("kill -9, slow lane", () => {
  it("V2: loses nothing that was reported as kept, in 1,000 kills at random points", async () => {
    const folder = tmpFolder();
    // A new vault every 20 rounds keeps fsck short.
    const lane = async (name: string): Promise<number> => {
      let reported = 0;
      for (let vault = 0; vault < 25; vault += 1) {
        reported += (await killRounds(join(folder, `${name}${vault}`), { rounds: 20, random: Math.random })).reported;
      }
      return reported;
    };
    const [a, b] = await Promise.all([lane("a"), lane("b")]);
    expect(a + b).toBeGreaterThan(2000);
  }, 1_800_000);
});
