import { describe, expect, test } from "vitest";
import type { FlowFacts } from "../src/analyzer.ts";
import { serverNameOf, withApp } from "../src/flow/conversation-row.ts";
import { DnsNames } from "../src/flow/dns-names.ts";
import { flowLimits } from "../src/flow/flow-limits.table.ts";
import { icmpCounterpart } from "../src/flow/icmp-ports.ts";
import { isLocalAddress } from "../src/flow/local-address.ts";
import { answer, CLIENT, counting, listeningRoom, SERVER } from "./flow-packets.ts";

const all: FlowFacts = {
  service: "ssl",
  host: "host.example",
  sni: "sni.example",
  sniFromQuic: false,
  ech: "none",
  certificateName: "certificate.example",
  ja4: null,
  alpn: null,
  version: null,
};
const dns = (): string => "dns.example";
const noDns = (): null => null;

describe("the ladder of names", () => {
  test.each([
    ["host", all, dns, "host.example"],
    ["sni", { ...all, host: null }, dns, "sni.example"],
    ["sni", { ...all, host: null, ech: "grease" as const }, dns, "sni.example"],
    ["quicSni", { ...all, host: null, sniFromQuic: true }, dns, "sni.example"],
    ["dns", { ...all, host: null, ech: "outer" as const }, dns, "dns.example"],
    ["dns", { ...all, host: null, sni: null }, dns, "dns.example"],
    ["certificate", { ...all, host: null, sni: null }, noDns, "certificate.example"],
    ["echOuter", { ...all, host: null, ech: "outer" as const, certificateName: null }, noDns, "sni.example"],
    ["none", { ...all, host: null, sni: null, certificateName: null }, noDns, null],
    ["none", null, noDns, null],
  ] as const)("%s", (serverNameSource, facts, answered, serverName) => {
    expect(serverNameOf(facts, answered)).toEqual({ serverName, serverNameSource });
  });

  test("a DNS answer names a later flow of the client that asked, and no other", () => {
    const { room, rows, send } = listeningRoom();
    room.dns.answer("10.0.0.2", "first.example", "192.0.2.80", 1_000_000, 60);
    room.dns.answer("10.0.0.2", "second.example", "192.0.2.80", 5_000_000, 60);
    send({ atS: 0.5, protocol: 17, srcPort: 1, dstPort: 9000 });
    send({ atS: 2, protocol: 17, srcPort: 2, dstPort: 9000 });
    send({ atS: 6, protocol: 17, srcPort: 3, dstPort: 9000 });
    send({ atS: 6, protocol: 17, src: CLIENT + 1, srcPort: 4, dstPort: 9000 });
    room.end();
    expect(rows.map(({ origPort, serverName, serverNameSource }) => [origPort, serverName, serverNameSource])).toEqual([
      [1, null, "none"],
      [2, "first.example", "dns"],
      [3, "second.example", "dns"],
      [4, null, "none"],
    ]);
  });

  test("DNS memory is bounded: names of a pair, pairs, lengths", () => {
    const names = new DnsNames({ ...flowLimits, maxDnsPairs: 2, maxDnsNamesPerPair: 2 });
    for (const [at, name] of ["a", "b", "c"].entries()) names.answer("client", name, "address", at, 0);
    expect([names.nameFor("client", "address", 0), names.nameFor("client", "address", 1), names.nameFor("client", "address", 9)]).toEqual([
      null,
      "b",
      "c",
    ]);
    names.answer("client", "x".repeat(256), "address", 3, 0);
    expect(names.nameFor("client", "address", 9)).toBe("c");
    for (const other of ["two", "three"]) names.answer("client", "d", other, 4, 0);
    expect([names.forgotten, names.nameFor("client", "address", 9), names.nameFor("client", "three", 9)]).toEqual([1, null, "d"]);
  });
});

