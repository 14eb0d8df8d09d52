/** What waits in a netlink socket's queue. Source: proc(5), `/proc/net/netlink`. */
import { readFileSync } from "node:fs";

/** NETLINK_NETFILTER. */
const FAMILY = 12;

/** Bytes that wait for the process, as the kernel accounts them; `null` when it has no such socket here. */
export function netlinkQueueBytes(pid: number, table: string = readFileSync("/proc/net/netlink", "latin1")): number | null {
  for (const line of table.split("\n")) {
    const [, family, port, , waiting] = line.trim().split(/\s+/);
    if (family === String(FAMILY) && port === String(pid) && waiting !== undefined && /^\d+$/.test(waiting)) return Number(waiting);
  }
  return null;
}
