import { describe, expect, it } from "vitest";
import { type EntryKind, entryKinds, entrySentence, type JournalEntry } from "../src/index.ts";
import { exampleEntries } from "./example-entries.ts";

describe("sentences of entries", () => {
  it("there is an example of every kind", () => {
    expect(new Set(exampleEntries.map(({ kind }) => kind))).toEqual(new Set<EntryKind>(entryKinds));
  });

  it.each(exampleEntries)("$kind: one sentence, with and without its words", (entry: JournalEntry) => {
    const hashed = Object.keys(entry).filter((name) => name.endsWith("Hash"));
    const known = entrySentence(entry, Object.fromEntries(hashed.map((name) => [name, `W-${name}`])));
    const erased = entrySentence(entry, Object.fromEntries(hashed.map((name) => [name, null])));
    for (const sentence of [known, erased, entrySentence(entry, {})]) expect(sentence).toMatch(/^[A-Z“].*\.$/);
    if (known !== erased) expect(erased).toMatch(/erased/);
    expect(`${known}${erased}`).not.toMatch(/undefined|null|NaN|[0-9a-f]{16}/);
  });

  it("says who and why", () => {
    const revoked = exampleEntries.find(({ kind }) => kind === "shareRevoked") as JournalEntry;
    expect(entrySentence(revoked, { byHash: "M. Sample", reasonHash: "contract ended" })).toBe(
      "M. Sample took a share back: contract ended. What was read already cannot be unread.",
    );
  });
});
