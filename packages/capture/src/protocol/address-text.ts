/** Addresses in DNS answers as text: dotted, and RFC 5952. */
import { u8, u16 } from "./big-endian.ts";

/** `192.0.2.1`. */
export function ipv4Text(bytes: Uint8Array, at: number): string {
  return `${u8(bytes, at)}.${u8(bytes, at + 1)}.${u8(bytes, at + 2)}.${u8(bytes, at + 3)}`;
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as `::`; v4-mapped addresses dotted. */
export function ipv6Text(bytes: Uint8Array, at: number): string {
  let bestStart = -1;
  let bestLength = 1;
  for (let group = 0; group < 8; group++) {
    let length = 0;
    while (group + length < 8 && u16(bytes, at + 2 * (group + length)) === 0) length++;
    if (length > bestLength) {
      bestStart = group;
      bestLength = length;
    }
    group += length;
  }
  if (bestStart === 0 && bestLength === 5 && u16(bytes, at + 10) === 0xffff) return `::ffff:${ipv4Text(bytes, at + 12)}`;
  let text = "";
  for (let group = 0; group < 8; group++) {
    if (group === bestStart) {
      text += "::";
      group += bestLength - 1;
      continue;
    }
    if (text !== "" && !text.endsWith(":")) text += ":";
    text += u16(bytes, at + 2 * group).toString(16);
  }
  return text;
}
