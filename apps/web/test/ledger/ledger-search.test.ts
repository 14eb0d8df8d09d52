import { expect, test } from "vitest";
import { ledgerQueryOf, parseLedgerSearch } from "../../src/ledger/ledger-search.ts";

const hash = "a".repeat(64);

test("an address that means something", () => {
  expect(parseLedgerSearch({ subject: "share", about: ` ${hash.toUpperCase()} `, entry: "12" })).toEqual({
    subject: "share",
    about: hash,
    entry: "12",
  });
});

test("what means nothing is dropped", () => {
  expect(parseLedgerSearch({ subject: "all", about: "x".repeat(101), entry: "-1" })).toEqual({});
  expect(parseLedgerSearch({ subject: 3, about: 4, entry: "1e3" })).toEqual({});
});

test("a hash, an id, or neither", () => {
  expect(ledgerQueryOf({})).toEqual({});
  expect(ledgerQueryOf({ subject: "keep", about: hash })).toEqual({ subject: "keep", sha256: hash });
  expect(ledgerQueryOf({ about: "b".repeat(32) })).toEqual({ id: "b".repeat(32) });
  expect(ledgerQueryOf({ about: "c".repeat(16) })).toEqual({ id: "c".repeat(16) });
  expect(ledgerQueryOf({ about: "DJI_0001.JPG" })).toBeNull();
});
