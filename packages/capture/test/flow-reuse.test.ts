/** A flow object that is used again is like a new one. */
import { expect, test } from "vitest";
import { Flow } from "../src/flow/flow.ts";
import { createDissected } from "../src/ip/dissect.ts";
import type { RawPacket } from "../src/packet.ts";

const bytes = new Uint8Array(4);
const packet: RawPacket = {
  ...{ bytes, view: new DataView(bytes.buffer), start: 0, end: 4, wireLength: 4, timeUs: 7, linkType: 1, interfaceId: 0, direction: 0 },
  ...{ fileOffset: 24, number: 3, uid: -1 },
};
const key = { hash: 9, srcPort: 1, dstPort: 2, idKey: 3 };

test("nothing of the flow before stays, whatever it was", () => {
  const fresh = new Flow();
  fresh.begin(packet, createDissected(), key, 7, 5);
  const used = new Flow();
  for (const part of [used, used.fromA, used.fromB] as unknown as Record<string, unknown>[]) {
    for (const name of Object.keys(part)) {
      if (typeof part[name] === "number") part[name] = 12_345.5;
      else if (typeof part[name] === "boolean") part[name] = !part[name];
      else if (typeof part[name] === "string") part[name] = "of the flow before";
      else if (part[name] === null) part[name] = [];
    }
  }
  expect(used).not.toEqual(fresh);
  used.begin(packet, createDissected(), key, 7, 5);
  expect(used).toEqual(fresh);
});
