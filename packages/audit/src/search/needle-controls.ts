/**
 * Positive controls: one planted value for each encoding, written by other code than the search's own. An encoding that is not found again cannot be
 * said to be absent from a capture.
 */
import { type Platform, toBase64, toHex } from "@creance/core";
import type { EncodingLayer } from "../encoding-layers.table.ts";
import type { Needle } from "../types.ts";
import { createNeedleSearch } from "./needle-search.ts";

/** A planted value. */
export interface NeedleControl {
  readonly needle: Needle;
  readonly encoding: readonly EncodingLayer[];
  /** A message that holds it. */
  readonly bytes: Uint8Array;
}

const serial = control("aircraftSerial", "CNTRL7E00C00QT");
const imei = control("imei", "490154203237518");
const mail = control("email", "control@creance.example");
const mac = control("mac", "020c4e7f91a8");
const fileName: Needle = { ...control("flightRecord", "ControlFlightRecord_00.txt"), form: "fileName" };
const fileHash: Needle = { ...control("flightRecord", `${"c0".repeat(12)}17a9c3d5e1f20b64`), form: "fileHash" };
const fileBytes: Needle = { ...control("flightRecord", "436f6e74726f6c00ff01fe02fd03fc04fb05fa06"), form: "fileBytes" };

/** The controls of all encodings of needles that no unpacking takes off before. */
export function needleControls(platform: Platform): NeedleControl[] {
  const controls: NeedleControl[] = [];
  const add = (needle: Needle, encoding: readonly EncodingLayer[], bytes: Uint8Array) => controls.push({ needle, encoding, bytes });
  const text = utf8(serial.value);
  add(serial, ["text"], quoted(serial.value));
  add(mail, ["percent", "text"], utf8("m=control%40creance.example&n=1"));
  add(mail, ["percent", "percent", "text"], utf8("m=control%2540creance.example&n=1"));
  add(serial, ["utf16"], between(wide(serial.value)));
  add(serial, ["hex", "text"], quoted(toHex(text)));
  add(serial, ["hex", "utf16"], quoted(toHex(wide(serial.value))));
  for (const front of ["", ":", "::"]) add(serial, ["base64", "text"], quoted(toBase64(utf8(`${front}${serial.value}`))));
  add(serial, ["base64", "utf16"], quoted(toBase64(wide(serial.value))));
  add(serial, ["cut"], quoted(serial.value.slice(0, 12)));
  for (const name of ["md5", "sha1", "sha256"] as const) {
    const digest = platform.createHash(name).update(text).digest();
    add(serial, ["hex", name], quoted(toHex(digest)));
    add(serial, ["base64", name], quoted(toBase64(digest)));
    add(serial, ["binary", name], between(digest));
  }
  add(imei, ["bcd"], between(Uint8Array.of(0x94, 0x10, 0x45, 0x02, 0x23, 0x73, 0x15, 0xf8)));
  const integer = new Uint8Array(8);
  new DataView(integer.buffer).setBigUint64(0, BigInt(imei.value));
  add(imei, ["integer"], between(integer));
  add(mac, ["binary"], between(Uint8Array.of(0x02, 0x0c, 0x4e, 0x7f, 0x91, 0xa8)));
  add(fileName, ["fileName"], quoted(fileName.value));
  add(fileHash, ["hex", "fileHash"], quoted(fileHash.value));
  add(
    fileBytes,
    ["fileBytes"],
    between(Uint8Array.of(67, 111, 110, 116, 114, 111, 108, 0, 255, 1, 254, 2, 253, 3, 252, 4, 251, 5, 250, 6)),
  );
  return controls;
}

/** Searches the controls with the search's own code; names the encodings that were not found again, `base64 > text`. */
export function checkNeedleControls(platform: Platform): { readonly planted: number; readonly missed: readonly string[] } {
  const controls = needleControls(platform);
  const needles = [...new Set(controls.map(({ needle }) => needle))];
  const search = createNeedleSearch(needles, platform);
  const missed: string[] = [];
  for (const { needle, encoding, bytes } of controls) {
    let isFound = false;
    const scan = search.open((hit) => {
      if (needles[hit.needle] === needle && hit.weakBecause === null && hit.layers.join() === encoding.join()) isFound = true;
    });
    scan.push(bytes, 0, bytes.length);
    scan.end();
    if (!isFound) missed.push(encoding.join(" > "));
  }
  return { planted: controls.length, missed };
}

function control(kind: Needle["kind"], value: string): Needle {
  return { name: `control.${kind}`, kind, value, decoy: true, source: "planted to check the search" };
}

function quoted(text: string): Uint8Array {
  return utf8(`{"value":"${text}"}`);
}

function between(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([1, 2, 3, ...bytes, 9, 8, 7]);
}

function wide(text: string): Uint8Array {
  return Uint8Array.from([...text].flatMap((char) => [char.charCodeAt(0), 0]));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
