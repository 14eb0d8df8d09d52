import { expect, test } from "vitest";
import { csvText } from "../src/words/csv.ts";

test("fields with commas, quotes and line ends are quoted; unknown is empty", () => {
  expect(
    csvText(
      ["a", "b"],
      [
        ['x "y", z', null],
        ["line\nend", 1.5],
      ],
    ),
  ).toBe('a,b\r\n"x ""y"", z",\r\n"line\nend",1.5\r\n');
});

test("a text that a spreadsheet would run gets an apostrophe; a negative number does not", () => {
  expect(csvText(["a"], [["=1+1"], ["@x"], [-5], [Number.NaN]])).toBe("a\r\n'=1+1\r\n'@x\r\n-5\r\n\r\n");
});
