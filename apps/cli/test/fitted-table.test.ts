/** Tables that fit: whatever the cells, lines are no wider than there is room where the columns allow it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { cut, fittedTable } from "../src/fitted-table.ts";

const columns = [
  { head: "a", leaves: 0 },
  { head: "name", least: 8, leaves: 0 },
  { head: "more", least: 6, leaves: 2 },
  { head: "extra", leaves: 1 },
] as const;

test("what is too wide is cut in the middle, then the least important columns go", () => {
  const row = ["1", "a-very-long-name.of.a.server.example", "more-than-enough", "extra text"];
  expect([...fittedTable(columns, [row], 80)]).toEqual([
    "a  name                                  more              extra\n",
    "1  a-very-long-name.of.a.server.example  more-than-enough  extra text\n",
  ]);
  expect([...fittedTable(columns, [row], 40)]).toEqual([
    "a  name         more          extra\n",
    "1  a-ver…ample  more-t…nough  extra text\n",
  ]);
  expect([...fittedTable(columns, [row], 20)]).toEqual(["a  name\n", "1  a-very-l….example\n"]);
});

test("columns without any text are left out; a table without rows keeps its heads", () => {
  expect([...fittedTable(columns, [["1", "name", "", ""]], 80)]).toEqual(["a  name\n", "1  name\n"]);
  expect([...fittedTable(columns, [], 80)]).toEqual(["a  name  more  extra\n"]);
});

test("property: no line is wider than the room, every line has the same columns, no control character comes through", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constant("1"), fc.string(), fc.string(), fc.string({ maxLength: 9 })), { minLength: 1 }),
      fc.integer({ min: 12, max: 120 }),
      (rows, width) => {
        const lines = [...fittedTable(columns, rows, width)];
        expect(lines).toHaveLength(rows.length + 1);
        for (const line of lines) {
          expect(line.length - 1).toBeLessThanOrEqual(width);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
          expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f]/);
        }
      },
    ),
  );
});

test("cut keeps the beginning and the end", () => {
  expect([cut("abcdefgh", 8), cut("abcdefgh", 5), cut("abcdefgh", 2), cut("abcdefgh", 1)]).toEqual(["abcdefgh", "ab…gh", "a…", "…"]);
});
