/** Made-up conversations, findings, flights and coverage for tests of verdicts. */

import {
  type AuditFlight,
  type AuditResult,
  type ClaimOptions,
  type ClaimVerdict,
  createClaimCollector,
  createCoverageCollector,
  emptyStatement,
  type Finding,
  type SearchAccount,
} from "@creance/audit";
import type { CaptureReport, FlowContents, FlowRow } from "@creance/capture";

/** 2026-09-12T09:00:00Z. */
export const T0 = Date.UTC(2026, 8, 12, 9) * 1000;
export const MINUTE = 60e6;

let rows = 0;

/** A conversation of a minute with `config.example`, 10 kB out, in the clear. */
export function row(changes: Partial<FlowRow> = {}): FlowRow {
  rows++;
  return {
    flowId: rows.toString(16).padStart(16, "0"),
    capture: "c".repeat(64),
    timeUs: T0,
    durationUs: MINUTE,
    transport: "tcp",
    origIp: "192.168.1.20",
    origPort: 50_000,
    respIp: "203.0.113.7",
    respPort: 80,
    service: "http",
    serverName: "config.example",
    serverNameSource: "host",
    ja4: null,
    alpn: null,
    origBytes: 10_000,
    respBytes: 1_000,
    origIpBytes: 10_400,
    respIpBytes: 1_400,
    origWireBytes: 10_600,
    respWireBytes: 1_600,
    origPkts: 10,
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
  };
}

/** What its reader told: all in the clear, unless said otherwise. */
export function contents(of: FlowRow, changes: Partial<FlowContents["sides"][0]> = {}): FlowContents {
  const side = (bytes: number): FlowContents["sides"][0] => ({ plainBytes: bytes, decryptedBytes: 0, gapBytes: 0, sealedBytes: 0 });
  return { flowId: of.flowId, sides: [{ ...side(of.origBytes), ...changes }, side(of.respBytes)] };
}

/** Two databases that agree on a country, or more opinions. */
export function opinions(...countries: readonly (string | null)[]): FlowRow["countries"] {
  return countries.map((country, index) => ({ database: `database ${index}`, date: "2026-06-17", country }));
}

let findings = 0;

/** A finding in a conversation: the aircraft's serial, plain, going out in the air. */
export function finding(flow: FlowRow, changes: Partial<Finding> = {}): Finding {
  findings++;
  return {
    findingId: `f${findings.toString(16).padStart(15, "0")}`,
    flow,
    kind: "aircraftSerial",
    needle: "morning.aircraftSerial[0]",
    needleSource: "header of the flight record",
    encoding: ["json", "text"],
    carriedIn: ["http1"],
    match: "found",
    class: null,
    precisionM: null,
    direction: "out",
    weak: false,
    weakBecause: null,
    http: { host: flow.serverName, method: "POST", path: "/v1", status: null },
    topic: null,
    field: "$.sn",
    flight: "morning",
    phase: "inAir",
    delayS: 0,
    points: 0,
    decimals: null,
    sentence: "The aircraft serial went out.",
    consent: null,
    packets: [1],
    morePackets: false,
    byteRange: [0, 10],
    sentUs: flow.timeUs + 1,
    ...changes,
  };
}

/** A flight of ten minutes from T0 with a serial. */
export function flight(changes: Partial<AuditFlight> = {}): AuditFlight {
  return {
    label: "morning",
    sha256: "a".repeat(64),
    timeUs: Float64Array.from([T0, T0 + 5 * MINUTE, T0 + 10 * MINUTE]),
    latDeg: Float64Array.from([47.6, 47.601, 47.602]),
    lonDeg: Float64Array.from([-122.1, -122.101, -122.102]),
    altHomeM: Float32Array.from([0, 50, 0]),
    inAir: Float32Array.from([1, 1, 1]),
    home: { latDeg: 47.6, lonDeg: -122.1 },
    pilot: null,
    serials: { aircraftSerial: ["1ZNBJ7E00C00QT"], controllerSerial: [], batterySerial: [], cameraSerial: [] },
    files: [],
    app: null,
    aircraft: null,
    firmware: null,
    ...changes,
  };
}

