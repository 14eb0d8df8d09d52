/** Bech32 (BIP 173) as far as age's identities need it: writing, upper case. */

const ALPHABET = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** Bytes under a prefix in upper case, with the checksum. */
export function bech32Upper(prefix: string, bytes: Uint8Array): string {
  const words = fiveBitWords(bytes);
  const lower = prefix.toLowerCase();
  const expanded = [...lower].map((letter) => letter.charCodeAt(0) >> 5);
  const low = [...lower].map((letter) => letter.charCodeAt(0) & 31);
  const sum = polymod([...expanded, 0, ...low, ...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  const check = Array.from({ length: 6 }, (_, index) => (sum >> (5 * (5 - index))) & 31);
  return `${prefix.toUpperCase()}1${[...words, ...check].map((word) => ALPHABET.charAt(word)).join("")}`;
}

/** Bytes as groups of five bits, the first bit first; the last group is filled up with zeros. */
export function fiveBitWords(bytes: Uint8Array): number[] {
  const words: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      words.push((buffer >> bits) & 31);
    }
  }
  if (bits > 0) words.push((buffer << (5 - bits)) & 31);
  return words;
}

function polymod(words: readonly number[]): number {
  let sum = 1;
  for (const word of words) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ word;
    for (const [bit, value] of GENERATOR.entries()) if (((top >> bit) & 1) === 1) sum ^= value;
  }
  return sum;
}
