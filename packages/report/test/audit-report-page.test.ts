/** The report: everything in it, nothing obeyed, the same bytes. */
import { describe, expect, test } from "vitest";
import type { ReportBlock, ReportText } from "../src/index.ts";
import { auditReportPage, pageToHtml } from "../src/index.ts";
import { HOSTILE, madeAudit, madeFinding } from "./made-audit.ts";

const textOf = (text: ReportText): string => (typeof text === "string" ? text : text.map((span) => span.text).join(""));
const headings = (blocks: readonly ReportBlock[]): string[] => blocks.flatMap((block) => (block.kind === "heading" ? [block.text] : []));
const tableOf = (blocks: readonly ReportBlock[], caption: RegExp): string[][] =>
  blocks.flatMap((block) => (block.kind === "table" && caption.test(block.caption) ? block.rows.map((row) => row.map(textOf)) : []));

describe("the report of an audit", () => {
  test("says what was not seen before anything else, and has every part", () => {
    const page = auditReportPage(madeAudit());
    const all = headings(page.blocks);
    expect(all[0]).toBe("What this audit did not see");
    for (const heading of [
      "What no capture can show",
      "The claims",
      "What was sent",
      "Aircraft serials",
      "Who was talked to",
      "How to make this report again",
    ]) {
      expect(all).toContain(heading);
    }
    const html = pageToHtml(page);
    for (const words of [
      "Half of the bytes are sealed.",
      "0 of 20 were found",
      "25 of 26 were found again",
      "gzip &gt; text",
      "packets 4–6, 9; bytes 10–24",
    ]) {
      expect(html).toContain(words);
    }
    expect(html).toContain("creance audit &apos;my capture.pcapng&apos; --flight &apos;it&apos;\\&apos;&apos;s.txt&apos;");
  });

  test("shows markup that strangers wrote as text, and fetches nothing", () => {
    const html = pageToHtml(auditReportPage(madeAudit()));
    expect(html).toContain("&lt;script&gt;");
    expect(html).not.toContain(HOSTILE);
    expect(html.match(/<script|<iframe|<img|<link|onerror|javascript:/g)).toBeNull();
    expect(html).toContain("default-src 'none'");
  });

  test("is the same bytes for the same result", () => {
    expect(pageToHtml(auditReportPage(madeAudit()))).toBe(pageToHtml(auditReportPage(structuredClone(madeAudit()))));
  });

  test("folds what was sent again and again, with its first and last time", () => {
    const findings = [0, 1, 2].map((at) => madeFinding({ findingId: `id${at}`, sentUs: 1_789_200_000_000_000 + at * 60_000_000 }));
    const rows = tableOf(auditReportPage(madeAudit({ findings })).blocks, /^3 findings$/);
    expect(rows.length).toBe(1);
    expect(rows[0]?.[1]).toBe("2026-09-12 08:00:00 UTC to 08:02:00 UTC in the air");
    expect(rows[0]?.[4]).toMatch(/^3 times\. /);
  });

  test("keeps weak findings and what came in apart from what went out", () => {
    const page = auditReportPage(
      madeAudit({
        findings: [madeFinding({ direction: "in" }), madeFinding({ findingId: "w", weak: true, weakBecause: "a short needle" })],
      }),
    );
    expect(headings(page.blocks)).toContain("Weak: may be chance, or no nearer than the region");
    expect(tableOf(page.blocks, /^1 finding$/).map((row) => row[3])).toEqual(["came in", "none"]);
  });

  test("says which find stayed on the local network, what a decoy found weakly means, and lengths with their units", () => {
    const local = madeFinding({ kind: "mac" });
    Object.assign(local.flow, { origIp: "0.0.0.0", respIp: "255.255.255.255", serverName: null });
    const made = madeAudit({ findings: [local] });
    const flight = {
      label: "F",
      sha256: "",
      startUs: 0,
      endUs: 1,
      points: 5,
      clockOffsetS: null,
      coveredShare: 0.998,
      beforeS: 262,
      afterS: 115.6,
      clockSentence: null,
    };
    const coverage = {
      ...made.coverage,
      flights: [{ ...flight, aircraft: null, app: null, firmware: null }],
      search: { ...made.coverage.search, decoyHits: [madeFinding({ weak: true, sentence: "A position came from far." })] },
    };
    const { blocks } = auditReportPage({ ...made, coverage });
    expect(tableOf(blocks, /^1 finding$/)[0]?.[3]).toBe("stayed local");
    expect(tableOf(blocks, /^Flights$/)[0]?.slice(4, 7)).toEqual(["above 99 %", "4 min 22 s", "1 min 56 s"]);
    expect(pageToHtml(auditReportPage({ ...made, coverage }))).toContain("A decoy, found weakly");
  });

  test("of nothing found does not call that safe", () => {
    const html = pageToHtml(auditReportPage(madeAudit({ findings: [], answer: ["Nothing was found."], claims: [] })));
    expect(html).toContain("Nothing that was looked for was found in what could be read");
    expect(html).not.toMatch(/\bsafe\b|\bsecure\b/i);
  });
});

describe("a page as HTML", () => {
  test("keeps a verdict's colour with its word, and draws shares in words too", () => {
    const html = pageToHtml({
      title: "T",
      language: "en",
      answer: [],
      foot: "f",
      blocks: [
        { kind: "verdict", verdict: "NOT TESTABLE HERE", title: "x", text: "y" },
        { kind: "paragraph", text: [{ text: "SUPPORTED", style: "verdict" }] },
        {
          kind: "bar",
          title: "Bytes",
          unit: "",
          parts: [
            { name: "read", value: 0, valueText: "0 B" },
            { name: "sealed", value: 4, valueText: "4 B" },
          ],
        },
        { kind: "table", caption: "c", columns: [{ title: "n", align: "right" }], rows: [], empty: "Nothing." },
      ],
    });
    expect(html).toContain('class="verdict not-testable"');
    expect(html).toContain('class="word supported">SUPPORTED');
    expect(html).toContain("read: 0 B");
    expect(html).toContain("sealed: 4 B");
    expect(html).toContain(">Nothing.<");
  });
});
