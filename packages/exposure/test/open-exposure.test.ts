import type { GroundPoint } from "@creance/flight";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldRules } from "../src/field-rules.table.ts";
import { headerKinds } from "../src/header-kinds.table.ts";
import { type ExposedFlight, type ExposedMedia, type ExposureFindings, openExposure, readSiteLayer } from "../src/index.ts";
import { at, feature, flightOf, footprintOf, HERE, layerText, lonLat, photoOf, ringOf, square, trackOf } from "./made-items.ts";

function judge(
  features: readonly unknown[],
  items: { readonly flights?: readonly ExposedFlight[]; readonly media?: readonly ExposedMedia[]; readonly nearM?: number },
): ExposureFindings {
  const layer = readSiteLayer(layerText(...features), { fileName: "layer.geojson", sha256: "00" });
  const exposure = openExposure({ layers: [layer], ...(items.nearM === undefined ? {} : { nearM: items.nearM }) });
  for (const flight of items.flights ?? []) exposure.addFlight(flight);
  for (const media of items.media ?? []) exposure.addMedia(media);
  return exposure.finish().findings;
}

const site = (place: GroundPoint, name = "Site"): unknown => feature("Point", lonLat(place), { name, kind: "water" });
const east = (metres: number): (GroundPoint | null)[] => Array.from({ length: metres + 1 }, (_, step) => at(step, 0));

describe("tracks", () => {
  test("a site under the track: probably, from the first to the last moment, with the byte of the first", () => {
    const { rows, sites } = judge([site(at(50.5, 0))], { flights: [flightOf({ track: trackOf(east(100)) })] });
    expect(rows).toMatchObject([
      {
        item: "0123456789abcdef",
        kind: "track",
        site: "Site",
        layer: "layer",
        siteKind: "water",
        certainty: "probably",
        byteOffset: 1000 + 46 * 50,
        fromMs: 4600,
        toMs: 5500,
        sha256: "aa",
        region: null,
        distanceM: 0.5,
      },
    ]);
    expect(sites).toMatchObject([{ site: "Site", rows: 1, items: 1, certainty: "probably", ring: [] }]);
  });

  test("a site beside it, inside two sigma: may; beyond it: nothing", () => {
    const judged = (northM: number): ExposureFindings =>
      judge([site(at(50, northM))], { flights: [flightOf({ track: trackOf(east(100)) })] });
    expect(judged(8).rows).toMatchObject([{ certainty: "may", distanceM: 8 }]);
    expect(judged(10.5).rows).toEqual([]);
  });

  test("in a weak stretch nothing is more than may, and the band is wider", () => {
    const judged = (northM: number): ExposureFindings =>
      judge([site(at(50, northM))], { flights: [flightOf({ track: trackOf(east(100), { weak: true }) })] });
    expect(judged(0).rows).toMatchObject([{ certainty: "may" }]);
    expect(judged(49).rows).toMatchObject([{ certainty: "may" }]);
    expect(judged(51).rows).toEqual([]);
  });

  test("between two far rows a straight line is assumed, which is no more than may; over a long gap in time nothing is", () => {
    const places = [at(0, 0), at(100, 0)];
    const judged = (stepMs: number): ExposureFindings =>
      judge([site(at(50, 0))], { flights: [flightOf({ track: trackOf(places, { stepMs }) })] });
    expect(judged(10_000).rows).toMatchObject([{ certainty: "may", byteOffset: 1000 }]);
    expect(judged(60_000).rows).toEqual([]);
  });

  test("an area with a hole: in the hole nothing, on the rim it is", () => {
    const area = feature("Polygon", [ringOf(square(HERE, 200)), ringOf(square(HERE, 100))], { name: "Ring" });
    const hover = (place: GroundPoint): ExposureFindings => judge([area], { flights: [flightOf({ track: trackOf([place, place]) })] });
    expect(hover(at(0, 0)).rows).toEqual([]);
    expect(hover(at(150, 0)).rows).toMatchObject([{ certainty: "probably", distanceM: 0 }]);
    expect(hover(at(92, 0)).rows).toMatchObject([{ certainty: "may" }]);
  });

  test("across the date line", () => {
    const line = { latDeg: 10, lonDeg: 179.9999 };
    const places = Array.from({ length: 60 }, (_, step) => at(step, 0, line));
    expect(places.at(-1)?.lonDeg).toBeLessThan(0);
    const { rows } = judge([site(at(40, 0, line))], { flights: [flightOf({ track: trackOf(places) })] });
    expect(rows).toMatchObject([{ certainty: "probably" }]);
  });

  test("rows without a fix are no place; a track without any meets nothing", () => {
    const { rows } = judge([site(HERE)], { flights: [flightOf({ track: trackOf([null, null, null]) })] });
    expect(rows).toEqual([]);
  });
});

