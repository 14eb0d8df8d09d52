/** Positions in every form, at the moment they are sent; tracks, the home point, places asked for. */
// biome-ignore lint/correctness/noUndeclaredDependencies: a dependency of packages/audit; the lab writes cells with it
import { latLngToCell } from "h3-js";
import type { EncodingLayer, FindingKind, PrecisionClass } from "../../../packages/audit/src/index.ts";
import { concatBytes } from "../../../packages/capture/src/index.ts";
import { sampleJpeg } from "../../../packages/sample/src/index.ts";
import { jpegWithPosition, numberBytes, protobuf } from "../encoders.ts";
import { ggaSentence } from "../truth.ts";
import { bd09, dms, gcj02, geohash, mgrs, type Point, plusCode, quadkey, rmc, tileOf, utmText } from "./position-forms.ts";
import { binary, json, plainText, type QualityCase, type Sent, utf8 } from "./quality-case.ts";
import { FLIGHT_START_US, HOME, INLAND_HOME, noise, pointAt } from "./quality-truth.ts";

/** What a program's own record holds around numbers: counters, flags, lengths, nothing. */
const RECORD_HEAD = Uint8Array.of(0x4c, 0x42, 0, 1, 0, 0, 0, 2, 0, 0, 0x11, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0);
const RECORD_TAIL = Uint8Array.of(0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0);

