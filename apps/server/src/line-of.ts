/** The line: what the tripwires of this process saw, and what the courier, a process of its own that they cannot see, told before it connected. */
import type { Line } from "@creance/api";
import type { OutboundWatch } from "@creance/node";
import type { CourierConnections } from "./operation/share/own-courier.ts";

const MOST_SHOWN = 100;

/** Both together, newest first. */
export function lineOf(
  { sinceUs, count, attempts }: Pick<OutboundWatch, "sinceUs" | "count" | "attempts">,
  courier: CourierConnections,
): Pick<Line, "sinceUs" | "outbound" | "attempts"> {
  const told = courier.newest.map(({ timeUs, purpose, target, shareId }) => ({
    timeUs,
    hook: `courier (${purpose})`,
    target: shareId === null ? target : `${target} for share ${shareId.slice(0, 8)}`,
  }));
  const all = [...attempts, ...told].sort((a, b) => b.timeUs - a.timeUs);
  return { sinceUs, outbound: count + courier.count, attempts: all.slice(0, MOST_SHOWN) };
}
