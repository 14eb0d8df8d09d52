import fc from "fast-check";
import { expect, test } from "vitest";
import { csvOnlyColumns, listColumns } from "../src/flights/list-columns.ts";
import { columnWidths, shownColumns, withColumn } from "../src/flights/shown-columns.ts";

const idsOf = (chosen: readonly string[] | null): string[] => shownColumns(chosen).map(({ id }) => id);

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
  const more = withColumn(null, "serial", true);
  expect(idsOf(more)).toEqual(expect.arrayContaining([...idsOf(null), "serial"]));
  expect(idsOf(withColumn(more, "serial", false))).toEqual(idsOf(null));
  expect(idsOf(withColumn(null, "flight", false))).toContain("flight");
  expect(idsOf([])).toEqual(["flight"]);
});

test("widths: one for each column, the flight first on a phone", () => {
  const widths = columnWidths(shownColumns(["start", "app"]));
  expect(widths["--columns"]).toBe("150px minmax(200px, 2fr) minmax(112px, 0.7fr)");
  expect(widths["--columns-phone"]).toBe("minmax(120px, 1fr) 150px");
  expect(widths["--row-min"]).toBe(`${150 + 200 + 112 + 2 * 12 + 36}px`);
});

test("no value stands twice in the CSV", () => {
  const names = [...listColumns, ...csvOnlyColumns].map(({ csvName }) => csvName);
  expect(new Set(names).size).toBe(names.length);
});
