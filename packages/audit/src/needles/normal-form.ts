/** One normal form for each kind of identifier, so that the same thing typed in two ways is the same needle. */
import { UserError } from "@creance/core";
import type { IdentifierKind } from "../types.ts";

/** The longest value, in characters. */
export const MAX_IDENTIFIER_LENGTH = 512;
/** Values of fewer bytes cannot be told from chance, not even next to a field's name. */
export const MIN_NEEDLE_BYTES = 3;

/**
 * The normal form: serials in upper case; IMEI, IMSI and ICCID as digits; MAC, BSSID and Bluetooth addresses as 12 hexadecimal characters; mail
 * and hexadecimal ids in lower case; phone numbers as digits, behind a `+` where one was typed (or `00`); names as typed. Throws `UserError`
 * (`identifiers-invalid`) for what cannot be one; the sentence calls it by `name` and does not tell the value.
 */
export function normalForm(kind: IdentifierKind, value: string, name: string): string {
  const typed = value.trim().normalize("NFC");
  if (typed === "") throw refuse(name, "it is empty");
  if (typed.length > MAX_IDENTIFIER_LENGTH) throw refuse(name, `it is longer than ${MAX_IDENTIFIER_LENGTH} characters`);
  if (hasControls(typed)) throw refuse(name, "it holds control characters");
  if (/\p{Surrogate}/u.test(typed)) throw refuse(name, "it holds half a character");
  const normal = normalizers[kind](typed, name);
  if (new TextEncoder().encode(normal).length < MIN_NEEDLE_BYTES) throw refuse(name, "it is too short to be told from chance");
  return normal;
}

const normalizers: { readonly [Kind in IdentifierKind]: (typed: string, name: string) => string } = {
  aircraftSerial: upper,
  controllerSerial: upper,
  batterySerial: upper,
  cameraSerial: upper,
  imei: (typed, name) => digitsOf(typed, name, 14, 16, "an IMEI has 15 digits"),
  imsi: (typed, name) => digitsOf(typed, name, 6, 15, "an IMSI has up to 15 digits"),
  iccid: (typed, name) => digitsOf(typed, name, 18, 22, "the number of a SIM has 18 to 22 digits"),
  androidId: hexId,
  advertisingId: hexId,
  mac: hardwareAddress,
  bluetooth: hardwareAddress,
  bssid: hardwareAddress,
  ssid: (typed) => typed,
  email,
  phone,
  name: (typed) => typed,
  account: (typed) => typed,
};

function upper(typed: string): string {
  return typed.toUpperCase();
}

function digitsOf(typed: string, name: string, least: number, most: number, rule: string): string {
  const digits = typed.replace(/[\s./-]/g, "");
  if (!/^\d+$/.test(digits) || digits.length < least || digits.length > most) throw refuse(name, rule);
  if (/^0+$/.test(digits)) throw refuse(name, "it is all zeros, which many devices share");
  return digits;
}

/** Ids that are hexadecimal in lower case; an id of another shape stays as it is typed. */
function hexId(typed: string, name: string): string {
  const lower = typed.toLowerCase();
  if (!/^[0-9a-f][0-9a-f-]*$/.test(lower)) return typed;
  if (/^[0-]+$/.test(lower)) throw refuse(name, "it is all zeros, which many devices share");
  return lower;
}

function hardwareAddress(typed: string, name: string): string {
  const hex = typed.toLowerCase().replace(/[\s:.-]/g, "");
  if (!/^[0-9a-f]{12}$/.test(hex)) throw refuse(name, "a hardware address has 12 hexadecimal digits");
  if (/^(..)\1{5}$/.test(hex) || hex === "020000000000") throw refuse(name, "it is a placeholder, which many devices share");
  return hex;
}

function email(typed: string, name: string): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(typed)) throw refuse(name, "a mail address has one @ with something on both sides");
  return typed.toLowerCase();
}

function phone(typed: string, name: string): string {
  const trunkless = /^\s*(?:\+|00)/.test(typed) ? typed.replace("(0)", "") : typed;
  const plain = trunkless.replace(/[\s()./-]/g, "");
  const digits = plain.startsWith("00") ? `+${plain.slice(2)}` : plain;
  if (!/^\+?\d{6,17}$/.test(digits)) throw refuse(name, "a phone number has 6 to 17 digits");
  return digits;
}

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
  }
  return false;
}

function refuse(name: string, why: string): UserError {
  return new UserError("identifiers-invalid", "wrongUse", `${name} cannot be looked for: ${why}. Correct the list of identifiers.`);
}
