/** The relay's log as connections that captures are held against: found by addresses and ports on either side. */
import type { RelayLine } from "../log/types.ts";
import { relayEnds } from "../log/types.ts";
import { ipv4Number } from "../rules/ipv4.ts";
import { type ProofFiles, proofFileNames } from "./bundle.ts";
import type { Findings } from "./findings.ts";
import { countAt, type JsonObject, member, textAt, textOrNull, timeAt } from "./json-value.ts";
import { readLines } from "./read-lines.ts";
import { TcpBytes } from "./tcp-bytes.ts";

/** One side of a relayed connection, as captured. */
export interface FlowSide {
  /** From the end that opened it: the device on the LAN, the gateway on the WAN. */
  readonly up: TcpBytes;
  readonly down: TcpBytes;
  packets: number;
  /** When payload last went up; NaN when none did. */
  lastUpUs: number;
  /** Sequence number behind the last payload that went up; NaN when none did. */
  upEndSeq: number;
  /** When its first packet came; NaN where it was not captured. */
  synUs: number;
  /** Payload went over it in the window. */
  isInside: boolean;
}

/** A relayed connection: its line, and what the captures hold of it. */
export interface RelayFlow {
  readonly line: RelayLine;
  lan: FlowSide | null;
  wan: FlowSide | null;
}

const BEGIN_SLACK_US = 5e6;
/** Most connections in one proof. */
const MAX_FLOWS = 2_000_000;

/** Connections by one side's addresses and ports. */
export class FlowIndex {
  readonly #flows = new Map<string, RelayFlow[]>();
  readonly #side: "lan" | "wan";
  readonly #at = new Map<string, number>();

  constructor(flows: Iterable<RelayFlow>, side: "lan" | "wan") {
    this.#side = side;
    for (const flow of flows) {
      const { line } = flow;
      const key =
        side === "lan"
          ? flowKey(ipv4Number(line.clientIp) ?? 0, line.clientPort, ipv4Number(line.syntheticIp) ?? 0, line.port)
          : line.localIp === null || line.localPort === null || line.upstreamIp === null
            ? undefined
            : flowKey(ipv4Number(line.localIp) ?? 0, line.localPort, ipv4Number(line.upstreamIp) ?? 0, line.port);
      if (key === undefined) continue;
      const list = this.#flows.get(key);
      if (list === undefined) this.#flows.set(key, [flow]);
      else list.push(flow);
    }
    for (const list of this.#flows.values()) list.sort((a, b) => a.line.startUs - b.line.startUs);
  }

  /**
   * The connection that a packet belongs to, `undefined` when there is none. Another SYN on the same ports goes on to the next connection
   * that began by then: the log tells a beginning within seconds of it.
   */
  find(key: string, isFirstSyn: boolean, seq: number, timeUs: number): RelayFlow | undefined {
    const list = this.#flows.get(key);
    if (list === undefined) return undefined;
    let at = this.#at.get(key) ?? 0;
    const side = list[at]?.[this.#side];
    const next = list[at + 1];
    if (isFirstSyn && side?.up.isOther(seq) === true && next !== undefined && next.line.startUs <= timeUs + BEGIN_SLACK_US) {
      at += 1;
      this.#at.set(key, at);
    }
    return list[at];
  }

  /** The side of a flow, made when first needed. */
  side(flow: RelayFlow): FlowSide {
    const there = flow[this.#side];
    if (there !== null) return there;
    const made: FlowSide = {
      up: new TcpBytes(),
      down: new TcpBytes(),
      packets: 0,
      lastUpUs: Number.NaN,
      upEndSeq: Number.NaN,
      synUs: Number.NaN,
      isInside: false,
    };
    flow[this.#side] = made;
    return made;
  }
}

/** Key of a connection, from the end that opened it. */
export function flowKey(fromIp: number, fromPort: number, toIp: number, toPort: number): string {
  return `${fromIp * 65_536 + fromPort}>${toIp * 65_536 + toPort}`;
}

/** Reads `relay.jsonl`: the newest line of each connection. */
export async function readRelayFlows(files: ProofFiles, findings: Findings): Promise<readonly RelayFlow[]> {
  const flows = new Map<number, RelayFlow>();
  const name = proofFileNames.relay;
  await readLines(files, name, findings, (object) => {
    if (!isRelayLine(object)) return false;
    const line = object as unknown as RelayLine;
    const there = flows.get(line.flow);
    if (there !== undefined && there.line.end !== "open") return false;
    if (there === undefined && flows.size >= MAX_FLOWS) return false;
    flows.set(line.flow, { line, lan: null, wan: null });
    return true;
  });
  return [...flows.values()];
}

function isRelayLine(line: JsonObject): boolean {
  if (member(line, "kind") !== "flow" || !(relayEnds as readonly unknown[]).includes(member(line, "end"))) return false;
  for (const key of ["flow", "clientPort", "port", "clientBytes", "upBytes", "upstreamBytes", "downBytes"]) {
    if (countAt(line, key) === undefined) return false;
  }
  if (timeAt(line, "startUs") === undefined || timeAt(line, "endUs") === undefined) return false;
  for (const key of ["clientIp", "syntheticIp"]) if (ipv4Number(textAt(line, key) ?? "") === undefined) return false;
  for (const key of ["upstreamIp", "localIp"]) {
    const text = textOrNull(line, key);
    if (text === undefined || (text !== null && ipv4Number(text) === undefined)) return false;
  }
  const tried = member(line, "triedIps");
  if (tried !== undefined && !(Array.isArray(tried) && tried.length <= 1000 && tried.every((each) => typeof each === "string")))
    return false;
  return textOrNull(line, "name") !== undefined && (member(line, "localPort") === null || countAt(line, "localPort") !== undefined);
}
