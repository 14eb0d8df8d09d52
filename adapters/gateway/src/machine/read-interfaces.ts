/** The interfaces and the default route of the network namespace that this process is in, as iproute2 tells them. */
import { existsSync, readFileSync } from "node:fs";
import type { InterfaceFacts } from "@creance/hold";
import { runTool } from "./run-tool.ts";

/** More interfaces than this are not read. */
const MAX_INTERFACES = 4096;

/** The interfaces, with those that have an XDP program. Empty when `ip` cannot tell. */
export async function readInterfaces(): Promise<{ readonly interfaces: readonly InterfaceFacts[]; readonly withXdp: readonly string[] }> {
  const { status, stdout } = await runTool(["ip", "-j", "address", "show"]);
  const entries = (status === 0 ? objectsIn(stdout) : []).slice(0, MAX_INTERFACES);
  const interfaces = entries.flatMap((entry) => {
    const name = entry["ifname"];
    return typeof name === "string" ? [toFacts(name, entry)] : [];
  });
  const withXdp = entries.filter((entry) => entry["xdp"] !== undefined || entry["prog"] !== undefined).map(({ ifname }) => String(ifname));
  return { interfaces, withXdp };
}

/** Interface of the IPv4 default route with the lowest metric; `null` without one. */
export async function readDefaultRoute(): Promise<string | null> {
  const { status, stdout } = await runTool(["ip", "-j", "-4", "route", "show", "default"]);
  const routes = status === 0 ? objectsIn(stdout) : [];
  let best: { readonly dev: string; readonly metric: number } | undefined;
  for (const { dev, metric } of routes) {
    if (typeof dev !== "string") continue;
    const found = { dev, metric: typeof metric === "number" ? metric : 0 };
    if (best === undefined || found.metric < best.metric) best = found;
  }
  return best?.dev ?? null;
}

/** Objects of a JSON list; what is none is passed over. */
export function objectsIn(json: string): Record<string, unknown>[] {
  try {
    const list: unknown = JSON.parse(json.trim() === "" ? "[]" : json);
    return Array.isArray(list) ? list.filter((entry) => typeof entry === "object" && entry !== null && !Array.isArray(entry)) : [];
  } catch {
    return [];
  }
}

function toFacts(name: string, entry: Readonly<Record<string, unknown>>): InterfaceFacts {
  const { address, flags, mtu, master, link_type: linkType, ifindex } = entry;
  const addressInfo = Array.isArray(entry["addr_info"]) ? (entry["addr_info"] as readonly unknown[]) : [];
  return {
    name,
    mac: linkType === "ether" && typeof address === "string" ? address : null,
    up: Array.isArray(flags) && flags.includes("UP"),
    addresses: addressInfo.flatMap((info) => {
      const { local, prefixlen } = (info ?? {}) as { readonly local?: unknown; readonly prefixlen?: unknown };
      return typeof local === "string" && typeof prefixlen === "number" ? [`${local}/${prefixlen}`] : [];
    }),
    leased: addressInfo.some((info) => {
      const { family, dynamic } = (info ?? {}) as { readonly family?: unknown; readonly dynamic?: unknown };
      return family === "inet" && dynamic === true;
    }),
    master: typeof master === "string" ? master : null,
    mtuBytes: typeof mtu === "number" ? mtu : 0,
    wireless: isWireless(name, ifindex),
  };
}

/** `/sys` may be another namespace's: believed only where it has this interface. */
function isWireless(name: string, ifindex: unknown): boolean {
  const folder = `/sys/class/net/${name}`;
  try {
    if (name.includes("/") || readFileSync(`${folder}/ifindex`, "latin1").trim() !== String(ifindex)) return false;
    return existsSync(`${folder}/phy80211`) || existsSync(`${folder}/wireless`);
  } catch {
    return false;
  }
}
