/**
 * The id of a flow: the same for the same capture, whoever reads it and on however many threads. No two flows of a capture share one,
 * whatever an attacker writes: a packet opens at most one flow at each depth of tunnels, and the mix can be undone, so different packets
 * and depths give different ids (docs/decisions/0016-ids-and-threads.md).
 */
import { MAX_TUNNEL_DEPTH } from "../ip/limits.ts";
import type { RawPacket } from "../packet.ts";

const DEPTHS = MAX_TUNNEL_DEPTH + 1;
/** Bytes of the first packet that tell captures apart. */
const KEY_BYTES = 64;
const ROUNDS = 4;

const words = new Uint32Array(2);
const time = new Float64Array(words.buffer);

/** What an id is made of. */
export interface FlowIdentity {
  /** Number of the flow's first packet. */
  readonly packetNumber: number;
  readonly tunnelDepth: number;
  /** The capture's, from `flowIdKey`. */
  readonly idKey: number;
}

/** A number made of the first packet that opens a flow: so that different captures have different ids. */
export function flowIdKey(packet: RawPacket): number {
  time[0] = packet.timeUs;
  let key = mix((words[0] as number) ^ mix((words[1] as number) ^ mix(packet.wireLength)));
  const end = Math.min(packet.end, packet.start + KEY_BYTES);
  for (let at = packet.start; at < end; at++) key = mix(key ^ (packet.bytes[at] as number));
  return key;
}

/** 16 hexadecimal characters: a Feistel network over the number of the first packet and the depth. */
export function flowIdOf({ packetNumber, tunnelDepth, idKey }: FlowIdentity): string {
  const place = packetNumber * DEPTHS + tunnelDepth;
  let high = Math.floor(place / 2 ** 32) >>> 0;
  let low = place >>> 0;
  for (let round = 0; round < ROUNDS; round++) {
    const next = (high ^ mix(low ^ mix(idKey + round))) >>> 0;
    high = low;
    low = next;
  }
  return hex8(high) + hex8(low);
}

function mix(word: number): number {
  let hash = Math.imul(word ^ 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const pairs = Array.from({ length: 65_536 }, (_, word) => word.toString(16).padStart(4, "0"));

function hex8(word: number): string {
  return (pairs[word >>> 16] as string) + (pairs[word & 65_535] as string);
}
