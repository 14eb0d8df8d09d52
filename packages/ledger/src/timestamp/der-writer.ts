/** A few DER values (ITU-T X.690), written: what a timestamp request needs. */

/** Tags of the values that are written and read here. */
export const derTags = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  objectId: 0x06,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
} as const;

/** A value with its tag and length; the parts are its content, one behind the other. */
export function derValue(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const contentBytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const head = [tag, ...lengthBytes(contentBytes)];
  const value = new Uint8Array(head.length + contentBytes);
  value.set(head);
  let at = head.length;
  for (const part of parts) {
    value.set(part, at);
    at += part.byteLength;
  }
  return value;
}

/** A whole number from 0 on, given as bytes, most significant first. */
export function derInteger(magnitude: Uint8Array): Uint8Array {
  let from = 0;
  while (from < magnitude.byteLength - 1 && magnitude[from] === 0) from += 1;
  const short = magnitude.subarray(from);
  const needsZero = short.byteLength === 0 || (short[0] as number) >= 0x80;
  return derValue(derTags.integer, needsZero ? Uint8Array.of(0) : new Uint8Array(0), short);
}

/** An object identifier, `1.2.840...`. */
export function derObjectId(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return derValue(derTags.objectId, Uint8Array.from(bytes));
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left & 0xff);
  return [0x80 | bytes.length, ...bytes];
}
