/** Which addresses may be connected to at all: IANA's registries of special-purpose addresses, and what clouds answer keys on. */
import { BlockList, isIP } from "node:net";

/** What kind of address it is. `forbidden`: never a destination. */
export type AddressKind = "public" | "loopback" | "private" | "forbidden";

/** Link-local (metadata services among them), unspecified, multicast, reserved, relays of old, and single metadata addresses. */
const forbidden = blocks(
  ["0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4", "100.100.100.200/32", "168.63.129.16/32"],
  ["::/128", "fe80::/10", "fec0::/10", "ff00::/8", "fd00:ec2::/32", "2001::/32", "2001:10::/28", "2002::/16"],
);
const loopback = blocks(["127.0.0.0/8"], ["::1/128"]);
/** The only IPv6 addresses of the public internet; what lies outside and is not named here is of a local kind, or not given out. */
const globalIpv6 = blocks([], ["2000::/3"]);
/** Private use, carrier-grade NAT, benchmarks, documentation: not of the public internet. */
const kept = blocks(
  ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"],
  ["fc00::/7", "2001:db8::/32", "2001:2::/48", "3fff::/20"],
);

/** Kind of an address; text that is none is `forbidden`. IPv6 forms that carry an IPv4 address are judged as that one. */
export function addressKind(text: string): AddressKind {
  const address = carriedIpv4(text) ?? text;
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  if (isIP(address) === 0 || address.includes("%")) return "forbidden";
  if (forbidden.check(address, family)) return "forbidden";
  if (loopback.check(address, family)) return "loopback";
  if (kept.check(address, family)) return "private";
  return family === "ipv4" || globalIpv6.check(address, family) ? "public" : "forbidden";
}

/** The IPv4 address inside `::ffff:0:0/96`, `::ffff:0:0:0/96`, `::/96` and `64:ff9b::/96`; `undefined`: none. */
function carriedIpv4(text: string): string | undefined {
  if (isIP(text) !== 6 || text.includes("%")) return undefined;
  const words = wordsOf(text);
  const [a, b, c, d, e, f, high, low] = words;
  if (high === undefined || low === undefined) return undefined;
  const isZero = [a, b, c, d].every((word) => word === 0);
  const isMapped = isZero && ((e === 0 && f === 0xffff) || (e === 0xffff && f === 0));
  const isCompatible = isZero && e === 0 && f === 0 && (high > 0 || low > 1);
  const isTranslated = a === 0x64 && b === 0xff9b && c === 0 && d === 0 && e === 0 && f === 0;
  if (!isMapped && !isCompatible && !isTranslated) return undefined;
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** The eight 16-bit words of a valid IPv6 address. */
function wordsOf(text: string): readonly number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const plain =
    dotted === null
      ? text
      : `${dotted[1]}${(Number(dotted[2]) * 256 + Number(dotted[3])).toString(16)}:${(Number(dotted[4]) * 256 + Number(dotted[5])).toString(16)}`;
  const [left = "", right] = plain.split("::");
  const words = (part: string): number[] => (part === "" ? [] : part.split(":").map((word) => Number.parseInt(word, 16)));
  const before = words(left);
  if (right === undefined) return before;
  const after = words(right);
  return [...before, ...new Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0), ...after];
}

function blocks(ipv4: readonly string[], ipv6: readonly string[]): BlockList {
  const list = new BlockList();
  for (const [texts, family] of [
    [ipv4, "ipv4"],
    [ipv6, "ipv6"],
  ] as const) {
    for (const text of texts) {
      const [address = "", bits = ""] = text.split("/");
      list.addSubnet(address, Number(bits), family);
    }
  }
  return list;
}
