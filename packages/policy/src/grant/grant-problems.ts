/** What a grant must keep to, whoever wrote it. */
import type { EpochUs } from "@creance/core";
import { placeFault } from "../region/places.ts";
import { dataClasses } from "../vocabulary/data-classes.table.ts";
import { purposes } from "../vocabulary/purposes.table.ts";
import { recipientKinds } from "../vocabulary/recipient-kinds.table.ts";
import { type Grant, grantedKinds, type StandingScope, scheduleSpans } from "./types.ts";

/** Originals that one grant can name. */
export const MAX_GRANT_ITEMS = 200;
const MAX_NAME = 200;
const MAX_WHY = 1_000;
const MAX_LIST = 50;
/** Longest a grant can run: ten years. Who wants longer grants again. */
const MAX_SPAN_US = 3_653 * 86_400e6;

/** Everything that is wrong with a grant, a sentence each; empty: nothing. */
export function grantProblems(grant: Grant): readonly string[] {
  const found: string[] = [];
  const check = (holds: boolean, sentence: string): void => {
    if (!holds) found.push(sentence);
  };
  check(/^[0-9a-f]{32}$/.test(grant.grantId), "The grant's id is not 32 hexadecimal characters.");
  check(/^[0-9a-f]{64}$/.test(grant.manifestSha256), "The manifest's hash is not 64 hexadecimal characters.");
  check(/^[a-z][a-z0-9-]{0,63}$/.test(grant.flowId), "The flow's id is not one.");
  for (const [who, party] of [
    ["giver", grant.giver],
    ["controller", grant.controller],
    ["recipient", grant.recipient],
  ] as const) {
    check(isWords(party.name, MAX_NAME), `The ${who}'s name is empty, longer than ${MAX_NAME} characters, or holds a control character.`);
    check(
      party.contact === null || isWords(party.contact, MAX_NAME),
      `The ${who}'s contact is empty, too long, or holds a control character.`,
    );
  }
  check(isWords(grant.why, MAX_WHY), `The reason is empty, longer than ${MAX_WHY} characters, or holds a control character.`);
  check(recipientKinds.includes(grant.recipient.kind), "The recipient's kind is not known.");
  check(
    isList(grant.recipient.keys, (key) => /^age1[0-9a-z]{10,2000}$/.test(key), true),
    "A key of the recipient is no age recipient, or stands twice.",
  );
  check(
    isList(grant.data, (each) => (dataClasses as readonly string[]).includes(each)),
    "The classes of data are none, or one is not known or stands twice.",
  );
  check(
    isList(grant.purposes, (each) => (purposes as readonly string[]).includes(each)),
    "The purposes are none, or one is not known or stands twice.",
  );
  check(
    isList(grant.redact, (each) => (dataClasses as readonly string[]).includes(each), true),
    "A class that must be taken out is not known, or stands twice.",
  );
  check(!grant.redact.some((each) => grant.data.includes(each)), "A class is granted and must have been taken out.");
  check(
    isList(grant.destinations, (id) => /^[a-z0-9][a-z0-9-]{0,63}$/.test(id)),
    "The destinations are none, or one is no id or stands twice.",
  );
  check(
    isList(grant.regions, (place) => placeFault(place) === null),
    "The regions are none, or one is not known or stands twice.",
  );
  timeProblems(grant, check);
  scopeProblems(grant, check);
  return found;
}

function timeProblems({ madeUs, fromUs, untilUs, keepUs }: Grant, check: (holds: boolean, sentence: string) => void): void {
  check([madeUs, fromUs, untilUs].every(isInstant), "A time is not one between 1970 and 2200.");
  check(fromUs < untilUs, "It ends before it begins.");
  check(untilUs > madeUs, "It ended before it was given.");
  check(untilUs - fromUs <= MAX_SPAN_US, "It runs longer than ten years: who wants longer grants again then.");
  check(keepUs === null || (Number.isSafeInteger(keepUs) && keepUs > 0), "The time that the recipient may keep it is not one.");
}

function scopeProblems({ items, standing }: Grant, check: (holds: boolean, sentence: string) => void): void {
  check((items === null) !== (standing === null), "It names neither originals nor a standing scope, or both.");
  if (items !== null) {
    check(items.length <= MAX_GRANT_ITEMS, `It names ${items.length} originals; one grant is for at most ${MAX_GRANT_ITEMS}.`);
    check(
      items.length > 0 && new Set(items).size === items.length && items.every((sha256) => /^[0-9a-f]{64}$/.test(sha256)),
      "It names no original, or one that is no SHA-256 or stands twice.",
    );
  }
  if (standing !== null) check(isScope(standing), "The standing scope is none: kinds, aircraft, every and atMinute are expected.");
}

function isScope({ aircraft, kinds, every, atMinute }: StandingScope): boolean {
  return (
    isList(aircraft, (name) => isWords(name, MAX_NAME), true) &&
    isList(kinds, (kind) => (grantedKinds as readonly string[]).includes(kind)) &&
    scheduleSpans.includes(every) &&
    (every === "hour" ? atMinute === null : atMinute !== null && Number.isInteger(atMinute) && atMinute >= 0 && atMinute < 1_440)
  );
}

function isList(list: readonly string[], fits: (each: string) => boolean, canBeEmpty = false): boolean {
  return (canBeEmpty || list.length > 0) && list.length <= MAX_LIST && new Set(list).size === list.length && list.every(fits);
}

/** Not empty, no longer than that, and nothing in it that a terminal or a reader could take for something else. */
function isWords(text: string, maxLength: number): boolean {
  return text.trim() === text && text !== "" && text.length <= maxLength && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);
}

function isInstant(us: EpochUs): boolean {
  return Number.isSafeInteger(us) && us >= 0 && us < 7_258_118_400e6;
}
