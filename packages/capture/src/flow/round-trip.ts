/**
 * The round trip of a TCP connection: from its SYN to the first SYN-ACK that acknowledges it, where the capture was taken. By Karn's rule
 * (RFC 6298) a SYN that was sent twice tells nothing: nobody knows which of the two was answered.
 */
import type { Flow } from "./flow.ts";
import type { FlowSide } from "./flow-side.ts";
import { tcpFlag } from "./tcp-endpoint.ts";

/** In `synUs`: no SYN can be measured from any more. */
const SPOILT = Number.POSITIVE_INFINITY;

/** Takes a packet with SYN into account. `timeUs` is NaN where the container gives no time. To be called after `takeSequence`. */
export function takeRoundTrip(
  flow: Flow,
  to: FlowSide,
  packet: { readonly ack: number; readonly flags: number; readonly fromA: boolean; readonly timeUs: number },
): void {
  const { ack, flags, fromA, timeUs } = packet;
  if ((flags & tcpFlag.ack) === 0) {
    flow.synUs = Number.isNaN(flow.synUs) && !Number.isNaN(timeUs) ? timeUs : SPOILT;
    flow.synFromA = fromA;
    return;
  }
  // Without its SYN, or after another SYN-ACK: a later SYN could only be measured wrongly.
  if (Number.isFinite(flow.synUs) && (fromA === flow.synFromA || to.startSeq !== ((ack - 1) | 0))) return;
  const rttUs = Math.ceil(timeUs - flow.synUs);
  // 0: the clock is too coarse. Below it, the packets are out of order.
  if (rttUs > 0 && Number.isFinite(rttUs)) flow.rttUs = rttUs;
  flow.synUs = SPOILT;
}
