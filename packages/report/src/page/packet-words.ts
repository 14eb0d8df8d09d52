/** Where in a capture something stands, in words that a packet analyser's user can follow. */
import type { Finding } from "@creance/audit";

/** Packets that are listed one by one. */
const LISTED = 8;

/** `packets 1204, 1205 to 1206; bytes 412 to 426 of what the client said in the plain stream; flow 0123456789abcdef`. */
export function packetWords({ packets, morePackets, byteRange: [start, end], flow, direction }: Finding): string {
  const runs: string[] = [];
  for (let at = 0; at < packets.length && runs.length < LISTED; ) {
    let last = at;
    while (last + 1 < packets.length && packets[last + 1] === (packets[last] as number) + 1) last += 1;
    runs.push(last === at ? `${packets[at]}` : `${packets[at]}–${packets[last]}`);
    at = last + 1;
  }
  const listed = `${runs.join(", ")}${morePackets ? " and others" : ""}`;
  const many = packets.length > 1 || morePackets;
  return `(${many ? "packets" : "packet"} ${listed}; bytes ${start}–${end} of the stream that went ${direction}; flow ${flow.flowId})`;
}
