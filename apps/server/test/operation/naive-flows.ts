/** The answers about made conversations, worked out row by row from what `packages/api/src/captures.ts` says: slow, and plain to see. */
import { type FlowGroupQuery, type FlowQuery, type FlowRow, type FlowTimelineQuery, flowRowSchema } from "@creance/api";
import { roundTripBound } from "@creance/capture";
import type { MadeFlow } from "./kept-captures.ts";

/** What the list answers. */
export function naiveList(flows: readonly MadeFlow[], query: FlowQuery) {
  const found = flows.filter((flow) => matches(flow, query));
  const sorted = [...found].sort(
    (one, other) =>
      compareValues(sortValue(one, query.sort), sortValue(other, query.sort), query.direction) ||
      one.row.timeUs - other.row.timeUs ||
      compareText(one.row.flowId, other.row.flowId) ||
      compareText(one.capture, other.capture),
  );
  return {
    total: found.length,
    totals: {
      conversations: found.length,
      bytesOut: sum(found, ({ row }) => row.origBytes),
      bytesIn: sum(found, ({ row }) => row.respBytes),
      servers: new Set(found.map(serverOf)).size,
      missedBytes: sum(found, ({ row }) => row.missedBytes),
    },
    rows: sorted.slice(query.offset, query.offset + query.limit).map(printed),
  };
}

/** What groups answer. */
export function naiveGroups(flows: readonly MadeFlow[], query: FlowGroupQuery) {
  const byKey = new Map<string | null, MadeFlow[]>();
  for (const flow of flows) {
    if (!matches(flow, query)) continue;
    const key = groupKey(flow, query.by);
    byKey.set(key, [...(byKey.get(key) ?? []), flow]);
  }
  const groups = [...byKey].map(([key, found]) => ({
    key,
    conversations: found.length,
    bytesOut: sum(found, ({ row }) => row.origBytes),
    bytesIn: sum(found, ({ row }) => row.respBytes),
    firstTimeUs: Math.min(...found.map(({ row }) => row.timeUs)),
    lastTimeUs: Math.max(...found.map(({ row }) => row.timeUs)),
    servers: new Set(found.map(serverOf)).size,
    operators: five(found.map(({ notes }) => notes.operator)),
    roles: five(found.map(({ notes }) => notes.endpoint?.role)),
    owners: five(found.map(({ notes }) => notes.endpoint?.owner)),
    services: five(found.map(({ row }) => row.service)),
    apps: five(found.map(({ row }) => row.package ?? row.app)),
    countries: five(found.map(countriesOf)),
    nameSources: five(found.map(({ row }) => row.serverNameSource)),
    shortestRttUs: found.reduce<number | null>(
      (least, { row }) => (row.rttUs === null ? least : Math.min(least ?? row.rttUs, row.rttUs)),
      null,
    ),
  }));
  groups.sort(
    (one, other) => compareValues(one[query.sort], other[query.sort], query.direction) || compareValues(one.key, other.key, "asc"),
  );
  return { total: groups.length, rows: groups.slice(query.offset, query.offset + query.limit) };
}

/** What a time line adds up to, and that it keeps to its bounds. */
export function naiveTimeline(
  flows: readonly MadeFlow[],
  query: FlowTimelineQuery,
  { startUs, widthUs }: { startUs: number; widthUs: number },
) {
  const found = flows.filter((flow) => matches(flow, query));
  const bucketOf = ({ row }: MadeFlow): number => Math.floor((row.timeUs - startUs) / widthUs);
  const count = Math.max(...found.map(bucketOf)) + 1;
  const inBucket = (bucket: number): MadeFlow[] => found.filter((flow) => bucketOf(flow) === bucket);
  const buckets = Array.from({ length: count }, (_, bucket) => inBucket(bucket));
  return {
    conversations: buckets.map((bucket) => bucket.length),
    bytesOut: buckets.map((bucket) => sum(bucket, ({ row }) => row.origBytes)),
    bytesIn: buckets.map((bucket) => sum(bucket, ({ row }) => row.respBytes)),
  };
}

