import { describe, expect, test } from "vitest";
import { openProgress, progressLine } from "../src/progress.ts";
import { printable, textTable } from "../src/text-table.ts";

const state = { filesSeen: 1400, filesDone: 120, bytesSeen: 700e6, bytesDone: 60e6, walked: true };

describe("progress", () => {
  test("says rate and time left only when everything to come is known", () => {
    expect(progressLine(state, 2)).toBe("120 of 1,400 files, 60 MB of 700 MB, 30 MB/s, 22 s left");
    expect(progressLine({ ...state, walked: false }, 2)).toBe("120 of 1,400 or more files, 60 MB of 700 MB, 30 MB/s");
  });

  test("plain lines: at most one a second", () => {
    let nowMs = 0;
    let written = "";
    const progress = openProgress({ write: (text) => (written += text) }, () => nowMs);
    for (nowMs = 0; nowMs < 3500; nowMs += 10) progress.update(state);
    expect(written.split("\n")).toHaveLength(4);
    expect(written).not.toContain("\r");
  });

  test("a terminal gets one line that is rewritten and taken away", () => {
    let nowMs = 0;
    let written = "";
    const progress = openProgress({ isTTY: true, write: (text) => (written += text) }, () => nowMs);
    nowMs = 200;
    progress.update(state);
    progress.clear();
    const wipe = "\r\u001b[2K";
    expect(written.startsWith(`${wipe}[##${".".repeat(22)}] 120 of `)).toBe(true);
    expect(written.endsWith(wipe)).toBe(true);
  });
});

test("text from files cannot steer the terminal", () => {
  expect(printable("a\u001b[31mb\u202ec\n")).toBe("a·[31mb·c·");
  expect([...textTable(["name", "n"], [["\u0007bell", "1"]])]).toEqual(["name   n\n", "·bell  1\n"]);
});
