import { expect, test } from "vitest";
import { choiceWith, chosenColumns, gridWidths } from "../src/grid/grid-column.ts";
import { captureColumns } from "../src/watch/capture-columns.tsx";
import { conversationColumns } from "../src/watch/conversation-columns.tsx";
import { destinationColumns } from "../src/watch/destination-columns.tsx";

const ids = (columns: readonly { readonly id: string }[]): string[] => columns.map(({ id }) => id);

test("the column that names the row cannot be hidden; unknown ids are ignored", () => {
  expect(ids(chosenColumns(destinationColumns, ["out", "nothing"]))).toEqual(["server", "out"]);
  expect(ids(chosenColumns(destinationColumns, []))).toEqual(["server"]);
  expect(ids(chosenColumns(destinationColumns, null))).toContain("countries");
});

test("turning a column on and off", () => {
  const without = choiceWith(destinationColumns, null, { id: "role", on: false });
  expect(without).not.toContain("role");
  expect(ids(chosenColumns(destinationColumns, choiceWith(destinationColumns, without, { id: "role", on: true })))).toEqual(
    ids(chosenColumns(destinationColumns, null)),
  );
});

test("every table has one column that names its rows, different ids and CSV names, and fits a phone", () => {
  for (const columns of [conversationColumns, captureColumns, destinationColumns] as const) {
    expect(columns.filter(({ shown }) => shown === "always")).toHaveLength(1);
    expect(new Set(ids(columns)).size).toBe(columns.length);
    expect(new Set(columns.map(({ csvName }) => csvName)).size).toBe(columns.length);
    const widths = gridWidths(chosenColumns(columns as typeof conversationColumns, null));
    expect(widths["--columns-phone"]).toMatch(/^minmax\(/);
    expect(Number.parseInt(widths["--row-min"] ?? "", 10)).toBeLessThan(1400);
  }
});
