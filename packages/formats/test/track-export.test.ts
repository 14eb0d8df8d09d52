import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ColumnTable } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type TrackExport, writeCsv, writeGeoJson, writeGpx, writeKml } from "../src/index.ts";

const table = {
  elapsedMs: { type: "float64", unit: "ms", doc: "Time since the first row." },
  timeUs: { type: "float64", unit: "µs", doc: "Sample time." },
  latDeg: { type: "float64", unit: "deg", doc: "Latitude." },
  lonDeg: { type: "float64", unit: "deg", doc: "Longitude." },
  altHomeM: { type: "float32", unit: "m", doc: "Height above the take-off point." },
  satellites: { type: "uint8", unit: "", doc: "Satellites." },
} as const satisfies ColumnTable;

const HOSTILE = `<b>&"'\u0000\u0008\ud800 ]]> & é 🚁`;

/** Rows are [elapsedMs, latDeg, lonDeg, altHomeM]. */
function trackOf(rows: readonly (readonly [number, number, number, number])[], more: Partial<TrackExport> = {}): TrackExport {
  const start = Date.UTC(2026, 8, 7, 8) * 1000;
  return {
    name: HOSTILE,
    table,
    rows: rows.length,
    columns: {
      elapsedMs: Float64Array.from(rows, (row) => row[0]),
      timeUs: Float64Array.from(rows, (row) => start + row[0] * 1000),
      latDeg: Float64Array.from(rows, (row) => row[1]),
      lonDeg: Float64Array.from(rows, (row) => row[2]),
      altHomeM: Float32Array.from(rows, (row) => row[3]),
      satellites: Uint8Array.from(rows, () => 14),
    },
    events: [{ elapsedMs: 100, timeUs: start, latDeg: 1.5, lonDeg: 2.5, sentence: `Take-off ${HOSTILE}` }],
    home: { latDeg: 1, lonDeg: 2 },
    pilot: null,
    ...more,
  };
}

const simple = trackOf([
  [0, 1, 2, 0.1],
  [100, 1.000001, 2.000001, 12.3],
  [200, Number.NaN, Number.NaN, Number.NaN],
  [300, 1.000003, 2.000003, 14],
  [400, 1.000004, 2.000004, 15.25],
]);
const across = trackOf([
  [0, 10, 179.9, 1],
  [100, 11, -179.9, 2],
  [200, 12, -179.8, 3],
]);
const empty = trackOf([], { events: [], home: null });
const text = (chunks: Iterable<string>): string => [...chunks].join("");

interface Feature {
  readonly geometry: { readonly type: string; readonly coordinates: unknown } | null;
  readonly properties: Readonly<Record<string, unknown>> & {
    readonly coordinateProperties?: { readonly times: unknown; readonly altHomeM: unknown };
  };
}
const features = (track: TrackExport): Feature[] => (JSON.parse(text(writeGeoJson(track))) as { features: Feature[] }).features;

describe("csv", () => {
  it("writes the table's names, shortest numbers, nothing for unknown, CR LF", () => {
    expect(text(writeCsv(simple)).split("\r\n")).toEqual([
      "elapsedMs,timeUs,latDeg,lonDeg,altHomeM,satellites",
      "0,1788768000000000,1,2,0.1,14",
      "100,1788768000100000,1.000001,2.000001,12.3,14",
      "200,1788768000200000,,,,14",
      "300,1788768000300000,1.000003,2.000003,14,14",
      "400,1788768000400000,1.000004,2.000004,15.25,14",
      "",
    ]);
  });

  it("loses no bit of a float", () => {
    fc.assert(
      fc.property(fc.double({ min: -180, max: 180, noNaN: true }), fc.float({ noNaN: true, noDefaultInfinity: true }), (lon, alt) => {
        const cells = (text(writeCsv(trackOf([[0, 0, lon, alt]]))).split("\r\n")[1] as string).split(",");
        expect(Number(cells[3])).toBe(lon === 0 ? 0 : lon);
        expect(Math.fround(Number(cells[4])) === Math.fround(alt)).toBe(true);
      }),
    );
  });
});

