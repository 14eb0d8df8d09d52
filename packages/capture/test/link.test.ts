import { describe, expect, test } from "vitest";
import { concatBytes, createNflogFields, readNflog } from "../src/index.ts";
import { dissector, summary } from "./ip-dissect.ts";
import { counting, ethernet, ipv4, ipv6, raw, udp, words } from "./ip-packets.ts";

const inner = ipv4(17, udp(5000, 53, counting(3)));
const inner6 = ipv6(17, udp(5000, 53, counting(3)));
const expected = "10.0.0.1:5000 > 192.0.2.7:53 17 3";
const expected6 = "2001:db8::1:5000 > 2001:db8::2:53 17 3";
const zeros = (count: number): Uint8Array<ArrayBuffer> => new Uint8Array(count);

const cases: Record<string, [linkType: number, bytes: Uint8Array, expected: string, vlan?: number]> = {
  "NULL, little endian": [0, concatBytes([raw(2, 0, 0, 0), inner]), expected],
  "NULL, big endian, IPv6": [0, concatBytes([raw(0, 0, 0, 30), inner6]), expected6],
  LOOP: [108, concatBytes([raw(0, 0, 0, 24), inner6]), expected6],
  Ethernet: [1, ethernet(0x0800, inner), expected],
  "Ethernet, padded to 60 bytes": [1, concatBytes([ethernet(0x0800, inner), zeros(15)]), expected],
  VLAN: [1, ethernet(0x8100, concatBytes([words(0x2005, 0x0800), inner])), expected, 5],
  QinQ: [1, ethernet(0x88a8, concatBytes([words(7, 0x8100, 9, 0x86dd), inner6])), expected6, 7 * 4096 + 9],
  "MPLS, two labels": [1, ethernet(0x8847, concatBytes([raw(0, 1, 0x00, 64, 0, 2, 0x01, 64), inner])), expected],
  "Ethernet over MPLS": [1, ethernet(0x8847, concatBytes([raw(0, 2, 0x01, 64), zeros(4), ethernet(0x0800, inner)])), expected],
  PPPoE: [1, ethernet(0x8864, concatBytes([raw(0x11, 0, 0, 1), words(inner.byteLength + 2, 0x21), inner, zeros(9)])), expected],
  "802.3 with SNAP": [
    1,
    ethernet(8 + inner.byteLength, concatBytes([raw(0xaa, 0xaa, 3, 0, 0, 0), words(0x0800), inner, zeros(4)])),
    expected,
  ],
  "802.2 without SNAP": [1, ethernet(3 + inner.byteLength, concatBytes([raw(6, 6, 3), inner])), expected],
  PPP: [9, concatBytes([words(0x21), inner]), expected],
  "PPP with HDLC, short protocol": [9, concatBytes([raw(0xff, 3, 0x57), inner6]), expected6],
  "Cisco HDLC": [104, concatBytes([raw(0x0f, 0), words(0x0800), inner]), expected],
  FDDI: [10, concatBytes([zeros(13), raw(0xaa, 0xaa, 3, 0, 0, 0), words(0x0800), inner]), expected],
  "raw 12": [12, inner, expected],
  "raw 14": [14, inner6, expected6],
  "raw 101": [101, inner6, expected6],
  "raw 228": [228, inner, expected],
  "raw 229": [229, inner6, expected6],
  SLL: [113, concatBytes([words(4, 1, 6), zeros(8), words(0x0800), inner]), expected],
  "SLL with VLAN": [113, concatBytes([words(0, 1, 6), zeros(8), words(0x8100, 3, 0x0800), inner]), expected, 3],
  SLL2: [276, concatBytes([words(0x86dd, 0, 0, 2, 1), raw(4, 6), zeros(8), inner6]), expected6],
  "NFLOG, little endian": [239, concatBytes([raw(2, 0, 0, 0, 5, 0, 10, 0, 0, 0, 0, 0, 4 + inner.byteLength, 0, 9, 0), inner]), expected],
  "NFLOG, big endian": [239, concatBytes([raw(10, 0, 0, 0, 0, 8, 0, 1, 1, 2, 3, 4), words(4 + inner6.byteLength, 9), inner6]), expected6],
  "802.11 data": [105, concatBytes([raw(8, 1), zeros(22), raw(0xaa, 0xaa, 3, 0, 0, 0), words(0x0800), inner]), expected],
  "802.11 QoS data, four addresses": [
    105,
    concatBytes([raw(0x88, 3), zeros(30), raw(0xaa, 0xaa, 3, 0, 0, 0), words(0x0800), inner]),
    expected,
  ],
  "radiotap, padded header, check sequence": [
    127,
    concatBytes([raw(0, 0, 9, 0, 2, 0, 0, 0, 0x30), raw(0x88, 1), zeros(26), raw(0xaa, 0xaa, 3, 0, 0, 0), words(0x0800), inner, zeros(4)]),
    expected,
  ],
  PPI: [192, concatBytes([raw(0, 0, 8, 0, 1, 0, 0, 0), ethernet(0x0800, inner)]), expected],
};

