/** Schemas of captures and their conversations ("flows"). Unknown is `null`, never absent. `creance flows --json` prints a `flowRow` a line. */
import { z } from "zod";

const number = z.number().nullable();
const text = z.string().nullable();

/** A country database and the date of its snapshot. */
export const countryDatabaseSchema = z.object({ database: z.string(), date: z.string() });

/** What the endpoint catalogue says about a conversation. */
export const flowEndpointSchema = z.object({ pattern: z.string(), owner: z.string(), role: z.string(), confidence: z.string() });

/** How far away the machine that answered can be at most, by the shortest round trip. It can exclude a place, never prove one. */
export const roundTripSchema = z.object({
  rttUs: z.number().describe("Shortest time between SYN and SYN-ACK, microseconds, where the capture was taken."),
  fibreM: z.number().describe("Largest distance when the way is fibre, whole metres, rounded up."),
  anyMediumM: z.number().describe("Largest distance whatever the way is, whole metres, rounded up."),
});

/** One conversation: `orig` opened it, `resp` answered. Members in the order they are printed. */
export const flowRowSchema = z.object({
  flowId: z.string().describe("16 hexadecimal characters: the same for the same capture."),
  capture: z.string().describe("SHA-256 of the capture."),
  timeUs: z.number(),
  durationUs: z.number(),
  transport: z.enum(["tcp", "udp", "icmp", "other"]),
  origIp: z.string(),
  origPort: z.number(),
  respIp: z.string(),
  respPort: z.number(),
  service: text,
  serverName: text,
  serverNameSource: z.enum(["host", "sni", "quicSni", "dns", "certificate", "echOuter", "none"]),
  ja4: text,
  alpn: text,
  origBytes: z.number(),
  respBytes: z.number(),
  origIpBytes: z.number(),
  respIpBytes: z.number(),
  origWireBytes: z.number(),
  respWireBytes: z.number(),
  origPkts: z.number(),
  respPkts: z.number(),
  missedBytes: z.number(),
  asn: number,
  operator: text,
  countries: z.array(countryDatabaseSchema.extend({ country: text })),
  endpoint: flowEndpointSchema.nullable(),
  app: text,
  package: text,
  retransmittedBytes: z.number(),
  connState: text,
  directionInferred: z.boolean(),
  version: text,
  vlan: number,
  tunnelDepth: z.number(),
  uid: number,
  roundTrip: roundTripSchema.nullable(),
});
/** One conversation. */
export type FlowRow = z.infer<typeof flowRowSchema>;

/** One that was talked to: a server name, or an address where no name is known. */
export const talkerSchema = z.object({
  server: z.string(),
  named: z.boolean(),
  role: text,
  owner: text,
  operator: text,
  countries: z.array(z.string()).optional().describe("Sets of opinions, as in groups; absent in what an earlier version read."),
  conversations: z.number(),
  bytesOut: z.number(),
  bytesIn: z.number(),
});

/** What a capture could not show; every number is 0 in a perfect one. */
export const blindSpotsSchema = z.object({
  cutPackets: z.number(),
  missedBytes: z.number(),
  droppedPackets: number,
  undecodedPackets: z.number(),
  lostFragments: z.number(),
  evictedFlows: z.number(),
  crowdedFlows: z.number().describe("Conversations whose contents were not read on because too much waited at once."),
  namelessConversations: z.number(),
  hiddenNames: z.number(),
  truncated: z.boolean(),
  pcapdroid: z.boolean(),
});

/** What a chief can read (`flows --summary --json`; one capture or several). */
export const flowSummarySchema = z.object({
  conversations: z.number(),
  firstTimeUs: number,
  lastTimeUs: number,
  packets: z.number(),
  wireBytes: z.number(),
  bytesOut: z.number(),
  bytesIn: z.number(),
  services: z.record(z.string(), z.number()),
  names: z.record(z.string(), z.number()),
  roles: z.record(z.string(), z.object({ conversations: z.number(), bytesOut: z.number() })),
  talkers: z.array(talkerSchema),
  otherTalkers: z.number(),
  issues: z.number(),
  blindSpots: blindSpotsSchema,
});
/** What a chief can read. */
export type FlowSummary = z.infer<typeof flowSummarySchema>;

