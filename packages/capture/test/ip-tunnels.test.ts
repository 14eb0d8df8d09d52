import { describe, expect, test } from "vitest";
import { concatBytes } from "../src/index.ts";
import { MAX_TUNNEL_DEPTH } from "../src/ip/limits.ts";
import { dissector, summary } from "./ip-dissect.ts";
import { counting, ethernet, ipv4, ipv6, raw, tcp, udp, words } from "./ip-packets.ts";

const inner = ipv4(6, tcp(40000, 443, counting(6)), { from: [172, 16, 0, 1], to: [172, 16, 0, 2] });
const inner6 = ipv6(6, tcp(40000, 443, counting(6)));
const text = "172.16.0.1:40000 > 172.16.0.2:443 6 6";
const text6 = "2001:db8::1:40000 > 2001:db8::2:443 6 6";

const tunnels: Record<string, [packet: Uint8Array, expected: string, outer?: string]> = {
  "4in4": [ipv4(4, inner), text],
  "6in4": [ipv4(41, inner6), text6],
  "4in6": [ipv6(4, inner), text],
  "6in6": [ipv6(41, inner6), text6],
  GRE: [ipv4(47, concatBytes([words(0, 0x0800), inner])), text],
  "GRE with checksum, key and sequence number": [ipv4(47, concatBytes([words(0xb000, 0x86dd), new Uint8Array(12), inner6])), text6],
  "GRE with Ethernet inside": [ipv4(47, concatBytes([words(0, 0x6558), ethernet(0x0800, inner)])), text],
  "PPTP: PPP in GRE 1": [ipv4(47, concatBytes([words(0x3081, 0x880b), new Uint8Array(12), raw(0xff, 3, 0x21), inner])), text],
  "ERSPAN II": [ipv4(47, concatBytes([words(0x1000, 0x88be), new Uint8Array(12), ethernet(0x0800, inner)])), text],
  EtherIP: [ipv4(97, concatBytes([raw(0x30, 0), ethernet(0x0800, inner)])), text],
  VXLAN: [
    ipv4(17, udp(50000, 4789, concatBytes([raw(8, 0, 0, 0, 0, 0, 7, 0), ethernet(0x0800, inner)]))),
    text,
    `10.0.0.1:50000 > 192.0.2.7:4789 17 ${8 + 14 + inner.byteLength}`,
  ],
  "Geneve with options": [
    ipv4(17, udp(50000, 6081, concatBytes([raw(1, 0, 0x65, 0x58, 0, 0, 7, 0, 0, 0, 0, 0), ethernet(0x86dd, inner6)]))),
    text6,
    `10.0.0.1:50000 > 192.0.2.7:6081 17 ${12 + 14 + inner6.byteLength}`,
  ],
  "GTP-U with an extension header": [
    ipv4(17, udp(2152, 2152, concatBytes([raw(0x34, 255), words(0), raw(0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0, 0, 0), inner]))),
    text,
    `10.0.0.1:2152 > 192.0.2.7:2152 17 ${16 + inner.byteLength}`,
  ],
  "Teredo with authentication and origin": [
    ipv4(17, udp(60000, 3544, concatBytes([raw(0, 1, 0, 0), new Uint8Array(9), raw(0, 0), new Uint8Array(6), inner6]))),
    text6,
    `10.0.0.1:60000 > 192.0.2.7:3544 17 ${21 + inner6.byteLength}`,
  ],
};

describe("tunnels", () => {
  for (const [name, [packet, expected, outer]] of Object.entries(tunnels)) {
    test(name, () => {
      const { take, issues, outer: outerSeen, state } = dissector(101);
      const into = take(packet);
      expect(summary(into)).toBe(expected);
      expect([into.tunnelDepth, into.tunnel > 0, state.tunnelled]).toEqual([1, true, 1]);
      expect(outerSeen).toEqual(outer === undefined ? [] : [outer]);
      expect(issues).toEqual([]);
    });
    test(`${name}: an inner header that does not check out leaves the outer packet`, () => {
      const broken = packet.slice();
      const at = broken.byteLength - (expected === text ? inner.byteLength : inner6.byteLength);
      broken[at] = 0xf0;
      const into = dissector(101).take(broken);
      expect([into.isIp, into.tunnelDepth, into.tunnel, into.vlan]).toEqual([true, 0, 0, 0]);
    });
    test(`${name}, cut anywhere, reads nothing behind the cut`, () => {
      for (let caplen = 0; caplen < packet.byteLength; caplen++) {
        const into = dissector(101).take(packet, caplen);
        expect(into.payloadEnd).toBeLessThanOrEqual(into.packet.end);
      }
    });
  }
  test("issue:tunnel-depth: the fifth tunnel is not opened", () => {
    let packet = inner;
    for (let depth = 0; depth < MAX_TUNNEL_DEPTH; depth++) packet = ipv4(4, packet);
    const { take, issues } = dissector(101);
    expect([take(packet).tunnelDepth, issues.length]).toEqual([MAX_TUNNEL_DEPTH, 0]);
    const deeper = take(ipv4(4, packet));
    expect([deeper.tunnelDepth, deeper.protocol, issues.map(({ code }) => code)]).toEqual([MAX_TUNNEL_DEPTH, 4, ["tunnel-depth"]]);
  });
  test("the tunnel number is the same both ways and differs by address and network", () => {
    const vxlan = (network: number, from: number[], to: number[]): Uint8Array =>
      ipv4(17, udp(1, 4789, concatBytes([raw(8, 0, 0, 0, 0, 0, network, 0), ethernet(0x0800, inner)])), { from, to });
    const number = (packet: Uint8Array): number => dissector(101).take(packet).tunnel;
    const [a, b, c] = [
      [10, 0, 0, 1],
      [10, 0, 0, 2],
      [10, 0, 0, 3],
    ] as [number[], number[], number[]];
    expect(number(vxlan(1, a, b))).toBe(number(vxlan(1, b, a)));
    expect(new Set([number(vxlan(1, a, b)), number(vxlan(2, a, b)), number(vxlan(1, a, c))]).size).toBe(3);
  });
  test("a VXLAN packet without IP inside stays what it is", () => {
    const into = dissector(101).take(
      ipv4(17, udp(1, 4789, concatBytes([raw(8, 0, 0, 0, 0, 0, 7, 0), ethernet(0x0806, new Uint8Array(28))]))),
    );
    expect([summary(into), into.tunnelDepth]).toEqual(["10.0.0.1:1 > 192.0.2.7:4789 17 50", 0]);
  });
  test("VLAN tags: the inner ones belong to the inner packet", () => {
    const tagged = ethernet(
      0x8100,
      concatBytes([
        words(5, 0x0800),
        ipv4(17, udp(1, 4789, concatBytes([raw(8, 0, 0, 0, 0, 0, 7, 0), ethernet(0x8100, concatBytes([words(6, 0x0800), inner]))]))),
      ]),
    );
    const into = dissector().take(tagged);
    expect([into.vlan, summary(into)]).toEqual([6, text]);
  });
});