type Writer = (point: Point, seconds: number) => Sent;
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** All cases of positions. */
export const positionCases: readonly QualityCase[] = [
  at(
    "seven decimals, JSON numbers",
    ["decimal"],
    ({ latDeg, lonDeg }) => json({ v: 2, lat: rounded(latDeg, 7), lng: rounded(lonDeg, 7) }),
    "exact",
  ),
  at(
    "six decimals, JSON texts",
    ["decimal"],
    ({ latDeg, lonDeg }) => json({ latitude: latDeg.toFixed(6), longitude: lonDeg.toFixed(6) }),
    "exact",
  ),
  at("all decimals that a double has", ["decimal"], ({ latDeg, lonDeg }) => json({ position: { lat: latDeg, lon: lonDeg } }), "exact"),
  at("five decimals", ["decimal"], ({ latDeg, lonDeg }) => json({ lat: rounded(latDeg, 5), lon: rounded(lonDeg, 5) }), "exact"),
  at("four decimals", ["decimal"], ({ latDeg, lonDeg }) => json({ lat: latDeg.toFixed(4), lon: lonDeg.toFixed(4) })),
  at("three decimals", ["decimal"], ({ latDeg, lonDeg }) => json({ lat: latDeg.toFixed(3), lon: lonDeg.toFixed(3) })),
  at("two decimals", ["decimal"], ({ latDeg, lonDeg }) => json({ lat: latDeg.toFixed(2), lon: lonDeg.toFixed(2) })),
  at(
    "an array, latitude first",
    ["decimal"],
    ({ latDeg, lonDeg }) => json({ pos: [rounded(latDeg, 6), rounded(lonDeg, 6), 60.5] }),
    "exact",
  ),
  at(
    "GeoJSON, longitude first",
    ["decimal"],
    ({ latDeg, lonDeg }) => json({ type: "Point", coordinates: [rounded(lonDeg, 6), rounded(latDeg, 6)] }),
    "exact",
  ),
  at(
    "the height between",
    ["decimal"],
    ({ latDeg, lonDeg }) => json({ lat: rounded(latDeg, 6), alt: 61.25, lon: rounded(lonDeg, 6) }),
    "exact",
  ),
  at(
    "a form body",
    ["decimal"],
    ({ latDeg, lonDeg }) => ({
      body: utf8(`v=2&lat=${latDeg.toFixed(6)}&lng=${lonDeg.toFixed(6)}`),
      type: "application/x-www-form-urlencoded",
    }),
    "exact",
  ),
  at(
    "a form body, comma percent coded",
    ["decimal"],
    ({ latDeg, lonDeg }) => ({
      body: utf8(`v=2&loc=${latDeg.toFixed(6)}%2C${lonDeg.toFixed(6)}`),
      type: "application/x-www-form-urlencoded",
    }),
    "exact",
  ),
  at(
    "a line of CSV",
    ["decimal"],
    ({ latDeg, lonDeg }, s) => plainText(`time,lat,lon,alt\n${s.toFixed(1)},${latDeg.toFixed(6)},${lonDeg.toFixed(6)},60.2\n`),
    "exact",
  ),
  at(
    "CSV with decimal commas",
    ["decimal"],
    ({ latDeg, lonDeg }, s) =>
      plainText(`time;lat;lon;alt\n${s.toFixed(0)};${latDeg.toFixed(6)};${lonDeg.toFixed(6)};60\n`.replaceAll(".", ",")),
    "exact",
  ),
  at(
    "XML attributes, as in GPX",
    ["decimal"],
    ({ latDeg, lonDeg }) => ({
      body: utf8(`<gpx><trkpt lat="${latDeg.toFixed(7)}" lon="${lonDeg.toFixed(7)}"><ele>60</ele></trkpt></gpx>`),
      type: "application/gpx+xml",
    }),
    "exact",
  ),
  at(
    "XML elements",
    ["decimal"],
    ({ latDeg, lonDeg }) => ({
      body: utf8(`<p><latitude>${latDeg.toFixed(6)}</latitude><longitude>${lonDeg.toFixed(6)}</longitude></p>`),
      type: "application/xml",
    }),
    "exact",
  ),
  at(
    "letters for the hemispheres",
    ["decimal"],
    ({ latDeg, lonDeg }) => plainText(`at ${latDeg.toFixed(6)} N, ${Math.abs(lonDeg).toFixed(6)} W\n`),
    "exact",
  ),
  at("degrees, minutes, seconds", ["dms"], (point) => plainText(`at ${dms(point)}\n`), "exact"),
  at(
    "NMEA GGA",
    ["nmea"],
    ({ latDeg, lonDeg }, s) => plainText(`${ggaSentence({ lat: latDeg, lon: lonDeg, alt: 61 }, FLIGHT_START_US + s * 1e6)}\r\n`),
    "exact",
  ),
  at("NMEA RMC", ["nmea"], (point, s) => plainText(`${rmc(point, FLIGHT_START_US + s * 1e6)}\r\n`), "exact"),
  at(
    "integers times ten million, JSON",
    ["e7"],
    ({ latDeg, lonDeg }) => json({ lat: Math.round(latDeg * 1e7), lon: Math.round(lonDeg * 1e7) }),
    "exact",
  ),
  at(
    "integers times a million, JSON",
    ["e6"],
    ({ latDeg, lonDeg }) => json({ lat: Math.round(latDeg * 1e6), lon: Math.round(lonDeg * 1e6) }),
    "exact",
  ),
  ...(["little", "big"] as const).flatMap((order) => [
    numbers(`doubles, ${order} endian`, ["float64"], "float64", order, 1, "exact"),
    numbers(`floats, ${order} endian`, ["float32"], "float32", order, 1, "exact"),
    numbers(`doubles in radians, ${order} endian`, ["radians64"], "float64", order, Math.PI / 180, "exact"),
    numbers(`floats in radians, ${order} endian`, ["radians32"], "float32", order, Math.PI / 180, "exact"),
    numbers(`integers times ten million, ${order} endian`, ["e7"], "int32", order, 1e7, "exact"),
    numbers(`integers times a million, ${order} endian`, ["e6"], "int32", order, 1e6, "exact"),
  ]),
  ...(["float64", "float32"] as const).map((form) => inNoise(form)),
  at("doubles, longitude first", ["float64"], ({ latDeg, lonDeg }) => binary(packed([lonDeg, latDeg], "float64")), "exact"),
  at(
    "radians, longitude first, as in flight records",
    ["radians64"],
    ({ latDeg, lonDeg }) =>
      binary(
        packed(
          [lonDeg, latDeg].map((degrees) => (degrees * Math.PI) / 180),
          "float64",
        ),
      ),
    "exact",
  ),
  at("doubles, the height between", ["float64"], ({ latDeg, lonDeg }) => binary(packed([latDeg, 61.5, lonDeg], "float64")), "exact"),
  at(
    "protobuf, doubles",
    ["float64"],
    ({ latDeg, lonDeg }) =>
      binary(
        protobuf([
          [1, "string", "osd"],
          [2, "double", latDeg],
          [3, "double", lonDeg],
          [4, "float", 60.5],
        ]),
      ),
    "exact",
  ),
  at(
    "protobuf, floats",
    ["float32"],
    ({ latDeg, lonDeg }) =>
      binary(
        protobuf([
          [1, "string", "osd"],
          [2, "float", latDeg],
          [3, "float", lonDeg],
        ]),
      ),
    "exact",
  ),
  at(
    "protobuf, fixed integers",
    ["e7"],
    ({ latDeg, lonDeg }) =>
      binary(
        protobuf([
          [1, "string", "osd"],
          [2, "sfixed32", latDeg * 1e7],
          [3, "sfixed32", lonDeg * 1e7],
        ]),
      ),
    "exact",
  ),
  at(
    "protobuf, zigzag integers",
    ["e7"],
    ({ latDeg, lonDeg }) =>
      binary(
        protobuf([
          [1, "string", "osd"],
          [2, "zigzag", latDeg * 1e7],
          [3, "zigzag", lonDeg * 1e7],
        ]),
      ),
    "exact",
  ),
  at(
    "protobuf, plain integers",
    ["e7"],
    ({ latDeg, lonDeg }) =>
      binary(
        protobuf([
          [1, "string", "osd"],
          [2, "varint", latDeg * 1e7],
          [3, "varint", lonDeg * 1e7],
        ]),
      ),
    "exact",
  ),
  at(
    "protobuf, zigzag integers times a million",
    ["e6"],
    ({ latDeg, lonDeg }) =>
      binary(
        protobuf([
          [1, "string", "osd"],
          [2, "zigzag", latDeg * 1e6],
          [3, "zigzag", lonDeg * 1e6],
        ]),
      ),
    "exact",
  ),
  at(
    "protobuf, a message within",
    ["float64"],
    ({ latDeg, lonDeg }) =>
      binary(
        protobuf([
          [1, "string", "osd"],
          [
            5,
            "message",
            [
              [1, "double", latDeg],
              [2, "double", lonDeg],
            ],
          ],
        ]),
      ),
    "exact",
  ),
  at(
    "a picture's position",
    ["exif"],
    ({ latDeg, lonDeg }) => ({
      body: jpegWithPosition(sampleJpeg(58), latDeg, lonDeg, 120, "2026:10:05 10:05:00", "LABPICTURE"),
      type: "image/jpeg",
    }),
    "exact",
    ["picture"],
  ),
  at("geohash of ten letters", ["geohash"], (point) => json({ geohash: geohash(point, 10) }), "exact"),
  at("geohash of seven letters", ["geohash"], (point) => json({ geohash: geohash(point, 7) })),
  at("H3 cell, resolution 12", ["h3"], ({ latDeg, lonDeg }) => json({ h3: latLngToCell(latDeg, lonDeg, 12) })),
  at("quadkey of 20 digits", ["quadkey"], (point) => json({ quadkey: quadkey(point, 20) })),
  at("plus code of 10 digits", ["plusCode"], (point) => json({ plus: plusCode(point) })),
  at("plus code of 11 digits", ["plusCode"], (point) => json({ plus: plusCode(point, 11) })),
  at("MGRS", ["mgrs"], (point) => json({ mgrs: mgrs(point) }), "exact"),
  at("UTM", ["mgrs"], (point) => plainText(`position ${utmText(point)}\n`), "exact"),
  { ...at("GCJ-02, JSON", ["gcj02"], shifted(gcj02), "exact"), send: (s) => shifted(gcj02)(pointAt(INLAND_HOME, s), s) },
  { ...at("BD-09, JSON", ["bd09"], shifted(bd09), "exact"), send: (s) => shifted(bd09)(pointAt(INLAND_HOME, s), s) },
  {
    ...at("GCJ-02, doubles", ["gcj02"], shifted(gcj02), "exact"),
    send: (s) => binary(packed(pair(gcj02(pointAt(INLAND_HOME, s))), "float64")),
  },
  home("home point, six decimals", ["decimal"], json({ home: { lat: rounded(HOME.latDeg, 6), lng: rounded(HOME.lonDeg, 6) } })),
  home(
    "home point, doubles in radians",
    ["radians64"],
    binary(
      packed(
        pair(HOME).map((degrees) => (degrees * Math.PI) / 180),
        "float64",
      ),
    ),
  ),
  track("track, JSON", ["decimal"], (points) =>
    json({ path: points.map(({ latDeg, lonDeg }) => [rounded(latDeg, 6), rounded(lonDeg, 6)]) }),
  ),
  track("track, CSV", ["decimal"], (points) =>
    plainText(["t,lat,lon", ...points.map(({ latDeg, lonDeg }, row) => `${row},${latDeg.toFixed(7)},${lonDeg.toFixed(7)}`)].join("\n")),
  ),
  track("track, doubles", ["float64"], (points) => binary(packed(points.flatMap(pair), "float64"))),
  track("track, integers times ten million", ["e7"], (points) =>
    binary(
      packed(
        points.flatMap(pair).map((degrees) => degrees * 1e7),
        "int32",
      ),
    ),
  ),
  track("track, protobuf", ["float64"], (points) =>
    binary(
      protobuf(
        points.map(({ latDeg, lonDeg }) => [
          2,
          "message",
          [
            [1, "double", latDeg],
            [2, "double", lonDeg],
          ],
        ]),
      ),
    ),
  ),
];

