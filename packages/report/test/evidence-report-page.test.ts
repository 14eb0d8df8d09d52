import { expect, test } from "vitest";
import { type EvidencePageInput, evidenceReportPage, pageToHtml } from "../src/index.ts";

const input: EvidencePageInput = {
  version: "0.0.0",
  description: "Synthetic",
  madeUs: 1_790_000_000_000_000,
  origin: "creance/made",
  vkey: "creance/made+00000000+AAAA",
  entries: 9,
  rootHash: "cm9vdA==",
  levels: ["SIGNED: the first 9 of 10 entries."],
  items: [
    {
      fileName: "<script>alert(1)</script>\u202egpj.exe",
      path: "data/originals/aaaa-a.jpg",
      sha256: "a".repeat(64),
      sizeBytes: 1234,
      events: [
        { index: 3, timeUs: 1_790_000_000_000_000, sentence: "“a.jpg” was kept.", proven: true },
        { index: 9, timeUs: 1_790_000_001_000_000, sentence: "Somebody looked at it.", proven: false },
      ],
    },
    { fileName: null, path: "data/originals/bbbb", sha256: "b".repeat(64), sizeBytes: 0, events: [] },
  ],
  left: ["Entry 9 is not signed yet."],
};

test("says first what it is, and how to check it without us", () => {
  const page = evidenceReportPage(input);
  expect(page.answer[0]).toBe("2 files, byte for byte as first kept, with 2 entries of the log creance/made.");
  const html = pageToHtml(page);
  for (const words of [
    "sh verify.sh",
    "sha256sum -c manifest-sha256.txt",
    "a".repeat(64),
    "2026-09-21 14:13:20 UTC",
    "none yet",
    "Entry 9 is not signed yet.",
  ]) {
    expect(html).toContain(words);
  }
});

test("a hostile name is text and turns nothing", () => {
  const html = pageToHtml(evidenceReportPage(input));
  expect(html).not.toContain("<script>");
  expect(html).not.toContain("\u202e");
  expect(html).toContain("default-src 'none'");
});
