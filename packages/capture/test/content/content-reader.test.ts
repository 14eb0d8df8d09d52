/** From the packets of a capture to parts: which packets brought them, what was in the clear, sealed, missing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nodePlatform } from "@creance/node";
import { describe, expect, test } from "vitest";
import { type ContentPart, concatBytes, createConversationReader, type FlowContents, KeyLog, writePcap } from "../../src/index.ts";
import { ethernet, ipv4, raw, udp, words } from "../ip-packets.ts";
import { datagram as quicInitial } from "./made-datagrams.ts";

const samples = process.env["CREANCE_SAMPLES"];

interface ReadPart {
  readonly part: ContentPart;
  text: string;
  readonly packets: string[];
  missing: number;
}

function read(packets: readonly Uint8Array[], options: { readonly bytes?: Uint8Array; readonly keyLog?: KeyLog } = {}) {
  const parts: ReadPart[] = [];
  const flows: FlowContents[] = [];
  const order: string[] = [];
  const timed = packets.map((bytes, index) => ({ bytes, timeUs: 1_700_000_000_000_000 + index * 1000 }));
  const reader = createConversationReader({
    platform: nodePlatform,
    ...(options.keyLog === undefined ? {} : { keyLog: options.keyLog }),
    onConversation: ({ flowId }) => order.push(`row ${flowId}`),
    onIssue: () => {},
    onFlowContents: (flow) => {
      flows.push(flow);
      order.push(`contents ${flow.flowId}`);
    },
    onContent: (part) => {
      const found: ReadPart = { part, text: "", packets: [], missing: 0 };
      parts.push(found);
      return {
        data(bytes, start, end, _, __, { first, last }) {
          found.text += Buffer.from(bytes.subarray(start, end)).toString("latin1");
          found.packets.push(first === last ? `${first}` : `${first}-${last}`);
        },
        gap: (length) => {
          found.missing += length;
        },
        end: () => {},
      };
    },
  });
  reader.push(options.bytes ?? writePcap(timed, { linkType: 1 }));
  const report = reader.end();
  return { parts, flows, order, report };
}

const SERVER = { from: [192, 0, 2, 7], to: [10, 0, 0, 1] };
const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

/** A segment of the client (`seq`) or the server. */
function segment(side: 0 | 1, seq: number, text: string, ack = 0, flags = 0x18): Uint8Array {
  const ports = side === 0 ? [50_000, 8_080] : [8_080, 50_000];
  const head = concatBytes([words(...ports, seq >>> 16, seq & 0xffff, ack >>> 16, ack & 0xffff), raw(0x50, flags), words(1024, 0, 0)]);
  return ethernet(0x0800, ipv4(6, concatBytes([head, latin1(text)]), side === 0 ? {} : SERVER));
}

const udpPacket = (side: 0 | 1, ports: readonly [number, number], payload: Uint8Array): Uint8Array =>
  ethernet(0x0800, ipv4(17, side === 0 ? udp(ports[0], ports[1], payload) : udp(ports[1], ports[0], payload), side === 0 ? {} : SERVER));

describe("packets", () => {
  const head = "POST /u HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n\r\n";

  test("each run of a body names the packet that brought it, also out of order and twice", () => {
    const at = 1 + head.length;
    const { parts } = read([
      segment(0, 1, head.slice(0, 20)),
      segment(0, 21, head.slice(20)),
      segment(0, at + 4, "efgh"),
      segment(0, at + 8, "ijkl"),
      segment(0, at, "abcd"),
      segment(0, at + 2, "CDEF"),
    ]);
    expect(parts.map(({ part, text, packets }) => [part.role, text, packets])).toEqual([
      ["head", head, ["1-2"]],
      ["body", "abcdefghijkl", ["5", "3", "4"]],
    ]);
  });

  test("what two packets brought in the wrong order names both, the lower number first", () => {
    const { parts } = read([
      segment(0, 1, "", 0, 0x02),
      segment(0, 22, head.slice(20)),
      segment(0, 2, head.slice(0, 20)),
      segment(0, 2 + head.length, "abcd"),
    ]);
    expect(parts.map(({ part, packets }) => [part.role, packets])).toEqual([
      ["head", ["2-3"]],
      ["body", ["4"]],
    ]);
  });

  test("what the capture does not hold is a hole in its part, and counted", () => {
    const at = 1 + head.length;
    const { parts, flows, order } = read([
      segment(0, 0, "", 0, 0x02),
      segment(0, 1, `${head}ab`),
      segment(0, at + 8, "ijkl"),
      segment(1, 1, "HTTP/1.1 204 No Content\r\n\r\n", at + 12),
    ]);
    expect(parts[1]).toMatchObject({ text: "abijkl", missing: 6, packets: ["2", "3"] });
    expect(flows).toEqual([
      {
        flowId: expect.any(String),
        sides: [
          { plainBytes: head.length + 6, decryptedBytes: 0, gapBytes: 6, sealedBytes: 0 },
          { plainBytes: 27, decryptedBytes: 0, gapBytes: 0, sealedBytes: 0 },
        ],
      },
    ]);
    expect(order).toEqual([`contents ${flows[0]?.flowId}`, `row ${flows[0]?.flowId}`]);
  });
});

