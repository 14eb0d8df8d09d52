/** GPX, KML, KMZ and GeoJSON: read, and read back what this program writes. */
import { deflateRawSync } from "node:zlib";
import { type ByteSource, type ColumnTable, countingSource, isFormatError, memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  readGeoJson,
  readGpx,
  readKml,
  readKmz,
  sniffFormat,
  type TrackExport,
  type TrackFile,
  writeGeoJson,
  writeGpx,
  writeKml,
  writeZip,
} from "../src/index.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const source = (text: string): ByteSource => memorySource(bytesOf(text));
const START_US = Date.UTC(2026, 8, 7, 8) * 1000;
const idOf = (bytes: Uint8Array): string | undefined => sniffFormat(bytes.subarray(0, 65_536), bytes.byteLength)?.format.id;

const table = {
  elapsedMs: { type: "float64", unit: "ms", doc: "Time since the first row." },
  timeUs: { type: "float64", unit: "µs", doc: "Sample time." },
  latDeg: { type: "float64", unit: "deg", doc: "Latitude." },
  lonDeg: { type: "float64", unit: "deg", doc: "Longitude." },
  altHomeM: { type: "float32", unit: "m", doc: "Height above the take-off point." },
} as const satisfies ColumnTable;

const rows = 300;
const track: TrackExport = {
  name: "Flight <1> & more",
  table,
  rows,
  columns: {
    elapsedMs: Float64Array.from({ length: rows }, (_, row) => row * 100),
    timeUs: Float64Array.from({ length: rows }, (_, row) => START_US + row * 100_000),
    latDeg: Float64Array.from({ length: rows }, (_, row) => 12.5 + row * 1e-6),
    lonDeg: Float64Array.from({ length: rows }, (_, row) => -47.25 - row * 1e-6),
    altHomeM: Float32Array.from({ length: rows }, (_, row) => row / 10),
  },
  events: [{ elapsedMs: 100, timeUs: START_US + 100_000, latDeg: 12.5, lonDeg: -47.25, sentence: "Photo taken." }],
  home: { latDeg: 12.4, lonDeg: -47.2 },
  pilot: { latDeg: 12.41, lonDeg: -47.21 },
};
const written = { gpx: [...writeGpx(track)].join(""), kml: [...writeKml(track)].join(""), geojson: [...writeGeoJson(track)].join("") };
const kmz = writeZip([{ path: "doc.kml", bytes: deflateRawSync(bytesOf(written.kml)), deflatedFrom: bytesOf(written.kml) }]);

const readers: Readonly<Record<string, (from: ByteSource) => Promise<TrackFile>>> = {
  gpx: readGpx,
  kml: readKml,
  geojson: readGeoJson,
  kmz: (from) => readKmz(from, { platform: nodePlatform }),
};
const files: Readonly<Record<string, Uint8Array>> = {
  gpx: bytesOf(written.gpx),
  kml: bytesOf(written.kml),
  geojson: bytesOf(written.geojson),
  kmz,
};

describe.each(Object.keys(readers))("%s", (id) => {
  const read = readers[id] as (from: ByteSource) => Promise<TrackFile>;
  const bytes = files[id] as Uint8Array;

  it("gives back the track, home, pilot and events of our own export", async () => {
    const { points, issues } = await read(memorySource(bytes));
    expect(issues).toEqual([]);
    const line = points.filter(({ kind }) => kind === "track");
    expect(line).toHaveLength(rows);
    expect(line[150]).toMatchObject({ latDeg: 12.50015, lonDeg: -47.25015, timeUs: START_US + 15_000_000, isUtc: true });
    expect(points.filter(({ role }) => role === "home")).toMatchObject([{ latDeg: 12.4, lonDeg: -47.2 }]);
    expect(points.filter(({ role }) => role === "pilot")).toMatchObject([{ latDeg: 12.41, lonDeg: -47.21 }]);
    expect(points.filter(({ role }) => role === "event")).toMatchObject([{ name: "Photo taken.", timeUs: START_US + 100_000 }]);
    if (id === "gpx" || id === "geojson") expect(line[150]?.altHomeM).toBe(15);
    else expect(line[150]?.altHomeM).toBeNaN();
  });

  it("is known by its content", () => {
    expect(idOf(bytes)).toBe(id);
  });

  it("throws nothing but a FormatError, whatever is cut or flipped", async () => {
    const small = bytes.subarray(0, bytes.byteLength);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: small.byteLength }),
        fc.nat({ max: small.byteLength - 1 }),
        fc.nat({ max: 255 }),
        async (cut, at, value) => {
          const flipped = small.slice();
          flipped[at] = value;
          for (const input of [small.subarray(0, cut), flipped]) await readOrRefuse(read, input);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("throws nothing but a FormatError for any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (input) => readOrRefuse(read, input)),
      { numRuns: 150 },
    );
  });
});