describe("what a row is made of", () => {
  test("an app that becomes known at the end", () => {
    const { room, rows, send } = listeningRoom();
    room.apps.set(7, { uid: 7, app: "Maps", package: null });
    send({ protocol: 17, uid: 7 });
    send({ protocol: 17, dstPort: 9, uid: 8 });
    room.end();
    expect(rows.map(({ uid, app }) => [uid, app])).toEqual([
      [7, "Maps"],
      [8, null],
    ]);
    const [, other] = rows as [unknown, (typeof rows)[number]];
    expect(withApp(other, new Map([[8, { uid: 8, app: null, package: "org.example" }]]))).toMatchObject({
      app: null,
      package: "org.example",
    });
  });

  test("VLANs are conversations of their own", () => {
    const { room, rows, send } = listeningRoom();
    for (const vlan of [0, 5, 5, 6]) send({ protocol: 17, vlan });
    room.end();
    expect(rows.map(({ vlan, origPkts }) => [vlan, origPkts])).toEqual([
      [null, 1],
      [5, 2],
      [6, 1],
    ]);
    expect(new Set(rows.map(({ flowId }) => flowId)).size).toBe(3);
  });

  test("an ICMP request and its answer are one conversation, an error stands alone", () => {
    const { room, rows, send } = listeningRoom();
    send({ protocol: 1, srcPort: 8, dstPort: 0, payload: counting(10) });
    send(answer({ protocol: 1, srcPort: 0, dstPort: 0, payload: counting(10) }));
    send(answer({ protocol: 1, srcPort: 3, dstPort: 1, payload: counting(10) }));
    room.end();
    expect(
      rows.map(({ origIp, origPort, respPort, origPkts, respPkts, transport }) => [
        origIp,
        origPort,
        respPort,
        origPkts,
        respPkts,
        transport,
      ]),
    ).toEqual([
      ["10.0.0.2", 8, 0, 1, 1, "icmp"],
      ["192.0.2.80", 3, 1, 1, 0, "icmp"],
    ]);
    expect([icmpCounterpart(6, 128), icmpCounterpart(6, 1), icmpCounterpart(4, 14)]).toEqual([129, -1, 13]);
  });

  test("the same packet on two interfaces of a cooked capture counts once; a real repetition does not vanish", () => {
    const { room, rows, send } = listeningRoom();
    const packet = { seq: 5, ack: 1, flags: "A", payload: counting(20), linkType: 276 };
    send({ ...packet, atS: 1, direction: 1 });
    send({ ...packet, atS: 1.0005, direction: 2 });
    send({ ...packet, atS: 1.001, direction: 2 });
    send({ ...packet, atS: 3, direction: 1 });
    room.end();
    expect(room.counts.duplicatePackets).toBe(1);
    expect(rows.map(({ origPkts, origBytes, retransmittedBytes }) => [origPkts, origBytes, retransmittedBytes])).toEqual([[3, 20, 40]]);
  });

  test("fragments count for the flow of their datagram; lost ones for a flow without ports", () => {
    const { room, rows, send } = listeningRoom();
    send({ protocol: 17, fragment: true, payload: counting(100) });
    send({ protocol: 17, payload: counting(50) });
    send({ protocol: 17, fragment: true, dst: SERVER + 1, payload: counting(7) });
    room.end();
    expect(rows.map(({ origPort, origPkts, origIpBytes }) => [origPort, origPkts, origIpBytes])).toEqual([
      [50_000, 2, 128 + 78],
      [0, 1, 35],
    ]);
    expect(room.counts.lostFragments).toBe(1);
  });

  test("local addresses", () => {
    const four = (a: number, b: number): boolean => isLocalAddress(4, 0, (a << 24) | (b << 16) | 1);
    expect([
      four(10, 1),
      four(172, 16),
      four(172, 32),
      four(192, 168),
      four(192, 0),
      four(100, 64),
      four(100, 128),
      four(8, 8),
      four(224, 0),
    ]).toEqual([true, true, false, true, false, true, false, false, true]);
    expect([0xfd00_0000, 0xfe80_0000, 0xff02_0000, 0x2001_0db8].map((word) => isLocalAddress(6, word | 0, 1))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(isLocalAddress(6, 0, 1)).toBe(true);
  });
});