test("what the map draws: tracks without lines over long gaps, polygons, bands, cameras", () => {
  const exposure = openExposure({ layers: [] });
  exposure.addFlight(flightOf({ track: trackOf([at(0, 0), at(50, 0)], { stepMs: 60_000 }), home: { ...HERE, byteOffset: 1 } }));
  exposure.addMedia(photoOf(footprintOf({ polygon: square(HERE, 20), band: square(HERE, 40), camera: HERE })));
  const { drawing } = exposure.finish();
  expect(drawing.tracks[0]?.latDeg).toEqual([HERE.latDeg, Number.NaN, expect.any(Number)]);
  expect([drawing.polygons.length, drawing.bands.length, drawing.cameras.length, drawing.homes.length]).toEqual([1, 1, 1, 1]);
});

describe("home and pilot", () => {
  test("near a site within the distance asked for", () => {
    const flight = flightOf({ home: { ...at(60, 0), byteOffset: 77 }, pilot: { ...at(3, 0), byteOffset: 99 } });
    expect(judge([site(HERE)], { flights: [flight] }).rows).toMatchObject([
      { kind: "home", certainty: "may", byteOffset: 77, distanceM: 60, sentence: "The home point lies 60 m from Site (water)." },
      { kind: "pilot", certainty: "probably", byteOffset: 99, distanceM: 3 },
    ]);
    expect(judge([site(HERE)], { flights: [flight], nearM: 20 }).rows).toMatchObject([{ kind: "pilot" }]);
  });

  test("every place of a pilot who walks is looked at", () => {
    const way = [at(5000, 0), at(5000, 0), at(40, 0), at(5000, 0)];
    const track = {
      ...trackOf(way.map(() => null)),
      pilotLatDeg: way.map(({ latDeg }) => latDeg),
      pilotLonDeg: way.map(({ lonDeg }) => lonDeg),
      pilotAccuracyM: way.map(() => 50),
    };
    expect(judge([site(HERE)], { flights: [flightOf({ track })] }).rows).toMatchObject([
      { kind: "pilot", distanceM: 40, certainty: "probably", byteOffset: 1100, fromMs: 200 },
    ]);
  });

  test("a sealed flight is listed as one whose way is not known", () => {
    const { unknown } = judge([site(HERE)], { flights: [flightOf({ noTrack: "Sealed: where it flew is not known here." })] });
    expect(unknown).toEqual([{ item: "0123456789abcdef", itemName: null, sentence: "Sealed: where it flew is not known here." }]);
  });
});

