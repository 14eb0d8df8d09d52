/** Ranges that no operator announces: RFC 6890 and its updates, RFC 9637 (3fff::/20). */
import type { AddressScope } from "./address-scope.ts";

/** First address, prefix length, scope. */
export const specialV4Ranges = [
  [0x00000000, 8, "unspecified"],
  [0x0a000000, 8, "private"],
  [0x64400000, 10, "shared"],
  [0x7f000000, 8, "loopback"],
  [0xa9fe0000, 16, "link-local"],
  [0xac100000, 12, "private"],
  [0xc0000000, 24, "reserved"],
  [0xc0000200, 24, "documentation"],
  [0xc0a80000, 16, "private"],
  [0xc6120000, 15, "synthetic"],
  [0xc6336400, 24, "documentation"],
  [0xcb007100, 24, "documentation"],
  [0xe0000000, 4, "multicast"],
  [0xf0000000, 4, "reserved"],
] as const satisfies readonly (readonly [number, number, AddressScope])[];

/** First two words, prefix length, scope. */
export const specialV6Ranges = [
  [0x20010db8, 0, 32, "documentation"],
  [0x3fff0000, 0, 20, "documentation"],
  [0x20010002, 0, 48, "synthetic"],
  [0xfc000000, 0, 7, "private"],
  [0xfe800000, 0, 10, "link-local"],
  [0xff000000, 0, 8, "multicast"],
] as const satisfies readonly (readonly [number, number, number, AddressScope])[];
