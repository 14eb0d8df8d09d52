import type { ImportJob, ImportSummary } from "@creance/api";
import { expect, test } from "vitest";
import { endWords, partDone, progressWords, refreshMark, summaryWords } from "../src/import/job-words.ts";

const summary: ImportSummary = {
  summary: true,
  files: 9,
  kept: 7,
  alreadyKept: 2,
  failed: 0,
  flights: 5,
  captures: 0,
  sealed: 1,
  unread: 1,
  damaged: 0,
};
const job: ImportJob = {
  id: "1",
  state: "running",
  label: "9 files",
  filesSeen: 9,
  filesDone: 3,
  bytesSeen: 100,
  bytesDone: 50,
  startedUs: 0,
  rateBytesPerS: 42_000_000,
  leftS: 12,
  summary: null,
  problems: [],
  error: null,
};

test("progress says files, rate and time left, and only what is known", () => {
  expect(progressWords(job)).toBe("3 of 9 files, 42 MB/s, 12 s left");
  expect(progressWords({ ...job, rateBytesPerS: null, leftS: null })).toBe("3 of 9 files");
  expect(partDone(job)).toBe(0.5);
  expect(partDone({ ...job, bytesSeen: 0, filesSeen: 0 })).toBeNull();
});

test("the result says what became of every file", () => {
  expect(summaryWords(summary)).toBe("9 files: 7 kept and 2 already kept. 5 new flights, 1 sealed and 1 kept, but not read.");
  expect(summaryWords({ ...summary, kept: 0, alreadyKept: 9, flights: 0, sealed: 0, unread: 0 })).toBe(
    "9 files: 9 already kept. No new flights.",
  );
  expect(summaryWords({ ...summary, captures: 2, sealed: 0, unread: 0 })).toBe(
    "9 files: 7 kept and 2 already kept. 5 new flights and 2 captures.",
  );
  expect(summaryWords({ ...summary, captures: 1, flights: 0, sealed: 0, unread: 0 })).toBe(
    "9 files: 7 kept and 2 already kept. 1 capture.",
  );
});

test("a stopped and a failed import say what stays", () => {
  expect(endWords({ ...job, state: "stopped", summary })).toContain("Stopped. What was kept stays.");
  expect(endWords({ ...job, state: "failed", error: null })).toContain("kept");
});

test("the list is asked for at the first file, some twenty times on the way, and at the end", () => {
  const marks = new Set(Array.from({ length: 10_001 }, (_, filesDone) => refreshMark({ ...job, filesSeen: 10_000, filesDone })));
  expect(marks.size).toBeGreaterThan(15);
  expect(marks.size).toBeLessThan(25);
  expect(refreshMark({ ...job, filesSeen: 14, filesDone: 0 })).not.toBe(refreshMark({ ...job, filesSeen: 14, filesDone: 1 }));
  expect(refreshMark(job)).not.toBe(refreshMark({ ...job, state: "done" }));
});
