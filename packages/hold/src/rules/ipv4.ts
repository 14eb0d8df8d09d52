/** IPv4 addresses as numbers, for networks and broadcast addresses. */

/** The address as a number of 32 bits; `undefined` when the text is not four decimal numbers without leading zeros. */
export function ipv4Number(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  let value = 0;
  for (const part of match.slice(1)) {
    const byte = Number(part);
    if (byte > 255 || String(byte) !== part) return undefined;
    value = value * 256 + byte;
  }
  return value;
}

/** The number as an address. */
export function ipv4Text(value: number): string {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join(".");
}

/** First address of the network that `ip` with this prefix length is in. */
export function networkAddress(ip: string, prefixLength: number): string {
  const size = 2 ** (32 - prefixLength);
  return ipv4Text(Math.floor((ipv4Number(ip) ?? 0) / size) * size);
}

/** Broadcast address of the network that `ip` with this prefix length is in. */
export function broadcastAddress(ip: string, prefixLength: number): string {
  const value = ipv4Number(ip) ?? 0;
  return ipv4Text((value | (prefixLength === 0 ? 0xffffffff : 2 ** (32 - prefixLength) - 1)) >>> 0);
}

/** True when both addresses are in the same network of this prefix length. */
export function isSameNetwork(a: string, b: string, prefixLength: number): boolean {
  const [left, right] = [ipv4Number(a), ipv4Number(b)];
  if (left === undefined || right === undefined) return false;
  const size = 2 ** (32 - prefixLength);
  return Math.floor(left / size) === Math.floor(right / size);
}
