import { expect, it } from "vitest";
import { entryKinds, kindsOfSubject, subjectOfKind } from "../src/index.ts";

it("every kind has exactly one subject", () => {
  const subjects = ["keep", "access", "policy", "share", "retention", "ledger"] as const;
  expect(subjects.flatMap((subject) => kindsOfSubject(subject)).toSorted()).toEqual([...entryKinds].toSorted());
  for (const kind of entryKinds) expect(kindsOfSubject(subjectOfKind(kind))).toContain(kind);
});