describe("pictures and clips", () => {
  const view = (parts: object = {}): ExposedMedia => photoOf(footprintOf({ polygon: square(HERE, 20), band: square(HERE, 40), ...parts }));

  test("inside the polygon probably, only inside the band may, beyond nothing", () => {
    const judged = (eastM: number): ExposureFindings => judge([site(at(eastM, 0))], { media: [view()] });
    expect(judged(10).rows).toMatchObject([
      { kind: "footprint", certainty: "probably", byteOffset: 4711, sha256: "bb", itemKind: "photo" },
    ]);
    expect(judged(30).rows).toMatchObject([{ kind: "footprint", certainty: "may" }]);
    expect(judged(45).rows).toEqual([]);
  });

  test("a large site around the picture, and a line through it", () => {
    const around = feature("Polygon", [ringOf(square(HERE, 5000))], { name: "Around" });
    const line = feature("LineString", [lonLat(at(-3000, 5)), lonLat(at(3000, 5))], { name: "Line" });
    expect(judge([around, line], { media: [view()] }).sites.map(({ site: name }) => name)).toEqual(["Around", "Line"]);
  });

  test("only a direction: may, and that more may be in it is said", () => {
    const towards = footprintOf({ kind: "viewTowards", bearingDeg: 90, band: [at(0, 0), at(400, 100), at(400, -100)] });
    const { rows, unknown } = judge([site(at(300, 0))], { media: [photoOf(towards, { gap: "It looks to the horizon." })] });
    expect(rows).toMatchObject([{ kind: "viewTowards", certainty: "may", region: null }]);
    expect(unknown).toEqual([{ item: "bb", itemName: "DJI_0001.JPG", sentence: "It looks to the horizon." }]);
  });

  test("the camera over a site, by the error of its position; the laser's target", () => {
    const inputs = [{ name: "position", value: "", source: "xmp", sigma: 0.02, unit: "m" }] as const;
    const camera = view({ kind: "position", polygon: [], band: [], camera: HERE, inputs });
    expect(judge([site(at(0.01, 0))], { media: [camera] }).rows).toMatchObject([{ kind: "cameraPosition", certainty: "probably" }]);
    expect(judge([site(at(4, 0))], { media: [camera] }).rows).toEqual([]);
    const plain = view({ kind: "position", polygon: [], band: [], camera: HERE });
    expect(judge([site(at(4, 0))], { media: [plain] }).rows).toMatchObject([{ kind: "cameraPosition", certainty: "probably" }]);
    const laser = { ...view({ laser: at(100, 0) }), laserByteOffset: 1234 };
    expect(judge([site(at(101, 0))], { media: [laser] }).rows).toMatchObject([
      { kind: "laserPoint", byteOffset: 1234, certainty: "probably" },
    ]);
  });

  test("a clip: one row a site over all its seconds, with the byte of the first one", () => {
    const views = [0, 1, 2, 3].map((second) => ({
      footprint: footprintOf({ polygon: square(at(second * 30, 0), 20), band: square(at(second * 30, 0), 40) }),
      fromMs: second * 1000,
      toMs: (second + 1) * 1000,
      byteOffset: second,
    }));
    const clip: ExposedMedia = { ...view(), kind: "clip", views, viewSha256: "cc" };
    const { rows, items } = judge([site(at(60, 0))], { media: [clip] });
    expect(rows).toMatchObject([{ itemKind: "clip", certainty: "probably", fromMs: 2000, toMs: 3000, byteOffset: 2, sha256: "cc" }]);
    expect(items).toEqual({ flights: 0, photos: 0, clips: 1, files: 0 });
  });

  test("header values are rows with their bytes, counted by kind", () => {
    const reveal = {
      kind: "odd",
      label: "Odd (x)",
      value: "SYNTH1",
      byteOffset: 5,
      lengthBytes: 6,
      scrambled: false,
      sentence: "Names it.",
    };
    const two = [view(), { ...view(), sha256: "dd" }].map((media) => ({ ...media, reveals: [reveal] }));
    const { headers, rows, sentence } = judge([], { media: two });
    expect(headers).toEqual([{ kind: "odd", label: "Odd", values: 1, items: 2, sentence: "Names it." }]);
    expect(rows.map(({ kind, value, byteOffset, site: name, sha256 }) => [kind, value, byteOffset, name, sha256])).toEqual([
      ["odd", "SYNTH1", 5, null, "bb"],
      ["odd", "SYNTH1", 5, null, "dd"],
    ]);
    expect(sentence).toContain("No layer of sensitive sites");
  });

  test("rows beyond the most are counted, and every site is named all the same", () => {
    const layer = readSiteLayer(layerText(site(at(0, 0), "A"), site(at(1, 0), "B"), site(at(2, 0), "C")), {
      fileName: "l.geojson",
      sha256: "00",
    });
    const exposure = openExposure({ layers: [layer], maxSiteRows: 1 });
    exposure.addMedia(view());
    const { findings } = exposure.finish();
    expect(findings.rows).toHaveLength(1);
    expect(findings.rowsLeftOut).toBe(2);
    expect(findings.sites).toHaveLength(3);
  });
});

