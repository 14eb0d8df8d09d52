/** A PDF is checked by other programs where they are there, and by its own bytes everywhere. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReportPage } from "@creance/report";
import { describe, expect, test } from "vitest";
import { fontRuns } from "../src/fonts.ts";
import { pageToPdf } from "../src/index.ts";
import { textLines } from "../src/text-lines.ts";

const page: ReportPage = {
  title: "Did anything leave?",
  language: "en",
  answer: ["Three serials went out – µ, °, “quoted”, Ωmega, Жук, 中文."],
  foot: "Creance 0 · 0123456789abcdef",
  blocks: [
    { kind: "heading", level: 2, id: "a", text: "What was sent" },
    { kind: "verdict", verdict: "CONTRADICTED", title: "C03 Nothing is uploaded", text: "A serial went out." },
    {
      kind: "list",
      items: [
        "one",
        [
          { text: "two", style: "strong" },
          { text: " three", style: "mono" },
        ],
      ],
    },
    {
      kind: "table",
      caption: "Many rows",
      empty: "none",
      columns: [
        { title: "Server", align: "left", width: 0.4 },
        { title: "Bytes", align: "right" },
        { title: "Why", align: "left" },
      ],
      rows: Array.from({ length: 180 }, (_, row) => [`server-${row}.example`, String(row * 1000), "because ".repeat((row % 7) + 1)]),
    },
    { kind: "table", caption: "", empty: "Nothing to list here.", columns: [{ title: "x", align: "left" }], rows: [] },
    { kind: "facts", rows: [{ name: "Hash", value: [{ text: "0123456789abcdef".repeat(8), style: "mono" }] }] },
    { kind: "bar", title: "Bytes", unit: "", parts: [{ name: "read", value: 1, valueText: "1 B" }] },
  ],
};
const textOf = (bytes: Uint8Array): string => {
  const folder = mkdtempSync(join(tmpdir(), "creance-pdf-"));
  try {
    const path = join(folder, "page.pdf");
    writeFileSync(path, bytes);
    return spawnSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
};
const hasPoppler = spawnSync("pdftotext", ["-v"]).error === undefined;

describe("a page as PDF", () => {
  test("is the same bytes for the same page, without a time in it", async () => {
    const [first, second] = [await pageToPdf(page), await pageToPdf(page)];
    expect(Buffer.from(first).equals(second)).toBe(true);
    const text = Buffer.from(first).toString("latin1");
    expect(text.startsWith("%PDF-1.7")).toBe(true);
    expect(text.match(/D:\d{4}/g)?.every((date) => date === "D:1970")).not.toBe(false);
    expect(text.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(3);
  });

  test.skipIf(!hasPoppler)("says every word of it, on numbered pages (needs pdftotext)", async () => {
    const text = textOf(await pageToPdf(page));
    for (const words of [
      "Did anything leave?",
      "CONTRADICTED",
      "server-0.example",
      "server-179.example",
      "Nothing to list here.",
      "Жук",
      "[U+4E2D]",
      "Ωmega",
      "µ, °",
    ]) {
      expect(text).toContain(words);
    }
    const pages = text.split("\f").filter((sheet) => sheet.trim() !== "");
    for (const [at, sheet] of pages.entries()) expect(sheet).toMatch(new RegExp(`${at + 1} ?/ ?${pages.length}`));
    // The heads of the table stand on every sheet that it covers.
    expect(pages.filter((sheet) => /server-\d+\.example/.test(sheet)).every((sheet) => sheet.includes("Bytes"))).toBe(true);
  });
});

describe("lines of text", () => {
  const measure = (text: string): number => [...text].length * 5;
  const shown = (text: string, widthPt: number): string[] =>
    textLines([{ text, face: "regular", colour: "#000" }], widthPt, measure).map((line) => line.map((piece) => piece.text).join(""));

  test("break between words, and inside one that is wider than the line", () => {
    expect(shown("aaa bbb ccc", 36)).toEqual(["aaa bbb", "ccc"]);
    expect(shown("abcdefghij", 20)).toEqual(["abcd", "efgh", "ij"]);
    expect(shown("", 20)).toEqual([""]);
  });

  test("never grow wider than the room", () => {
    for (let widthPt = 10; widthPt < 80; widthPt += 3) {
      for (const line of shown("some words and averyverylongone in a row, 中文 too", widthPt)) {
        if (!line.startsWith("[U+")) expect(measure(line.trimEnd())).toBeLessThanOrEqual(Math.max(widthPt, 40));
      }
    }
  });

  test("spell out what no font has, and nothing is obeyed", () => {
    expect(fontRuns("a中b\u0007", "regular").map(({ text }) => text)).toEqual(["a[U+4E2D]b·"]);
  });
});
