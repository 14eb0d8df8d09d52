/** Whether a pattern stands at a place, all of it, and what the place is worth. */
import type { Needle } from "../types.ts";
import { type FollowsFieldName, fieldNameReader } from "./field-name.ts";
import { strengthOf } from "./needle-strength.ts";
import { characterBefore, characterBehind, continues, edgesAgree, NOBODY } from "./neighbours.ts";
import type { PatternRule, PatternSet } from "./patterns.ts";
import { standings } from "./standing.table.ts";
import type { Base64Edges } from "./written-form.ts";

/** The bytes that a match may look at: `bytes[low..high)`. Beyond a torn edge there was more, which the capture does not hold. */
export interface SearchedBytes {
  bytes: Uint8Array;
  low: number;
  high: number;
  tornLow: boolean;
  tornHigh: boolean;
}

/** A match: places are those of the searched bytes. Filled anew by each call. */
export interface Match {
  needle: number;
  start: number;
  end: number;
  rule: PatternRule;
  weakBecause: string | null;
}

/** Compares a pattern that may begin at `at`; true when `match` was filled. */
export type PatternMatcher = (pattern: number, at: number, searched: SearchedBytes, match: Match) => boolean;

/** A matcher for the patterns of needles. */
export function patternMatcher(set: PatternSet, needles: readonly Needle[]): PatternMatcher {
  const { bytes: patternBytes, start: starts, needle: owners, rule: ruleOf, rules } = set;
  const strengths = needles.map(strengthOf);
  const followsFieldName = fieldNameReader();
  return (pattern, at, searched, match) => {
    const from = starts[pattern] as number;
    const length = (starts[pattern + 1] as number) - from;
    if (at < searched.low || at + length > searched.high) return false;
    const rule = rules[ruleOf[pattern] as number] as PatternRule;
    if (!agrees(patternBytes, from, length, searched.bytes, at, rule.eitherCase)) return false;
    const owner = owners[pattern] as number;
    match.needle = owner;
    match.rule = rule;
    match.start = at + rule.leadBytes;
    match.end = at + length;
    match.weakBecause = rule.weakBecause;
    if (rule.shape === "opaque") return true;
    const needle = needles[owner] as Needle;
    if (rule.shape === "front" || rule.shape === "back") {
      return isCut({ needle, whole: set.wholeOf(pattern), followsFieldName }, searched, match);
    }
    const edges = rule.shape === "base64" ? set.edgesOf(pattern) : undefined;
    return stands({ needle, edges, isStrong: strengths[owner] === "strong", followsFieldName }, searched, match);
  };
}

/** A form that stands somewhere byte for byte. */
interface Candidate {
  readonly needle: Needle;
  readonly isStrong?: boolean;
  readonly edges?: Base64Edges | undefined;
  readonly whole?: Uint8Array | undefined;
  readonly followsFieldName: FollowsFieldName;
}

/** Whether a form stands alone; where it does not, the kind's rule decides. */
function stands({ needle, edges, isStrong, followsFieldName }: Candidate, searched: SearchedBytes, match: Match): boolean {
  const { bytes, low, high } = searched;
  const { start, end, rule } = match;
  if (edges !== undefined && !edgesAgree(bytes, low, high, start, end, edges)) return false;
  const { run, weakFrom } = standings[needle.kind];
  const before = characterBefore(rule.shape, bytes, low, start, edges);
  const behind = characterBehind(rule.shape, bytes, high, end, edges);
  if (rule.shape === "token") return !continues("letters", before) && !continues("letters", behind);
  const goesOn = run === "mail" && behind === 0x2e ? continuesMail(rule.shape, bytes, high, end) : continues(run, behind);
  const isPart = goesOn || continues(run, before);
  let named: boolean | undefined;
  const inField = () => {
    named ??= (rule.shape === "text" || rule.leadBytes > 0) && followsFieldName(needle.kind, bytes, low, start);
    return named;
  };
  if (rule.needsField && !inField()) return false;
  // A label that is glued to the value, as in SN1234567890, is no part of it.
  if (isPart && (goesOn || !inField())) {
    if (needle.value.length < weakFrom) return false;
    match.weakBecause ??= "it stands inside a longer run of letters or digits";
  }
  if (!isStrong && match.weakBecause === null && !inField())
    match.weakBecause = "it is short, and no field's name of its kind stands next to it";
  return true;
}

/** A full stop behind an address ends a sentence, unless a letter follows. */
function continuesMail(shape: string, bytes: Uint8Array, high: number, end: number): boolean {
  return shape === "text" && end + 1 < high && continues("letters", bytes[end + 1] as number);
}

/**
 * Grows a cut as far as the bytes agree. It counts when it stands alone; fewer than 8 characters (10 digits) only next to a field's name. The first
 * characters say maker and model: they are weak below three quarters of the value.
 */
function isCut({ needle, whole, followsFieldName }: Candidate, searched: SearchedBytes, match: Match): boolean {
  if (whole === undefined) return false;
  const { bytes, low, high } = searched;
  const front = match.rule.shape === "front";
  let kept = match.end - match.start;
  if (front) {
    while (kept < whole.length && match.end < high && lowerCase(bytes[match.end] as number) === whole[kept]) {
      kept += 1;
      match.end += 1;
    }
  } else {
    while (kept < whole.length && match.start > low && lowerCase(bytes[match.start - 1] as number) === whole[whole.length - 1 - kept]) {
      kept += 1;
      match.start -= 1;
    }
  }
  if (kept >= whole.length) return false;
  const before = characterBefore("text", bytes, low, match.start, undefined);
  const behind = characterBehind("text", bytes, high, match.end, undefined);
  if (continues("word", before) || continues("word", behind)) return false;
  if ((before === NOBODY && searched.tornLow) || (behind === NOBODY && searched.tornHigh)) return false;
  const enough = isDigits(whole, front ? 0 : whole.length - kept, kept) ? 10 : 8;
  if (kept < enough && !followsFieldName(needle.kind, bytes, low, match.start)) return false;
  if (kept < enough || (front && kept * 4 < whole.length * 3))
    match.weakBecause = `it is only the ${front ? "first" : "last"} ${kept} characters`;
  return true;
}

function isDigits(bytes: Uint8Array, start: number, length: number): boolean {
  for (let at = start; at < start + length; at += 1) {
    const code = bytes[at] as number;
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

function agrees(pattern: Uint8Array, from: number, length: number, bytes: Uint8Array, at: number, eitherCase: boolean): boolean {
  if (eitherCase) {
    for (let step = 0; step < length; step += 1) {
      if (lowerCase(bytes[at + step] as number) !== pattern[from + step]) return false;
    }
    return true;
  }
  for (let step = 0; step < length; step += 1) {
    if (bytes[at + step] !== pattern[from + step]) return false;
  }
  return true;
}

function lowerCase(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
}
