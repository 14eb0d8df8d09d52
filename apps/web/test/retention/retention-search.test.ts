import { retentionQuerySchema } from "@creance/api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { itemQueryOf, nextDirection, parseRetentionSearch } from "../../src/ledger/retention/retention-search.ts";

const hash = "ab".repeat(32);

test("an address that was made is read back; what means nothing is dropped", () => {
  const view = {
    show: "due",
    search: "orchard",
    item: "ab".repeat(8),
    hold: "cd".repeat(16),
    sort: "size",
    direction: "desc",
    open: hash,
  } as const;
  expect(parseRetentionSearch(view)).toEqual(view);
  expect(parseRetentionSearch({ show: "all", search: "", item: "../..", hold: "1", sort: "rule", direction: "up", open: "x" })).toEqual({});
});

test("whatever stands in an address, the question fits the contract", () => {
  const field = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.constantFrom("due", "review", hash, "name", "asc", "ab".repeat(16)),
    fc.anything(),
  );
  fc.assert(
    fc.property(fc.record({ show: field, search: field, item: field, hold: field, sort: field, direction: field, open: field }), (raw) => {
      expect(retentionQuerySchema.safeParse(itemQueryOf(parseRetentionSearch(raw))).success).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("the first due come first; a second click turns the direction", () => {
  expect(itemQueryOf({ open: hash })).toEqual({ sort: "due", direction: "asc" });
  expect(nextDirection({}, "due")).toBe("desc");
  expect(nextDirection({}, "size")).toBe("desc");
  expect(nextDirection({ sort: "size", direction: "desc" }, "size")).toBe("asc");
  expect(nextDirection({ sort: "size" }, "name")).toBe("asc");
});
