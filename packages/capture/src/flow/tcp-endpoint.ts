/** TCP as Zeek's conn.log counts it: states of the two ends and the sequence space each has used. Wrap-around by signed differences. */
import type { Flow } from "./flow.ts";
import { endpointState, type FlowSide } from "./flow-side.ts";

/** Bits of the TCP header. */
export const tcpFlag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const;

/** Differences beyond this are no part of the same stream. */
const TOO_LARGE_DELTA = 1_048_576;

/** Takes a packet's sequence and acknowledgement numbers into account. `spaceLength` is its payload plus one for SYN and FIN each. */
export function takeSequence(
  from: FlowSide,
  to: FlowSide,
  packet: { seq: number; ack: number; flags: number; payloadLength: number },
): void {
  const { flags, payloadLength } = packet;
  const seq = packet.seq | 0;
  const lastSeq = (seq + payloadLength + ((flags & tcpFlag.syn) >> 1) + (flags & tcpFlag.fin)) | 0;
  initEndpoint(from, flags, seq, lastSeq);
  if ((flags & tcpFlag.ack) !== 0) {
    const ack = packet.ack | 0;
    if (to.state === endpointState.inactive) initPeer(to, flags, ack);
    const delta = (ack - to.ackSeq) | 0;
    if (delta > 0 && !(ack === 0 && delta > TOO_LARGE_DELTA)) {
      to.ackSeq = ack;
      to.ackOffset += delta;
    }
  }
  takeLast(from, flags, lastSeq);
}

/** Offset of a packet's first payload byte in the stream of its side. */
export function payloadOffset(from: FlowSide, seq: number, flags: number): number {
  return from.lastOffset + (((seq | 0) - from.lastSeq) | 0) - 1 + ((flags & tcpFlag.syn) >> 1);
}

/** Moves the states of both ends. `timeUs` becomes the flow's closing time where the packet closes it. */
export function takeState(flow: Flow, from: FlowSide, to: FlowSide, flags: number, timeUs: number): void {
  const before = from.state;
  if ((flags & tcpFlag.rst) !== 0) {
    if (before === endpointState.inactive && to.state === endpointState.inactive && from === flow.orig) flow.closedUs = timeUs;
    else if (before !== endpointState.reset) {
      from.stateBefore = before;
      from.state = endpointState.reset;
      if (to.state !== endpointState.reset) flow.closedUs = timeUs;
    }
    return;
  }
  if (before === endpointState.reset) return;
  if ((flags & tcpFlag.syn) !== 0) {
    if (before === endpointState.inactive || before === endpointState.partial || before === endpointState.synSent) {
      if ((flags & tcpFlag.ack) === 0) from.state = endpointState.synSent;
      else {
        from.state = endpointState.established;
        if (to.state === endpointState.synSent) to.state = endpointState.established;
      }
    }
  } else if (before === endpointState.inactive) from.state = endpointState.partial;
  else if (before === endpointState.synSent && (flags & tcpFlag.ack) !== 0) from.state = endpointState.established;
  if ((flags & tcpFlag.fin) !== 0 && before !== endpointState.closed) {
    from.stateBefore = before;
    from.state = endpointState.closed;
    from.finSeen = true;
    if (to.state === endpointState.closed || to.state === endpointState.inactive || to.state === endpointState.partial) {
      flow.closedUs = timeUs;
    }
  }
}

/** Zeek's `orig_bytes` and `resp_bytes` of one side. */
export function payloadSize(side: FlowSide, other: FlowSide): number {
  const { state, stateBefore, ackOffset, lastOffset } = side;
  if (state === endpointState.reset && stateBefore === endpointState.synSent && other.state === endpointState.inactive && ackOffset === 0) {
    return 0; // a half-open attempt
  }
  let size = Math.max(lastOffset, ackOffset);
  if (size > 0) size--;
  if (size > 0 && side.finSeen) size--;
  return Math.max(0, size);
}

/** Zeek's `conn_state` of a TCP flow. */
export function connState(flow: Flow): string {
  const { inactive, synSent, partial, established, closed, reset } = endpointState;
  const orig = flow.orig.state;
  const resp = flow.resp.state;
  const origQuiet = orig === inactive || orig === partial;
  const respQuiet = resp === inactive || resp === partial;
  if (resp === reset) {
    const nothingSaid = payloadSize(flow.orig, flow.resp) === 0 && payloadSize(flow.resp, flow.orig) === 0;
    if (orig === synSent || (orig === reset && nothingSaid)) return "REJ";
    return origQuiet ? "RSTRH" : "RSTR";
  }
  if (orig === reset) return respQuiet ? "RSTOS0" : "RSTO";
  if (resp === closed && orig === closed) return "SF";
  if (orig === closed) return respQuiet ? "SH" : "S2";
  if (resp === closed) return origQuiet ? "SHR" : "S3";
  if (orig === synSent && resp === inactive) return "S0";
  return orig === established && resp === established ? "S1" : "OTH";
}

function initEndpoint(side: FlowSide, flags: number, seq: number, lastSeq: number): void {
  if (side.state === endpointState.inactive) {
    // Room for a SYN that was not seen, so that offsets mean the same with and without it.
    const start = (flags & tcpFlag.syn) !== 0 ? seq : (seq - 1) | 0;
    restart(side, start);
    side.lastSeq = lastSeq;
    side.lastOffset = (lastSeq - start) | 0;
  } else if ((flags & tcpFlag.syn) !== 0 && seq !== side.startSeq && !side.started) {
    restart(side, seq);
  }
}

function initPeer(side: FlowSide, flags: number, ack: number): void {
  const start = (flags & (tcpFlag.syn | tcpFlag.fin | tcpFlag.rst)) === 0 ? (ack - 1) | 0 : ack;
  restart(side, start);
}

function restart(side: FlowSide, start: number): void {
  side.startSeq = start;
  side.ackSeq = start;
  side.ackOffset = 0;
  side.lastSeq = start;
  side.lastOffset = 0;
  side.next = 0;
}

function takeLast(side: FlowSide, flags: number, lastSeq: number): void {
  const delta = (lastSeq - side.lastSeq) | 0;
  const far = delta > TOO_LARGE_DELTA || delta < -TOO_LARGE_DELTA;
  if ((flags & (tcpFlag.syn | tcpFlag.rst)) !== 0 && far) return; // numbers of resets are not to be trusted
  if (side.state === endpointState.reset) return;
  if (delta > 0) {
    side.lastSeq = lastSeq;
    side.lastOffset += delta;
  }
}
