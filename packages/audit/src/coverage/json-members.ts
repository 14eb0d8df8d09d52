/** Members of a person's JSON file, one by one, with sentences that say which entry and which member is wrong. Never prints a value. */
import { UserError } from "@creance/core";
import type { AuditFileErrorCode } from "./audit-file-errors.table.ts";

/** Longer files are refused before they are read. */
const MAX_TEXT_LENGTH = 16 * 1024 * 1024;
/** Texts of a list, at most. */
const MAX_TEXTS = 10_000;
/** Objects of a list, at most: each is compared with every conversation or finding. */
const MAX_ENTRIES = 1_000;
/** Characters of one text, at most. */
const MAX_MEMBER_LENGTH = 512;

/** Which file is read: the code of its errors and what a person calls it. */
export interface JsonFileKind {
  readonly code: AuditFileErrorCode;
  /** `list of consents`, `statement` ... */
  readonly name: string;
}

/** A place in the file, for sentences: `entry 3`. Empty for the file's own object. */
export interface JsonObject {
  readonly file: JsonFileKind;
  readonly at: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/** The error for a place: nothing of the file was used. */
export function jsonFileError(file: JsonFileKind, at: string, what: string): UserError {
  const where = at === "" ? "" : ` (${at})`;
  return new UserError(file.code, "wrongUse", `The ${file.name} cannot be used${where}: ${what}. Nothing was audited.`);
}

/** Parses the text; a leading byte order mark is skipped. */
export function parseJsonFile(text: string, file: JsonFileKind): unknown {
  if (text.length > MAX_TEXT_LENGTH) throw jsonFileError(file, "", `it is longer than ${MAX_TEXT_LENGTH} characters`);
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) as unknown;
  } catch {
    throw jsonFileError(file, "", "it is not JSON");
  }
}

/** The file's own object, its keys all known. */
export function objectOf(value: unknown, file: JsonFileKind, at: string, known: readonly string[]): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw jsonFileError(file, at, "an object is expected here");
  const members = value as Record<string, unknown>;
  for (const key of Object.keys(members)) {
    if (!known.includes(key)) throw jsonFileError(file, at, `unknown key ${quoted(key)}; known are ${known.join(", ")}`);
  }
  return { file, at, members };
}

/** A list's entries as objects, each with known keys only. `at` names one entry: `entry 1`. */
export function entriesOf(value: unknown, file: JsonFileKind, entry: string, known: readonly string[]): readonly JsonObject[] {
  if (!Array.isArray(value)) throw jsonFileError(file, "", "a list is expected");
  if (value.length > MAX_ENTRIES) throw jsonFileError(file, "", `it has more than ${MAX_ENTRIES} entries`);
  return value.map((item: unknown, index) => objectOf(item, file, `${entry} ${index + 1}`, known));
}

/** A text that must be there. */
export function textMember(object: JsonObject, key: string): string {
  const text = optionalTextMember(object, key);
  if (text === null) throw memberError(object, key, "a text is missing");
  return text;
}

/** A text, `null` where there is none. */
export function optionalTextMember(object: JsonObject, key: string): string | null {
  const value = member(object, key);
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") throw memberError(object, key, "a text is expected");
  const text = value.trim();
  if (text === "") throw memberError(object, key, "the text is empty");
  if (text.length > MAX_MEMBER_LENGTH) throw memberError(object, key, `the text is longer than ${MAX_MEMBER_LENGTH} characters`);
  if (hasControl(text)) throw memberError(object, key, "the text has control characters");
  return text;
}

/** One of a few words. */
export function wordMember<Word extends string>(object: JsonObject, key: string, words: readonly Word[]): Word {
  const word = optionalWordMember(object, key, words);
  if (word === null) throw memberError(object, key, `one of ${words.join(", ")} is missing`);
  return word;
}

/** One of a few words, `null` where there is none. */
export function optionalWordMember<Word extends string>(object: JsonObject, key: string, words: readonly Word[]): Word | null {
  const text = optionalTextMember(object, key);
  return text === null ? null : knownWord(object, key, text, words);
}

