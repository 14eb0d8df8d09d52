import fc from "fast-check";
import { expect, test } from "vitest";
import { sortKeys } from "../src/flights/flights-search.ts";
import { csvColumns, listColumns } from "../src/flights/list-columns.ts";
import { choiceWith, chosenColumns, gridWidths } from "../src/grid/grid-column.ts";

const idsOf = (chosen: readonly string[] | null): string[] => chosenColumns(listColumns, chosen).map(({ id }) => id);

test("whatever is remembered, the flight is shown, in the list's order, nothing twice", () => {
  const order = listColumns.map(({ id }) => id);
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...order), fc.string())), (chosen) => {
      const shown = idsOf(chosen);
      expect(shown).toContain("flight");
      expect(shown).toEqual(order.filter((id) => shown.includes(id)));
    }),
  );
});

test("a column is turned on and off; the flight stays", () => {
  expect(idsOf(null)).not.toContain("serial");
  const more = choiceWith(listColumns, null, { id: "serial", on: true });
  expect(idsOf(more)).toEqual(expect.arrayContaining([...idsOf(null), "serial"]));
  expect(idsOf(choiceWith(listColumns, more, { id: "serial", on: false }))).toEqual(idsOf(null));
  expect(idsOf(choiceWith(listColumns, null, { id: "flight", on: false }))).toContain("flight");
  expect(idsOf([])).toEqual(["flight"]);
});

test("widths: one for each column, the flight first on a phone", () => {
  const widths = gridWidths(chosenColumns(listColumns, ["start", "app"]), 18);
  expect(widths["--columns"]).toBe("150px minmax(200px, 2fr) minmax(112px, 0.7fr)");
  expect(widths["--columns-phone"]).toBe("minmax(120px, 1fr) 150px");
  expect(widths["--row-end"]).toBe("18px");
  expect(widths["--row-min"]).toBe(`${150 + 200 + 112 + 2 * 12 + 36}px`);
});

test("no value stands twice in the CSV", () => {
  const names = csvColumns.map(({ csvName }) => csvName);
  expect(new Set(names).size).toBe(names.length);
});

test("the list is sorted by keys that may stand in its address", () => {
  for (const { sort } of listColumns) if (sort !== null) expect(sortKeys).toContain(sort);
});
