import { nodePlatform } from "@creance/node";
import { expect, test } from "vitest";
import { type CapturedConversation, createConversationReader, flowLimits, writePcap } from "../src/index.ts";
import { HeldBytes } from "../src/protocol/held-bytes.ts";
import { ethernet, ipv4, tcp, udp } from "./ip-packets.ts";
import { bytes, n16, n24, n32 } from "./protocol/bytes.ts";
import { clientHello, records } from "./protocol/hellos.ts";
import { crypto, sealInitial } from "./protocol/quic-packets.ts";

const MAX_HELD_BYTES = 262_144;

function read(packets: readonly Uint8Array[], maxHeldBytesAll = MAX_HELD_BYTES) {
  const rows: CapturedConversation[] = [];
  const issues: string[] = [];
  const reader = createConversationReader({
    platform: nodePlatform,
    limits: { maxHeldBytesAll },
    onConversation: (row) => rows.push(row),
    onIssue: ({ code }) => issues.push(code),
  });
  reader.push(
    writePcap(
      packets.map((content, at) => ({ timeUs: 1_700_000_000_000_000 + at, bytes: content })),
      { linkType: 1 },
    ),
  );
  return { report: reader.end(), rows, issues };
}

const overUdp = (port: number, payload: Uint8Array) => ethernet(0x0800, ipv4(17, udp(port, 443, payload)));
const overTcp = (port: number, payload: Uint8Array) => ethernet(0x0800, ipv4(6, tcp(port, 443, payload)));

/** One byte at the far end of a large handshake message. */
const farFragment = () => {
  const fragment = bytes(11, n24(65_536), n16(0), n24(65_000), n24(1), 7);
  return bytes(22, n16(0xfefd), n16(0), n32(0), n16(1), n16(fragment.length), fragment);
};

test.each([
  ["fragments of DTLS", (port: number) => overUdp(port, farFragment())],
  [
    "frames of QUIC",
    (port: number) => overUdp(port, sealInitial({ version: 1, frames: bytes(crypto(16_000, bytes(7)), new Uint8Array(20)) })),
  ],
  ["lines of HTTP", (port: number) => overTcp(port, bytes("GET /", "x".repeat(1_300)))],
  ["messages of TLS", (port: number) => overTcp(port, records(bytes(1, n24(60_000), new Uint8Array(1_200))).subarray(0, 1_100))],
])("many flows that wait are bounded together, and counted: %s", (_, packet) => {
  const packets = Array.from({ length: 400 }, (_unused, at) => packet(20_000 + at));
  const { report, issues, rows } = read(packets);
  expect(rows).toHaveLength(400);
  expect(report.crowdedFlows).toBeGreaterThan(100);
  expect(report.crowdedFlows).toBeLessThan(400);
  expect(issues.filter((code) => code === "contents-crowded")).toHaveLength(report.crowdedFlows);
  expect(read(packets, flowLimits.maxHeldBytesAll).report.crowdedFlows).toBe(0);
});

test("what is whole is read also where nothing may wait", () => {
  const hello = records(clientHello({ name: "whole.example" }));
  const { rows, report } = read([overTcp(20_000, hello)], 0);
  expect(rows[0]?.serverName).toBe("whole.example");
  expect(report.crowdedFlows).toBe(0);
});

test("a flow that ends gives back what it held", () => {
  const total = { bytes: 0, maxBytes: 100 };
  let refusals = 0;
  const one = new HeldBytes(total, () => refusals++);
  const other = new HeldBytes(total, () => refusals++);
  expect([one.take(60), other.take(60), other.take(60), other.take(40)]).toEqual([true, false, false, true]);
  expect(refusals).toBe(1);
  one.give(10);
  one.end();
  expect(total.bytes).toBe(40);
  expect(other.take(60)).toBe(true);
});

test("flows one after the other never hold more than one of them", () => {
  const limits = { maxHeldBytesAll: 70_000, maxOpenFlows: 1 };
  const reader = createConversationReader({ platform: nodePlatform, limits, onConversation: () => {}, onIssue: () => {} });
  const kinds = [farFragment(), sealInitial({ version: 1, frames: bytes(crypto(16_000, bytes(7)), new Uint8Array(20)) })];
  const packets = Array.from({ length: 100 }, (_, at) => overUdp(20_000 + at, kinds[at % 2] as Uint8Array));
  reader.push(
    writePcap(
      packets.map((content, at) => ({ timeUs: 1_700_000_000_000_000 + at, bytes: content })),
      { linkType: 1 },
    ),
  );
  expect(reader.end().crowdedFlows).toBe(0);
});
