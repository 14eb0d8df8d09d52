/** Drawings of our own map on paper. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MapModel, type ReportPage, svgMap } from "@creance/report";
import { expect, test } from "vitest";
import { pageToPdf } from "../src/index.ts";

const ring = [
  { latDeg: 38.1, lonDeg: -7.9 },
  { latDeg: 38.101, lonDeg: -7.9 },
  { latDeg: 38.101, lonDeg: -7.899 },
];
const model: MapModel = {
  widthPx: 900,
  heightPx: 540,
  title: "Sites",
  description: "One site.",
  units: "metric",
  tracks: [{ latDeg: [38.1, 38.1005, 38.101], lonDeg: [-7.9, -7.8995, -7.899], weak: [0, 1, 1] }],
  markers: [{ kind: "site", latDeg: 38.1005, lonDeg: -7.8995, label: 'Works <&> "north"' }],
  areas: [
    { kind: "site", ring },
    { kind: "siteMaybe", ring },
    { kind: "footprint", ring },
    { kind: "band", ring },
  ],
};

function pageOf(svg: string): ReportPage {
  return {
    title: "Map",
    language: "en",
    answer: [],
    foot: "Creance 0",
    blocks: [{ kind: "figure", title: "One site", svg, alternative: "In words." }],
  };
}

const hasPoppler = spawnSync("pdftotext", ["-v"]).error === undefined;

test("the same drawing gives the same bytes", async () => {
  const page = pageOf(svgMap(model));
  expect(await pageToPdf(page)).toEqual(await pageToPdf(page));
});

test.skipIf(!hasPoppler)("its words stand on the paper, as they are (needs pdftotext)", async () => {
  const folder = mkdtempSync(join(tmpdir(), "creance-pdf-"));
  try {
    const path = join(folder, "page.pdf");
    writeFileSync(path, await pageToPdf(pageOf(svgMap(model))));
    const { stdout, stderr } = spawnSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout).toContain('Works <&> "north"');
    expect(stdout).toContain("One site. In words.");
    expect(stdout).toMatch(/\d+ m/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what is no drawing of ours is told in words alone", async () => {
  for (const svg of ["", "<svg>", '<svg viewBox="1 2 3 4"><path d="M0 0"/></svg>', "<p>text</p>"]) {
    expect((await pageToPdf(pageOf(svg))).byteLength).toBeGreaterThan(500);
  }
});