/** A search that looked for everything, whose controls were found and whose decoys were not. */
export function search(changes: Partial<SearchAccount> = {}): SearchAccount {
  return {
    needles: { aircraftSerial: 1, imei: 1, email: 1, track: 1, position: 1, flightRecord: 1, placeQuery: 1 },
    decoys: [
      { kind: "aircraftSerial", searched: 20, hits: 0 },
      { kind: "imei", searched: 20, hits: 0 },
      { kind: "track", searched: 20, hits: 0 },
    ],
    decoyHits: [],
    controls: { planted: 30, missed: [] },
    searchedBytes: 1_000,
    opaqueBytes: 0,
    bounds: [],
    droppedFindings: 0,
    ...changes,
  };
}

/** A capture report with nothing wrong in it. */
export function report(
  changes: { readonly packets?: number; readonly dropped?: number | null } & Partial<CaptureReport> = {},
): CaptureReport {
  const { packets = 100, dropped = 0, ...rest } = changes;
  return {
    container: {
      container: "pcapng",
      gzip: false,
      packets,
      wireBytes: packets * 100,
      capturedBytes: packets * 100,
      cutPackets: 0,
      linkTypes: new Map([[1, packets]]),
      interfaces: 1,
      truncated: false,
      pcapdroid: false,
    },
    interfaceStatistics: [{ interfaceId: 0, received: packets, dropped }],
    undecodedLinkTypes: new Map(),
    evictedFlows: 0,
    crowdedFlows: 0,
    decryption: null,
    ...rest,
  } as unknown as CaptureReport;
}

/** What a situation is made of; everything has a default. */
export interface Situation extends Partial<ClaimOptions> {
  readonly rows?: readonly FlowRow[];
  readonly found?: readonly Finding[];
  readonly search?: SearchAccount;
  readonly report?: CaptureReport;
  readonly synthetic?: boolean;
  readonly told?: (row: FlowRow) => FlowContents | null;
}

/** Rows from T0 - 5 min to T0 + 30 min that tell no tales, so that the capture is known to have run. */
export const quiet = (): readonly FlowRow[] =>
  [-5, 30].map((minute) =>
    row({ timeUs: T0 + minute * MINUTE, durationUs: 1e6, service: "ntp", transport: "udp", respPort: 123, origBytes: 48, respBytes: 48 }),
  );

/** Judges a situation. */
export function judged(situation: Situation): Pick<AuditResult, "answer" | "totals" | "claims" | "policies" | "servers" | "coverage"> {
  const options = {
    flights: [flight()],
    identifiers: { imei: "356938035643809" },
    consents: [],
    ownClaims: [],
    policies: [],
    ...situation,
    statement: { ...emptyStatement, ...situation.statement },
  };
  const claims = createClaimCollector(options);
  const cover = createCoverageCollector(options);
  for (const each of situation.rows ?? quiet()) {
    const told = (situation.told ?? contents)(each);
    claims.conversation(each, told);
    cover.conversation(each, told);
  }
  cover.capture(situation.report ?? report(), {
    sha256: "c".repeat(64),
    name: "one.pcapng",
    sizeBytes: 10_000,
    synthetic: situation.synthetic ?? false,
  });
  const coverage = cover.coverage(situation.search ?? search(), new Map());
  return { ...claims.judge({ findings: situation.found ?? [], coverage }), coverage };
}

/** The verdict on one claim. */
export function claimIn(situation: Situation, id: string): ClaimVerdict {
  const claim = judged(situation).claims.find((each) => each.id === id);
  if (claim === undefined) throw new Error(`no claim ${id}`);
  return claim;
}
