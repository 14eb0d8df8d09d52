/** Numbers and addresses in fewer bytes than their text: packed digits, raw bytes, integers. */
import { phoneParts } from "../needles/phone-parts.ts";
import type { Needle } from "../types.ts";
import type { WrittenForm } from "./written-form.ts";

/** Integers below this leave too many zeros in eight bytes: they may be chance. */
const MANY_BITS = 2n ** 40n;

/** Forms of a needle that are no text: none for most kinds. */
export function packedForms({ kind, value }: Needle): WrittenForm[] {
  switch (kind) {
    case "imei":
      return [...packedDigits(value, 0xa), ...integers(value)];
    case "imsi":
      return [...packedDigits(value, 9), ...integers(value)];
    case "iccid":
      return [...packedDigits(value, null)];
    case "mac":
    case "bluetooth":
    case "bssid":
      return rawBytes(value);
    case "androidId":
      return /^[0-9a-f]{16}$/.test(value) ? rawBytes(value) : [];
    case "advertisingId": {
      const hex = value.replaceAll("-", "");
      return /^[0-9a-f]{32}$/.test(hex) ? [...rawBytes(hex), ...rawBytes(mixedEndian(hex))] : [];
    }
    case "phone": {
      const { international, national } = phoneParts(value);
      return [international.replace("+", ""), national].flatMap(integers);
    }
    default:
      return [];
  }
}

/** The bytes of hexadecimal text. */
export function hexBytes(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length >> 1);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

/**
 * Two digits a byte, the first in the low half; an odd digit at the end has a filler in the high half (3GPP TS 24.008: a mobile identity has the
 * first digit above its type instead).
 */
function packedDigits(digits: string, identityType: number | null): WrittenForm[] {
  const forms: WrittenForm[] = [];
  const odd = digits.length % 2 === 1;
  for (const filler of odd ? ["f", "0"] : [""]) forms.push(opaque(["bcd"], hexBytes(swapPairs(digits + filler))));
  if (identityType !== null && odd)
    forms.push(opaque(["bcd"], hexBytes(digits.charAt(0) + identityType.toString(16) + swapPairs(digits.slice(1)))));
  return forms.filter(({ bytes }) => bytes.length >= 6);
}

function swapPairs(text: string): string {
  return text.replace(/(.)(.)/g, "$2$1");
}

/** As they stand and the other way round. */
function rawBytes(hex: string): WrittenForm[] {
  const bytes = hexBytes(hex);
  return [opaque(["binary"], bytes), opaque(["binary"], bytes.toReversed())];
}

/** The first three groups of an id with their bytes turned round, as one system stores them. */
function mixedEndian(hex: string): string {
  const turned = (from: number, to: number) => (hex.slice(from, to).match(/../g) ?? []).toReversed().join("");
  return turned(0, 8) + turned(8, 12) + turned(12, 16) + hex.slice(16);
}

/** Eight bytes in either order, and a protobuf varint where that is six bytes or more. */
function integers(digits: string): WrittenForm[] {
  const value = BigInt(digits);
  if (value >= 2n ** 63n || value < 2n ** 28n) return [];
  const bytes = hexBytes(value.toString(16).padStart(16, "0"));
  const weak = value < MANY_BITS ? { weakBecause: "a number of a few bytes may be chance" } : {};
  const forms: WrittenForm[] = [
    { ...opaque(["integer"], bytes), ...weak },
    { ...opaque(["integer"], bytes.toReversed()), ...weak },
  ];
  const varint: number[] = [];
  for (let left = value; ; left >>= 7n) {
    if (left < 128n) {
      varint.push(Number(left));
      break;
    }
    varint.push(Number(left & 127n) | 128);
  }
  if (varint.length >= 6) forms.push({ ...opaque(["integer"], Uint8Array.from(varint)), ...(varint.length >= 7 ? {} : weak) });
  return forms;
}

function opaque(layers: WrittenForm["layers"], bytes: Uint8Array): WrittenForm {
  return { layers, bytes, eitherCase: false, shape: "opaque" };
}
