/** Needles from a flight: serials of its machines, names, hashes and first bytes of its files. Its positions are searched elsewhere. */
import { toHex } from "@creance/core";
import type { AuditFile, AuditFlight, Needle } from "../types.ts";
import { MAX_IDENTIFIER_LENGTH, MIN_NEEDLE_BYTES } from "./normal-form.ts";

/** Shorter beginnings of files say too little. */
const MIN_HEAD_BYTES = 16;
const MIN_HEAD_VALUES = 6;
const MIN_FILE_NAME_LENGTH = 6;

const serialKinds = ["aircraftSerial", "controllerSerial", "batterySerial", "cameraSerial"] as const;
const hashNames = ["sha256", "sha1", "md5"] as const;

/**
 * Needles of a flight, called `FLIGHT.aircraftSerial[0]`, `FLIGHT.files[0].name`, `FLIGHT.files[0].sha256`, `FLIGHT.files[0].head`. What a record
 * holds in a serial's place and is none (empty, control characters, one character over and over) gives no needle.
 */
export function flightNeedles(flight: AuditFlight): Needle[] {
  const needles: Needle[] = [];
  for (const kind of serialKinds) {
    const seen = new Set<string>();
    for (const [at, text] of flight.serials[kind].entries()) {
      const raw = text.trim();
      const value = raw.toUpperCase();
      if (!isSerial(value) || seen.has(value)) continue;
      seen.add(value);
      needles.push({
        name: `${flight.label}.${kind}[${at}]`,
        kind,
        value,
        decoy: false,
        source: "header of the flight record",
        ...(raw === value ? {} : { raw }),
      });
    }
  }
  for (const [at, file] of flight.files.entries()) needles.push(...fileNeedles(file, `${flight.label}.files[${at}]`));
  return needles;
}

function fileNeedles(file: AuditFile, label: string): Needle[] {
  const { kind } = file;
  const needles: Needle[] = [];
  const add = (part: string, value: string, form: NonNullable<Needle["form"]>, source: string) =>
    needles.push({ name: `${label}.${part}`, kind, value, decoy: false, source, form });
  const name = file.name.slice(file.name.lastIndexOf("/") + 1).normalize("NFC");
  if (name.length >= MIN_FILE_NAME_LENGTH && name.length <= MAX_IDENTIFIER_LENGTH && isPlain(name)) {
    add("name", name, "fileName", "name of the operator's file");
  }
  for (const hash of hashNames) {
    const value = file[hash]?.toLowerCase();
    if (value !== undefined && /^(?:[0-9a-f]{2}){16,64}$/.test(value)) add(hash, value, "fileHash", "hash of the operator's file");
  }
  const head = file.head?.subarray(0, 64);
  if (head !== undefined && head.length >= MIN_HEAD_BYTES && new Set(head).size >= MIN_HEAD_VALUES) {
    add("head", toHex(head), "fileBytes", "first bytes of the operator's file");
  }
  return needles;
}

function isSerial(value: string): boolean {
  const lengthBytes = new TextEncoder().encode(value).length;
  return lengthBytes >= MIN_NEEDLE_BYTES && value.length <= MAX_IDENTIFIER_LENGTH && isPlain(value) && new Set(value).size > 1;
}

function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f || code === 0xfffd) return false;
  }
  return !/\p{Surrogate}/u.test(text);
}
