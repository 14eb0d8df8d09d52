/** Tries in plain words: for a row of the picture, for one line of a log, and for a stretch of time. */
import { type EndpointRole, endpointRoles } from "@creance/capture";
import { formatBytes } from "@creance/core";
import { endWords } from "./end-words.table.ts";
import { happening } from "./happening.ts";
import { knownPorts } from "./known-ports.table.ts";
import { type AttemptFinder, attemptKey, attemptTarget, catalogueFinder, isTry, lineAttempt } from "./line-attempt.ts";
import { roleHosts } from "./role-hosts.table.ts";
import { counted, grouped, lengthWords, shown, times } from "./said.ts";
import type { AttemptCounts, AttemptRow, AttemptSummary, AttemptTarget, HoldLine } from "./types.ts";

/**
 * What was tried and what became of it: `asked for the upload host djigoaftersale.djiservice.org 14 times, refused`. Without a full stop
 * and in lower case, so that a time or a name can stand before it.
 */
export function attemptWords(row: AttemptTarget & AttemptCounts & Pick<AttemptRow, "questions" | "lastRefusal">): string {
  const { refused, answered, relayed, local } = row;
  const all = refused + answered + relayed + local;
  const tried = `${targetWords(row)}${all === 0 ? "" : ` ${times(all)}`}`;
  if (local === all) return `${tried}, not passed on`;
  const bytes = row.upBytes + row.downBytes === 0 ? "" : ` (${formatBytes(row.upBytes)} out, ${formatBytes(row.downBytes)} in)`;
  const fates: string[] = [];
  if (refused > 0) fates.push(`refused${refused === all ? "" : ` ${times(refused)}`}`);
  if (answered > 0) fates.push(`answered here${answered === all ? "" : ` ${times(answered)}`}`);
  if (relayed > 0) fates.push(`${counted(relayed, "connection")} relayed${bytes}`);
  const because = row.lastRefusal === null ? "" : `; the last connection was closed because ${row.lastRefusal}`;
  return `${tried}, ${fates.join(", ")}${because}`;
}

/** What was tried, without counts: `tried 203.0.113.9 port 853 (DNS over TLS) directly`. */
function targetWords(target: AttemptTarget): string {
  const { way, port, transport } = target;
  const to = `${hostWords(target)}${port === null ? "" : ` port ${port}`}${useOf(transport, port)}`;
  switch (way) {
    case "name":
      return `asked for ${hostWords(target)}`;
    case "address":
      return port === null ? `sent ${transportWords(transport)} to ${to}` : `tried ${to} directly`;
    case "quic":
      return `tried QUIC to ${hostWords(target)}`;
    case "local":
      return `told the local network (${to})`;
    case "time":
      return "asked for the time";
    case "fragment":
      return `sent pieces of packets to ${hostWords(target)}`;
    case "gateway":
      return `the gateway itself tried ${to}`;
    case "forward":
      return `sent packets to be routed to ${to}`;
    case "unreadable":
      return "sent questions without a readable name";
    case "other":
      return "tried further targets, counted together for room";
  }
}

/** `the flight record host mydjiflight.dji.com`, `mx.example.net`, with the role where the catalogue knows it. */
function hostWords({ target, endpoint }: Pick<AttemptTarget, "target" | "endpoint">): string {
  const phrase = endpoint === null || !(endpoint.role in roleHosts) ? null : roleHosts[endpoint.role as EndpointRole];
  return phrase === null ? shown(target) : `the ${phrase} ${shown(target)}`;
}

/** Role of a target for a table cell: `Flight records (DJI)`, `not in the catalogue`, `broadcast or multicast`. */
export function roleWordsOf({ way, endpoint }: Pick<AttemptTarget, "way" | "endpoint">): string {
  if (endpoint !== null) {
    const label = endpoint.role in endpointRoles ? endpointRoles[endpoint.role as EndpointRole].label : endpoint.role;
    return `${label} (${endpoint.owner})`;
  }
  if (way === "local") return "stays on the local network";
  if (way === "time") return "the gateway’s own clock";
  if (way === "unreadable" || way === "other") return "not known";
  return "not in the catalogue";
}

