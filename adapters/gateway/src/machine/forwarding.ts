/**
 * Routing of the network namespace that this process is in. Each interface has a switch of its own beside the common one, and IPv4 obeys that
 * of the interface a packet came in on: all of them are read and written.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { textOf } from "./read-rights.ts";

const folders = { ipv4: "/proc/sys/net/ipv4", ipv6: "/proc/sys/net/ipv6" } as const;
/** `force_forwarding`: kernels since 6.17, IPv6 for one interface. */
const switches = ["forwarding", "force_forwarding"] as const;

/** True where any switch is on. A machine without IPv6 routes none. */
export function readForwarding(): { readonly ipv4: boolean; readonly ipv6: boolean } {
  return { ipv4: switchFiles("ipv4").some(isOn), ipv6: switchFiles("ipv6").some(isOn) };
}

/** Switches all off. Returns what is still on afterwards: the files' paths, empty when routing is off. */
export function switchForwardingOff(): readonly string[] {
  const files = [...switchFiles("ipv4"), ...switchFiles("ipv6")];
  for (const file of files) {
    if (!isOn(file)) continue;
    try {
      writeFileSync(file, "0\n");
    } catch {
      // Told below: it is still on.
    }
  }
  return files.filter(isOn);
}

function switchFiles(family: keyof typeof folders): string[] {
  const folder = folders[family];
  const common = family === "ipv4" ? [`${folder}/ip_forward`] : [];
  return [...common, ...namesIn(`${folder}/conf`).flatMap((name) => switches.map((key) => `${folder}/conf/${name}/${key}`))];
}

function isOn(file: string): boolean {
  const value = textOf(file).trim();
  return value !== "" && value !== "0";
}

/** `all` and `default` first: they may change the others. */
function namesIn(folder: string): string[] {
  try {
    return ["all", "default", ...readdirSync(folder).filter((name) => name !== "all" && name !== "default")];
  } catch {
    return [];
  }
}
