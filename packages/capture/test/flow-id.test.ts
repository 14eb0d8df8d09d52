/** Ids of flows: different for different flows, the same whatever places they get in the table. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flowIdOf } from "../src/flow/flow-id.ts";
import { tableHash } from "../src/flow/table-hash.ts";
import { packetOf } from "./flow-packets.ts";

describe("flow ids", () => {
  test("no two packets and depths share one", () => {
    const seen = new Set<string>();
    let made = 0;
    for (const start of [1, 2 ** 31 - 500, 2 ** 32 / 5 - 500, 2 ** 32 - 500, 2 ** 40]) {
      for (let packetNumber = start; packetNumber < start + 1_000; packetNumber++) {
        for (let tunnelDepth = 0; tunnelDepth <= 4; tunnelDepth++) {
          seen.add(flowIdOf({ packetNumber: Math.floor(packetNumber), tunnelDepth, idKey: 77 }));
          made++;
        }
      }
    }
    expect(seen.size).toBe(made);
    for (const id of seen) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });

  test("property: different places give different ids, whatever the capture's key", () => {
    const place = fc.record({ packetNumber: fc.integer({ min: 1, max: 2 ** 49 }), tunnelDepth: fc.integer({ min: 0, max: 4 }) });
    fc.assert(
      fc.property(place, place, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (one, other, idKey) => {
        const same = one.packetNumber === other.packetNumber && one.tunnelDepth === other.tunnelDepth;
        expect(flowIdOf({ ...one, idKey }) === flowIdOf({ ...other, idKey })).toBe(same);
      }),
    );
  });
});

describe("places in the table", () => {
  test("property: both directions have the same place; another seed gives another", () => {
    const end = fc.record({ address: fc.integer(), port: fc.integer({ min: 0, max: 65_535 }) });
    fc.assert(
      fc.property(end, end, fc.integer(), (one, other, seed) => {
        const [, there] = packetOf({ src: one.address, dst: other.address }, 1);
        const [, back] = packetOf({ src: other.address, dst: one.address }, 2);
        const hash = tableHash(seed);
        expect(hash(there, one.port, other.port)).toBe(hash(back, other.port, one.port));
      }),
    );
    const [, found] = packetOf({}, 1);
    expect(new Set(Array.from({ length: 100 }, (_, seed) => tableHash(seed)(found, 1, 2))).size).toBe(100);
  });

  test("flows that share every port and address but one spread over the table", () => {
    const hash = tableHash(12_345);
    const chains = new Map<number, number>();
    for (let port = 0; port < 65_536; port++) {
      const [, found] = packetOf({}, 1);
      const bucket = hash(found, port, 443) & 131_071;
      chains.set(bucket, (chains.get(bucket) ?? 0) + 1);
    }
    expect(Math.max(...chains.values())).toBeLessThan(12);
  });
});