/** Places asked for: over HTTP alone. */
export const placeCases: readonly QualityCase[] = [
  place(
    "rectangle by its corners",
    ["box"],
    ({ latDeg, lonDeg }) =>
      `/geo/in_rectangle?ltlat=${(latDeg + 0.01).toFixed(4)}&ltlng=${(lonDeg - 0.012).toFixed(4)}&rblat=${(latDeg - 0.01).toFixed(4)}&rblng=${(lonDeg + 0.012).toFixed(4)}`,
  ),
  place(
    "bbox, west first",
    ["box"],
    ({ latDeg, lonDeg }) =>
      `/wms?bbox=${[lonDeg - 0.01, latDeg - 0.008, lonDeg + 0.01, latDeg + 0.008].map((value) => value.toFixed(5)).join(",")}&srs=CRS:84`,
  ),
  place(
    "bbox, south first",
    ["box"],
    ({ latDeg, lonDeg }) =>
      `/wms?version=1.3.0&crs=EPSG:4326&bbox=${[latDeg - 0.008, lonDeg - 0.01, latDeg + 0.008, lonDeg + 0.01].map((value) => value.toFixed(5)).join(",")}`,
  ),
  place(
    "point and radius",
    ["circle"],
    ({ latDeg, lonDeg }) => `/tfrs_around?lat=${latDeg.toFixed(3)}&lng=${lonDeg.toFixed(3)}&radius=5000`,
    ["position"],
  ),
  place("map tile", ["tile"], (point) => `/tiles/16/${tileOf(point, 16).x}/${tileOf(point, 16).y}.png`),
  place("map tile for fine screens", ["tile"], (point) => `/v4/satellite/15/${tileOf(point, 15).x}/${tileOf(point, 15).y}@2x.png`),
  place(
    "map tile counted from the bottom",
    ["tile"],
    (point) => `/tms/1.0.0/map/16/${tileOf(point, 16).x}/${2 ** 16 - 1 - tileOf(point, 16).y}.png`,
  ),
  place("quadkey tile", ["quadkey"], (point) => `/tiles/a${quadkey(point, 16)}.jpeg?g=58`),
];