/** One line of a log as a sentence without its time, for a running list; `null` for lines of counts, and of connections that are open. */
export function lineWords(line: HoldLine, finder: AttemptFinder = catalogueFinder): string | null {
  if (line.kind === "flow" && line.end === "open") return null;
  if (!isTry(line)) return happening(line)?.sentence ?? null;
  const attempt = lineAttempt(line);
  const target = attemptTarget(attempt, attemptKey(attempt), finder);
  if (line.kind === "flow") return `${shown(line.clientIp)} ${flowWords(line, target)}`;
  const counts = { refused: 0, answered: 0, relayed: 0, local: 0, upBytes: 0, downBytes: 0, [attempt.fate]: attempt.count };
  const words = attemptWords({ ...target, ...counts, questions: attempt.count, lastRefusal: null });
  const type = line.kind === "question" && line.typeName !== null && line.typeName !== "A" ? ` (${shown(line.typeName)})` : "";
  return attempt.way === "gateway" ? words : `${shown(attempt.client)} ${words}${type}`;
}

function flowWords(line: Extract<HoldLine, { kind: "flow" }>, target: AttemptTarget): string {
  const host = hostWords(target);
  const named = line.helloName !== null && line.helloName !== line.name ? ` and named ${shown(line.helloName)}` : "";
  const passed = line.upBytes > 0 || line.upstreamIp !== null;
  if (line.end === "portal") return `probed ${host}, answered here`;
  if (!passed) return `connected to ${host} port ${line.port}${named}, refused because ${endWords[line.end]}`;
  const lasted = lengthWords(Math.max(0, line.endUs - line.startUs));
  return `was connected to ${host} for ${lasted}: ${formatBytes(line.upBytes)} out, ${formatBytes(line.downBytes)} in; it ended because ${endWords[line.end]}`;
}

/**
 * What was tried in a stretch, as two sentences at most: `In the last 10 minutes 10.77.0.21 tried 212 times to reach 9 names and 2 addresses;
 * all were refused.` `stretch` is said as it is.
 */
export function summaryWords(summary: AttemptSummary, stretch: string): string {
  const { tries, own, refused, answered, relayed, names, addresses, clients } = summary;
  const who = clients.length === 1 ? shown(clients[0] ?? "") : clients.length === 0 ? "the local network" : `${clients.length} devices`;
  const ownWords = own === 0 ? "" : ` Programs of the gateway machine itself tried ${times(own)}, refused.`;
  if (tries === 0) return `${stretch} nothing was tried.${ownWords}`;
  const what = [names > 0 ? counted(names, "name") : null, addresses > 0 ? counted(addresses, "address", "addresses") : null].filter(
    (part) => part !== null,
  );
  const reached = what.length === 0 ? "" : ` to reach ${what.join(" and ")}`;
  const fates: string[] = [];
  if (refused > 0) fates.push(`${grouped(refused)} refused`);
  if (answered > 0) fates.push(`${grouped(answered)} answered here`);
  if (relayed > 0) fates.push(`${counted(relayed, "connection")} relayed with ${formatBytes(summary.upBytes)} out`);
  const fate = refused === tries ? (tries === 1 ? "it was refused" : "all were refused") : fates.join(", ");
  return `${stretch} ${who} tried ${times(tries)}${reached}; ${fate}.${ownWords}`;
}

function useOf(transport: string | null, port: number | null): string {
  const use = knownPorts[`${transport ?? ""} ${port ?? ""}`];
  return use === undefined ? (transport === "udp" && port !== null ? " (UDP)" : "") : ` (${use})`;
}

function transportWords(transport: string | null): string {
  if (transport === "icmp" || transport === "icmpv6") return "ICMP (ping and the like)";
  return transport === null
    ? "packets"
    : /^\d+$/.test(transport)
      ? `packets of IP protocol ${transport}`
      : `${transport.toUpperCase()} packets`;
}
