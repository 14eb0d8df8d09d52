/** Holds the relay's log against what both captures hold of its connections, and against the policy. */
import { isoFromEpochUs } from "@creance/core";
import type { RelayLine } from "../log/types.ts";
import type { Findings } from "./findings.ts";
import { CLOSE_GRACE_US, type Openings } from "./openings.ts";
import type { FlowSide, RelayFlow } from "./relay-flows.ts";
import type { ProofWindow } from "./window.ts";

const DAY_US = 86_400e6;
/** The relay's log and the captures have one clock. */
const TIME_SLACK_US = 1e6;

/** True when the connection was there in the window. */
export function isInWindow({ startUs, endUs, end }: RelayLine, window: ProofWindow): boolean {
  return startUs <= window.until.timeUs && (end === "open" || endUs >= window.from.timeUs);
}

/** True when it was, by its line or by what the captures hold of it. */
export function isFlowInWindow({ line, lan, wan }: RelayFlow, window: ProofWindow): boolean {
  return isInWindow(line, window) || lan?.isInside === true || wan?.isInside === true;
}

/** Checks all connections of the window. */
export function checkFlows(flows: readonly RelayFlow[], window: ProofWindow, openings: Openings, findings: Findings): void {
  let whole = 0;
  let compared = 0;
  let bytes = 0;
  for (const flow of flows) {
    checkOpening(flow, openings, findings);
    if (!isFlowInWindow(flow, window)) continue;
    const { line, lan, wan } = flow;
    const where = `relay.jsonl, connection ${line.flow}`;
    checkTimes(where, flow, window, findings);
    if (lan !== null) {
      const told = { up: line.clientBytes, down: line.downBytes };
      checkSide({ where, code: "lan-bytes", side: lan, told, sent: "down", line, window, findings });
    } else if (isWholeInWindow(line, window)) {
      findings.fail("lan-bytes", where, "The local capture has no packet of this connection.");
    }
    if (line.localPort === null) continue;
    if (line.upBytes > line.clientBytes || line.downBytes > line.upstreamBytes) {
      findings.fail("lan-bytes", where, "More bytes were passed on than had come in.");
    }
    if (wan === null) {
      if (isWholeInWindow(line, window)) findings.fail("wan-bytes", where, "The outside capture has no packet of this connection.");
      continue;
    }
    checkSide({
      where,
      code: "wan-bytes",
      side: wan,
      told: { up: line.upBytes, down: line.upstreamBytes },
      sent: "up",
      line,
      window,
      findings,
    });
    compared += checkContents(where, flow, findings);
    whole += 1;
    bytes += wan.up.bytes;
  }
  checkLimits(flows, openings, findings);
  if (!findings.has("relay-times", "wan-bytes", "lan-bytes", "bytes-differ", "relay-without-policy", "over-limit")) {
    findings.checked.push(
      `${whole} relayed ${whole === 1 ? "connection" : "connections"} (${bytes.toLocaleString("en-US")} bytes out): both captures hold the bytes that the relay's log tells, each to a service that was open; ${compared} of ${whole} could be compared byte for byte, the same on both sides.`,
    );
  }
}

/** Its line is of its own time: accepted after the device's first packet, dialled before its end, and told of at the window's end where it went on. */
function checkTimes(where: string, { line, lan, wan }: RelayFlow, window: ProofWindow, findings: Findings): void {
  const { startUs, endUs, end } = line;
  const isOld = end === "open" && endUs < window.until.timeUs - TIME_SLACK_US;
  if (isOld) findings.fail("relay-times", where, "What became of this connection stands in no line.");
  const isEarly = lan !== null && lan.synUs > startUs + TIME_SLACK_US;
  const isBeside = wan !== null && (wan.synUs < startUs - TIME_SLACK_US || wan.synUs > endUs + TIME_SLACK_US);
  if (startUs > endUs + TIME_SLACK_US || isEarly || isBeside) {
    findings.fail("relay-times", where, "The times in the relay's log are not those at which the captures hold this connection.");
  }
}

function isWholeInWindow({ startUs, endUs, end }: RelayLine, window: ProofWindow): boolean {
  return window.place(startUs) === "inside" && (end === "open" || window.place(endUs) === "inside");
}

/** What the device and the service said stands on both sides alike, where both captures have it in order. Returns 1 when that could be seen. */
function checkContents(where: string, { lan, wan }: RelayFlow, findings: Findings): 0 | 1 {
  if (lan === null || wan === null) return 0;
  let seen = 0;
  for (const direction of ["up", "down"] as const) {
    const [a, b] = [lan[direction], wan[direction]];
    if (a.bytes !== b.bytes || a.hash === undefined || b.hash === undefined) continue;
    seen += 1;
    if (a.hash === b.hash) continue;
    const way = direction === "up" ? "to the service" : "to the device";
    findings.fail("bytes-differ", where, `The ${a.bytes} bytes ${way} are not the same on both sides.`);
  }
  return seen === 2 ? 1 : 0;
}