async function readOrRefuse(read: (from: ByteSource) => Promise<TrackFile>, input: Uint8Array): Promise<void> {
  try {
    await read(memorySource(input));
  } catch (error) {
    if (!isFormatError(error)) throw error;
  }
}

describe("GPX of others", () => {
  it("reads tracks, routes and waypoints, heights above sea level and authors", async () => {
    const { points, version, fields } = await readGpx(
      source(`<?xml version="1.0"?><gpx version="1.1" creator="Other"><metadata><author><name>A. Pilot</name><email id="a" domain="example.org"/></author></metadata>
        <wpt lat="1" lon="2"><time>2026-09-07T08:00:00Z</time><name>Gate</name></wpt>
        <rte><rtept lat="3" lon="4"/></rte>
        <trk><name>t</name><trkseg><trkpt lat="5" lon="6"><ele>120.5</ele><time>2026-09-07T10:00:00+02:00</time></trkpt></trkseg><trkseg><trkpt lat="5.1" lon="6.1"/></trkseg></trk></gpx>`),
    );
    expect(version).toBe(1.1);
    expect(points.map(({ kind, line, latDeg }) => [kind, line, latDeg])).toEqual([
      ["place", -1, 1],
      ["route", 0, 3],
      ["track", 1, 5],
      ["track", 2, 5.1],
    ]);
    expect(points[2]).toMatchObject({ timeUs: START_US, otherHeightM: 120.5, role: null });
    expect(points[2]?.altHomeM).toBeNaN();
    expect(points[3]?.timeUs).toBeNaN();
    expect(fields.map(({ name, value }) => `${name}=${value}`)).toEqual(
      expect.arrayContaining(["gpx@creator=Other", "author=A. Pilot", "email=a@example.org"]),
    );
  });

  it("keeps what came before damage and says so", async () => {
    const { points, issues } = await readGpx(source('<gpx><trk><trkseg><trkpt lat="5" lon="6"></trkpt><trkpt lat="5'));
    expect(points).toHaveLength(1);
    expect(issues.map(({ code }) => code)).toEqual(["xml-cut"]);
  });

  it("refuses document types", async () => {
    await expect(readGpx(source('<!DOCTYPE gpx [<!ENTITY a "b">]><gpx/>'))).rejects.toMatchObject({ code: "xml-document-type" });
    // It is known as GPX all the same, so that the import can say why it is not read.
    expect(idOf(bytesOf('<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "b">]><gpx/>'))).toBe("gpx");
  });
});

describe("KML of others", () => {
  it("reads lines, played tracks and places; areas are counted", async () => {
    const { points, shapes } = await readKml(
      source(`<kml xmlns:gx="g"><Document><Placemark><name>Line</name><LineString><coordinates>
        1,2,3 4,5
        6,7,8</coordinates></LineString></Placemark>
        <Placemark><name>Played</name><gx:Track><when>2026-09-07T08:00:00Z</when><when>2026-09-07T08:00:01</when><gx:coord>10 20 30</gx:coord><gx:coord>11 21 31</gx:coord></gx:Track></Placemark>
        <Placemark><name>Gate</name><TimeStamp><when>2026-09-07T08:00:00Z</when></TimeStamp><Point><coordinates>1.5,2.5</coordinates></Point></Placemark>
        <Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,1 2,2 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
        </Document></kml>`),
    );
    expect(points.map(({ kind, line, latDeg, lonDeg }) => [kind, line, latDeg, lonDeg])).toEqual([
      ["track", 0, 2, 1],
      ["track", 0, 5, 4],
      ["track", 0, 7, 6],
      ["track", 1, 20, 10],
      ["track", 1, 21, 11],
      ["place", -1, 2.5, 1.5],
    ]);
    expect(points[3]).toMatchObject({ timeUs: START_US, isUtc: true });
    expect(points[4]).toMatchObject({ timeUs: START_US + 1e6, isUtc: false });
    expect(points[5]).toMatchObject({ name: "Gate", timeUs: START_US });
    expect(shapes).toBe(1);
  });

  it("takes a mission plan for a plan", async () => {
    const { points } = await readKml(
      source(
        '<kml xmlns:wpml="w"><Document><wpml:missionConfig/><Folder><Placemark><Point><coordinates>1,2</coordinates></Point></Placemark></Folder></Document></kml>',
      ),
    );
    expect(points.map(({ kind }) => kind)).toEqual(["route"]);
  });

  it("knows a KMZ from a zip that only begins with a KML document", () => {
    const kml = bytesOf("<kml/>");
    const of = (...paths: string[]): string | undefined => idOf(writeZip(paths.map((path) => ({ path, bytes: kml }))));
    expect([of("doc.kml", "a.txt"), of("wpmz/template.kml", "wpmz/waylines.wpml"), of("a.kml"), of("a.kml", "files/b.png")]).toEqual(
      Array(4).fill("kmz"),
    );
    expect([of("a.kml", "b.kml"), of("a.kml", "FlightRecord.txt"), of("a.txt", "doc.kml")]).toEqual(Array(3).fill("zip"));
  });

  it("says when an archive holds no document", async () => {
    const bytes = writeZip([{ path: "a.txt", bytes: bytesOf("x") }]);
    await expect(readKmz(memorySource(bytes), { platform: nodePlatform })).rejects.toMatchObject({ code: "track-no-member" });
  });
});

