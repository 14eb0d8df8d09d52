import { expect, test } from "vitest";
import { durationWords, parseDurationUs } from "../src/index.ts";
import { parseSizeBytes, sizeWords } from "../src/words/size.ts";

test("durations in words", () => {
  for (const [words, us] of [
    ["10 minutes", 600e6],
    ["1 minute", 60e6],
    ["2 h", 7200e6],
    ["1.5 hours", 5400e6],
    ["90s", 90e6],
    ["1 day", 86_400e6],
  ] as const) {
    expect([words, parseDurationUs(words)]).toEqual([words, us]);
  }
  for (const words of ["", "10", "minutes", "-1 h", "1e3 s", "1 fortnight", "0 s", "1  h", " 1 h", "1 H", "constructor", "1 constructor"])
    expect([words, parseDurationUs(words)]).toEqual([words, null]);
  for (const us of [1e6, 90e6, 600e6, 7200e6, 86_400e6]) expect(parseDurationUs(durationWords(us))).toBe(us);
  expect(durationWords(60e6)).toBe("1 minute");
});

test("sizes in words", () => {
  for (const [words, bytes] of [
    ["10 MB", 10e6],
    ["500 kB", 500e3],
    ["4 MiB", 4_194_304],
    ["1.5 GB", 1.5e9],
    ["1 B", 1],
  ] as const) {
    expect([words, parseSizeBytes(words)]).toEqual([words, bytes]);
  }
  for (const words of ["", "10", "10 mb", "10 Mb", "10 KB", "-1 MB", "0 B", "0.1 B", "1,5 MB", "999999999999 TB", "1 toString"])
    expect([words, parseSizeBytes(words)]).toEqual([words, null]);
  for (const bytes of [1, 999, 1000, 1024, 1536, 10e6, 2 ** 30, 123_456_789]) expect(parseSizeBytes(sizeWords(bytes))).toBe(bytes);
});
