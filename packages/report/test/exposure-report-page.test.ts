import { type ExposedMedia, openExposure, readSiteLayer } from "@creance/exposure";
import { expect, test } from "vitest";
import { exposureReportPage, pageToHtml, type ReportPage } from "../src/index.ts";

const about = { version: "0.0.0", nearM: 100 };
const SERIAL = "SYNTH-SERIAL-0001";

function square(latDeg: number, lonDeg: number, half: number) {
  return [
    { latDeg: latDeg + half, lonDeg: lonDeg - half },
    { latDeg: latDeg + half, lonDeg: lonDeg + half },
    { latDeg: latDeg - half, lonDeg: lonDeg + half },
    { latDeg: latDeg - half, lonDeg: lonDeg - half },
  ];
}

function page(names: readonly string[]): ReportPage {
  const features = names.map((name, at) => ({
    type: "Feature",
    properties: { name, kind: "water" },
    geometry: { type: "Point", coordinates: [-7.9 + at * 0.0004, 38.1] },
  }));
  const layer = readSiteLayer(JSON.stringify({ type: "FeatureCollection", features }), {
    fileName: "layer.geojson",
    sha256: "ab".repeat(32),
  });
  const exposure = openExposure({ layers: [layer] });
  const polygon = square(38.1, -7.9, 0.0002);
  const footprint: ExposedMedia["views"][number]["footprint"] = {
    kind: "area",
    method: "flatAtTakeOff",
    camera: { latDeg: 38.1, lonDeg: -7.9 },
    bearingDeg: 0,
    depressionDeg: 90,
    heightAboveGroundM: 40,
    centre: { latDeg: 38.1, lonDeg: -7.9 },
    polygon,
    polygonPx: [
      { x: 0, y: 0 },
      { x: 4000, y: 0 },
      { x: 4000, y: 3000 },
      { x: 0, y: 3000 },
    ],
    band: square(38.1, -7.9, 0.0005),
    bandM: 30,
    laser: null,
    inputs: [],
    terrain: null,
    horizonCut: false,
    warnings: [],
  };
  exposure.addMedia({
    sha256: "cd".repeat(32),
    kind: "photo",
    name: "DJI_0001.JPG",
    views: [{ footprint, fromMs: null, toMs: null, byteOffset: 777 }],
    viewSha256: "cd".repeat(32),
    laserByteOffset: null,
    reveals: [
      {
        kind: "aircraftSerial",
        label: "Serial number",
        value: SERIAL,
        byteOffset: 5,
        lengthBytes: 17,
        scrambled: false,
        sentence: "Names it.",
      },
    ],
    gap: "It looks to the horizon.",
  });
  const { findings, drawing } = exposure.finish();
  return exposureReportPage(findings, drawing, about);
}

test("sites, maps, rows with byte and region, headers without their values, and what is not known", () => {
  const made = page(["Inner", "Outer"]);
  const html = pageToHtml(made);
  expect(made.blocks.filter(({ kind }) => kind === "heading").map((block) => (block.kind === "heading" ? block.text : ""))).toEqual([
    "Sites",
    "Where they are",
    "What shows them",
    "What headers give away",
    "What is not known",
    "What it was judged with",
  ]);
  expect(html).toContain("byte 777, pixel 2000,1500");
  expect(html).toContain("The picture may show Outer (water): it lies in the footprint&apos;s error band.");
  expect(html).toContain("It looks to the horizon.");
  expect(html).not.toContain(SERIAL);
  expect(pageToHtml(page(["Inner", "Outer"]))).toBe(html);
});

test("sure and unsure are told apart without colour: solid and dashed sites, finely dashed footprints, dotted bands", () => {
  const figure = page(["Inner", "Outer"]).blocks.find((block) => block.kind === "figure");
  const svg = figure?.kind === "figure" ? figure.svg : "";
  expect(svg).toContain('class="cm-areas"');
  expect(svg).toContain('stroke-dasharray="4 3"');
  expect(svg).toContain('stroke-dasharray="1 3"');
  expect(svg).toContain(">Inner</text>");
});

test("names of sites cannot become markup", () => {
  const html = pageToHtml(page(['<script>alert("1")</script>']));
  expect(html).not.toContain("<script>");
  expect(html).toContain("&lt;script&gt;");
});

test("nothing named: no map, and the page says what that means", () => {
  const made = page([]);
  expect(made.blocks.some(({ kind }) => kind === "figure")).toBe(false);
  expect(pageToHtml(made)).toContain("does not mean that nothing shows it");
});

test("a name of a file does not turn the words around it", () => {
  const made: ReportPage = { ...page(["Reservoir"]), title: "\u202egpj.exe\u2066 & <b>" };
  expect(pageToHtml(made)).toContain("<h1>·gpj.exe· &amp; &lt;b&gt;</h1>");
});
