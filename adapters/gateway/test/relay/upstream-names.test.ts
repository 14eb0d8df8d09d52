import { createSocket, type Socket } from "node:dgram";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { openUpstreamNames } from "../../src/relay/upstream-names.ts";

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** A resolver on loopback: `answer` gives records (address, seconds), bytes to send as they are, or nothing. */
async function resolverAt(answer: (name: string) => readonly (readonly [string, number])[] | Buffer | null) {
  const asked: string[] = [];
  const socket: Socket = createSocket("udp4");
  opened.push(() => socket.close());
  socket.on("message", (query, from) => {
    const end = query.indexOf(0, 12) + 5;
    const labels: string[] = [];
    for (let at = 12; query[at] !== 0; at += 1 + (query[at] ?? 0)) labels.push(query.toString("latin1", at + 1, at + 1 + (query[at] ?? 0)));
    const name = labels.join(".");
    asked.push(name);
    const records = answer(name);
    if (records === null) return;
    if (Buffer.isBuffer(records)) {
      socket.send(Buffer.concat([query.subarray(0, 2), records]), from.port, from.address);
      return;
    }
    const head = Buffer.from(query.subarray(0, end));
    head.writeUInt16BE(records.length === 0 ? 0x8183 : 0x8180, 2);
    head.writeUInt16BE(records.length, 6);
    head.writeUInt32BE(0, 8);
    const body = records.map(([ip, ttl]) => {
      const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...ip.split(".").map(Number)]);
      record.writeUInt32BE(ttl, 6);
      return record;
    });
    socket.send(Buffer.concat([head, ...body]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { asked, resolver: `127.0.0.1:${(socket.address() as AddressInfo).port}` };
}

function namesOf(resolver: string | null, localIp: () => string | undefined = () => "127.0.0.1") {
  let nowMs = 0;
  const names = openUpstreamNames({
    resolver,
    localIp,
    ownNetworks: () => [{ ip: "198.51.100.1", prefixLength: 24 }],
    nowMs: () => nowMs,
  });
  opened.push(() => names.close());
  return {
    names,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe("addresses", () => {
  test("are asked once, kept for their time within bounds, then asked again", async () => {
    for (const [ttl, keptMs] of [
      [0, 30_000],
      [60, 60_000],
      [86_400, 300_000],
    ] as const) {
      const { asked, resolver } = await resolverAt(() => [["203.0.113.1", ttl]]);
      const { names, pass } = namesOf(resolver);
      const [first, second] = await Promise.all([names.addresses("a.example"), names.addresses("a.example")]);
      expect([first, second]).toEqual([["203.0.113.1"], ["203.0.113.1"]]);
      pass(keptMs - 1);
      await names.addresses("a.example");
      expect(asked).toEqual(["a.example"]);
      pass(1);
      await names.addresses("a.example");
      expect(asked).toEqual(["a.example", "a.example"]);
    }
  });

  test("are asked again once the outside link has an address", async () => {
    const { asked, resolver } = await resolverAt(() => [["203.0.113.1", 60]]);
    let localIp: string | undefined;
    const { names } = namesOf(resolver, () => localIp);
    expect(await Promise.all([names.addresses("a.example"), names.addresses("a.example")])).toEqual([[], []]);
    expect(await names.addresses("a.example")).toEqual([]);
    localIp = "127.0.0.1";
    expect(await names.addresses("a.example")).toEqual(["203.0.113.1"]);
    expect(asked).toEqual(["a.example"]);
  });

  test("of own, private and synthetic networks are left out", async () => {
    const records = ["10.0.0.1", "192.168.1.1", "127.0.0.1", "198.18.0.1", "198.51.100.7", "203.0.113.2", "169.254.1.1"].map(
      (ip) => [ip, 60] as const,
    );
    const { resolver } = await resolverAt((name) => (name === "a.example" ? records : records.slice(0, 5)));
    const { names } = namesOf(resolver);
    expect(await names.addresses("a.example")).toEqual(["203.0.113.2"]);
    expect(await names.addresses("b.example")).toEqual([]);
  });

  test("many are cut, and one that failed comes last", async () => {
    const { resolver } = await resolverAt(() => Array.from({ length: 20 }, (_, index) => [`203.0.113.${index + 1}`, 60] as const));
    const { names } = namesOf(resolver);
    const all = await names.addresses("a.example");
    expect(all).toHaveLength(8);
    names.failed("a.example", all[0] ?? "");
    names.failed("other.example", "203.0.113.1");
    expect(await names.addresses("a.example")).toEqual([...all.slice(1), all[0]]);
  });

  test("none, nonsense and no resolver: empty, and asked again soon", async () => {
    const { asked, resolver } = await resolverAt((name) => (name === "none.example" ? [] : Buffer.from("nonsense that is no answer")));
    const { names, pass } = namesOf(resolver);
    expect(await names.addresses("none.example")).toEqual([]);
    expect(await names.addresses("none.example")).toEqual([]);
    expect(asked).toEqual(["none.example"]);
    pass(3_000);
    await names.addresses("none.example");
    expect(asked).toHaveLength(2);
    expect(await names.addresses("odd.example")).toEqual([]);
    const without = namesOf(null);
    expect(await without.names.addresses("a.example")).toEqual([]);
  }, 180_000);
});
