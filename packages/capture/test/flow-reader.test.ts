import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type CapturedConversation,
  type CaptureReport,
  createConversationReader,
  SummaryBuilder,
  sniffCapture,
  writePcap,
} from "../src/index.ts";
import { counting, ethernet, ipv4, tcp, udp } from "./ip-packets.ts";

const samples = process.env["CREANCE_SAMPLES"];
const noSamples = samples === undefined ? " (skipped: CREANCE_SAMPLES not set)" : "";

interface Read {
  readonly rows: readonly CapturedConversation[];
  readonly report: CaptureReport;
  readonly issues: readonly string[];
}

function read(bytes: Uint8Array, chunkLengths: Iterable<number> = [bytes.byteLength]): Read {
  const rows: CapturedConversation[] = [];
  const issues: string[] = [];
  const reader = createConversationReader({
    platform: nodePlatform,
    onConversation: (row) => rows.push(row),
    onIssue: ({ code, offset }) => issues.push(`${code} ${offset}`),
  });
  let at = 0;
  for (const length of chunkLengths) {
    if (at >= bytes.byteLength) break;
    reader.push(bytes.subarray(at, at + length));
    at += length;
  }
  if (at < bytes.byteLength) reader.push(bytes.subarray(at));
  return { rows, report: reader.end(), issues };
}

const get = new TextEncoder().encode("GET / HTTP/1.1\r\nHost: files.example:8080\r\n\r\n");
const capture = writePcap(
  [
    ethernet(0x0800, ipv4(17, udp(40_000, 9_999, counting(30)))),
    ethernet(0x0800, ipv4(6, tcp(50_000, 8_080, get))),
    ethernet(0x0806, counting(28)),
    ethernet(0x0800, ipv4(6, tcp(8_080, 50_000, counting(90)), { from: [192, 0, 2, 7], to: [10, 0, 0, 1] })),
    ethernet(0x0800, ipv4(17, udp(9_999, 40_000, counting(10)), { from: [192, 0, 2, 7], to: [10, 0, 0, 1] })),
  ].map((bytes, index) => ({ bytes, timeUs: 1_700_000_000_000_000 + index * 1000 })),
  { linkType: 1 },
);

test("from the bytes of a capture to rows, report and summary", () => {
  const { rows, report, issues } = read(capture);
  expect(issues).toEqual([]);
  expect(rows).toEqual([
    expect.objectContaining({ transport: "udp", origPort: 40_000, origBytes: 30, respBytes: 10, origWireBytes: 72, durationUs: 4000 }),
    expect.objectContaining({
      transport: "tcp",
      service: "http",
      serverName: "files.example",
      serverNameSource: "host",
      origBytes: get.byteLength,
      respBytes: 90,
      directionInferred: true,
    }),
  ]);
  expect(report).toMatchObject({ conversations: 2, otherPackets: 1, udpPackets: 2, tcpPackets: 2, containerIssues: 0, peakOpenFlows: 2 });
  expect(report.otherProtocols).toEqual(new Map([[0x0806, 1]]));
  const summary = new SummaryBuilder();
  for (const row of rows)
    summary.add({ ...row, operator: null, countries: [], endpoint: row.serverName === null ? null : { owner: "Example", role: "files" } });
  expect(summary.finish([report])).toMatchObject({
    conversations: 2,
    packets: 5,
    bytesOut: 30 + get.byteLength,
    bytesIn: 100,
    services: { http: 1, unknown: 1 },
    names: { host: 1, none: 1 },
    roles: { files: { conversations: 1, bytesOut: get.byteLength } },
    talkers: [
      { server: "files.example", named: true, owner: "Example", bytesOut: get.byteLength },
      { server: "192.0.2.7", named: false },
    ],
    otherTalkers: 0,
    blindSpots: { undecodedPackets: 1, namelessConversations: 1, truncated: false, droppedPackets: null },
  });
});

test("a server's countries are what the databases say of its addresses, each set once, at most five", () => {
  const [row] = read(capture).rows;
  if (row === undefined) throw new Error("no row");
  const opinions = (...countries: (string | null)[]) =>
    countries.map((country, at) => ({ database: `d${at}`, date: "2026-01-01", country }));
  const summary = new SummaryBuilder();
  const same = opinions("US", "NL");
  for (const countries of [same, same, opinions("US", "NL"), opinions(null, "US"), [], ...["A", "B", "C", "D"].map((one) => opinions(one))])
    summary.add({ ...row, serverName: "one.example", operator: null, countries, endpoint: null });
  expect(summary.finish([]).talkers).toEqual([
    {
      server: "one.example",
      named: true,
      role: null,
      owner: null,
      operator: null,
      countries: ["US NL", "-- US", "A", "B", "C"],
      conversations: 9,
      bytesOut: row.origBytes * 9,
      bytesIn: row.respBytes * 9,
    },
  ]);
});