describe("geojson", () => {
  it("cuts the line at a gap and keeps times and heights beside it", () => {
    const [line, home, event, ...rest] = features(simple);
    expect(line?.geometry).toEqual({
      type: "MultiLineString",
      coordinates: [
        [
          [2, 1],
          [2.000001, 1.000001],
        ],
        [
          [2.000003, 1.000003],
          [2.000004, 1.000004],
        ],
      ],
    });
    expect(line?.properties.coordinateProperties?.altHomeM).toEqual([
      [0.1, 12.3],
      [14, 15.25],
    ]);
    expect(line?.properties.coordinateProperties?.times).toEqual([
      ["2026-09-07T08:00:00.000Z", "2026-09-07T08:00:00.100Z"],
      ["2026-09-07T08:00:00.300Z", "2026-09-07T08:00:00.400Z"],
    ]);
    expect(line?.properties["name"]).toBe(HOSTILE);
    expect(home?.geometry).toEqual({ type: "Point", coordinates: [2, 1] });
    expect(event?.properties["sentence"]).toBe(`Take-off ${HOSTILE}`);
    expect(rest).toEqual([]);
  });

  it("cuts at the antimeridian with the crossing on both sides", () => {
    expect(features(across)[0]?.geometry?.coordinates).toEqual([
      [
        [179.9, 10],
        [180, 10.5],
      ],
      [
        [-180, 10.5],
        [-179.9, 11],
        [-179.8, 12],
      ],
    ]);
  });

  it("does not draw across a pause, and has no geometry without positions", () => {
    const paused = trackOf([
      [0, 1, 1, 1],
      [100, 1, 2, 1],
      [60_000, 1, 3, 1],
      [60_100, 1, 4, 1],
    ]);
    expect(features(paused)[0]?.geometry?.coordinates).toHaveLength(2);
    expect(features(empty)).toEqual([{ type: "Feature", geometry: null, properties: { kind: "track", name: HOSTILE } }]);
  });

  it("is valid JSON with positions in range, whatever the rows", () => {
    const position = fc.tuple(
      fc.double({ min: 0, max: 1e7 }),
      fc.double({ min: -200, max: 200 }),
      fc.double({ min: -200, max: 200 }),
      fc.float(),
    );
    fc.assert(
      fc.property(fc.array(position, { maxLength: 30 }), fc.string({ unit: "binary" }), (rows, name) => {
        for (const feature of features(trackOf(rows, { name }))) {
          const flat = ((feature.geometry?.coordinates ?? []) as unknown[]).flat(3) as number[];
          const out = flat.filter((value, at) => !(Math.abs(value) <= (at % 2 === 0 ? 180 : 90)));
          expect(out).toEqual([]);
        }
        for (const writer of [writeGpx, writeKml, writeCsv])
          expect(text(writer(trackOf(rows, { name })))).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 60 },
    );
  });
});

describe("gpx and kml", () => {
  // Whichever XML parser this machine has judges what we wrote.
  const parsers = [
    ["xmllint", "--noout", "--nonet"],
    ["python3", "-c", "import sys, xml.dom.minidom; [xml.dom.minidom.parse(path) for path in sys.argv[1:]]"],
  ];
  const parser = parsers.find(([command = ""]) => spawnSync(command, ["--version"]).status === 0);
  const wellFormed = (...documents: string[]): void => {
    const [command = "", ...options] = parser ?? [];
    const folder = mkdtempSync(join(tmpdir(), "creance-xml-"));
    try {
      const paths = documents.map((xml, index) => {
        const path = join(folder, `${index}.xml`);
        writeFileSync(path, xml);
        return path;
      });
      execFileSync(command, [...options, ...paths], { stdio: "pipe" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it("gpx: segments, times, heights as an extension, no ele", () => {
    const xml = text(writeGpx(simple));
    expect(xml.match(/<trkseg>/g)).toHaveLength(2);
    expect(xml.match(/<trkpt /g)).toHaveLength(4);
    expect(xml).toContain(
      '<trkpt lat="1.000001" lon="2.000001"><time>2026-09-07T08:00:00.100Z</time><extensions><creance:altHomeM>12.3</creance:altHomeM></extensions></trkpt>',
    );
    expect(xml).not.toContain("<ele>");
    expect(xml).toContain("&lt;b&gt;&amp;&quot;&apos;\ufffd\ufffd\ufffd ]]&gt; &amp; é 🚁");
  });

  it("gpx: longitude stays below 180 and has no exponent", () => {
    const xml = text(writeGpx(trackOf([[0, 1e-7, 180, 1]])));
    expect(xml).toContain('lat="0.000000100" lon="-180"');
  });

  it("kml: a track that plays when times are known, a cut line when they are not", () => {
    const played = text(writeKml(simple));
    expect(played.match(/<gx:Track>/g)).toHaveLength(2);
    expect(played.match(/<when>/g)?.length).toBe(5); // four rows and one event
    expect(played.match(/<gx:coord>/g)).toHaveLength(4);
    const drawn = text(writeKml({ ...across, columns: { ...across.columns, timeUs: new Float64Array(3).fill(Number.NaN) } }));
    expect(drawn).not.toContain("gx:Track>");
    expect(drawn.match(/<LineString>/g)).toHaveLength(2);
    expect(drawn).toContain("180,10.5,1");
  });

  it.skipIf(parser === undefined)(
    `both are well-formed with hostile names${parser ? "" : " (skipped: neither xmllint nor python3 on this machine)"}`,
    () => {
      wellFormed(...[simple, across, empty].flatMap((track) => [text(writeGpx(track)), text(writeKml(track))]));
      expect(() => wellFormed("<a>&b</a>")).toThrow();
    },
  );

  it("both leave no character that XML cannot hold and no open bracket in texts", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        for (const writer of [writeGpx, writeKml]) {
          const xml = text(writer({ ...simple, name }));
          expect(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(xml)).toBe(false);
          const inside = /<name>([\s\S]*?)<\/name>/.exec(xml)?.[1] ?? "";
          expect(inside).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|apos);)/);
        }
      }),
    );
  });
});
