/** IPv4 addresses and networks as numbers. */

const OCTETS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** The address as a number of 32 bits, `null` where it is none. Leading zeros are refused: some programs read them as octal. */
export function parseIpv4(text: string): number | null {
  const octets = OCTETS.exec(text)?.slice(1);
  if (octets === undefined) return null;
  let address = 0;
  for (const octet of octets) {
    if ((octet.length > 1 && octet.startsWith("0")) || Number(octet) > 255) return null;
    address = address * 256 + Number(octet);
  }
  return address;
}

/** The number as text. */
export function ipv4Text(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** First and last address of the network. */
export function ipv4Network(address: number, prefixLength: number): { readonly first: number; readonly last: number } {
  const size = 2 ** (32 - prefixLength);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

/** Ranges that no interface or resolver of a gateway can have, with what they are for. */
const special = [
  { first: 0x00000000, last: 0x00ffffff, what: "0.0.0.0/8 is no address of a machine" },
  { first: 0x7f000000, last: 0x7fffffff, what: "127.0.0.0/8 is the machine itself" },
  { first: 0xc6120000, last: 0xc613ffff, what: "198.18.0.0/15 is the range that stands for services on the local network" },
  { first: 0xe0000000, last: 0xffffffff, what: "224.0.0.0 and above are for groups and broadcasts" },
] as const;

/** What speaks against a machine having an address of this range, `null` when nothing does. */
export function specialRange(first: number, last = first): string | null {
  return special.find((range) => first <= range.last && last >= range.first)?.what ?? null;
}
