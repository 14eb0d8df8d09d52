/** What a line of the gateway's logs says was tried, how often, and what became of it. */
import { findEndpoint, findEndpointByAddress } from "@creance/capture";
import type { DeniedLine, NamesLine, RelayLine } from "../log/types.ts";
import { endWords } from "./end-words.table.ts";
import type { AttemptEndpoint, AttemptFate, AttemptOptions, AttemptTarget, AttemptWay, HoldLine } from "./types.ts";

/** A line as a try. */
export interface LineAttempt {
  readonly way: AttemptWay;
  readonly target: string;
  readonly transport: string | null;
  readonly port: number | null;
  readonly fate: AttemptFate;
  readonly client: string;
  readonly fromUs: number;
  readonly untilUs: number;
  readonly count: number;
  readonly isQuestion: boolean;
  readonly upBytes: number;
  readonly downBytes: number;
  readonly refusal: string | null;
}

/** Who is at a name or an address. */
export type AttemptFinder = NonNullable<AttemptOptions["finder"]>;

/** The shipped endpoint catalogue. */
export const catalogueFinder: AttemptFinder = { byName: findEndpoint, byAddress: findEndpointByAddress };

/** True for a line that tells a try; the others are the keeper's. */
export function isTry(line: HoldLine): line is NamesLine | RelayLine | DeniedLine {
  return line.kind === "question" || line.kind === "time" || line.kind === "flow" || line.kind === "denied";
}

/** The try that a line tells. */
export function lineAttempt(line: NamesLine | RelayLine | DeniedLine): LineAttempt {
  if (line.kind === "denied") return deniedAttempt(line);
  if (line.kind === "flow") return relayAttempt(line);
  return namesAttempt(line);
}

/** Same for the same target. */
export function attemptKey({ way, target, transport, port }: LineAttempt): string {
  return `${way} ${target} ${transport ?? ""} ${port ?? ""}`;
}

/** The target of a try, looked up in the catalogue. */
export function attemptTarget(attempt: LineAttempt, key: string, finder: AttemptFinder): AttemptTarget {
  const { way, target, transport, port } = attempt;
  const found =
    way === "name"
      ? finder.byName(target)
      : way === "address" || way === "quic" || way === "gateway" || way === "forward"
        ? finder.byAddress(target, port ?? 0)
        : undefined;
  return { key, way, target, transport, port, endpoint: found === undefined ? null : endpointOf(found) };
}

function endpointOf({ owner, role, purpose }: AttemptEndpoint): AttemptEndpoint {
  return { owner, role, purpose };
}

function namesAttempt(line: NamesLine): LineAttempt {
  const way = line.kind === "time" ? "time" : line.name === null ? "unreadable" : "name";
  const answered = line.answer === "address" || line.answer === "empty" || line.answer === "time";
  return {
    way,
    target: way === "name" ? (line.name ?? "") : "",
    transport: null,
    port: null,
    fate: answered ? "answered" : "refused",
    client: line.client,
    fromUs: line.fromUs,
    untilUs: line.untilUs,
    count: line.count,
    isQuestion: line.kind === "question",
    upBytes: 0,
    downBytes: 0,
    refusal: null,
  };
}

/** Ends that let nothing out, whatever was read before. */
function relayFate(line: RelayLine): AttemptFate {
  if (line.end === "portal") return "answered";
  return line.upBytes > 0 || line.upstreamIp !== null || line.end === "no-upstream" ? "relayed" : "refused";
}

function relayAttempt(line: RelayLine): LineAttempt {
  const fate = relayFate(line);
  const byName = line.name !== null;
  return {
    way: byName ? "name" : "address",
    target: line.name ?? line.syntheticIp,
    transport: byName ? null : "tcp",
    port: byName ? null : line.port,
    fate,
    client: line.clientIp,
    fromUs: line.startUs,
    untilUs: line.endUs,
    count: 1,
    isQuestion: false,
    upBytes: line.upBytes,
    downBytes: line.downBytes,
    refusal: fate === "refused" || line.end === "no-upstream" || line.end === "limit" || line.end === "policy" ? endWords[line.end] : null,
  };
}

const deniedWays: Readonly<Record<DeniedLine["counter"], AttemptWay>> = {
  lanFragment: "fragment",
  lanQuic: "quic",
  lanLocal: "local",
  lanDenied: "address",
  outDenied: "gateway",
  forwardDenied: "forward",
};

function deniedAttempt(line: DeniedLine): LineAttempt {
  const way = deniedWays[line.counter] ?? "address";
  return {
    way,
    target: line.dstIp,
    transport: line.transport,
    port: line.dstPort,
    fate: way === "local" ? "local" : "refused",
    client: line.srcIp,
    fromUs: line.fromUs,
    untilUs: line.untilUs,
    count: line.count,
    isQuestion: false,
    upBytes: 0,
    downBytes: 0,
    refusal: null,
  };
}
