/** Captures of made-up conversations in a vault, as an import would have left them, and the same conversations as plain rows. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  type AddressScope,
  type CapturedConversation,
  type ConversationNotes,
  createFlowBatch,
  type Endpoint,
  flowColumns,
  type NameSource,
} from "@creance/capture";
import { memorySource } from "@creance/core";
import { openVault, type Reading, type Vault } from "@creance/vault";
import { openWarehouse, type Warehouse } from "@creance/warehouse";
import { READER } from "../../src/operation/reader-version.ts";

/** A conversation with what was noted about it. */
export interface MadeFlow {
  readonly capture: string;
  readonly row: CapturedConversation;
  readonly notes: ConversationNotes;
}

/** A vault with captures. */
export interface KeptCaptures {
  readonly vault: Vault;
  readonly warehouse: Warehouse;
  /** SHA-256 of each capture. */
  readonly captures: readonly string[];
  readonly flows: readonly MadeFlow[];
}

/** How many captures and conversations. */
export interface KeptCapturesWish {
  readonly captures: number;
  readonly conversations: number;
  /** Conversations in one derived file (default: 100). */
  readonly chunkRows?: number;
}

/** The made-up country databases. */
export const madeDatabases = [
  { database: "atlas", date: "2026-06-01" },
  { database: "globe", date: "2026-05-01" },
];

/** Keeps captures in a new vault in `folder`. */
export async function keepCaptures(folder: string, { captures, conversations, chunkRows = 100 }: KeptCapturesWish): Promise<KeptCaptures> {
  const vault = await openVault(folder, { create: true, readOnly: false });
  const warehouse = openWarehouse(join(vault.path, "derived"));
  const random = randomFrom(7);
  const flows: MadeFlow[] = [];
  const hashes: string[] = [];
  const writer = await vault.beginWriting();
  for (let number = 0; number < captures; number++) {
    const bytes = new TextEncoder().encode(`made capture ${number}`);
    const capture = createHash("sha256").update(bytes).digest("hex");
    await writer.keep(memorySource(bytes), { fileName: `phone-${number}.pcap` });
    const made = Array.from({ length: conversations }, (_, at) => madeFlow(random, capture, at));
    let segments = 0;
    for (let start = 0; start < made.length; start += chunkRows) {
      const batch = createFlowBatch(chunkRows);
      for (const { row, notes } of made.slice(start, start + chunkRows)) batch.add(row, notes);
      await warehouse.write({ sha256: capture, segment: segments, reader: READER }, flowColumns, batch.take());
      segments++;
    }
    await writer.commit();
    writer.addReading(readingOf(capture, segments, made));
    flows.push(...made);
    hashes.push(capture);
  }
  writer.release();
  return { vault, warehouse, captures: hashes, flows };
}

/** When the first made conversation can begin, and how long after it the last. */
export const madeStartUs = 1_750_000_000_000_000;
const SPAN_US = 3_600_000_000;

const names = ["log.dji.example", "LOG.dji.example", "maps.example", "\u{1f681}.example", "\uff5e.example", "a'b\\c%_.example", null];
const scopes: readonly AddressScope[] = ["public", "public", "private", "link-local", "multicast"];
const opinions: readonly (readonly (string | null)[])[] = [
  ["CN", "US"],
  ["US", "US"],
  [null, "SG"],
  ["DE", null],
];
const apps: readonly (readonly [string | null, string | null])[] = [
  ["Fly", "com.example.fly"],
  ["Maps", null],
  ["Maps", "com.example.maps"],
  [null, null],
];
const roles: readonly (Endpoint | null)[] = [
  endpoint("*.dji.example", "flight-data"),
  endpoint("maps.example", "location-query"),
  null,
  null,
];

