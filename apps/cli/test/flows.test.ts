/** `creance flows`: the JSON contract of docs/guide/flows.md, and how the command ends. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { CaptureApp } from "@creance/capture";
import { expect, test } from "vitest";
import { finishedParts } from "../src/flow-line-parts.ts";
import { LineBatch } from "../src/line-batch.ts";
import { SortedLines } from "../src/sorted-lines.ts";
import { creance, jsonLines, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const members = [
  ...["flowId", "capture", "timeUs", "durationUs", "transport", "origIp", "origPort", "respIp", "respPort", "service", "serverName"],
  ...["serverNameSource", "ja4", "alpn", "origBytes", "respBytes", "origIpBytes", "respIpBytes", "origWireBytes", "respWireBytes"],
  ...["origPkts", "respPkts", "missedBytes", "asn", "operator", "countries", "endpoint", "app", "package", "retransmittedBytes"],
  ...["connState", "directionInferred", "version", "vlan", "tunnelDepth", "uid", "roundTrip"],
];

/** A capture of raw IPv4 packets: UDP from 10.0.0.2 to the given address and port. */
function capture(packets: readonly { readonly atS: number; readonly to: number; readonly port: number; readonly text: string }[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(101, 20);
  const records = packets.flatMap(({ atS, to, port, text }) => {
    const body = Buffer.from(text);
    const packet = Buffer.alloc(28 + body.byteLength);
    packet.writeUInt8(0x45, 0);
    packet.writeUInt16BE(packet.byteLength, 2);
    packet.writeUInt8(64, 8);
    packet.writeUInt8(17, 9);
    packet.writeUInt32BE(0x0a000002, 12);
    packet.writeUInt32BE(to, 16);
    packet.writeUInt16BE(40_000, 20);
    packet.writeUInt16BE(port, 22);
    packet.writeUInt16BE(8 + body.byteLength, 24);
    body.copy(packet, 28);
    const record = Buffer.alloc(16);
    record.writeUInt32LE(atS, 0);
    record.writeUInt32LE(packet.byteLength, 8);
    record.writeUInt32LE(packet.byteLength, 12);
    return [record, packet];
  });
  return Buffer.concat([header, ...records]);
}

const whole = capture([
  { atS: 1_000, to: 0xc0000202, port: 7000, text: "first" },
  { atS: 1_001, to: 0xc0000203, port: 7001, text: "second" },
  { atS: 1_002, to: 0xc0000202, port: 7000, text: "again" },
  { atS: 1_100, to: 0xc0000202, port: 7000, text: "after a minute and more" },
]);
const file = join(folder, "whole.pcap");
writeFileSync(file, whole);

test("--json: one line a conversation by time, every member of the page, nothing else", async () => {
  const { status, stdout, stderr } = await creance(["flows", file, "--json"]);
  const rows = jsonLines(stdout) as Record<string, unknown>[];
  expect([status, stderr]).toEqual([0, ""]);
  expect(rows.map((row) => Object.keys(row))).toEqual(rows.map(() => members));
  const page = readFileSync(new URL("../../../docs/guide/flows.md", import.meta.url), "utf8");
  for (const member of members) expect(page).toContain(`\`${member}\``);
  expect(
    rows.map(({ timeUs, respIp, respPort, origBytes, origIpBytes, origPkts }) => [
      timeUs,
      respIp,
      respPort,
      origBytes,
      origIpBytes,
      origPkts,
    ]),
  ).toEqual([
    [1_000_000_000, "192.0.2.2", 7000, 10, 66, 2],
    [1_001_000_000, "192.0.2.3", 7001, 6, 34, 1],
    [1_100_000_000, "192.0.2.2", 7000, 23, 51, 1],
  ]);
  expect(rows[0]).toMatchObject({
    capture: createHash("sha256").update(whole).digest("hex"),
    durationUs: 2_000_000,
    transport: "udp",
    origIp: "10.0.0.2",
    service: null,
    serverName: null,
    serverNameSource: "none",
    respBytes: 0,
    missedBytes: 0,
    countries: expect.any(Array),
    endpoint: null,
    app: null,
    package: null,
    uid: null,
  });
  expect((await creance(["flows", file, "--json"])).stdout).toBe(stdout);
});

test("--summary --json: one object that adds up", async () => {
  const { status, stdout } = await creance(["flows", file, file, "--summary", "--json"]);
  expect(status).toBe(0);
  const summary = jsonLines(stdout)[0] as Record<string, unknown>;
  const contract = readFileSync(new URL("../../../docs/guide/cli.md", import.meta.url), "utf8").replaceAll("\n", " ");
  expect(contract).toContain(`\`{${Object.keys(summary).join(", ")}}\``);
  expect(jsonLines(stdout)).toEqual([
    expect.objectContaining({
      conversations: 6,
      packets: 8,
      bytesOut: 78,
      bytesIn: 0,
      services: { unknown: 6 },
      names: { none: 6 },
      talkers: [
        expect.objectContaining({ server: "192.0.2.2", named: false, conversations: 4, bytesOut: 66 }),
        expect.objectContaining({ server: "192.0.2.3", conversations: 2, bytesOut: 12 }),
      ],
      issues: 0,
      blindSpots: expect.objectContaining({ cutPackets: 0, evictedFlows: 0, truncated: false, droppedPackets: null }),
    }),
  ]);
});

test("a table for people, gzip inside whatever name", async () => {
  const packed = join(folder, "named.txt");
  writeFileSync(packed, gzipSync(whole));
  const { status, stdout } = await creance(["flows", packed]);
  expect(status).toBe(0);
  expect(stdout.split("\n").slice(0, 3)).toEqual([
    "On 1970-01-01, all from 10.0.0.2",
    "start (UTC)  for    to              service  out   in",
    "00:16:40     2.0 s  192.0.2.2:7000  udp?     10 B  0 B",
  ]);
});

test("a cut capture: what can be read is printed, the issue names the byte, status 1", async () => {
  const cut = join(folder, "cut.pcap");
  writeFileSync(cut, whole.subarray(0, whole.byteLength - 5));
  const { status, stdout, stderr } = await creance(["flows", cut, "--json"]);
  expect([status, jsonLines(stdout).length]).toEqual([1, 2]);
  expect(stderr).toMatch(/cut\.pcap: byte \d+: /);
});

test("no capture is status 1, no file status 2", async () => {
  const text = join(folder, "text.pcap");
  writeFileSync(text, "these are no packets at all");
  expect(await creance(["flows", text])).toMatchObject({ status: 1, stdout: "" });
  const missing = await creance(["flows", join(folder, "missing.pcap")]);
  expect(missing).toMatchObject({ status: 2, stdout: "" });
  expect(missing.stderr).toContain("There is no file");
});

test("lines that do not fit into memory come back in the same order", () => {
  const lines = Array.from({ length: 1000 }, (_, index) => ({
    timeUs: (index * 7919) % 100,
    flowId: String((index * 31) % 1000).padStart(16, "0"),
    captureIndex: index % 3,
    uid: (index % 5) - 1,
    line: `{"text":"zwölf ${index}\\t"}`,
  }));
  const inOrder = (bytesInMemory: number): unknown[] => {
    const sorted = new SortedLines(bytesInMemory);
    const batches = new LineBatch((batch) => sorted.add(batch));
    for (const [index, line] of lines.entries()) {
      batches.add(line);
      if (index % 7 === 0) batches.flush();
    }
    batches.flush();
    const result = [...sorted.inOrder()].map(({ captureIndex, uid, line }) => [captureIndex, uid, line.toString()]);
    sorted.close();
    return result;
  };
  const expected = [...lines]
    .sort((one, other) => one.timeUs - other.timeUs || (one.flowId < other.flowId ? -1 : 1))
    .map(({ captureIndex, uid, line }) => [captureIndex, uid, line]);
  expect(inOrder(1_000_000)).toEqual(expected);
  // So many runs that runs have to be merged into one on the way.
  expect(inOrder(500)).toEqual(expected);
});

test("a line gets the hash of its capture, and its app when that is known at the end", () => {
  const line = Buffer.from('{"flowId":"0123456789abcdef","capture":"","timeUs":1,"app":null,"package":null,"uid":7}');
  const finishedLine = (app: CaptureApp | undefined): string => Buffer.concat(finishedParts(line, "feed", app)).toString();
  expect(JSON.parse(finishedLine(undefined))).toMatchObject({ capture: "feed", app: null });
  expect(JSON.parse(finishedLine({ uid: 7, app: "Maps", package: null }))).toMatchObject({
    capture: "feed",
    app: "Maps",
    package: null,
  });
});