describe("for any place on earth", () => {
  const place = fc.record({
    latDeg: fc.double({ min: -80, max: 80, noNaN: true }),
    lonDeg: fc.double({ min: -180, max: 180, noNaN: true }),
  });
  const offset = fc.record({ eastM: fc.double({ min: -1, max: 1, noNaN: true }), northM: fc.double({ min: -1, max: 1, noNaN: true }) });

  test("a site inside the polygon is named, one beyond the band is not", () => {
    fc.assert(
      fc.property(place, offset, fc.double({ min: 5, max: 2000, noNaN: true }), (middle, { eastM, northM }, halfM) => {
        fc.pre(Math.abs(middle.latDeg) > 0.1 || Math.abs(middle.lonDeg) > 0.1);
        const media = [photoOf(footprintOf({ polygon: square(middle, halfM), band: square(middle, halfM * 1.5) }))];
        const inside = at(eastM * halfM * 0.99, northM * halfM * 0.99, middle);
        const outside = at((1.55 + Math.abs(eastM)) * halfM * (eastM < 0 ? -1 : 1), northM * halfM, middle);
        expect(judge([site(inside)], { media }).rows).toMatchObject([{ certainty: "probably" }]);
        expect(judge([site(outside)], { media }).rows).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test("many sites at once give the same as one at a time", () => {
    const spot = fc.record({
      eastM: fc.double({ min: -300, max: 300, noNaN: true }),
      northM: fc.double({ min: -300, max: 300, noNaN: true }),
    });
    fc.assert(
      fc.property(place, fc.array(spot, { minLength: 1, maxLength: 60 }), (middle, spots) => {
        fc.pre(Math.abs(middle.latDeg) > 0.1 || Math.abs(middle.lonDeg) > 0.1);
        const flights = [flightOf({ track: trackOf(Array.from({ length: 300 }, (_, step) => at(step - 150, step / 3, middle))) })];
        const media = [photoOf(footprintOf({ polygon: square(middle, 80), band: square(middle, 120) }))];
        const features = spots.map(({ eastM, northM }, index) => site(at(eastM, northM, middle), `S${index}`));
        const together = judge(features, { flights, media }).rows.map(({ kind, site: name, certainty }) => `${name} ${kind} ${certainty}`);
        const single = features.flatMap((one) =>
          judge([one], { flights, media }).rows.map(({ kind, site: name, certainty }) => `${name} ${kind} ${certainty}`),
        );
        expect(together.sort()).toEqual(single.sort());
      }),
      { numRuns: 60 },
    );
  });
});

test("every kind of a header value that the rules and readers give has words of its own for sums", () => {
  const kinds = new Set([
    ...fieldRules.map(({ kind }) => kind),
    "picturePosition",
    "laserTarget",
    "homePosition",
    "pilotPosition",
    "positionDetail",
  ]);
  for (const kind of [...kinds, "preview", "thermalData", "flightPath"])
    expect([kind, headerKinds[kind]?.sentence]).toEqual([kind, expect.stringMatching(/\.$/)]);
});