function madeFlow(random: () => number, capture: string, at: number): MadeFlow {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const number = (below: number): number => Math.floor(random() * below);
  const serverName = pick(names);
  const scope = pick(scopes);
  const [app, packageName] = pick(apps);
  const isTcp = random() < 0.7;
  const row: CapturedConversation = {
    flowId: createHash("sha256").update(`${capture} ${at}`).digest("hex").slice(0, 16),
    // Some begin at the same microsecond.
    timeUs: madeStartUs + Math.floor(number(SPAN_US) / 5_000_000) * 5_000_000,
    durationUs: number(90_000_000),
    transport: isTcp ? "tcp" : "udp",
    origIp: `10.0.0.${1 + number(3)}`,
    origPort: 40_000 + number(1000),
    respIp: scope === "public" ? `192.0.2.${number(20)}` : `10.0.1.${number(5)}`,
    respPort: pick([443, 80, 53]),
    directionInferred: random() < 0.1,
    service: pick(["ssl", "http", "dns", "quic", null]),
    serverName,
    serverNameSource: serverName === null ? "none" : pick<NameSource>(["sni", "host", "dns"]),
    ja4: random() < 0.3 ? "t13d1516h2_8daaf6152771_02713d6af862" : null,
    alpn: random() < 0.3 ? "h2" : null,
    version: random() < 0.3 ? "1.3" : null,
    origBytes: number(3) === 0 ? 0 : number(4_000_000_000),
    respBytes: number(1_000_000),
    origIpBytes: number(5_000_000),
    respIpBytes: number(5_000_000),
    origWireBytes: number(5_000_000),
    respWireBytes: number(5_000_000),
    origPkts: number(2000),
    respPkts: number(2000),
    missedBytes: number(50) === 0 ? number(10_000) : 0,
    retransmittedBytes: number(20) === 0 ? number(10_000) : 0,
    vlan: number(10) === 0 ? 42 : null,
    tunnelDepth: number(10) === 0 ? 1 : 0,
    app,
    package: packageName,
    connState: isTcp ? pick(["SF", "S0", "RSTO"]) : null,
    uid: app === null ? null : 10_000 + number(5),
    rttUs: random() < 0.3 ? 500 + number(200_000) : null,
  };
  const notes: ConversationNotes = {
    asn: scope === "public" ? pick([64_500, 64_501]) : null,
    operator: scope === "public" ? pick(["Example Cloud, Inc.", "=Example Net"]) : null,
    networkKind: null,
    countries:
      scope === "public"
        ? pick(opinions).map((country, database) => ({ ...(madeDatabases[database] as (typeof madeDatabases)[0]), country }))
        : [],
    respScope: number(40) === 0 ? null : scope,
    endpoint: pick(roles),
  };
  return { capture, row, notes };
}

function endpoint(pattern: string, role: Endpoint["role"]): Endpoint {
  return { pattern, owner: "Example Drones", role, purpose: "", expects: "", sources: [], year: [], confidence: "high" };
}

function readingOf(sha256: string, segments: number, made: readonly MadeFlow[]): Reading {
  const conversations = made.length;
  const bytesOut = made.reduce((sum, { row }) => sum + row.origBytes, 0);
  const bytesIn = made.reduce((sum, { row }) => sum + row.respBytes, 0);
  const times = made.map(({ row }) => row.timeUs);
  const counts = { conversations, firstTimeUs: Math.min(...times), lastTimeUs: Math.max(...times), packets: 12, bytesOut, bytesIn };
  return {
    sha256,
    reader: READER,
    format: "pcap",
    formatVersion: null,
    sealed: false,
    damaged: false,
    regionSha256: null,
    sentence: null,
    issues: [],
    flights: [],
    capture: {
      segments,
      row: { format: "pcap", ...counts, servers: 2, knownRoles: [], synthetic: true },
      detail: {
        summary: { ...counts, wireBytes: 0, services: {}, names: {}, roles: {}, talkers: [], otherTalkers: 0, issues: 0, blindSpots },
        linkTypes: [],
        interfaces: 1,
        apps: [],
        keyLogs: 0,
        countryDatabases: madeDatabases,
        notices: [],
        endpointsEdition: "test",
      },
    },
    media: null,
    reveals: [],
  };
}

const blindSpots = {
  cutPackets: 0,
  missedBytes: 0,
  droppedPackets: null,
  undecodedPackets: 0,
  lostFragments: 0,
  evictedFlows: 0,
  crowdedFlows: 0,
  namelessConversations: 0,
  hiddenNames: 0,
  truncated: false,
  pcapdroid: false,
};

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
