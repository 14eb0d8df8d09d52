import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressText, concatBytes, createDissected, createDissectState, dissect, ipv6Text } from "../src/index.ts";
import { MAX_EXTENSION_HEADERS } from "../src/ip/limits.ts";
import { dissector, packetOf, payloadOf, summary } from "./ip-dissect.ts";
import { counting, ethernet, ipv4, ipv6, raw, tcp, udp, words } from "./ip-packets.ts";

describe("IPv4", () => {
  test("TCP: ports, numbers, flags, payload; padding is not payload", () => {
    const into = dissector().take(concatBytes([ethernet(0x0800, ipv4(6, tcp(1025, 443, counting(2)))), raw(9, 9, 9, 9)]));
    expect(summary(into)).toBe("10.0.0.1:1025 > 192.0.2.7:443 6 2");
    expect([into.tcpSeq, into.tcpAck, into.tcpFlags, into.tcpWindow, into.ipLength]).toEqual([7, 9, 0x18, 1024, 42]);
    expect(payloadOf(into)).toEqual(counting(2));
  });
  test("header options", () => {
    const into = dissector().take(ethernet(0x0800, ipv4(17, udp(1, 2, counting(4)), { options: raw(1, 1, 1, 0) })));
    expect(summary(into)).toBe("10.0.0.1:1 > 192.0.2.7:2 17 4");
  });
  test("total length 0 (segmentation offload): what was captured counts", () => {
    const into = dissector().take(ethernet(0x0800, ipv4(6, tcp(1, 2, counting(100)), { totalLength: 0 })));
    expect([into.ipLength, into.payloadLength]).toEqual([140, 100]);
  });
  test("a cut packet keeps its stated lengths and the captured part of its payload", () => {
    const into = dissector().take(ethernet(0x0800, ipv4(6, tcp(1, 2, counting(100)))), 14 + 20 + 20 + 10);
    expect([into.ipLength, into.payloadLength, payloadOf(into).byteLength]).toEqual([140, 100, 10]);
  });
  test("cut inside the transport header: ports stay, transportCut is set", () => {
    const into = dissector().take(ethernet(0x0800, ipv4(6, tcp(11, 12, counting(100)))), 14 + 20 + 8);
    expect([into.srcPort, into.dstPort, into.transportCut, payloadOf(into).byteLength]).toEqual([11, 12, true, 0]);
  });
  test("issue:ip-length when the header states more than was on the wire", () => {
    const { take, issues } = dissector();
    expect(take(ethernet(0x0800, ipv4(17, udp(1, 2, counting(4)), { totalLength: 9000 }))).ipLength).toBe(32);
    expect(issues.map(({ code }) => code)).toEqual(["ip-length"]);
  });
  test.each([
    ["header length 16", raw(0x44, 0)],
    ["version 5", raw(0x55, 0)],
    ["total length below the header's", raw(0x45, 0, 0, 19)],
    ["header longer than the packet", raw(0x4f, 0, 0, 60)],
  ])("issue:ip-header: %s", (_name, head) => {
    const bytes = ipv4(17, udp(1, 2, raw()));
    bytes.set(head);
    const { take, issues, state } = dissector();
    expect(take(ethernet(0x0800, bytes)).isIp).toBe(false);
    expect([issues.map(({ code }) => code), state.malformed]).toEqual([["ip-header"], 1]);
  });
  test("the authentication header is stepped over", () => {
    const into = dissector().take(ethernet(0x0800, ipv4(51, concatBytes([raw(17, 4), new Uint8Array(22), udp(3, 4, counting(1))]))));
    expect(summary(into)).toBe("10.0.0.1:3 > 192.0.2.7:4 17 1");
  });
});

describe("IPv6", () => {
  test("extension headers", () => {
    const headers = concatBytes([raw(60, 0), new Uint8Array(6), raw(43, 1), new Uint8Array(14), raw(6, 0), new Uint8Array(6)]);
    const into = dissector().take(ethernet(0x86dd, ipv6(0, concatBytes([headers, tcp(1, 2, counting(5))]))));
    expect(summary(into)).toBe("2001:db8::1:1 > 2001:db8::2:2 6 5");
  });
  test("an atomic fragment is whole", () => {
    const into = dissector().take(ethernet(0x86dd, ipv6(44, concatBytes([raw(17, 0, 0, 0, 0, 0, 0, 1), udp(1, 2, counting(3))]))));
    expect([summary(into), into.fragment]).toEqual(["2001:db8::1:1 > 2001:db8::2:2 17 3", false]);
  });
  test("issue:extension-headers beyond the limit", () => {
    const header = concatBytes([raw(60, 0), new Uint8Array(6)]);
    const { take, issues } = dissector();
    const into = take(ethernet(0x86dd, ipv6(60, concatBytes(new Array<Uint8Array>(MAX_EXTENSION_HEADERS + 4).fill(header)))));
    expect([into.isIp, into.protocol, issues.map(({ code }) => code)]).toEqual([true, 60, ["extension-headers"]]);
  });
  test("an extension header that is cut stays as the protocol", () => {
    const into = dissector().take(ethernet(0x86dd, ipv6(43, concatBytes([raw(6, 30), new Uint8Array(20)]))));
    expect([into.protocol, into.srcPort]).toEqual([43, 0]);
  });
});

