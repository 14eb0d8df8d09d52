import { describe, expect, it } from "vitest";
import { Allowance } from "../../src/names/allowance.ts";

const limits = { client: { perSecond: 10, burst: 20 }, total: { perSecond: 100, burst: 50 }, clients: 4 };

/** How many of `wanted` are taken at one moment. */
function taken(allowance: Allowance, client: string, nowMs: number, wanted = 1000): number {
  let count = 0;
  for (let index = 0; index < wanted; index++) if (allowance.take(client, nowMs)) count++;
  return count;
}

describe("the allowance", () => {
  it("bounds a client, and fills again with time", () => {
    const allowance = new Allowance(limits, 0);
    expect(taken(allowance, "a", 0)).toBe(20);
    expect(taken(allowance, "a", 500)).toBe(5);
    expect(taken(allowance, "a", 60_000)).toBe(20);
  });

  it("takes nothing from others for a client's flood", () => {
    const allowance = new Allowance(limits, 0);
    taken(allowance, "a", 0, 100_000);
    expect(taken(allowance, "b", 0)).toBe(20);
  });

  it("bounds all together", () => {
    const allowance = new Allowance(limits, 0);
    const sum = ["a", "b", "c", "d", "e", "f"].reduce((before, client) => before + taken(allowance, client, 0), 0);
    expect(sum).toBe(50);
    expect(taken(allowance, "g", 1000)).toBe(20);
  });

  it("remembers a bounded number of clients", () => {
    const allowance = new Allowance(limits, 0);
    for (let index = 0; index < 10_000; index++) allowance.take(`${index}`, index);
    expect(allowance.clients).toBe(4);
  });

  it("does not fill when the clock stands or goes back", () => {
    const allowance = new Allowance(limits, 1000);
    taken(allowance, "a", 1000);
    expect(taken(allowance, "a", 0)).toBe(0);
  });
});