interface SideCheck {
  readonly where: string;
  readonly code: "wan-bytes" | "lan-bytes";
  readonly side: FlowSide;
  /** Bytes by the relay's log. */
  readonly told: { readonly up: number; readonly down: number };
  /** The direction in which the gateway is the sender. */
  readonly sent: "up" | "down";
  readonly line: RelayLine;
  readonly window: ProofWindow;
  readonly findings: Findings;
}

/**
 * What the gateway sent may not be more than the log tells, what it received not less; where both ends closed in good order, they are equal.
 * A connection whose beginning was not captured can only be bounded.
 */
function checkSide({ where, code, side, told, sent, line, window, findings }: SideCheck): void {
  const { up, down } = side;
  const received = sent === "up" ? "down" : "up";
  const isClean = up.hasFin && down.hasFin && !up.hasRst && !down.hasRst && up.isWhole && down.isWhole && line.end !== "open";
  // What came behind the window's end may stand in no capture.
  const isCovered = line.endUs <= window.until.timeUs;
  const place = code === "wan-bytes" ? "outside" : "local";
  for (const direction of ["up", "down"] as const) {
    const captured = side[direction];
    const inLog = told[direction];
    if (captured.strayBytes > 0 && captured.isWhole) {
      findings.fail(code, where, `The ${place} capture holds ${captured.strayBytes} bytes before the connection's first.`);
    }
    const isWrong =
      (isClean && captured.bytes !== inLog) ||
      (direction === sent && captured.bytes > inLog) ||
      (direction === received && captured.isWhole && isCovered && captured.bytes < inLog);
    if (!isWrong) continue;
    const way = direction === "up" ? "to the service" : "to the device";
    findings.fail(code, where, `The ${place} capture holds ${captured.bytes} bytes ${way}, the relay's log tells ${inLog}.`);
  }
}

function checkOpening({ line, wan }: RelayFlow, openings: Openings, findings: Findings): void {
  if (line.upstreamIp === null && line.upBytes === 0) return;
  const where = `relay.jsonl, connection ${line.flow}`;
  const opening = line.name === null ? undefined : openings.at(line.name, line.startUs);
  if (opening === undefined) {
    findings.fail("relay-without-policy", where, `The connection to ${line.name ?? "no service"} began when nothing allowed it.`);
    return;
  }
  if (line.port !== 0 && openings.services.get(line.name ?? "")?.ports.includes(line.port) === false) {
    findings.fail("relay-without-policy", where, `${line.name} is not a service on port ${line.port}.`);
  }
  const lastUs = wan === null || Number.isNaN(wan.lastUpUs) ? line.startUs : wan.lastUpUs;
  if (line.name !== null && openings.at(line.name, lastUs) === undefined) {
    const late = ((lastUs - opening.untilUs) / 1e6).toFixed(1);
    findings.fail(
      "relay-without-policy",
      where,
      `Bytes went to ${line.name} ${late} s after it was closed (${CLOSE_GRACE_US / 1e6} s is the bound).`,
    );
  }
}

/** No opening and no day let more out than the policy's limit. Connections over a change of the day count on neither side of it. */
function checkLimits(flows: readonly RelayFlow[], openings: Openings, findings: Findings): void {
  const used = new Map<string, { name: string; span: string; bytes: number; limit: number }>();
  for (const { line, wan } of flows) {
    if (line.name === null || line.upBytes === 0) continue;
    // Where the capture holds all that went out, the last of it is what counts: a connection may end long after.
    const lastUs = wan?.up.isWhole === true && wan.up.bytes === line.upBytes ? wan.lastUpUs : line.endUs;
    const limit = openings.services.get(line.name)?.limit ?? null;
    if (limit === null) continue;
    let span: string;
    if (limit.span === "day") {
      const day = Math.floor(line.startUs / DAY_US);
      if (day !== Math.floor(lastUs / DAY_US)) continue;
      span = `on ${isoFromEpochUs(day * DAY_US)?.slice(0, 10)}`;
    } else {
      const opening = openings.at(line.name, line.startUs);
      if (opening === undefined || lastUs > opening.untilUs + CLOSE_GRACE_US) continue;
      span = `in the opening from ${isoFromEpochUs(opening.fromUs)}`;
    }
    const key = `${line.name} ${span}`;
    const sum = used.get(key) ?? { name: line.name, span, bytes: 0, limit: limit.upBytes };
    sum.bytes += line.upBytes;
    used.set(key, sum);
  }
  for (const { name, span, bytes, limit } of used.values()) {
    if (bytes > limit) findings.fail("over-limit", "relay.jsonl", `${bytes} bytes went to ${name} ${span}; its limit is ${limit}.`);
  }
}
