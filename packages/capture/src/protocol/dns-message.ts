/** DNS messages (RFC 1035, 6762, 9460): enough to know that it is one, and which addresses were answered for which name. */
import { ipv4Text, ipv6Text } from "../ip/address-text.ts";
import { u8, u16, u32 } from "./big-endian.ts";
import { addPrintable, rememberedText } from "./byte-text.ts";

/** Most compression pointers and labels followed for one name: pointers may loop. */
const MAX_NAME_STEPS = 160;
/** RFC 1035: 255 bytes with length bytes. */
const MAX_NAME_BYTES = 255;
/** Most records looked at in one message. */
const MAX_RECORDS = 512;
/** Most questions looked at in one message (mDNS asks several). */
const MAX_QUESTIONS = 64;
/** Longest chain of CNAMEs that leads back to the question. */
const MAX_CHAIN = 16;

const A = 1;
const CNAME = 5;
const AAAA = 28;
const SVCB = 64;
const HTTPS = 65;
const IPV4_HINT = 4;
const IPV6_HINT = 6;
const DOT = 0x2e;
/** The characters of the name that is being read: four at most for a byte. */
const characters = new Uint8Array(4 * MAX_NAME_BYTES);

/** Is told each address that a message answers. `name` is the question's when CNAMEs lead from it to the record. */
export type AddressListener = (name: string, address: string, ttlS: number) => void;

/** True when twelve bytes are the header of a DNS query or answer, as strictly as a header alone allows. */
export function looksLikeDnsHeader(bytes: Uint8Array, at: number): boolean {
  const flags = u16(bytes, at + 2);
  const isResponse = (flags & 0x8000) !== 0;
  const opcode = (flags >> 11) & 15;
  const questions = u16(bytes, at + 4);
  const answers = u16(bytes, at + 6);
  const authorities = u16(bytes, at + 8);
  const additionals = u16(bytes, at + 10);
  if ((flags & 0x0040) !== 0 || opcode > 5 || opcode === 3 || (flags & 15) > 11) return false;
  if (questions > MAX_QUESTIONS || answers > MAX_RECORDS || authorities > MAX_RECORDS || additionals > MAX_RECORDS) return false;
  if (questions + answers + authorities + additionals === 0) return isResponse && (flags & 15) !== 0;
  return isResponse ? true : questions > 0 || opcode === 5;
}

/**
 * Reads `bytes[start..end)`. Returns `no` when it is not DNS, `cut` when it begins like a message but ends early or is damaged,
 * `whole` when all of it was read. Addresses go to the listener in every case but `no`.
 */
export function readDnsMessage(bytes: Uint8Array, start: number, end: number, onAddress: AddressListener): "no" | "cut" | "whole" {
  if (end - start < 12 || !looksLikeDnsHeader(bytes, start)) return "no";
  const isResponse = u8(bytes, start + 2) >= 0x80;
  const questions = u16(bytes, start + 4);
  let at = start + 12;
  const questionAt = at;
  for (let count = 0; count < questions; count++) {
    const next = skipName(bytes, at, end);
    if (next < 0) return "no";
    if (next === 0 || next + 4 > end) return count === 0 ? "no" : "cut";
    if (!isKnownClass(u16(bytes, next + 2) & 0x7fff) || u16(bytes, next) === 0) return "cut";
    at = next + 4;
  }
  if (!isResponse) return readQueryRecords(bytes, start, at, end);
  return readAnswers(bytes, start, questions > 0 ? questionAt : -1, at, end, onAddress);
}

/** Classes in use; the top bit is mDNS's own. */
function isKnownClass(code: number): boolean {
  return (code >= 1 && code <= 4) || code === 254 || code === 255;
}

/** A query has at most a few records behind its questions (EDNS, known answers of mDNS); they must be sound. */
function readQueryRecords(bytes: Uint8Array, start: number, first: number, end: number): "cut" | "whole" {
  let at = first;
  const records = u16(bytes, start + 6) + u16(bytes, start + 8) + u16(bytes, start + 10);
  for (let count = 0; count < records; count++) {
    const next = skipName(bytes, at, end);
    if (next <= 0 || next + 10 > end) return "cut";
    at = next + 10 + u16(bytes, next + 8);
    if (at > end) return "cut";
  }
  return "whole";
}