/** The row as it is printed. */
export function printed({ capture, row, notes }: MadeFlow): FlowRow {
  const { rttUs, app, package: packageName, ...rest } = row;
  const bound = rttUs === null ? undefined : roundTripBound(rttUs);
  const { asn, operator, countries, endpoint } = notes;
  return flowRowSchema.parse({
    ...rest,
    capture,
    asn,
    operator,
    countries,
    endpoint:
      endpoint === null ? null : { pattern: endpoint.pattern, owner: endpoint.owner, role: endpoint.role, confidence: endpoint.confidence },
    app,
    package: packageName,
    roundTrip: bound === undefined ? null : { rttUs, ...bound },
  });
}

type Filter = Omit<FlowQuery, "sort" | "direction" | "offset" | "limit">;

function matches(flow: MadeFlow, filter: Filter): boolean {
  const { capture, row, notes } = flow;
  const role = notes.endpoint?.role ?? null;
  const app = row.package ?? row.app;
  const texts = [serverOf(flow), row.respIp, row.origIp, notes.operator, row.app, row.package, row.service, role];
  return (
    (filter.capture === undefined || filter.capture === capture) &&
    texts.some((text) => text !== null && asciiLower(text).includes(asciiLower(filter.search))) &&
    (filter.server === undefined || serverOf(flow) === filter.server) &&
    isAsked(filter.service, row.service) &&
    isAsked(filter.role, role, "notListed") &&
    isAsked(filter.operator, notes.operator) &&
    (filter.country === undefined || notes.countries.some(({ country }) => country === filter.country)) &&
    isAsked(filter.app, app) &&
    (filter.nameSource === undefined || row.serverNameSource === filter.nameSource) &&
    (filter.device === undefined || row.origIp === filter.device) &&
    (filter.scope === undefined || (notes.respScope === "public") === (filter.scope === "internet")) &&
    (filter.fromUs === undefined || row.timeUs >= filter.fromUs) &&
    (filter.toUs === undefined || row.timeUs < filter.toUs)
  );
}

function isAsked(asked: string | undefined, value: string | null, nothing = "unknown"): boolean {
  return asked === undefined || (asked === nothing ? value === null : value === asked);
}

function sortValue({ row, notes, ...flow }: MadeFlow, sort: FlowQuery["sort"]): string | number | null {
  if (sort === "server") return serverOf({ row, notes, ...flow });
  if (sort === "operator") return notes.operator;
  return sort === "app" ? (row.package ?? row.app) : row[sort];
}

function groupKey(flow: MadeFlow, by: FlowGroupQuery["by"]): string | null {
  const { row, notes } = flow;
  const keys = {
    server: serverOf(flow),
    operator: notes.operator,
    role: notes.endpoint?.role ?? null,
    service: row.service,
    app: row.package ?? row.app,
    countries: countriesOf(flow),
    nameSource: row.serverNameSource,
    device: row.origIp,
  };
  return keys[by];
}

function serverOf({ row }: MadeFlow): string {
  return row.serverName ?? row.respIp;
}

function countriesOf({ notes }: MadeFlow): string | null {
  return notes.countries.length === 0 ? null : notes.countries.map(({ country }) => country ?? "--").join(" ");
}

function five(values: readonly (string | null | undefined)[]): string[] {
  return [...new Set(values.filter((value) => typeof value === "string"))].sort(compareText).slice(0, 5);
}

function sum(flows: readonly MadeFlow[], of: (flow: MadeFlow) => number): number {
  return flows.reduce((total, flow) => total + of(flow), 0);
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function compareText(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** Unknown last, whichever way. */
function compareValues(one: string | number | null, other: string | number | null, direction: "asc" | "desc"): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const order = typeof one === "string" ? compareText(one, String(other)) : one - Number(other);
  return direction === "asc" ? order : -order;
}