test("swept at any time, a capture gives the same rows, only earlier", () => {
  const late = Buffer.from(
    writePcap([{ bytes: ethernet(0x0800, ipv4(6, tcp(50_000, 8_080, counting(3)))), timeUs: 1_700_000_120_000_000 }], {
      linkType: 1,
    }).subarray(24),
  );
  const grown = new Uint8Array(Buffer.concat([capture, late]));
  const swept: CapturedConversation[] = [];
  const reader = createConversationReader({ platform: nodePlatform, onConversation: (row) => swept.push(row), onIssue: () => {} });
  expect(reader.sweep()).toEqual({ packets: 0, openFlows: 0 });
  for (const byte of grown) {
    expect(swept).toEqual([]);
    reader.push(Uint8Array.of(byte));
    if (reader.sweep().packets === 6) break;
  }
  // Two minutes later the UDP conversation is over, which nothing else would have noticed yet.
  expect(swept).toMatchObject([{ transport: "udp", origBytes: 30 }]);
  expect(reader.sweep()).toEqual({ packets: 6, openFlows: 1 });
  reader.end();
  const byId = (rows: readonly CapturedConversation[]) => [...rows].sort((one, other) => (one.flowId < other.flowId ? -1 : 1));
  expect(byId(swept)).toEqual(byId(read(grown).rows));
});

test("any chunks give the same rows, report and issues; every prefix ends in rows or a FormatError", () => {
  const whole = read(capture);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 97 })), (lengths) => {
      expect(read(capture, lengths)).toEqual(whole);
    }),
  );
  expect(read(capture, new Array<number>(capture.byteLength).fill(1))).toEqual(whole);
  for (let length = 0; length < capture.byteLength; length++) {
    try {
      expect(read(capture.subarray(0, length)).report.conversations).toBeLessThanOrEqual(2);
    } catch (error) {
      expect(error).toMatchObject({ name: "FormatError" });
      expect(length).toBeLessThan(24);
    }
  }
});

test.skipIf(samples === undefined)(`real captures: odd chunks give the same rows as one piece${noSamples}`, () => {
  const folder = join(samples as string, "captures/zeek/Traces/tunnels");
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    if (sniffCapture(bytes) === 0) continue;
    expect([name, read(bytes, new Array<number>(bytes.byteLength).fill(1009))]).toEqual([name, read(bytes)]);
  }
});

test.skipIf(samples === undefined)(`Zeek's conn.log: same ends, bytes, packets, missed bytes, states${noSamples}`, () => {
  const zeek = join(samples as string, "captures/zeek");
  let compared = 0;
  for (const [baseline, trace] of [
    ["core.vlan-mpls", "mixed-vlan-mpls.pcap"],
    ["core.tunnels.geneve", "tunnels/geneve.pcap"],
    ["core.tunnels.gre", "tunnels/gre-sample.pcap"],
    ["core.tunnels.vxlan", "tunnels/vxlan.pcap"],
    ["core.pcapng-pktsrc", "pcapng-multi-interface.pcapng"],
  ] as const) {
    const { rows } = read(readFileSync(join(zeek, "Traces", trace)));
    const ours = rows.map((row) => ({
      ends: `${row.transport} ${row.origIp} ${row.origPort} ${row.respIp} ${row.respPort}`,
      origBytes: String(row.origBytes),
      respBytes: String(row.respBytes),
      counters: [row.origPkts, row.origIpBytes, row.respPkts, row.respIpBytes, row.missedBytes].join(" "),
      state: row.connState,
    }));
    for (const logged of connRows(readFileSync(join(zeek, "Baseline", baseline, "conn.log"), "utf8"))) {
      compared++;
      const [origBytes, respBytes] = [logged["orig_bytes"], logged["resp_bytes"]];
      expect(ours).toContainEqual({
        ends: `${logged["proto"]} ${logged["id.orig_h"]} ${logged["id.orig_p"]} ${logged["id.resp_h"]} ${logged["id.resp_p"]}`,
        origBytes: origBytes === "-" ? expect.any(String) : origBytes,
        respBytes: respBytes === "-" ? expect.any(String) : respBytes,
        counters: ["orig_pkts", "orig_ip_bytes", "resp_pkts", "resp_ip_bytes", "missed_bytes"].map((name) => logged[name]).join(" "),
        state: logged["proto"] === "tcp" ? logged["conn_state"] : null,
      });
    }
  }
  expect(compared).toBeGreaterThan(10);
});

function connRows(text: string): Record<string, string>[] {
  const lines = text.split("\n");
  const columns =
    lines
      .find((line) => line.startsWith("#fields\t"))
      ?.split("\t")
      .slice(1) ?? [];
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => Object.fromEntries(line.split("\t").map((cell, index) => [columns[index] ?? "", cell])));
}
