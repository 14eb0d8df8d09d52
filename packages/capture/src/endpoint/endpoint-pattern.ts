/** The four kinds of pattern in the endpoint catalogue, told apart and checked. */
import { parseIpAddress } from "../operator/ip-address.ts";

const MAX_NAME_LENGTH = 253;
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const LABEL_PREFIX = /^[a-z0-9_][a-z0-9_-]{0,61}$/;

/** A pattern taken apart. */
export type EndpointPattern =
  | { readonly kind: "name"; readonly name: string }
  /** `*.suffix` */
  | { readonly kind: "suffix"; readonly suffix: string }
  /** `prefix*.suffix` */
  | { readonly kind: "prefix"; readonly prefix: string; readonly suffix: string }
  /** `192.0.2.1` or `192.0.2.1:80`; IPv4 only. */
  | { readonly kind: "address"; readonly address: string; readonly port: number | null };

/** The pattern taken apart, or one sentence on what is wrong with it. */
export function parseEndpointPattern(pattern: string): EndpointPattern | string {
  const address = addressPattern(pattern);
  if (address !== undefined) return address;
  if (pattern.length > MAX_NAME_LENGTH) return `longer than ${MAX_NAME_LENGTH} characters`;
  if (pattern !== pattern.toLowerCase()) return "not in lower case";
  const [first = "", ...rest] = pattern.split(".");
  const suffix = rest.join(".");
  if (rest.length === 0 || !rest.every((label) => LABEL.test(label)) || (rest.length === 1 && first.includes("*"))) {
    return "not a host name of at least two labels after any `*`";
  }
  if (/^[0-9]+$/.test(rest.at(-1) ?? "")) return "neither a host name nor an IPv4 address";
  if (first === "*") return { kind: "suffix", suffix };
  if (first.endsWith("*")) {
    const prefix = first.slice(0, -1);
    return LABEL_PREFIX.test(prefix) ? { kind: "prefix", prefix, suffix } : "`*` may only stand alone or at the end of the first label";
  }
  return LABEL.test(first) ? { kind: "name", name: pattern } : "`*` may only stand alone or at the end of the first label";
}

function addressPattern(pattern: string): EndpointPattern | undefined {
  const [address = "", port, more] = pattern.split(":");
  if (more !== undefined || parseIpAddress(address)?.ipVersion !== 4) return undefined;
  if (port === undefined) return { kind: "address", address, port: null };
  if (!/^[1-9][0-9]{0,4}$/.test(port) || Number(port) > 65_535) return undefined;
  return { kind: "address", address, port: Number(port) };
}
