/** Packet counts of interfaces, of the network namespace that this process is in (`/sys` may be another's). */
import type { LinkCounts } from "@creance/hold";
import { textOf } from "../machine/read-rights.ts";

/** `undefined` when the interface is not there. Source: `/proc/net/dev`, which is always that of the reading process. */
export function readLinkCounts(name: string, text: string = textOf("/proc/self/net/dev")): LinkCounts | undefined {
  for (const line of text.split("\n")) {
    const colon = line.lastIndexOf(":");
    if (colon === -1 || line.slice(0, colon).trim() !== name) continue;
    const numbers = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
      .map(Number);
    const [rxBytes, rxPackets, , , , , , , txBytes, txPackets] = numbers;
    if (rxBytes === undefined || rxPackets === undefined || txBytes === undefined || txPackets === undefined) return undefined;
    return { rxPackets, rxBytes, txPackets, txBytes };
  }
  return undefined;
}