describe("link layers lead to IP", () => {
  for (const [name, [linkType, bytes, text, vlan]] of Object.entries(cases)) {
    test(name, () => {
      const { take, issues } = dissector(linkType);
      const into = take(bytes);
      expect(issues).toEqual([]);
      expect(summary(into)).toBe(text);
      expect(into.vlan).toBe(vlan ?? 0);
    });
    test(`${name}, cut anywhere: a value or an issue`, () => {
      for (let caplen = 0; caplen < bytes.byteLength; caplen++) {
        const { take } = dissector(linkType);
        const into = take(bytes, caplen);
        expect(into.payloadEnd).toBeLessThanOrEqual(into.packet.end);
        expect(into.payloadStart).toBeLessThanOrEqual(into.payloadEnd);
      }
    });
  }
});

describe("NFLOG", () => {
  const field = (type: number, bytes: Uint8Array): Uint8Array =>
    concatBytes([raw((4 + bytes.byteLength) & 255, (4 + bytes.byteLength) >> 8, type, 0), bytes, zeros(-bytes.byteLength & 3)]);
  const text = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);
  const prefix = field(10, new TextEncoder().encode("hold-denied \0"));

  test("the rule's prefix is found, without its NUL", () => {
    const bytes = concatBytes([raw(2, 0, 0, 5), prefix, field(9, inner)]);
    const fields = createNflogFields();
    expect(readNflog(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.byteLength, 0, fields)).toBe(true);
    expect(text(bytes.subarray(fields.prefixStart, fields.prefixEnd))).toBe("hold-denied ");
    expect(fields.payloadEnd - fields.payloadStart).toBe(inner.byteLength);
  });
  test("a rule's snaplen cuts the copy: the packet's own header says how long it was, and nothing is wrong", () => {
    const { take, issues } = dissector(239);
    const into = take(concatBytes([raw(2, 0, 0, 5), prefix, field(9, ipv4(17, udp(5000, 53, counting(900))).subarray(0, 64))]));
    expect([into.ipLength, into.payloadLength, into.payloadEnd - into.payloadStart]).toEqual([928, 900, 36]);
    expect(issues).toEqual([]);
  });
  test("the kernel's time is read, and is not known where it says none", () => {
    const stamp = field(3, raw(0, 0, 0, 0, 0x6b, 2, 0xa3, 0x88, 0, 0, 0, 0, 0, 4, 0x5f, 0xda));
    for (const [fields, timeUs] of [
      [[prefix, stamp], 1_795_335_048_286_682],
      [[prefix], Number.NaN],
    ] as const) {
      const bytes = concatBytes([raw(2, 0, 0, 5), ...fields, field(9, inner)]);
      const into = createNflogFields();
      expect(readNflog(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.byteLength, 0, into)).toBe(true);
      expect(into.timeUs).toBe(timeUs);
    }
  });
  test("without a payload there is nothing", () => {
    const bytes = concatBytes([raw(2, 0, 0, 5), prefix]);
    expect(readNflog(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.byteLength, 0, createNflogFields())).toBe(
      false,
    );
  });
});

test("Linux cooked headers tell the direction", () => {
  const cooked = (type: number) => concatBytes([words(type, 1, 6), zeros(8), words(0x0800), inner]);
  expect([0, 1, 2, 3, 4].map((type) => dissector(113).take(cooked(type)).packet.direction)).toEqual([1, 1, 1, 0, 2]);
});

describe("what is not IP is named", () => {
  test("ARP", () => {
    const into = dissector().take(ethernet(0x0806, zeros(28)));
    expect([into.isIp, into.ipVersion, into.otherProtocol]).toEqual([false, 0, 0x0806]);
  });
  test("spanning tree over LLC", () => {
    expect(dissector().take(ethernet(7, raw(0x42, 0x42, 3, 0, 0, 0, 0))).otherProtocol).toBe(0x4242);
  });
  test("an encrypted 802.11 frame", () => {
    expect(dissector(105).take(concatBytes([raw(8, 0x41), zeros(40)])).otherProtocol).toBe(0x888e);
  });
  test("a fragmented 802.11 frame", () => {
    const first = concatBytes([raw(8, 5), zeros(22), raw(0xaa, 0xaa, 3, 0, 0, 0), words(0x0800), inner]);
    const later = concatBytes([raw(8, 1), zeros(20), raw(1, 0), raw(0xaa, 0xaa, 3, 0, 0, 0), words(0x0800), inner]);
    expect([first, later].map((bytes) => dissector(105).take(bytes).isIp)).toEqual([false, false]);
  });
  test("a link type that is not decoded is counted", () => {
    const { take, state, issues } = dissector(150);
    take(zeros(20));
    expect(take(zeros(20)).isIp).toBe(false);
    expect([...state.undecodedLinkTypes]).toEqual([[150, 2]]);
    expect(issues).toEqual([]);
  });
});

test("issue:link-header when tags never end", () => {
  const { take, issues } = dissector();
  const into = take(ethernet(0x8100, words(...new Array<number>(100).fill(0x8100))));
  expect(into.isIp).toBe(false);
  expect(issues.map(({ code, offset }) => [code, offset])).toEqual([["link-header", 24]]);
});
