/** Every written form of a needle (leak-detection.md, section 3) that unpacking does not take off anyway. */
import type { Platform } from "@creance/core";
import type { EncodingLayer } from "../encoding-layers.table.ts";
import type { FindingKind, Needle } from "../types.ts";
import { base64Forms, wholeBase64 } from "./base64-forms.ts";
import { fieldWords } from "./field-names.table.ts";
import { feebleBecause, STRONG_BYTES, strengthOf } from "./needle-strength.ts";
import { hexBytes, packedForms } from "./packed-forms.ts";
import { bothCases, spellingsOf } from "./spellings.ts";
import type { FormShape, WrittenForm } from "./written-form.ts";

/** Shorter forms are not searched; longer ones cannot be in one message that matters. */
export const MIN_FORM_BYTES = 6;
/** Forms longer than this are left out: a name of 512 characters in twice percent-encoded UTF-8 is longer, its hashes are not. */
export const MAX_FORM_BYTES = 4096;

const hashNames = ["md5", "sha1", "sha256"] as const;
const cutKinds: ReadonlySet<FindingKind> = new Set<FindingKind>([
  "aircraftSerial",
  "controllerSerial",
  "batterySerial",
  "cameraSerial",
  "imei",
  "imsi",
  "iccid",
  "androidId",
  "advertisingId",
  "mac",
  "bluetooth",
  "bssid",
]);
const CUT_CHARACTERS = 6;
const LONG_STEM = 16;

