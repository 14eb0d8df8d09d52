/** A rule as it is being filled in, and the wish that it means. */
import type { RetentionPresetRow, RuleWishInput } from "@creance/api";

/** The fields of the form, as typed. */
export interface RuleDraft {
  readonly rule: string;
  readonly amount: string;
  readonly unit: "days" | "hours";
  /** Empty: as the rule says. */
  readonly clock: string;
  readonly source: string;
}

/** The longest time that is taken: a hundred years. */
const MOST_HOURS = 36_525 * 24;

/** The first rule, with nothing filled in. */
export function emptyDraft(presets: readonly RetentionPresetRow[]): RuleDraft {
  return { rule: presets[0]?.rules[0]?.id ?? "", amount: "", unit: "days", clock: "", source: "" };
}

/** A rule with its preset. */
export function ruleOf(
  presets: readonly RetentionPresetRow[],
  id: string,
): { readonly preset: RetentionPresetRow; readonly rule: RetentionPresetRow["rules"][number] } | null {
  for (const preset of presets) {
    const rule = preset.rules.find((one) => one.id === id);
    if (rule !== undefined) return { preset, rule };
  }
  return null;
}

/** The wish, or what is missing in a sentence. */
export function wishOf(presets: readonly RetentionPresetRow[], draft: RuleDraft): RuleWishInput | string {
  const found = ruleOf(presets, draft.rule);
  if (found === null) return "Choose a rule.";
  const { rule } = found;
  const source = draft.source.trim();
  let time = {};
  if (rule.keepUs === null) {
    const amount = Number(draft.amount.trim().replace(",", "."));
    if (draft.amount.trim() === "" || !Number.isFinite(amount) || amount < 0) return "Say how long: a number of days or hours.";
    const keepHours = draft.unit === "days" ? amount * 24 : amount;
    if (keepHours > MOST_HOURS) return "That is longer than a hundred years.";
    time = { keepHours };
  }
  if (rule.id === "own" && source === "") return "Say what it rests on: a contract, a policy, a law.";
  return {
    rule: rule.id,
    ...time,
    ...(isClock(draft.clock) ? { clock: draft.clock } : {}),
    ...(source === "" ? {} : { source }),
  };
}

/** Microseconds of a day (`2027-01-15`, UTC); `null` where it is none. */
export function dayUs(day: string): number | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  if (year === undefined) return null;
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(date));
  const isReal = new Date(ms).toISOString().startsWith(day);
  return isReal && ms >= 0 ? ms * 1000 : null;
}

function isClock(word: string): word is NonNullable<RuleWishInput["clock"]> {
  return word === "flight-end" || word === "collected" || word === "kept";
}
