/** Zeek's way to make ICMP a conversation: a request and its answer are one, by type; anything else goes one way, by type and code. */

const PAIRS_4: readonly (readonly [number, number])[] = [
  [8, 0],
  [13, 14],
  [15, 16],
  [17, 18],
  [10, 9],
];
const PAIRS_6: readonly (readonly [number, number])[] = [
  [128, 129],
  [133, 134],
  [135, 136],
  [130, 131],
  [139, 140],
  [144, 145],
];

/** The type that answers or asks this one, -1 where there is none. */
export function icmpCounterpart(ipVersion: number, type: number): number {
  for (const [request, reply] of ipVersion === 6 ? PAIRS_6 : PAIRS_4) {
    if (type === request) return reply;
    if (type === reply) return request;
  }
  return -1;
}
