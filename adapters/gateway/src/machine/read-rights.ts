/** What this process may do, and as whom the gateway's processes could run. */
import { readFileSync } from "node:fs";
import { holdAccounts } from "@creance/hold";

/** Bits of the capability sets that the gateway asks about (linux/capability.h). */
const capabilityBits = {
  setgid: 6,
  setuid: 7,
  setpcap: 8,
  net_bind_service: 10,
  net_admin: 12,
  net_raw: 13,
  sys_admin: 21,
} as const;

/** Names of the capabilities in the permitted set, of those above. */
export function readCapabilities(): readonly string[] {
  const line = /^CapPrm:\s*([0-9a-f]{1,16})$/m.exec(textOf("/proc/self/status"))?.[1];
  if (line === undefined) return [];
  const permitted = BigInt(`0x${line}`);
  return Object.entries(capabilityBits).flatMap(([name, bit]) => (((permitted >> BigInt(bit)) & 1n) === 1n ? [name] : []));
}

/** Root over all accounts: not the root of a user namespace with a few. */
export function isWholeRoot(): boolean {
  const accounts = readUidRanges().reduce((sum, [, , count = 0]) => sum + count, 0);
  return process.geteuid?.() === 0 && accounts >= 65_536;
}

/** The gateway's accounts that exist and that this user namespace knows, with their numbers. */
export function readAccounts(): Readonly<Record<string, number>> {
  const ranges = readUidRanges();
  const found: Record<string, number> = {};
  for (const line of textOf("/etc/passwd").split("\n")) {
    const [name = "", , uidText = ""] = line.split(":");
    if (!(holdAccounts as readonly string[]).includes(name) || !/^\d{1,10}$/.test(uidText)) continue;
    const uid = Number(uidText);
    const isKnown = ranges.some(([first = 0, , count = 0]) => uid >= first && uid < first + count);
    if (isKnown) found[name] = uid;
  }
  return found;
}

/** First account here, first outside, how many. */
function readUidRanges(): readonly (readonly number[])[] {
  return textOf("/proc/self/uid_map")
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
}

/** The file's text, empty when it cannot be read. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
