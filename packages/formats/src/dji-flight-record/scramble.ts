/**
 * The scrambling of record bodies since version 7: XOR with an 8-byte key that follows from the record type and the seed byte
 * (docs/formats/dji-flight-record.md, section 3). It hides nothing from anyone; it is not encryption.
 */

/** Reflected polynomial of CRC-64/Jones, high and low half. */
const POLYNOMIAL_HIGH = 0x95ac9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;
const MULTIPLIER = 0x123456789abcdef0n;

/** One key is two little-endian words; index 2 * (type * 256 + seed). Filled on first use; 512 KiB. */
const keyWords = new Uint32Array(2 * 65_536);
const known = new Uint8Array(65_536);
const crcTable = makeCrcTable();

/** First 4 and last 4 bytes of the key of a record type and seed, as little-endian words. Cached; no allocation. */
export function xorKeyWord(seed: number, type: number, half: 0 | 1): number {
  const slot = ((type & 0xff) << 8) | (seed & 0xff);
  if (known[slot] === 0) fill(slot, seed & 0xff, type & 0xff);
  return keyWords[2 * slot + half] as number;
}

/** The 8 key bytes of a seed and a record type (both 0 to 255), repeated over the body. */
export function xorKey(seed: number, type: number): Uint8Array<ArrayBuffer> {
  const key = new Uint8Array(8);
  const view = new DataView(key.buffer);
  view.setUint32(0, xorKeyWord(seed, type, 0), true);
  view.setUint32(4, xorKeyWord(seed, type, 1), true);
  return key;
}

/** Scrambles or unscrambles a body (XOR is its own inverse). Returns a copy. */
export function scramble(body: Uint8Array, seed: number, type: number): Uint8Array<ArrayBuffer> {
  const key = xorKey(seed, type);
  const result = new Uint8Array(body.length);
  for (let at = 0; at < body.length; at += 1) result[at] = (body[at] as number) ^ (key[at & 7] as number);
  return result;
}

function fill(slot: number, seed: number, type: number): void {
  const product = BigInt.asUintN(64, MULTIPLIER * BigInt(seed));
  const words = [Number(product & 0xffffffffn), Number(product >> 32n)];
  let high = 0;
  let low = (seed + type) & 0xff;
  for (let at = 0; at < 8; at += 1) {
    const byte = ((words[at >> 2] as number) >>> (8 * (at & 3))) & 0xff;
    const entry = 2 * ((low ^ byte) & 0xff);
    const nextLow = ((low >>> 8) | (high << 24)) ^ (crcTable[entry] as number);
    high = (high >>> 8) ^ (crcTable[entry + 1] as number);
    low = nextLow;
  }
  keyWords[2 * slot] = low;
  keyWords[2 * slot + 1] = high;
  known[slot] = 1;
}

/** Low and high half of the CRC of each byte. */
function makeCrcTable(): Uint32Array {
  const table = new Uint32Array(512);
  for (let byte = 0; byte < 256; byte += 1) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (carry === 1) {
        low ^= POLYNOMIAL_LOW;
        high ^= POLYNOMIAL_HIGH;
      }
    }
    table[2 * byte] = low;
    table[2 * byte + 1] = high;
  }
  return table;
}
