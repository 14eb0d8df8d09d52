/** Identifiers in every form. */
import type { EncodingLayer, IdentifierKind } from "../../../packages/audit/src/index.ts";
import { concatBytes } from "../../../packages/capture/src/index.ts";
import { hashBytes, hashText, numberBytes, wrappings } from "../encoders.ts";
import { binary, json, plainText, type QualityCase, type Sent, utf8 } from "./quality-case.ts";
import { identifiers, noise } from "./quality-truth.ts";

const { aircraftSerial: serial, imei, mac, email, phone, name, bssid, imsi } = identifiers;
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** All cases of identifiers. */
export const identifierCases: readonly QualityCase[] = [
  ...(Object.keys(identifiers) as IdentifierKind[]).map((kind) => inJson(`${kind}, as typed`, kind, identifiers[kind], ["json"])),
  ...writings("serial", "aircraftSerial", serial),
  ...writings("phone id", "imei", imei),
  ...writings("mail address", "email", email),
  ...hashes("serial", "aircraftSerial", serial),
  ...hashes("serial in lower case", "aircraftSerial", serial.toLowerCase()),
  ...hashes("phone id", "imei", imei),
  ...hashes("hardware address with colons", "mac", mac),
  ...hashes("hardware address without", "mac", mac.replaceAll(":", "")),
  ...hashes("mail address", "email", email),
  ...hashes("phone number in digits", "phone", phone.replace(/\D/g, "")),
  inJson("serial in lower case", "aircraftSerial", serial.toLowerCase(), ["json", "text"]),
  inJson("phone id with hyphens", "imei", `${imei.slice(0, 2)}-${imei.slice(2, 8)}-${imei.slice(8, 14)}-${imei.slice(14)}`, ["text"]),
  inJson("hardware address with hyphens, upper case", "mac", mac.toUpperCase().replaceAll(":", "-"), ["text"]),
  inJson("hardware address without separators", "mac", mac.replaceAll(":", ""), ["text"]),
  inJson("access point, upper case", "bssid", bssid.toUpperCase(), ["text"]),
  inJson("phone number in digits", "phone", phone.replace(/\D/g, ""), ["text"]),
  inJson("phone number with hyphens", "phone", "+1-202-555-0187", ["text"]),
  one("hardware address in six bytes", "mac", ["binary"], () =>
    binary(
      inNoise(
        "mac",
        Uint8Array.from(mac.split(":"), (part) => Number.parseInt(part, 16)),
      ),
    ),
  ),
  one("phone id, two digits a byte", "imei", ["bcd"], () => binary(inNoise("imei", bcd(imei)))),
  one("subscriber id, two digits a byte", "imsi", ["bcd"], () => binary(inNoise("imsi", bcd(imsi)))),
  one(
    "phone number as an integer of eight bytes",
    "phone",
    ["integer"],
    () => binary(inNoise("phone", numberBytes("int64", Number(phone.replace(/\D/g, ""))))),
    true,
  ),
  one("serial in XML text", "aircraftSerial", ["text"], () => ({
    body: utf8(`<?xml version="1.0"?><report><aircraft>${serial}</aircraft></report>`),
    type: "application/xml",
  })),
  one("serial in an XML attribute", "aircraftSerial", ["text"], () => ({
    body: utf8(`<report sn="${serial}" v="2"/>`),
    type: "application/xml",
  })),
  one("name in XML entities", "name", ["escaped"], () => ({
    body: utf8(`<report><who>${Array.from(name, (letter) => `&#${letter.charCodeAt(0)};`).join("")}</who></report>`),
    type: "application/xml",
  })),
  one("serial in a line of a log", "aircraftSerial", ["text"], () => plainText(`10:02:11 I/Link: connected to ${serial}, fw 1.0.44\n`)),
  one("serial in a form", "aircraftSerial", ["form"], () => ({
    body: utf8(`v=2&sn=${serial}&t=17`),
    type: "application/x-www-form-urlencoded",
  })),
  one("mail address in a form, percent coded", "email", ["form"], () => ({
    body: utf8(`u=${encodeURIComponent(email)}&t=17`),
    type: "application/x-www-form-urlencoded",
  })),
  head("serial in the query", "aircraftSerial", ["text"], { path: `?sn=${serial}&v=2` }),
  head("serial in the path", "aircraftSerial", ["text"], { path: `/devices/${serial}/state` }),
  head("phone id in a header", "imei", ["text"], { headers: { "x-device": imei } }),
  head("account in a cookie", "account", ["text"], { headers: { cookie: `theme=dark; user=${identifiers.account}; v=2` } }),
  head("mail address in the query, percent coded twice", "email", ["percent"], {
    path: `?u=${encodeURIComponent(encodeURIComponent(email))}`,
  }),
  head("serial, base64 in a header", "aircraftSerial", ["base64"], {
    headers: { authorization: `Basic ${Buffer.from(`device:${serial}`).toString("base64")}` },
  }),
  head("hash of the serial in the query", "aircraftSerial", ["md5"], { path: `?d=${hashText("md5", serial)}` }),
  {
    ...one("serial in a topic", "aircraftSerial", ["text"], () => ({ ...json({ v: 2, seq: 17 }), topic: `/sys/${serial}/osd` })),
    only: "MQTT",
  },
  one("first ten characters of the serial", "aircraftSerial", ["cut"], () => json({ v: 2, sn: serial.slice(0, 10) }), true),
  one("last ten characters of the serial", "aircraftSerial", ["cut"], () => json({ v: 2, sn: serial.slice(-10) }), true),
];

function writings(what: string, kind: IdentifierKind, value: string): QualityCase[] {
  const bytes = utf8(value);
  const base64In = (before: string): string => Buffer.from(`${before}${value}, end of the run`).toString("base64");
  const percentAll = latin1(wrappings.percent(bytes));
  return [
    one(`${what} in UTF-16, little endian`, kind, ["utf16"], () =>
      binary(concatBytes([utf8("\u0001\u0002"), wrappings.utf16le(bytes), new Uint8Array(2)])),
    ),
    one(`${what} in UTF-16, big endian`, kind, ["utf16"], () =>
      binary(concatBytes([utf8("\u0001\u0002"), wrappings.utf16be(bytes), new Uint8Array(2)])),
    ),
    inJson(`${what} in escapes of JSON`, kind, value, ["text"], (text) =>
      text.replace(JSON.stringify(value), `"${latin1(wrappings.jsonEscaped(bytes))}"`),
    ),
    one(`${what}, every byte percent coded`, kind, ["percent"], () => plainText(`id=${percentAll}&v=2`)),
    one(`${what}, percent coded twice`, kind, ["percent"], () => plainText(`id=${percentAll.replaceAll("%", "%25")}&v=2`)),
    inJson(`${what} in hex`, kind, latin1(wrappings.hex(bytes)), ["hex"]),
    inJson(`${what} in upper-case hex`, kind, latin1(wrappings.hexUpper(bytes)), ["hex"]),
    inJson(`${what} in hex with colons`, kind, latin1(wrappings.hexColons(bytes)), ["hex"]),
    inJson(`${what} in hex with spaces`, kind, latin1(wrappings.hexColons(bytes)).replaceAll(":", " "), ["hex"]),
    inJson(`${what} in hex of UTF-16`, kind, latin1(wrappings.hex(wrappings.utf16le(bytes))), ["hex"]),
    inJson(`${what} in base64`, kind, latin1(wrappings.base64(bytes)), ["base64"]),
    inJson(`${what} in base64 for addresses, without padding`, kind, latin1(wrappings.base64url(bytes)), ["base64"]),
    inJson(`${what} within base64, second alignment`, kind, base64In(":"), ["base64"]),
    inJson(`${what} within base64, third alignment`, kind, base64In("::"), ["base64"]),
    one(`${what} within base64 of several lines`, kind, ["base64"], () =>
      plainText(
        latin1(
          wrappings.base64lines(
            concatBytes([utf8("a line that fills the beginning of this run of base64 text, then "), bytes, utf8(" and more")]),
          ),
        ),
      ),
    ),
    inJson(`${what} in base64 of UTF-16`, kind, latin1(wrappings.base64(wrappings.utf16le(bytes))), ["base64"]),
  ];
}

function hashes(what: string, kind: IdentifierKind, value: string): QualityCase[] {
  return (["md5", "sha1", "sha256"] as const).flatMap((hash) => [
    inJson(`${hash} of the ${what}, hex`, kind, hashText(hash, value), [hash]),
    inJson(`${hash} of the ${what}, upper-case hex`, kind, hashText(hash, value, "HEX"), [hash]),
    inJson(`${hash} of the ${what}, base64`, kind, hashText(hash, value, "base64"), [hash]),
    one(`${hash} of the ${what}, raw bytes`, kind, [hash], () => binary(inNoise(what, hashBytes(hash, value)))),
  ]);
}

function one(name: string, kind: IdentifierKind, layers: readonly EncodingLayer[], send: () => Sent, weak = false): QualityCase {
  return { name, group: "identifiers", send, expected: [{ kind, layers, weak }] };
}

function inJson(
  name: string,
  kind: IdentifierKind,
  value: string,
  layers: readonly EncodingLayer[],
  edit: (text: string) => string = (text) => text,
): QualityCase {
  return one(name, kind, layers, () => ({
    body: utf8(edit(JSON.stringify({ v: 2, seq: 17, id: value, up: true }))),
    type: "application/json",
  }));
}

function head(name: string, kind: IdentifierKind, layers: readonly EncodingLayer[], sent: Omit<Sent, "body">): QualityCase {
  return { ...one(name, kind, layers, () => ({ ...json({ v: 2, seq: 17 }), ...sent })), needsHead: true };
}

function bcd(digits: string): Uint8Array {
  const padded = digits.length % 2 === 0 ? digits : `${digits}f`;
  return Uint8Array.from({ length: padded.length / 2 }, (_, at) =>
    Number.parseInt(`${padded.charAt(2 * at + 1)}${padded.charAt(2 * at)}`, 16),
  );
}

function inNoise(name: string, bytes: Uint8Array): Uint8Array {
  return concatBytes([noise(`before ${name}`, 61), bytes, noise(`behind ${name}`, 47)]);
}

/** Names asked for that carry something: over DNS alone. */
export const nameCases: readonly QualityCase[] = [
  name1("serial in a name asked for", ["text"], `${serial.toLowerCase()}.dev.lab.example`),
  name1("serial in hex in a name asked for", ["hex"], `${latin1(wrappings.hex(utf8(serial)))}.t.lab.example`),
  name1("hash of the serial in a name asked for", ["md5"], `${hashText("md5", serial)}.t.lab.example`),
  name1("serial in hex over two labels", ["hex"], `${latin1(wrappings.hex(utf8(serial))).replace(/^.{16}/, "$&.")}.t.lab.example`),
];

function name1(name: string, layers: readonly EncodingLayer[], asked: string): QualityCase {
  return { ...one(name, "aircraftSerial", layers, () => plainText(asked)), only: "DNS" };
}
