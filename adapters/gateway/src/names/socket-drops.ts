/** What the kernel dropped because a UDP socket's buffer was full: it never reached the process, and belongs into its log all the same. */
import { readFileSync } from "node:fs";

/** Drops of the socket since it was opened; `null` where the kernel does not tell. Costs one read of a small file. */
export function socketDrops(ip: string, port: number): number | null {
  try {
    return dropsOf(readFileSync("/proc/self/net/udp", "latin1"), ip, port);
  } catch {
    return null;
  }
}

/** The same from the text of `/proc/net/udp`: addresses are hexadecimal in the machine's byte order, the last column is the count. */
export function dropsOf(table: string, ip: string, port: number): number | null {
  const bytes = new Uint8Array(4);
  bytes.set(ip.split(".", 4).map(Number));
  const address = new Uint32Array(bytes.buffer)[0] ?? 0;
  const local = `${hex(address, 8)}:${hex(port, 4)}`;
  for (const line of table.split("\n")) {
    const columns = line.trim().split(/\s+/);
    if (columns[1] !== local) continue;
    const drops = Number(columns.at(-1));
    return Number.isSafeInteger(drops) ? drops : null;
  }
  return null;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}