describe("bounds", () => {
  const times = 2000;
  const played = `<kml><gx:Track>${"<when>2026-09-07T08:00:00Z</when><gx:coord>1 2 3</gx:coord>".repeat(times)}</gx:Track></kml>`;
  const many = `<kml><Placemark><MultiGeometry>${"<Point><coordinates>1,2</coordinates></Point>".repeat(times)}</MultiGeometry></Placemark></kml>`;
  const long = `<kml><LineString><coordinates>${"1,2,3 ".repeat(times)}</coordinates></LineString></kml>`;

  it.each([
    ["a played track", played],
    ["places", many],
    ["a line", long],
  ])("hold for %s of KML", async (_, text) => {
    const { points, leftOut } = await readKml(source(text), { maxPoints: 100 });
    expect([points.length, leftOut]).toEqual([100, times - 100]);
  });

  it("GPX is read once, in blocks", async () => {
    const counted = countingSource(source(`<gpx>${'<wpt lat="1" lon="2"><name>x</name></wpt>'.repeat(20_000)}</gpx>`));
    expect((await readGpx(counted)).points).toHaveLength(20_000);
    expect(counted.count).toEqual({ bytes: counted.size, requests: Math.ceil(counted.size / 262_144) });
  });
});

describe("GeoJSON of others", () => {
  it("reads every kind of line and place", async () => {
    const { points, shapes } = await readGeoJson(
      source(
        JSON.stringify({
          type: "FeatureCollection",
          features: [
            {
              type: "Feature",
              properties: { coordTimes: ["2026-09-07T08:00:00Z"] },
              geometry: { type: "LineString", coordinates: [[1, 2, 50]] },
            },
            {
              type: "Feature",
              properties: null,
              geometry: {
                type: "MultiLineString",
                coordinates: [
                  [
                    [3, 4],
                    ["x", 5],
                  ],
                ],
              },
            },
            {
              type: "Feature",
              properties: { time: "2026-09-07T08:00:00+02:00", name: "Gate" },
              geometry: { type: "Point", coordinates: [5, 6] },
            },
            { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [] } },
          ],
        }),
      ),
    );
    expect(points.map(({ kind, line, latDeg }) => [kind, line, latDeg])).toEqual([
      ["track", 0, 2],
      ["track", 1, 4],
      ["track", 1, 5],
      ["place", -1, 6],
    ]);
    expect(points[0]).toMatchObject({ timeUs: START_US, otherHeightM: 50 });
    expect(points[2]?.lonDeg).toBeNaN();
    expect(points[3]).toMatchObject({ timeUs: START_US - 7_200_000_000, name: "Gate" });
    expect(shapes).toBe(1);
  });

  it("refuses millions of open brackets before they are parsed, and no text that holds some", async () => {
    await expect(readGeoJson(source(`{"type":"Feature","a":${"[".repeat(200)}`))).rejects.toMatchObject({ code: "track-too-deep" });
    const { fields } = await readGeoJson(
      source(JSON.stringify({ type: "Feature", properties: { a: `\\"${"[".repeat(200)}` }, geometry: null })),
    );
    expect(fields[0]?.value).toContain("[[[");
  });

  it("bounds the number of points and says how many did not fit", async () => {
    const { points, leftOut } = await readGeoJson(source(written.geojson), { maxPoints: 10 });
    expect([points.length, leftOut]).toEqual([10, rows - 10 + 3]);
  });
});
