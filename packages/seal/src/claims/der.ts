/** Writes the part of DER that certificates need (ITU-T X.690). */
import { concatBytes } from "@creance/core";
import { asciiBytes } from "./jumbf.ts";

/** A value with its tag and length; content of less than 64 KiB. */
export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const bytes = concatBytes(content);
  const { byteLength } = bytes;
  const length = byteLength < 0x80 ? [byteLength] : byteLength < 0x100 ? [0x81, byteLength] : [0x82, byteLength >> 8, byteLength & 255];
  return concatBytes([Uint8Array.of(tag, ...length), bytes]);
}

/** A SEQUENCE. */
export const derSequence = (...content: readonly Uint8Array[]): Uint8Array => der(0x30, ...content);

/** An OBJECT IDENTIFIER, from its numbers with dots. */
export function derObject(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const one of others) {
    const digits = [one % 128];
    for (let left = Math.floor(one / 128); left > 0; left = Math.floor(left / 128)) digits.unshift(128 + (left % 128));
    bytes.push(...digits);
  }
  return der(0x06, Uint8Array.from(bytes));
}

/** A BIT STRING; `unused` bits at its end do not count. */
export const derBits = (bytes: Uint8Array, unused = 0): Uint8Array => der(0x03, Uint8Array.of(unused), bytes);

/** An OCTET STRING. */
export const derOctets = (...content: readonly Uint8Array[]): Uint8Array => der(0x04, ...content);

/** A UTF8String. */
export const derText = (text: string): Uint8Array => der(0x0c, new TextEncoder().encode(text));

/** A UTCTime such as `200101000000Z`. */
export const derTime = (text: string): Uint8Array => der(0x17, asciiBytes(text));
