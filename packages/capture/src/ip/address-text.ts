/** Addresses as text: dotted for IPv4, RFC 5952 for IPv6. */

/** Text of an address in four 32-bit words, high word first; IPv4 stands in the last word. */
export function addressText(ipVersion: number, word0: number, word1: number, word2: number, word3: number): string {
  return ipVersion === 6 ? ipv6Text(word0, word1, word2, word3) : ipv4Text(word3);
}

/** Dotted text of an IPv4 address. */
export function ipv4Text(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** RFC 5952 text of an IPv6 address: lower case, the first longest run of two or more zero groups as `::`, mapped IPv4 dotted. */
export function ipv6Text(word0: number, word1: number, word2: number, word3: number): string {
  if (word0 === 0 && word1 === 0 && word2 === 0xffff) return `::ffff:${ipv4Text(word3)}`;
  const groups = [word0 >>> 16, word0 & 65535, word1 >>> 16, word1 & 65535, word2 >>> 16, word2 & 65535, word3 >>> 16, word3 & 65535];
  let runStart = -1;
  let runLength = 1;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > runLength) [runStart, runLength] = [start, length];
    start += length;
  }
  const text = groups.map((group) => group.toString(16));
  if (runStart < 0) return text.join(":");
  return `${text.slice(0, runStart).join(":")}::${text.slice(runStart + runLength).join(":")}`;
}
