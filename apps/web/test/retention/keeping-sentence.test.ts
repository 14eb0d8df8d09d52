import type { RetentionItem } from "@creance/api";
import { expect, test } from "vitest";
import { keepingSentence } from "../../src/ledger/retention/keeping-sentence.ts";
import { createWords } from "../../src/words/words.ts";

const words = createWords({ units: "metric", zone: "utc" });
const dueUs = Date.UTC(2026, 11, 24, 9, 0) * 1000;
const row = (phase: RetentionItem["phase"], isAssumed = false) => ({ phase, dueUs: phase === "none" ? null : dueUs, isAssumed });

test("one item and many, in words", () => {
  expect(keepingSentence([row("none")], 1, words)).toBe("no clock, kept until a person deletes it.");
  expect(keepingSentence([row("none"), row("none")], 2, words)).toBe("2 items: no clock, kept until a person deletes them.");
  expect(keepingSentence([row("held")], 1, words)).toBe("under a legal hold.");
  expect(keepingSentence([row("due")], 1, words)).toBe("due since 24 Dec 2026, 09:00 UTC.");
  expect(keepingSentence([row("running", true)], 1, words)).toBe("due 24 Dec 2026, 09:00 UTC (assumed).");
  expect(keepingSentence([row("due"), row("held"), row("half"), row("none")], 4, words)).toBe(
    "4 items: 1 under a legal hold, 1 due and next due 24 Dec 2026, 09:00 UTC.",
  );
  expect(keepingSentence([row("due")], 300, words)).toBe("300 items: 1 due (the first 1 looked at).");
});
