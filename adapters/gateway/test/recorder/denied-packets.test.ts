import { concatBytes, writePcap } from "@creance/capture";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DeniedPackets } from "../../src/recorder/denied-packets.ts";
import { PcapCutter } from "../../src/recorder/pcap-cutter.ts";

const second = 1_700_000_000_000_000;

function field(type: number, bytes: Uint8Array): Uint8Array {
  const length = 4 + bytes.byteLength;
  return concatBytes([Uint8Array.of(length & 255, length >> 8, type, 0), bytes, new Uint8Array(-length & 3)]);
}

function logged(prefix: string, packet: Uint8Array): Uint8Array {
  return concatBytes([Uint8Array.of(2, 0, 0, 5), field(10, new TextEncoder().encode(`${prefix} \0`)), field(9, packet)]);
}

function ipv4(protocol: number, dst: readonly number[], port: number, length = 60, fragment = 0): Uint8Array {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  bytes[0] = 0x45;
  view.setUint16(2, length);
  view.setUint16(6, fragment);
  bytes[9] = protocol;
  bytes.set([10, 77, 0, 2], 12);
  bytes.set(dst, 16);
  view.setUint16(20, 40_000);
  view.setUint16(22, port);
  return bytes;
}

function linesOf(packets: readonly Uint8Array[], linkType = 239) {
  const denied = new DeniedPackets();
  const cutter = new PcapCutter(denied);
  cutter.push(
    writePcap(
      packets.map((bytes, index) => ({ bytes, timeUs: second + index })),
      { linkType },
    ),
  );
  return { lines: denied.takeLines(), unknown: denied.unknownPackets, denied };
}

test("equal attempts are one line: counter by the rule's prefix, IP bytes by the packet's own header", () => {
  const https = logged("hold-denied", ipv4(6, [203, 0, 113, 9], 443));
  const quic = logged("hold-quic", ipv4(17, [203, 0, 113, 9], 443, 1_228));
  const { lines, unknown, denied } = linesOf([https, quic, https, logged("hold-denied", ipv4(1, [1, 2, 3, 4], 0, 84))]);
  expect(lines).toEqual([
    {
      kind: "denied",
      counter: "lanDenied",
      srcIp: "10.77.0.2",
      dstIp: "203.0.113.9",
      transport: "tcp",
      dstPort: 443,
      fromUs: second,
      untilUs: second + 2,
      count: 2,
      bytes: 120,
    },
    {
      kind: "denied",
      counter: "lanQuic",
      srcIp: "10.77.0.2",
      dstIp: "203.0.113.9",
      transport: "udp",
      dstPort: 443,
      fromUs: second + 1,
      untilUs: second + 1,
      count: 1,
      bytes: 1_228,
    },
    {
      kind: "denied",
      counter: "lanDenied",
      srcIp: "10.77.0.2",
      dstIp: "1.2.3.4",
      transport: "icmp",
      dstPort: null,
      fromUs: second + 3,
      untilUs: second + 3,
      count: 1,
      bytes: 84,
    },
  ]);
  expect(unknown).toBe(0);
  expect(denied.takeLines()).toEqual([]);
});

test("IPv6, later fragments without a port, other protocols by number", () => {
  const six = new Uint8Array(44);
  six[0] = 0x60;
  six[5] = 4;
  six[6] = 17;
  six.set([0xfd, 0x77], 8);
  six[23] = 2;
  six.set([0x20, 1, 0xd, 0xb8], 24);
  six[39] = 9;
  six.set([0, 1, 0x23, 0x28], 40);
  const { lines } = linesOf([
    logged("hold-denied", six),
    logged("hold-fragment", ipv4(17, [9, 9, 9, 9], 53, 60, 100)),
    logged("hold-out", ipv4(47, [9, 9, 9, 9], 0)),
  ]);
  expect(lines.map(({ counter, srcIp, dstIp, transport, dstPort, bytes }) => [counter, srcIp, dstIp, transport, dstPort, bytes])).toEqual([
    ["lanDenied", "fd77::2", "2001:db8::9", "udp", 9000, 44],
    ["lanFragment", "10.77.0.2", "9.9.9.9", "udp", null, 60],
    ["outDenied", "10.77.0.2", "9.9.9.9", "47", null, 60],
  ]);
});

test("a scan of many targets: the first five hundred by name, the rest added up, nothing uncounted", () => {
  const packets = Array.from({ length: 2_000 }, (_, index) => logged("hold-denied", ipv4(6, [1, 1, index >> 8, index & 255], 80)));
  const { lines } = linesOf(packets);
  expect(lines.length).toBe(501);
  expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe(2_000);
  expect(lines.find(({ dstIp }) => dstIp === "*")).toMatchObject({
    srcIp: "*",
    transport: "*",
    dstPort: null,
    count: 1_500,
    bytes: 90_000,
  });
});

test("a prefix that is not ours and bytes that are no packet are counted apart", () => {
  const { lines, unknown } = linesOf([
    logged("other", ipv4(6, [1, 1, 1, 1], 80)),
    new Uint8Array(3),
    logged("hold-denied", new Uint8Array(0)),
  ]);
  expect([lines.length, unknown]).toEqual([0, 3]);
});

test("another link type is refused", () => {
  expect(() => linesOf([], 1)).toThrow(/link type 1/);
});

test("property: any bytes are a line or counted as unknown", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 120 }), { maxLength: 8 }), fc.boolean(), (packets, isLogged) => {
      const { lines, unknown } = linesOf(isLogged ? packets.map((bytes) => logged("hold-local", bytes)) : packets);
      expect(lines.reduce((sum, { count }) => sum + count, 0) + unknown).toBe(packets.length);
    }),
  );
});
