import { expect, test } from "vitest";
import { sharedDatabases } from "../../src/watch/shared-databases.ts";

const row = (...databases: string[]) => ({
  countries: databases.map((database, at) => ({ database, date: `2026-06-0${at + 1}`, country: "NL" })),
});

test("names that all conversations share, without the dates that may differ", () => {
  expect(sharedDatabases([row(), row("a", "b"), row("a", "b")])).toEqual([
    { database: "a", date: "" },
    { database: "b", date: "" },
  ]);
});

test("no names where captures were read with different databases, or in another order", () => {
  expect(sharedDatabases([row("a", "b"), row("a", "b", "own")])).toEqual([]);
  expect(sharedDatabases([row("a", "b"), row("b", "a")])).toEqual([]);
  expect(sharedDatabases([row()])).toEqual([]);
});
