/** A conversation that was kept as columns, as a row again: the inverse of `createFlowBatch`. */
import type { MixedColumn } from "@creance/core";
import type { NameSource } from "./analyzer.ts";
import type { Conversation, CountryOpinion } from "./conversation.ts";
import { NO_COUNTRY } from "./flow-batch.ts";
import type { flowColumns } from "./flow-columns.table.ts";
import { type RoundTripBound, roundTripOf } from "./operator/round-trip-bound.ts";

/** What the endpoint catalogue said about a conversation when its capture was read. */
export interface KeptFlowEndpoint {
  readonly pattern: string;
  readonly owner: string;
  readonly role: string;
  readonly confidence: string;
}

/** A kept conversation, members in the order they are printed. Unknown is `null`. */
export interface KeptFlow extends Omit<Conversation, "service"> {
  /** SHA-256 of the capture. */
  readonly capture: string;
  readonly service: string | null;
  readonly asn: number | null;
  readonly operator: string | null;
  readonly countries: CountryOpinion[];
  readonly endpoint: KeptFlowEndpoint | null;
  readonly version: string | null;
  readonly uid: number | null;
  readonly roundTrip: (RoundTripBound & { readonly rttUs: number }) | null;
}

/** What a row needs besides its columns. */
export interface KeptFlowContext {
  /** SHA-256 of the capture. */
  readonly capture: string;
  /** The capture's country databases, in the order of every row's opinions. */
  readonly countryDatabases: readonly { readonly database: string; readonly date: string }[];
}

/** A column of a conversation by its name. */
export type FlowColumnName = keyof typeof flowColumns;

/** The columns that a row is made from. */
export const keptFlowColumns = [
  "flowId",
  "timeUs",
  "durationUs",
  "transport",
  "origIp",
  "origPort",
  "respIp",
  "respPort",
  "service",
  "serverName",
  "serverNameSource",
  "ja4",
  "alpn",
  "origBytes",
  "respBytes",
  "origIpBytes",
  "respIpBytes",
  "origWireBytes",
  "respWireBytes",
  "origPkts",
  "respPkts",
  "missedBytes",
  "asn",
  "operator",
  "countries",
  "endpointPattern",
  "endpointOwner",
  "endpointRole",
  "endpointConfidence",
  "app",
  "package",
  "retransmittedBytes",
  "connState",
  "directionInferred",
  "version",
  "vlan",
  "tunnelDepth",
  "uid",
  "rttUs",
] as const satisfies readonly FlowColumnName[];

/** The row at `row` of columns that hold at least `keptFlowColumns`. */
export function flowRowAt(columns: Readonly<Record<string, MixedColumn>>, row: number, context: KeptFlowContext): KeptFlow {
  return keptFlow((name) => columns[name]?.[row] ?? null, context);
}

/** The row whose values `read` gives; unknown numbers are `null` or NaN. */
export function keptFlow(read: (name: (typeof keptFlowColumns)[number]) => string | number | null, context: KeptFlowContext): KeptFlow {
  const text = (name: (typeof keptFlowColumns)[number]): string | null => {
    const value = read(name);
    return typeof value === "string" ? value : null;
  };
  const known = (name: (typeof keptFlowColumns)[number]): number | null => {
    const value = read(name);
    return typeof value === "number" && !Number.isNaN(value) ? value : null;
  };
  const count = (name: (typeof keptFlowColumns)[number]): number => known(name) ?? 0;
  return {
    flowId: text("flowId") ?? "",
    capture: context.capture,
    timeUs: count("timeUs"),
    durationUs: count("durationUs"),
    transport: (text("transport") ?? "other") as Conversation["transport"],
    origIp: text("origIp") ?? "",
    origPort: count("origPort"),
    respIp: text("respIp") ?? "",
    respPort: count("respPort"),
    service: text("service"),
    serverName: text("serverName"),
    serverNameSource: (text("serverNameSource") ?? "none") as NameSource,
    ja4: text("ja4"),
    alpn: text("alpn"),
    origBytes: count("origBytes"),
    respBytes: count("respBytes"),
    origIpBytes: count("origIpBytes"),
    respIpBytes: count("respIpBytes"),
    origWireBytes: count("origWireBytes"),
    respWireBytes: count("respWireBytes"),
    origPkts: count("origPkts"),
    respPkts: count("respPkts"),
    missedBytes: count("missedBytes"),
    asn: known("asn"),
    operator: text("operator"),
    countries: opinionsOf(text("countries"), context),
    endpoint: endpointOf(text),
    app: text("app"),
    package: text("package"),
    retransmittedBytes: count("retransmittedBytes"),
    connState: text("connState"),
    directionInferred: count("directionInferred") === 1,
    version: text("version"),
    vlan: known("vlan"),
    tunnelDepth: count("tunnelDepth"),
    uid: known("uid"),
    roundTrip: roundTripOf(known("rttUs")),
  };
}

function opinionsOf(words: string | null, { countryDatabases }: KeptFlowContext): CountryOpinion[] {
  if (words === null) return [];
  const countries = words.split(" ");
  return countryDatabases.map(({ database, date }, at) => {
    const country = countries[at];
    return { database, date, country: country === undefined || country === NO_COUNTRY ? null : country };
  });
}

function endpointOf(text: (name: (typeof keptFlowColumns)[number]) => string | null): KeptFlowEndpoint | null {
  const pattern = text("endpointPattern");
  if (pattern === null) return null;
  return {
    pattern,
    owner: text("endpointOwner") ?? "",
    role: text("endpointRole") ?? "",
    confidence: text("endpointConfidence") ?? "",
  };
}