describe("UDP", () => {
  test("names of DNS; every other datagram as it is", () => {
    const query = concatBytes([words(1, 0x0100, 1, 0, 0, 0), raw(3), latin1("Www"), raw(7), latin1("example"), raw(0), words(1, 1)]);
    const { parts, flows } = read([
      udpPacket(0, [40_000, 53], query),
      udpPacket(0, [40_001, 9_000], latin1("telemetry one")),
      udpPacket(1, [40_001, 9_000], latin1("answer")),
      udpPacket(0, [40_001, 9_000], latin1("telemetry two")),
    ]);
    expect(
      parts.map(({ part, text, packets }) => [part.role, part.side, part.message, part.transport.join(">"), text, packets[0]]),
    ).toEqual([
      ["name", 0, 0, "dns", "Www.example", "1"],
      ["datagram", 0, 0, "", "telemetry one", "2"],
      ["datagram", 1, 0, "", "answer", "3"],
      ["datagram", 0, 1, "", "telemetry two", "4"],
    ]);
    expect(flows.map(({ sides }) => [sides[0].plainBytes, sides[1].plainBytes])).toEqual([
      [29, 0],
      [26, 6],
    ]);
  });

  test.each(Object.entries(quicInitial))("%s is sealed", (_, { ports, datagrams }) => {
    const { parts, flows } = read(datagrams.map((payload) => udpPacket(0, ports, payload)));
    expect(parts).toEqual([]);
    expect(flows[0]?.sides[0]).toEqual({
      plainBytes: 0,
      decryptedBytes: 0,
      gapBytes: 0,
      sealedBytes: datagrams.reduce((sum, { length }) => sum + length, 0),
    });
  });
});

test("with contents asked for, rows and report are the same as without", () => {
  const packets = [
    segment(0, 1, "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
    segment(1, 1, "HTTP/1.1 200 OK\r\n\r\nx"),
    udpPacket(0, [1, 2], latin1("x".repeat(9))),
  ];
  const rows = (onContent: boolean) => {
    const found: unknown[] = [];
    const reader = createConversationReader({
      platform: nodePlatform,
      onConversation: (row) => found.push(row),
      onIssue: () => {},
      ...(onContent ? { onContent: () => null } : {}),
    });
    reader.push(
      writePcap(
        packets.map((bytes, index) => ({ bytes, timeUs: 1_700_000_000_000_000 + index })),
        { linkType: 1 },
      ),
    );
    return { found, report: reader.end() };
  };
  expect(rows(true)).toEqual(rows(false));
});

test.skipIf(samples === undefined)(
  "the lab's TLS: without keys everything is sealed, with keys as much comes out as was sealed but for its frames (needs CREANCE_SAMPLES)",
  () => {
    const folder = join(samples ?? "", "captures/lab");
    const bytes = new Uint8Array(readFileSync(join(folder, "lab-canaries.pcap")));
    const keyLog = new KeyLog();
    keyLog.add(readFileSync(join(folder, "lab-canaries.keys"), "latin1"));
    const sums = (options: { readonly keyLog?: KeyLog }) => {
      const total = { plainBytes: 0, decryptedBytes: 0, gapBytes: 0, sealedBytes: 0 };
      for (const { sides } of read([], { bytes, ...options }).flows) {
        for (const side of sides) for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += side[name];
      }
      return total;
    };
    const closed = sums({});
    const open = sums({ keyLog });
    expect(closed.decryptedBytes).toBe(0);
    expect(closed.gapBytes).toBe(0);
    expect(open).toEqual({ ...closed, decryptedBytes: open.decryptedBytes });
    expect(open.decryptedBytes).toBeGreaterThan(10_000);
    expect(open.decryptedBytes).toBeLessThan(closed.sealedBytes);
  },
);
