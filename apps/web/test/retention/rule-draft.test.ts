import { type RetentionPresetRow, ruleWishSchema } from "@creance/api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dayUs, emptyDraft, type RuleDraft, wishOf } from "../../src/ledger/retention/rule-draft.ts";

const rule = (id: string, keepUs: number | null) => ({ id, title: id, keepUs, clock: "flight-end" as const, applies: "" });
const preset = (id: string, keepUs: number | null): RetentionPresetRow => ({
  id,
  title: id,
  source: null,
  checkedOn: null,
  rules: [rule(id, keepUs)],
  grounds: [],
  notes: [],
});
const presets = [preset("week", 7), preset("own", null), preset("keep-none", null)];
const draft: RuleDraft = { rule: "week", amount: "", unit: "days", clock: "", source: "" };

test("a rule with a time of its own needs nothing more; what is typed for another is not sent with it", () => {
  expect(emptyDraft(presets)).toEqual(draft);
  expect(wishOf(presets, { ...draft, amount: "9" })).toEqual({ rule: "week" });
  expect(wishOf(presets, { ...draft, clock: "kept", source: " contract " })).toEqual({ rule: "week", clock: "kept", source: "contract" });
});

test("one's own needs a time and what it rests on; days and hours; a comma is a point", () => {
  const own = { ...draft, rule: "own", source: "contract" };
  expect(wishOf(presets, { ...own, amount: "1,5" })).toMatchObject({ keepHours: 36 });
  expect(wishOf(presets, { ...own, amount: "12", unit: "hours" })).toMatchObject({ keepHours: 12 });
  expect(wishOf(presets, { ...draft, rule: "keep-none", amount: "0" })).toEqual({ rule: "keep-none", keepHours: 0 });
  for (const amount of ["", "x", "-1", "1e400", "36526"])
    expect(wishOf(presets, { ...own, amount })).toMatch(/^(Say how long|That is longer)/);
  expect(wishOf(presets, { ...own, amount: "1", source: " " })).toMatch(/^Say what it rests on/);
  expect(wishOf(presets, { ...draft, rule: "gone" })).toBe("Choose a rule.");
});

test("whatever is typed, a wish fits the contract", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("week", "own", "keep-none", "x"),
      fc.oneof(fc.string({ maxLength: 12 }), fc.double().map(String)),
      fc.constantFrom("days" as const, "hours" as const),
      fc.string({ maxLength: 10 }),
      fc.string({ maxLength: 1000 }),
      (id, amount, unit, clock, source) => {
        const wish = wishOf(presets, { rule: id, amount, unit, clock, source });
        if (typeof wish !== "string") expect(ruleWishSchema.safeParse(wish).success).toBe(true);
      },
    ),
  );
});

test("days that there are not are none", () => {
  expect(dayUs("2027-01-15")).toBe(Date.UTC(2027, 0, 15) * 1000);
  for (const day of ["", "2027-02-30", "2027-13-01", "15.1.2027", "1900-01-01"]) expect(dayUs(day)).toBeNull();
});
