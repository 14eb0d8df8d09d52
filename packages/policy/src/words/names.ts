/** Names of hosts and interfaces: which may stand in a policy, and why others may not. */
import { quoted } from "../problem.ts";
import { parseIpv4 } from "./ipv4.ts";

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const PATTERN_LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const INTERFACE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/;
/** Words that mean all or every new interface to the kernel. */
const interfaceWords = ["all", "default", "lo"];
/** Asking for it and getting an answer switches a browser's own encrypted DNS on. */
const CANARY = "use-application-dns.net";

/** Why the name cannot be a service's, `null` when it can. */
export function hostNameFault(name: string): string | null {
  if (name.includes("*")) {
    return `${quoted(name)} has a wildcard: a service is one exact name, because a wildcard would let data out inside the name itself. List each name.`;
  }
  if (parseIpv4(name) !== null || name.includes(":")) {
    return `${quoted(name)} is an address or has a port: a service is a host name, because one address can stand for thousands of names.`;
  }
  if (/[^\x20-\x7e]/.test(name)) return `${quoted(name)} has letters outside ASCII: write it the way DNS does (xn--...).`;
  if (name.includes("/")) return `${quoted(name)} is a web address: write the host name alone.`;
  if (name.length > 253) return `The name has ${name.length} characters; a host name has at most 253.`;
  if (name.endsWith(".")) return `${quoted(name)} ends in a dot: leave it out.`;
  if (name !== name.toLowerCase()) return `${quoted(name)} has capital letters: write ${quoted(name.toLowerCase())}.`;
  const labels = name.split(".");
  const bad = labels.find((label) => !LABEL.test(label));
  if (bad !== undefined) {
    return `${quoted(name)} is no host name: ${quoted(bad)} is no part of one (1 to 63 letters, digits or hyphens, no hyphen at either end).`;
  }
  if (labels.length < 2) return `${quoted(name)} is a single word: a service needs a full name such as api.example.com.`;
  const top = labels.at(-1) ?? "";
  if (!/^[a-z]/.test(top)) return `${quoted(name)} ends in ${quoted(top)}, which no name on the internet does.`;
  if (top === "local") return `${quoted(name)} is a name of the local network; it is not asked for outside.`;
  if (name === CANARY) {
    return `${CANARY} is how browsers ask whether they may use their own encrypted DNS: it stays unanswered, so that they use the gateway's.`;
  }
  return null;
}

/** Why the pattern cannot be a host of an `allow` rule (a name, an address, or `*.` and a name), `null` when it can. */
export function hostPatternFault(pattern: string): string | null {
  if (pattern.length > 253) return `The pattern has ${pattern.length} characters; a host name has at most 253.`;
  if (pattern !== pattern.toLowerCase()) return `${quoted(pattern)} has capital letters: write ${quoted(pattern.toLowerCase())}.`;
  if (parseIpv4(pattern) !== null || /^[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}$/.test(pattern)) return null;
  const name = pattern.startsWith("*.") ? pattern.slice(2) : pattern;
  if (!name.split(".").every((label) => PATTERN_LABEL.test(label))) {
    return `${quoted(pattern)} is no host: a host name, an address, or *. and a host name is expected.`;
  }
  return null;
}

/** Why the name cannot be an interface's, `null` when it can. */
export function interfaceFault(name: string): string | null {
  if (!INTERFACE.test(name)) {
    return `${quoted(name)} is no interface name: 1 to 15 letters, digits, dots, hyphens or underscores (rules read a * as many interfaces).`;
  }
  if (interfaceWords.includes(name)) return `${quoted(name)} is not one of the machine's cards.`;
  return null;
}