describe("transport", () => {
  test("ICMP type and code stand in the ports; its payload is behind 8 bytes", () => {
    expect(summary(dissector().take(ethernet(0x0800, ipv4(1, raw(3, 1, 0, 0, 0, 0, 0, 0, 5, 5)))))).toBe("10.0.0.1:3 > 192.0.2.7:1 1 2");
    expect(summary(dissector().take(ethernet(0x86dd, ipv6(58, raw(128, 0, 0, 0, 0, 0, 0, 0)))))).toBe(
      "2001:db8::1:128 > 2001:db8::2:0 58 0",
    );
  });
  test("SCTP", () => {
    expect(summary(dissector().take(ethernet(0x0800, ipv4(132, concatBytes([words(7, 8), new Uint8Array(12)])))))).toBe(
      "10.0.0.1:7 > 192.0.2.7:8 132 4",
    );
  });
  test("UDP: its own length holds when possible, else IP's", () => {
    const short = udp(1, 2, counting(10));
    short.set(words(8 + 4), 4);
    expect(dissector().take(ethernet(0x0800, ipv4(17, short))).payloadLength).toBe(4);
    short.set(words(2000), 4);
    expect(dissector().take(ethernet(0x0800, ipv4(17, short))).payloadLength).toBe(10);
  });
  test("an impossible TCP header length leaves no payload", () => {
    const segment = tcp(1, 2, counting(4));
    segment[12] = 0xf0;
    const into = dissector().take(ethernet(0x0800, ipv4(6, segment)));
    expect([into.transportCut, into.payloadLength, payloadOf(into).byteLength]).toEqual([true, 0, 0]);
  });
});

test("addresses as RFC 5952 writes them", () => {
  expect(ipv6Text(0x20010db8, 0, 0, 1)).toBe("2001:db8::1");
  expect(ipv6Text(0, 0, 0, 0)).toBe("::");
  expect(ipv6Text(0x20010db8, 0x00010001, 0x00010001, 0x00000001)).toBe("2001:db8:1:1:1:1:0:1");
  expect(ipv6Text(0x20010000, 0x00000001, 0, 0x00000001)).toBe("2001:0:0:1::1");
  expect(ipv6Text(0x00010000, 0, 0x00010000, 0)).toBe("1::1:0:0:0");
  expect(ipv6Text(0, 0, 0xffff, 0xc0000207)).toBe("::ffff:192.0.2.7");
  expect(addressText(4, 0, 0, 0, 0xc0000207)).toBe("192.0.2.7");
});

test("property: any bytes on any link type give a value and stay within what was captured", () => {
  const linkTypes = fc.constantFrom(0, 1, 9, 10, 12, 51, 101, 104, 105, 108, 113, 127, 192, 228, 229, 239, 276, 150);
  const ethers = fc.constantFrom(0x0800, 0x86dd, 0x8100, 0x8847, 0x8864, 20);
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .tuple(fc.constantFrom(4, 6, 17, 41, 44, 47, 0, 51, 97), fc.uint8Array({ maxLength: 120 }))
      .map(([protocol, rest]) => ipv4(protocol, rest)),
    fc
      .tuple(fc.constantFrom(4, 6, 17, 41, 44, 47, 0, 51, 43), fc.uint8Array({ maxLength: 120 }))
      .map(([protocol, rest]) => ipv6(protocol, rest)),
  );
  const state = createDissectState();
  const into = createDissected();
  fc.assert(
    fc.property(linkTypes, ethers, body, fc.nat(250), (linkType, etherType, bytes, cut) => {
      const packet = packetOf(linkType === 1 ? ethernet(etherType, bytes) : bytes, linkType, undefined);
      packet.end = Math.max(packet.start, packet.end - (cut % 7 === 0 ? cut : 0));
      dissect(packet, into, state);
      expect(into.payloadStart).toBeLessThanOrEqual(into.payloadEnd);
      expect(into.payloadLength).toBeGreaterThanOrEqual(0);
      if (into.bytes === packet.bytes) expect(into.payloadEnd).toBeLessThanOrEqual(packet.end);
      else expect(into.payloadEnd).toBeLessThanOrEqual(into.bytes.byteLength);
    }),
    { numRuns: 5000 },
  );
});