function at(
  name: string,
  layers: readonly EncodingLayer[],
  write: Writer,
  precision?: PrecisionClass,
  also: readonly FindingKind[] = [],
): QualityCase {
  const expected = [{ kind: "position" as const, layers, ...(precision === undefined ? {} : { class: precision }) }];
  return { name: `position: ${name}`, group: "positions", send: (s) => write(pointAt(HOME, s), s), expected, also };
}

function numbers(
  name: string,
  layers: readonly EncodingLayer[],
  form: "float64" | "float32" | "int32",
  order: "little" | "big",
  factor: number,
  precision: PrecisionClass,
): QualityCase {
  return at(
    name,
    layers,
    (point) =>
      binary(
        packed(
          pair(point).map((degrees) => degrees * factor),
          form,
          order,
        ),
      ),
    precision,
  );
}

/** Between bytes that look random a pair of floats may be chance: it counts when it is said as weak. */
function inNoise(form: "float64" | "float32"): QualityCase {
  const name = `position: ${form === "float64" ? "doubles" : "floats"} among random bytes`;
  const send = (s: number): Sent => {
    const numbers = pair(pointAt(HOME, s)).map((value) => numberBytes(form, value));
    return binary(concatBytes([noise("before numbers", 37), ...numbers, noise("behind numbers", 29)]));
  };
  return { name, group: "positions", send, expected: [{ kind: "position", layers: [form], class: "exact", weak: form === "float32" }] };
}

function home(name: string, layers: readonly EncodingLayer[], sent: Sent): QualityCase {
  return { name, group: "positions", send: () => sent, expected: [{ kind: "homePoint", layers, class: "exact" }] };
}

function track(name: string, layers: readonly EncodingLayer[], write: (points: readonly Point[]) => Sent): QualityCase {
  // Forty points of the first flight, from half a minute on: most of them are hours or minutes old when they are sent.
  const points = Array.from({ length: 40 }, (_, row) => pointAt(HOME, 30 + row * 20));
  return { name, group: "positions", send: () => write(points), expected: [{ kind: "track", layers, class: "exact" }], also: ["position"] };
}

function place(
  name: string,
  layers: readonly EncodingLayer[],
  path: (point: Point) => string,
  also: readonly FindingKind[] = [],
): QualityCase {
  return {
    name: `asked for: ${name}`,
    group: "places",
    needsHead: true,
    send: (s) => ({ ...json({ v: 2 }), path: path(pointAt(HOME, s)) }),
    expected: [{ kind: "placeQuery", layers }],
    also,
  };
}

function shifted(shift: (point: Point) => Point): Writer {
  return (point) => {
    const { latDeg, lonDeg } = shift(point);
    return json({ lat: rounded(latDeg, 6), lng: rounded(lonDeg, 6) });
  };
}

function pair({ latDeg, lonDeg }: Point): readonly [number, number] {
  return [latDeg, lonDeg];
}

function packed(values: readonly number[], form: "float64" | "float32" | "int32", order: "little" | "big" = "little"): Uint8Array {
  return concatBytes([RECORD_HEAD, ...values.map((value) => numberBytes(form, value, order)), RECORD_TAIL]);
}