/** A list of texts; an absent one is `absent`. */
export function textsMember(object: JsonObject, key: string, absent?: readonly string[]): readonly string[] {
  const value = member(object, key);
  if ((value === undefined || value === null) && absent !== undefined) return absent;
  if (!Array.isArray(value)) throw memberError(object, key, "a list of texts is expected");
  if (value.length > MAX_TEXTS) throw memberError(object, key, `it has more than ${MAX_TEXTS} texts`);
  return value.map((_, index) => textMember({ ...object, at: atMember(object, key), members: listAsMembers(value) }, String(index)));
}

/** A list of words out of a few; an absent one is `absent`. */
export function wordsMember<Word extends string>(
  object: JsonObject,
  key: string,
  words: readonly Word[],
  absent?: readonly Word[],
): readonly Word[] {
  return textsMember(object, key, absent).map((text) => knownWord(object, key, text, words));
}

/** Yes, no, or `null` where nothing is said. */
export function optionalFlagMember(object: JsonObject, key: string): boolean | null {
  const value = member(object, key);
  if (value === undefined || value === null) return null;
  if (typeof value !== "boolean") throw memberError(object, key, "true or false is expected");
  return value;
}

/** An instant in microseconds since 1970 UTC from an ISO 8601 text with a zone. */
export function timeMember(object: JsonObject, key: string): number {
  const timeUs = isoInstantUs(textMember(object, key));
  if (timeUs === "no zone") throw memberError(object, key, "the time has no zone; end it with Z or an offset such as +02:00");
  if (timeUs === undefined) throw memberError(object, key, "a time such as 2026-09-12T09:14:03Z is expected");
  return timeUs;
}

/** A stretch of time: `from` and `until`, the first not after the second. */
export function spanMembers(object: JsonObject): { readonly fromUs: number; readonly untilUs: number } {
  const fromUs = timeMember(object, "from");
  const untilUs = timeMember(object, "until");
  if (fromUs > untilUs) throw memberError(object, "from", "it is after until");
  return { fromUs, untilUs };
}

/** The error for a member. */
export function memberError(object: JsonObject, key: string, what: string): UserError {
  return jsonFileError(object.file, atMember(object, key), what);
}

function atMember({ at }: JsonObject, key: string): string {
  return at === "" ? key : `${at}, ${key}`;
}

function member({ members }: JsonObject, key: string): unknown {
  return Object.hasOwn(members, key) ? members[key] : undefined;
}

function listAsMembers(list: readonly unknown[]): Readonly<Record<string, unknown>> {
  return list as unknown as Readonly<Record<string, unknown>>;
}

function knownWord<Word extends string>(object: JsonObject, key: string, text: string, words: readonly Word[]): Word {
  const word = words.find((known) => known === text);
  if (word === undefined) throw memberError(object, key, `${quoted(text)} is not known; known are ${words.join(", ")}`);
  return word;
}

/** A key or word as it stands in the file, cut. Values that may be secret are never quoted. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 32 || code === 127) return true;
  }
  return false;
}

const ISO_INSTANT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/** Microseconds of an ISO 8601 instant, `no zone` where it names none, `undefined` where it is none. */
function isoInstantUs(text: string): number | "no zone" | undefined {
  const parts = ISO_INSTANT.exec(text);
  if (parts === null) return /^\d{4}-\d\d-\d\d$/.test(text) ? "no zone" : undefined;
  const [, year, month, day, hour, minute, second = "0", fraction = "", zone] = parts;
  const fields = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = fields;
  if (mo < 1 || mo > 12 || d < 1 || d > daysIn(y, mo) || h > 23 || mi > 59 || s > 59) return undefined;
  if (zone === undefined) return "no zone";
  const offsetMinutes = zoneMinutes(zone);
  if (offsetMinutes === undefined) return undefined;
  const fractionUs = Math.floor(Number(`0.${fraction || "0"}`) * 1e6 + 1e-6);
  return Date.UTC(y, mo - 1, d, h, mi, s) * 1000 - offsetMinutes * 60e6 + fractionUs;
}

function zoneMinutes(zone: string): number | undefined {
  if (zone.toUpperCase() === "Z") return 0;
  const digits = zone.slice(1).replace(":", "");
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2) || "0");
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
