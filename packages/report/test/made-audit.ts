/** An audit's result, made up: every text that a stranger could have written holds markup. */
import { type AuditResult, emptyStatement, type Finding } from "@creance/audit";
import type { FlowRow } from "@creance/capture";

/** What a stranger may call a server, a file, a path. */
export const HOSTILE = `<script>alert("1")</script>&'`;

const bytes = { plain: 10, decrypted: 20, sealed: 30, missing: 0, unread: 0 };

/** A finding with some members. */
export function madeFinding(members: Partial<Finding>): Finding {
  return {
    findingId: "00112233445566aa",
    flow: {
      flowId: "0123456789abcdef",
      serverName: HOSTILE,
      origIp: "192.168.1.5",
      respIp: "203.0.113.9",
      endpoint: null,
      operator: null,
    } as FlowRow,
    kind: "aircraftSerial",
    needle: "F.aircraftSerial[0]",
    needleSource: "header of the flight record",
    encoding: ["gzip", "json", "text"],
    carriedIn: ["tls1.3", "http2"],
    match: "found",
    class: null,
    precisionM: null,
    direction: "out",
    weak: false,
    weakBecause: null,
    http: { host: null, method: "POST", path: HOSTILE, status: null },
    topic: null,
    field: HOSTILE,
    flight: "F",
    phase: "inAir",
    delayS: null,
    points: 0,
    decimals: null,
    packets: [4, 5, 6, 9],
    morePackets: false,
    byteRange: [10, 24],
    sentUs: 1_789_200_000_000_000,
    sentence: `The serial went to ${HOSTILE}.`,
    consent: null,
    ...members,
  };
}

/** A result with some members. */
export function madeAudit(members: Partial<AuditResult> = {}): AuditResult {
  return {
    format: "creance-audit/1",
    version: "9.9.9",
    inputs: [{ role: "capture", name: HOSTILE, sizeBytes: 5, sha256: "ab".repeat(32) }],
    command: ["creance", "audit", "my capture.pcapng", "--flight", "it's.txt"],
    databases: [],
    endpointsEdition: "1 of 2026-11-21",
    answer: [`Yes: 1 serial went to ${HOSTILE}.`],
    totals: [],
    findings: [madeFinding({})],
    claims: [
      {
        id: "C03",
        title: "Nothing is uploaded unless the user chooses",
        by: "the maker",
        source: HOSTILE,
        verdict: "CONTRADICTED",
        confidence: "high",
        confidenceBecause: ["Two findings agree."],
        because: "A serial went out.",
        capture: { verdict: "CONTRADICTED", because: "A serial went out." },
        log: { verdict: "NOT TESTABLE", because: "Records do not tell." },
        package: { verdict: "NOT TESTABLE HERE", because: "Packages are not read yet." },
        notCovered: ["cellular data"],
        audits: ["One audit agreed."],
        findingIds: ["00112233445566aa"],
        flowIds: [],
        parts: [],
      },
    ],
    policies: [],
    consents: [],
    coverage: {
      captures: [],
      flights: [],
      bytesOut: bytes,
      bytesIn: bytes,
      conversations: { total: 3, nameless: 1, hiddenNames: 0, keyed: 1, opened: 1, unknownKeys: 0 },
      unsupportedSuites: {},
      failedRecords: 0,
      keysGiven: true,
      statement: { ...emptyStatement, device: HOSTILE },
      search: {
        needles: { aircraftSerial: 1 },
        decoys: [{ kind: "aircraftSerial", searched: 20, hits: 0 }],
        decoyHits: [],
        controls: { planted: 26, missed: ["gzip > text"] },
        searchedBytes: 100,
        opaqueBytes: 7,
        bounds: [],
        droppedFindings: 0,
      },
      gaps: ["Half of the bytes are sealed."],
      blindSpots: ["The radio."],
    },
    servers: [],
    ...members,
  };
}
