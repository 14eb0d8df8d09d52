/**
 * The name in a server certificate (RFC 5280): the subject's common name where it looks like a host, else the first dNSName. A small
 * DER walk; a cut certificate gives what stands in it.
 */
import { u8, u16, u24 } from "./big-endian.ts";
import { serverNameOf, startsWithText } from "./byte-text.ts";

/** Most elements looked at in one level of the certificate. */
const MAX_ELEMENTS = 256;

const SEQUENCE = 0x30;
const SET = 0x31;
const EXPLICIT_3 = 0xa3;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const DNS_NAME = 0x82;
const COMMON_NAME_OID = "\u0055\u0004\u0003";
const ALT_NAME_OID = "\u0055\u001d\u0011";

/** Reads the body of a TLS 1.2 (or older) Certificate message and names its first certificate; `null` without a name. */
export function nameOfCertificateMessage(bytes: Uint8Array, start: number, end: number): string | null {
  if (end - start < 6) return null;
  const certificateEnd = start + 6 + u24(bytes, start + 3);
  return certificateName(bytes, start + 6, Math.min(end, certificateEnd));
}

/** Names a DER certificate; `null` without a name. */
function certificateName(bytes: Uint8Array, start: number, end: number): string | null {
  const outer = element(bytes, start, end);
  if (outer === undefined || outer.tag !== SEQUENCE) return null;
  const body = element(bytes, outer.start, outer.end);
  if (body === undefined || body.tag !== SEQUENCE) return null;
  let commonName: string | null = null;
  let altName: string | null = null;
  let sequences = 0;
  for (const part of elements(bytes, body.start, body.end)) {
    // the fourth SEQUENCE of the body is the subject: algorithm, issuer, validity, subject, public key
    if (part.tag === SEQUENCE && ++sequences === 4) commonName = commonNameOf(bytes, part);
    else if (part.tag === EXPLICIT_3) altName = altNameOf(bytes, part);
  }
  if (commonName?.includes(".") && !commonName.includes("\\")) return commonName;
  return altName ?? commonName;
}

interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/** The element at `at`; its end is clamped to `end`. */
function element(bytes: Uint8Array, at: number, end: number): Element | undefined {
  if (end - at < 2) return undefined;
  const tag = u8(bytes, at);
  const first = u8(bytes, at + 1);
  let start = at + 2;
  let length = first;
  if (first === 0x81) length = u8(bytes, start);
  else if (first === 0x82) length = u16(bytes, start);
  else if (first === 0x83) length = u24(bytes, start);
  else if (first >= 0x80) return undefined;
  if (first > 0x80) start += first & 0x7f;
  return start > end ? undefined : { tag, start, end: Math.min(end, start + length) };
}

function elements(bytes: Uint8Array, start: number, end: number): Element[] {
  const found: Element[] = [];
  for (let at = start; at < end && found.length < MAX_ELEMENTS; ) {
    const next = element(bytes, at, end);
    if (next === undefined) break;
    found.push(next);
    at = next.end;
  }
  return found;
}

function commonNameOf(bytes: Uint8Array, subject: Element): string | null {
  let name: string | null = null;
  for (const set of elements(bytes, subject.start, subject.end)) {
    if (set.tag !== SET) continue;
    const pair = element(bytes, set.start, set.end);
    if (pair === undefined) continue;
    const [id, value] = elements(bytes, pair.start, pair.end);
    if (id !== undefined && value !== undefined && isObject(bytes, id, COMMON_NAME_OID)) name = serverNameOf(bytes, value.start, value.end);
  }
  return name;
}

function altNameOf(bytes: Uint8Array, wrapper: Element): string | null {
  const list = element(bytes, wrapper.start, wrapper.end);
  if (list === undefined) return null;
  for (const extension of elements(bytes, list.start, list.end)) {
    const parts = elements(bytes, extension.start, extension.end);
    const id = parts[0];
    const value = parts.at(-1);
    if (id === undefined || value === undefined || value.tag !== OCTET_STRING || !isObject(bytes, id, ALT_NAME_OID)) continue;
    const names = element(bytes, value.start, value.end);
    if (names === undefined) continue;
    for (const name of elements(bytes, names.start, names.end)) {
      if (name.tag === DNS_NAME) return serverNameOf(bytes, name.start, name.end);
    }
  }
  return null;
}

function isObject(bytes: Uint8Array, id: Element, oid: string): boolean {
  return id.tag === OBJECT_ID && id.end - id.start === oid.length && startsWithText(bytes, id.start, id.end, oid);
}
