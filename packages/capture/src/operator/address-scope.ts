/** What kind of address it is: only public ones belong to an operator and can be said to stand in a country. */
import type { IpAddress } from "./ip-address.ts";
import { specialV4Ranges, specialV6Ranges } from "./special-addresses.table.ts";

/** `public`, or why there is neither an operator nor a country. */
export type AddressScope =
  | "public"
  | "private"
  | "shared"
  | "loopback"
  | "link-local"
  | "multicast"
  | "documentation"
  /** 198.18.0.0/15: test networks; some apps that capture or relay answer DNS with it. */
  | "synthetic"
  | "unspecified"
  | "reserved";

/** The scope of an address, after `unwrapIpv4`. */
export function addressScope(address: IpAddress): AddressScope {
  if (address.ipVersion === 4) {
    for (const range of specialV4Ranges) if (sameBits(address.word3, range[0], range[1])) return range[2];
    return "public";
  }
  for (const [word0, word1, prefix, scope] of specialV6Ranges) {
    if (!sameBits(address.word0, word0, Math.min(prefix, 32))) continue;
    if (prefix <= 32 || sameBits(address.word1, word1, Math.min(prefix - 32, 32))) return scope;
  }
  // ::/128 and ::1/128
  if (address.word0 === 0 && address.word1 === 0 && address.word2 === 0 && address.word3 < 2) {
    return address.word3 === 1 ? "loopback" : "unspecified";
  }
  // Only 2000::/3 is given out.
  return address.word0 >>> 29 === 1 ? "public" : "reserved";
}

/** The IPv4 address inside an IPv4-mapped (`::ffff:0:0/96`) or translated (`64:ff9b::/96`) address; any other address as it is. */
export function unwrapIpv4(address: IpAddress): IpAddress {
  if (address.ipVersion === 4 || address.word1 !== 0) return address;
  const mapped = address.word0 === 0 && address.word2 === 0xffff;
  const translated = address.word0 === 0x0064ff9b && address.word2 === 0;
  return mapped || translated ? { ipVersion: 4, word0: 0, word1: 0, word2: 0, word3: address.word3 } : address;
}

function sameBits(a: number, b: number, bits: number): boolean {
  return bits === 0 || a >>> (32 - bits) === b >>> (32 - bits);
}
