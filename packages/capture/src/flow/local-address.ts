/** Addresses that only mean something on the spot. */

/** True for addresses that only mean something on the spot: private, shared, link-local, loopback, unique local, multicast. */
export function isLocalAddress(ipVersion: number, word0: number, word3: number): boolean {
  if (ipVersion === 6) {
    const top = word0 >>> 16;
    return (top & 0xfe00) === 0xfc00 || (top & 0xffc0) === 0xfe80 || top >>> 8 === 0xff || (word0 === 0 && word3 === 1);
  }
  const first = word3 >>> 24;
  const second = (word3 >>> 16) & 255;
  return (
    first === 10 ||
    first === 127 ||
    first === 0 ||
    first >= 224 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254) ||
    (first === 100 && second >= 64 && second < 128)
  );
}
