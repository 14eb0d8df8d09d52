import { flightQuerySchema } from "@creance/api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { flightQueryOf, isNarrowed, parseFlightsSearch, sortedBy, sortKeys } from "../src/flights/flights-search.ts";

test("an address means one request", () => {
  const view = parseFlightsSearch({
    search: "ridge",
    from: "2026-09-01",
    to: "2026-09-02",
    place: "Ridge Hollow, California, US",
    longer: "5",
    sealed: "no",
    sort: "distanceM",
    direction: "asc",
  });
  expect(flightQueryOf(view)).toEqual({
    search: "ridge",
    sort: "distanceM",
    direction: "asc",
    fromUs: Date.UTC(2026, 8, 1) * 1000,
    toUs: Date.UTC(2026, 8, 3) * 1000,
    place: "Ridge Hollow, California, US",
    minDurationUs: 300_000_000,
    sealed: false,
  });
});

test("whatever stands in the address, the request fits the contract", () => {
  const names = [
    "search",
    "sort",
    "direction",
    "from",
    "to",
    "aircraft",
    "app",
    "country",
    "place",
    "longer",
    "shorter",
    "warnings",
    "sealed",
    "damaged",
    "x",
  ];
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.string({ maxLength: 400 }), fc.constantFrom("yes", "no", "2026-13-99", "9e9"))),
      (raw) => {
        expect(flightQuerySchema.safeParse(flightQueryOf(parseFlightsSearch(raw))).success).toBe(true);
      },
    ),
  );
});

test("every sort key of the contract can be chosen", () => {
  expect([...sortKeys].sort()).toEqual([...flightQuerySchema.shape.sort.unwrap().options].sort());
});

test("a second click on a column turns the order round, another column starts at its useful end", () => {
  expect(sortedBy({}, "startUs")).toEqual({ sort: "startUs", direction: "asc" });
  expect(sortedBy({ sort: "startUs", direction: "asc" }, "distanceM")).toEqual({ sort: "distanceM", direction: "desc" });
  expect(sortedBy({}, "place")).toEqual({ sort: "place", direction: "asc" });
});

test("sorting does not narrow, filters do", () => {
  expect(isNarrowed({ sort: "place", direction: "asc" })).toBe(false);
  expect(isNarrowed({ warnings: "yes" })).toBe(true);
});
