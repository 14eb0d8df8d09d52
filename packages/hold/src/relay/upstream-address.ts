/**
 * Which addresses a service's name may lead to. A name that answers with an address of the own networks would let a stranger's DNS entry
 * reach into them (DNS rebinding), so only addresses of the internet are taken.
 */

/** An IPv4 network. */
export interface Ipv4Network {
  readonly ip: string;
  readonly prefixLength: number;
}

/** Networks that are never a service (IANA special-purpose registry), with what they are. Documentation networks lead nowhere and are left in. */
const barred: readonly (Ipv4Network & { readonly what: string })[] = [
  { ip: "0.0.0.0", prefixLength: 8, what: "this network" },
  { ip: "10.0.0.0", prefixLength: 8, what: "a private network" },
  { ip: "100.64.0.0", prefixLength: 10, what: "a provider's inner network" },
  { ip: "127.0.0.0", prefixLength: 8, what: "this machine" },
  { ip: "169.254.0.0", prefixLength: 16, what: "a link-local network" },
  { ip: "172.16.0.0", prefixLength: 12, what: "a private network" },
  { ip: "192.0.0.0", prefixLength: 24, what: "a protocol's network" },
  { ip: "192.168.0.0", prefixLength: 16, what: "a private network" },
  { ip: "198.18.0.0", prefixLength: 15, what: "the synthetic range" },
  { ip: "224.0.0.0", prefixLength: 4, what: "multicast" },
  { ip: "240.0.0.0", prefixLength: 4, what: "reserved" },
];

/** Why an address is not taken, in words; `null`: it may be connected to. `own` are the networks this machine is part of. */
export function addressObjection(ip: string, own: readonly Ipv4Network[]): string | null {
  const value = ipv4Number(ip);
  if (value === null) return "no IPv4 address";
  const bar = barred.find((network) => isIn(value, network));
  if (bar !== undefined) return bar.what;
  return own.some((network) => isIn(value, network)) ? "a network of this machine" : null;
}

function isIn(value: number, { ip, prefixLength }: Ipv4Network): boolean {
  const base = ipv4Number(ip);
  if (base === null || !(prefixLength >= 0 && prefixLength <= 32)) return false;
  const size = 2 ** (32 - prefixLength);
  return Math.floor(value / size) === Math.floor(base / size);
}

function ipv4Number(ip: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(ip)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return null;
  return parts.reduce((value, part) => value * 256 + part, 0);
}