/** The forms of a needle, each byte string once. */
export function formsOf(needle: Needle, platform: Platform): WrittenForm[] {
  const forms: WrittenForm[] = [];
  const seen = new Set<string>();
  for (const form of everyForm(needle, platform)) {
    if (form.bytes.length < MIN_FORM_BYTES || form.bytes.length > MAX_FORM_BYTES) continue;
    const key = `${form.eitherCase ? "i" : ""}${form.shape === "front" || form.shape === "back" ? form.shape : ""}${latin(form.bytes)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    forms.push(form);
  }
  return forms;
}

function everyForm(needle: Needle, platform: Platform): WrittenForm[] {
  if (needle.form === "fileHash") return digestForms(hexBytes(needle.value), "fileHash");
  if (needle.form === "fileBytes") return [opaque(["fileBytes"], hexBytes(needle.value))];
  if (needle.form === "fileName") return fileNameForms(needle.value);
  const { hashed, written } = spellingsOf(needle);
  if (strengthOf(needle) === "feeble") return feebleForms(needle, hashed, platform);
  return [
    ...[...hashed, ...written].flatMap((text) => textForms(text, "text")),
    ...hashed.flatMap((text) => encodedForms(text, "text")),
    ...hashed.flatMap((text) => bothCases(text).flatMap((spelled) => hashForms(utf8(spelled), platform))),
    ...(isHardwareAddress(needle.kind) ? hashForms(hexBytes(needle.value), platform) : []),
    ...packedForms(needle),
    ...cutForms(needle),
  ];
}

/** Text as it is, in UTF-16, percent-encoded once and twice. */
function textForms(text: string, own: EncodingLayer): WrittenForm[] {
  const forms: WrittenForm[] = [];
  for (const spelled of isAscii(text) ? [text] : bothCases(text)) {
    forms.push(anyCase([own], spelled));
    const ownInside = own === "text" ? [] : [own];
    for (const bytes of utf16Bytes(spelled))
      forms.push({ layers: ["utf16", ...ownInside], bytes: lower(bytes), eitherCase: true, shape: "utf16" });
    for (const once of percentForms(spelled)) {
      if (once === spelled) continue;
      forms.push(anyCase(["percent", own], once));
      forms.push(anyCase(["percent", "percent", own], once.replaceAll("%", "%25")));
    }
  }
  return forms;
}

/** Hexadecimal and base64, of UTF-8 and of UTF-16. */
function encodedForms(text: string, own: EncodingLayer): WrittenForm[] {
  const forms: WrittenForm[] = [];
  const ownInside = own === "text" ? [] : [own];
  for (const spelled of bothCases(text)) {
    const bytes = utf8(spelled);
    forms.push(...hexForms(bytes, [own], "hex"), ...base64Forms(bytes, [own]));
    for (const wide of utf16Bytes(spelled)) {
      forms.push(anyCase(["hex", "utf16", ...ownInside], hexOf(wide, ""), "hexUtf16"));
      forms.push(...base64Forms(wide, ["utf16", ...ownInside]));
    }
  }
  return forms;
}

function hexForms(bytes: Uint8Array, layers: readonly EncodingLayer[], shape: FormShape): WrittenForm[] {
  const spaced = shape === "hex" ? "hexSpaced" : shape;
  return [
    anyCase(["hex", ...layers], hexOf(bytes, ""), shape),
    anyCase(["hex", ...layers], hexOf(bytes, ":"), spaced),
    anyCase(["hex", ...layers], hexOf(bytes, " "), spaced),
  ];
}

function hashForms(bytes: Uint8Array, platform: Platform): WrittenForm[] {
  return hashNames.flatMap((name) => digestForms(platform.createHash(name).update(bytes).digest(), name));
}

/** A hash as it is printed: hexadecimal in either case, base64 in either alphabet, raw; MD5 also without its first and last eight digits. */
function digestForms(digest: Uint8Array, own: EncodingLayer): WrittenForm[] {
  const forms: WrittenForm[] = [anyCase(["hex", own], hexOf(digest, ""), "opaque")];
  for (const text of wholeBase64(digest)) forms.push({ ...opaque(["base64", own], utf8(text)) });
  forms.push(opaque(["binary", own], digest));
  if (own === "md5") forms.push({ ...anyCase(["cut", "hex", own], hexOf(digest.subarray(4, 12), ""), "token") });
  return forms;
}

function fileNameForms(name: string): WrittenForm[] {
  const forms = [...textForms(name, "fileName"), ...encodedForms(name, "fileName")];
  const stem = name.slice(0, name.lastIndexOf("."));
  if (stem.length >= LONG_STEM) {
    for (const form of textForms(stem, "fileName")) forms.push({ ...form, layers: ["cut", ...form.layers] });
  }
  return forms;
}

/** An ordinary word: as text next to a field's name, and its hashes. Fewer than six bytes: only as the value of a field, in the usual notations. */
function feebleForms(needle: Needle, spelled: readonly string[], platform: Platform): WrittenForm[] {
  const weakBecause = feebleBecause(needle);
  const forms: WrittenForm[] = [];
  for (const text of spelled) {
    if (utf8(text).length >= STRONG_BYTES) {
      for (const form of textForms(text, "text")) {
        if (form.shape === "text") forms.push({ ...form, weakBecause, needsField: true });
      }
      for (const one of bothCases(text)) {
        for (const form of hashForms(utf8(one), platform)) forms.push({ ...form, weakBecause });
      }
      continue;
    }
    for (const word of fieldWords[needle.kind]) {
      for (const between of ['":"', '": "', '" : "', '\\":\\"', "=", '="', ":", ": ", ">", "%3D", "%22%3A%22"]) {
        const lead = word + between;
        for (const one of isAscii(text) ? [text] : bothCases(text)) {
          forms.push({ ...anyCase(["text"], lead + one), leadBytes: lead.length, weakBecause, needsField: true });
        }
      }
    }
  }
  return forms;
}

/** The first and the last characters. The beginning of a hardware address is its maker's and no evidence. */
function cutForms({ kind, value }: Needle): WrittenForm[] {
  if (!cutKinds.has(kind) || value.length < CUT_CHARACTERS + 2 || !isAscii(value)) return [];
  const whole = lower(utf8(value));
  const cut = { layers: ["cut"], eitherCase: true, whole } as const;
  const back: WrittenForm = { ...cut, bytes: whole.slice(-CUT_CHARACTERS), shape: "back" };
  return isHardwareAddress(kind) ? [back] : [{ ...cut, bytes: whole.slice(0, CUT_CHARACTERS), shape: "front" }, back];
}

function isHardwareAddress(kind: FindingKind): boolean {
  return kind === "mac" || kind === "bluetooth" || kind === "bssid";
}

function anyCase(layers: readonly EncodingLayer[], text: string, shape: FormShape = "text"): WrittenForm {
  return { layers, bytes: lower(utf8(text)), eitherCase: true, shape };
}

function opaque(layers: readonly EncodingLayer[], bytes: Uint8Array): WrittenForm {
  return { layers, bytes, eitherCase: false, shape: "opaque" };
}

/** By byte: its two hexadecimal digits. */
const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
/** What each way of percent coding leaves as it is: 1 by byte. */
const plainCharacters = [/[A-Za-z0-9\-_.~!'()*]/, /[A-Za-z0-9\-_.~]/, /[A-Za-z0-9\-_.*]/, /[A-Za-z0-9]/].map((plain) =>
  Uint8Array.from({ length: 256 }, (_, byte) => (byte < 0x80 && plain.test(String.fromCharCode(byte)) ? 1 : 0)),
);

/** Percent coding as browsers do it, as forms do it, and of everything but letters and digits. */
function percentForms(text: string): string[] {
  const forms = plainCharacters.map((plain) => percent(text, plain));
  return [...new Set([...forms, ...forms.map((form) => form.replaceAll("%20", "+"))])];
}

function percent(text: string, plain: Uint8Array): string {
  let out = "";
  for (const byte of utf8(text)) out += plain[byte] === 1 ? String.fromCharCode(byte) : `%${hexPairs[byte]}`;
  return out;
}

/**
 * UTF-16 in either byte order. For ASCII one form serves both: every other byte from the first character to the last, without the zero at one end.
 */
function utf16Bytes(text: string): Uint8Array[] {
  const little = new Uint8Array(text.length * 2);
  const big = new Uint8Array(text.length * 2);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    little[2 * at] = big[2 * at + 1] = code & 0xff;
    little[2 * at + 1] = big[2 * at] = code >> 8;
  }
  return isAscii(text) ? [little.subarray(0, little.length - 1)] : [little, big];
}

function hexOf(bytes: Uint8Array, between: string): string {
  let text = "";
  for (const byte of bytes) text += text === "" ? hexPairs[byte] : between + hexPairs[byte];
  return text;
}

function lower(bytes: Uint8Array): Uint8Array {
  const out = bytes.slice();
  for (let at = 0; at < out.length; at += 1) {
    const byte = out[at] as number;
    if (byte >= 0x41 && byte <= 0x5a) out[at] = byte | 0x20;
  }
  return out;
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  return /^[\x00-\x7f]*$/.test(text);
}

const encoder = new TextEncoder();

function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