function readAnswers(
  bytes: Uint8Array,
  start: number,
  questionAt: number,
  first: number,
  end: number,
  onAddress: AddressListener,
): "no" | "cut" | "whole" {
  const records = Math.min(MAX_RECORDS, u16(bytes, start + 6) + u16(bytes, start + 8) + u16(bytes, start + 10));
  const answers = u16(bytes, start + 6);
  let at = first;
  let question: string | null = null;
  let chain: string[] | null = null;
  for (let count = 0; count < records; count++) {
    const next = skipName(bytes, at, end);
    if (next < 0) return questionAt < 0 && count === 0 ? "no" : "cut";
    if (next === 0 || next + 10 > end) return questionAt < 0 && count === 0 ? "no" : "cut";
    const type = u16(bytes, next);
    if (questionAt < 0 && count === 0 && !isKnownClass(u16(bytes, next + 2) & 0x7fff)) return "no"; // nothing else speaks for DNS
    const ttlS = u32(bytes, next + 4);
    const dataAt = next + 10;
    const dataEnd = dataAt + u16(bytes, next + 8);
    if (dataEnd > end) return "cut";
    if (type === A || type === AAAA || type === CNAME || type === SVCB || type === HTTPS) {
      const owner = readName(bytes, start, at, end);
      if (owner !== null && question === null && questionAt >= 0) question = readName(bytes, start, questionAt, end);
      if (owner !== null) {
        if (chain === null) chain = question === null ? [] : [question];
        const isAsked = count < answers && chain.includes(owner);
        const name = isAsked && question !== null ? question : owner;
        if (type === CNAME) {
          const target = readName(bytes, start, dataAt, dataEnd);
          if (isAsked && target !== null && chain.length < MAX_CHAIN) chain.push(target);
        } else if (name !== "") tellAddresses(bytes, type, dataAt, dataEnd, name, ttlS, onAddress);
      }
    }
    at = dataEnd;
  }
  return "whole";
}

function tellAddresses(
  bytes: Uint8Array,
  type: number,
  start: number,
  end: number,
  name: string,
  ttlS: number,
  onAddress: AddressListener,
): void {
  if (type === A) {
    if (end - start === 4) onAddress(name, ipv4Text(u32(bytes, start)), ttlS);
    return;
  }
  if (type === AAAA) {
    if (end - start === 16) onAddress(name, addressAt(bytes, start), ttlS);
    return;
  }
  // SVCB, HTTPS: priority, target name (never compressed), parameters
  const target = skipName(bytes, start + 2, end);
  if (target <= 0) return;
  for (let at = target; at + 4 <= end; ) {
    const key = u16(bytes, at);
    const valueEnd = at + 4 + u16(bytes, at + 2);
    if (valueEnd > end) return;
    if (key === IPV4_HINT) for (let hint = at + 4; hint + 4 <= valueEnd; hint += 4) onAddress(name, ipv4Text(u32(bytes, hint)), ttlS);
    if (key === IPV6_HINT) for (let hint = at + 4; hint + 16 <= valueEnd; hint += 16) onAddress(name, addressAt(bytes, hint), ttlS);
    at = valueEnd;
  }
}

function addressAt(bytes: Uint8Array, at: number): string {
  return ipv6Text(u32(bytes, at), u32(bytes, at + 4), u32(bytes, at + 8), u32(bytes, at + 12));
}

/** Position behind a name; 0 when it is cut, -1 when it is no name. Does not follow pointers. */
function skipName(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; ) {
    const length = u8(bytes, at);
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2 <= end ? at + 2 : 0;
    if (length > 63) return -1;
    at += 1 + length;
    if (at - start > MAX_NAME_BYTES) return -1;
  }
  return 0;
}

/** A name in lower case without the final dot (the root is empty); `null` when it is damaged. Follows pointers for a bounded number of steps. */
function readName(bytes: Uint8Array, message: number, start: number, end: number): string | null {
  let characterCount = 0;
  let at = start;
  let total = 0;
  for (let steps = 0; steps < MAX_NAME_STEPS; steps++) {
    if (at >= end) return null;
    const length = u8(bytes, at);
    if (length === 0) return rememberedText(characters, characterCount);
    if (length >= 0xc0) {
      if (at + 2 > end) return null;
      at = message + (u16(bytes, at) & 0x3fff);
      continue;
    }
    if (length > 63 || at + 1 + length > end) return null;
    total += 1 + length;
    if (total > MAX_NAME_BYTES) return null;
    if (characterCount > 0) characters[characterCount++] = DOT;
    characterCount = addPrintable(characters, characterCount, bytes, at + 1, at + 1 + length);
    at += 1 + length;
  }
  return null;
}
