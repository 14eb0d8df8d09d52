/** Parts of messages for tests: bytes handed to an audit as a content reader would, in pieces of any size. */

import type { CaptureReport, ContentPart, FlowRow } from "@creance/capture";
import { nodePlatform } from "@creance/node";
import { emptyStatement } from "../src/coverage/read-statement.ts";
import { type AuditFlight, type AuditOptions, type AuditResult, createAudit } from "../src/index.ts";

/** What a test says of a part; the rest is a POST to `upload.example`. */
export type TestPart = { readonly bytes: Uint8Array | string } & Partial<Omit<ContentPart, "flow">>;

const START_US = Date.UTC(2026, 0, 1, 10) * 1000;

/** A flow's row with nothing special about it. */
export function testRow(flowId: string, changes: Partial<FlowRow> = {}): FlowRow {
  return {
    flowId,
    capture: "",
    timeUs: START_US,
    durationUs: 1_000_000,
    transport: "tcp",
    origIp: "10.0.0.2",
    origPort: 40_000,
    respIp: "203.0.113.10",
    respPort: 443,
    service: "http",
    serverName: "upload.example",
    serverNameSource: "host",
    ja4: null,
    alpn: null,
    origBytes: 1000,
    respBytes: 100,
    origIpBytes: 1400,
    respIpBytes: 300,
    origWireBytes: 1500,
    respWireBytes: 400,
    origPkts: 5,
    respPkts: 5,
    missedBytes: 0,
    asn: null,
    operator: null,
    countries: [],
    endpoint: null,
    app: null,
    package: null,
    retransmittedBytes: 0,
    connState: "SF",
    directionInferred: false,
    version: null,
    vlan: null,
    tunnelDepth: 0,
    uid: null,
    roundTrip: null,
    ...changes,
  } as FlowRow;
}

/** A report of a capture without faults. */
export const testReport = {
  container: {
    container: "pcapng",
    gzip: false,
    packets: 100,
    wireBytes: 10_000,
    capturedBytes: 10_000,
    cutPackets: 0,
    linkTypes: new Map([[1, 100]]),
    interfaces: 1,
    truncated: false,
    pcapdroid: false,
  },
  undecodedLinkTypes: new Map(),
  otherProtocols: new Map(),
  apps: new Map(),
  interfaceStatistics: [],
  issues: 0,
  containerIssues: 0,
  malformedPackets: 0,
  keyLogs: 0,
  decryption: null,
  evictedFlows: 0,
  crowdedFlows: 0,
} as unknown as CaptureReport;

/** Runs an audit over parts, each a conversation of its own (`f0`, `f1` ...), cut into pieces of `pieceBytes`. */
export function auditParts(parts: readonly TestPart[], options: Partial<AuditOptions> = {}, pieceBytes = 1460): AuditResult {
  const audit = createAudit({
    platform: nodePlatform,
    flights: [],
    identifiers: {},
    consents: [],
    statement: emptyStatement,
    weak: false,
    ownClaims: [],
    policies: [],
    ...options,
  });
  const capture = audit.capture();
  parts.forEach(({ bytes: given, ...changes }, index) => {
    const bytes = typeof given === "string" ? new TextEncoder().encode(given) : given;
    const row = testRow(`f${index}`);
    const sink = capture.onContent({
      flow: row,
      side: 0,
      transport: ["http1"],
      streamId: null,
      message: 0,
      role: "body",
      http: { host: "upload.example", method: "POST", path: "/", status: null },
      topic: null,
      mediaType: null,
      boundary: null,
      contentCodings: [],
      ...changes,
    });
    for (let at = 0; at < bytes.byteLength; at += pieceBytes) {
      const end = Math.min(bytes.byteLength, at + pieceBytes);
      const packet = 1 + Math.floor(at / pieceBytes);
      sink?.data(bytes, at, end, 100 + at, 100 + end, { first: packet, last: packet }, START_US + packet * 1000);
    }
    sink?.end(true);
    capture.conversation(row);
  });
  capture.end(testReport, { sha256: "c".repeat(64), name: "test.pcapng", sizeBytes: 10_000, synthetic: true });
  return audit.result({ version: "0", inputs: [], command: [], databases: [], endpointsEdition: "0" });
}

/** Findings as one line each: `kind needle encoding`. */
export function told(result: AuditResult): string[] {
  return result.findings.map(({ kind, needle, encoding }) => `${kind} ${needle ?? "-"} ${encoding.join(",")}`);
}

/** A short flight around the lab's invented point, one row a second from 09:55 on. */
export function labFlight(changes: Partial<AuditFlight> = {}): AuditFlight {
  const rows = 600;
  const at = (row: number, start: number, step: number): number => start + row * step;
  return {
    label: "FLIGHT",
    sha256: "f".repeat(64),
    timeUs: Float64Array.from({ length: rows }, (_, row) => START_US - 300e6 + row * 1e6),
    latDeg: Float64Array.from({ length: rows }, (_, row) => at(row - 300, 47.6423781, 1e-6)),
    lonDeg: Float64Array.from({ length: rows }, (_, row) => at(row - 300, -122.1367542, 1e-6)),
    altHomeM: new Float32Array(rows).fill(118.4),
    inAir: new Float32Array(rows).fill(1),
    home: { latDeg: 47.6421, lonDeg: -122.1371 },
    pilot: null,
    serials: { aircraftSerial: ["1ZNBJ7E00C00QT"], controllerSerial: ["4LFCJ5N0B20F6X"], batterySerial: [], cameraSerial: [] },
    files: [],
    app: null,
    aircraft: null,
    firmware: null,
    ...changes,
  };
}