/** One row of the list of captures. */
export const captureRowSchema = z.object({
  sha256: z.string(),
  fileName: text,
  sizeBytes: z.number(),
  keptUs: z.number(),
  format: z.string().describe("`pcap` or `pcapng`, `+gzip` behind it where it is compressed."),
  firstTimeUs: number,
  lastTimeUs: number,
  packets: z.number(),
  conversations: z.number(),
  servers: z.number().describe("Different servers, by name or address."),
  bytesOut: z.number(),
  bytesIn: z.number(),
  knownRoles: z.array(z.string()).describe("Roles of the endpoint catalogue that were met, most bytes out first."),
  damaged: z.boolean(),
  synthetic: z.boolean(),
});
/** One row of the list of captures. */
export type CaptureRow = z.infer<typeof captureRowSchema>;

/** Which captures. */
export const captureQuerySchema = z.object({
  search: z.string().max(200).default("").describe("Words that must all occur in the file name or SHA-256."),
  sort: z.enum(["firstTimeUs", "keptUs", "fileName", "bytesOut", "conversations", "sizeBytes"]).default("firstTimeUs"),
  direction: z.enum(["asc", "desc"]).default("desc"),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
/** Which captures, with defaults filled in. */
export type CaptureQuery = z.infer<typeof captureQuerySchema>;

/** A page of captures. */
export const capturePageSchema = z.object({
  total: z.number(),
  totals: z.object({ conversations: z.number(), bytesOut: z.number(), bytesIn: z.number(), sizeBytes: z.number() }),
  rows: z.array(captureRowSchema),
});
/** A page of captures. */
export type CapturePage = z.infer<typeof capturePageSchema>;

/** Everything about one capture but its conversations. */
export const captureDetailSchema = z.object({
  row: captureRowSchema,
  summary: flowSummarySchema,
  sentence: text.describe("What happened while it was read."),
  linkTypes: z.array(z.object({ linkType: z.number(), name: z.string(), packets: z.number(), decoded: z.boolean() })),
  interfaces: z.number(),
  apps: z.array(z.object({ uid: z.number(), app: text, package: text })),
  keyLogs: z.number().describe("Key logs inside the capture: as sensitive as the traffic."),
  countryDatabases: z.array(countryDatabaseSchema).describe("In the order of every row's opinions."),
  notices: z.array(z.object({ name: z.string(), date: z.string(), licence: z.string(), notice: z.string() })),
  endpointsEdition: z.string().describe("Edition of the endpoint catalogue."),
  issues: z.array(z.object({ code: z.string(), offset: z.number(), field: text, sentence: z.string() })).describe("At most 200."),
  flights: z
    .array(z.object({ id: z.string(), name: text, place: text, startUs: z.number(), endUs: z.number() }))
    .describe("Kept flights during the capture, at most 200."),
});
/** Everything about one capture but its conversations. */
export type CaptureDetail = z.infer<typeof captureDetailSchema>;

const flowFilter = {
  capture: z.string().length(64).optional().describe("SHA-256 of one capture; without it all captures."),
  search: z.string().max(200).default("").describe("Text in server, address, operator, app, package, service or role."),
  server: z.string().max(1_020).optional().describe("Server name or address exactly as listed."),
  service: z.string().max(100).optional().describe("Exactly as listed; `unknown` where the contents told none."),
  role: z.string().max(100).optional().describe("Role of the endpoint catalogue; `notListed` for servers that it does not list."),
  operator: z.string().max(2_000).optional().describe("Exactly as listed; `unknown` where no database names one."),
  country: z.string().length(2).optional().describe("At least one database says so."),
  app: z.string().max(255).optional().describe("Package, else app name, exactly as listed; `unknown` where the capture tells neither."),
  nameSource: z.enum(["host", "sni", "quicSni", "dns", "certificate", "echOuter", "none"]).optional(),
  device: z.string().max(64).optional().describe("Address of the one who opened it."),
  scope: z.enum(["internet", "local"]).optional().describe("Servers with a public address, or all others."),
  fromUs: z.coerce.number().optional().describe("Began at or after."),
  toUs: z.coerce.number().optional().describe("Began before."),
};

/** Columns that conversations can be sorted by. */
export const flowSortKeys = ["timeUs", "durationUs", "origBytes", "respBytes", "server", "operator", "service", "origIp", "app"] as const;

/** Which conversations. */
export const flowQuerySchema = z.object({
  ...flowFilter,
  sort: z.enum(flowSortKeys).default("timeUs"),
  direction: z.enum(["asc", "desc"]).default("asc"),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
/** Which conversations, with defaults filled in. */
export type FlowQuery = z.infer<typeof flowQuerySchema>;

const flowTotalsSchema = z.object({
  conversations: z.number(),
  bytesOut: z.number(),
  bytesIn: z.number(),
  servers: z.number(),
  missedBytes: z.number(),
});

/** A page of conversations with the totals over everything that matches. */
export const flowPageSchema = z.object({ total: z.number(), totals: flowTotalsSchema, rows: z.array(flowRowSchema) });
/** A page of conversations. */
export type FlowPage = z.infer<typeof flowPageSchema>;

/** What conversations can be grouped by. */
export const flowGroupKeys = ["server", "operator", "role", "service", "app", "countries", "nameSource", "device"] as const;

/** Which groups. */
export const flowGroupQuerySchema = z.object({
  ...flowFilter,
  by: z.enum(flowGroupKeys),
  sort: z.enum(["bytesOut", "bytesIn", "conversations", "firstTimeUs", "key"]).default("bytesOut"),
  direction: z.enum(["asc", "desc"]).default("desc"),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
/** Which groups, with defaults filled in. */
export type FlowGroupQuery = z.infer<typeof flowGroupQuerySchema>;

/** One group of conversations. Lists hold at most five values, in byte order. */
export const flowGroupSchema = z.object({
  key: text.describe("`null`: unknown. For `countries`: opinions joined by a space, `--` where a database has nothing."),
  conversations: z.number(),
  bytesOut: z.number(),
  bytesIn: z.number(),
  firstTimeUs: number,
  lastTimeUs: number.describe("Start of the latest conversation."),
  servers: z.number().describe("Different servers."),
  operators: z.array(z.string()),
  roles: z.array(z.string()),
  owners: z.array(z.string()),
  services: z.array(z.string()),
  apps: z.array(z.string()).describe("Packages, else app names."),
  countries: z.array(z.string()).describe("Sets of opinions."),
  nameSources: z.array(z.string()),
  shortestRttUs: number,
});
/** One group of conversations. */
export type FlowGroup = z.infer<typeof flowGroupSchema>;

/** A page of groups. */
export const flowGroupPageSchema = z.object({ total: z.number(), rows: z.array(flowGroupSchema) });
/** A page of groups. */
export type FlowGroupPage = z.infer<typeof flowGroupPageSchema>;

/** Which conversations the time line shows. */
export const flowTimelineQuerySchema = z.object({ ...flowFilter, buckets: z.coerce.number().int().min(1).max(2000).default(240) });
/** Which conversations the time line shows, with defaults filled in. */
export type FlowTimelineQuery = z.infer<typeof flowTimelineQuerySchema>;

/** Conversations over time, by their start: arrays of one length. */
export const flowTimelineSchema = z.object({
  startUs: number,
  widthUs: z.number(),
  conversations: z.array(z.number()),
  bytesOut: z.array(z.number()),
  bytesIn: z.array(z.number()),
});
/** Conversations over time. */
export type FlowTimeline = z.infer<typeof flowTimelineSchema>;

/** How questions over conversations are answered here. */
export const columnEngineSchema = z.object({
  state: z.enum(["idle", "starting", "ready", "absent", "failed"]),
  version: text,
  isolation: z.enum(["networkNamespace", "none"]).nullable(),
  sentence: text.describe("What is missing without it, what to do; `null` when there is nothing to say."),
  loaded: z.number().describe("Captures that it holds."),
  captures: z.number().describe("Captures that there are."),
});
/** How questions over conversations are answered here. */
export type ColumnEngineInfo = z.infer<typeof columnEngineSchema>;
