import * as fc from "fast-check";
import { cellToLatLng, latLngToCell } from "h3-js";
import { describe, expect, test } from "vitest";
import type { PointHit } from "../../src/index.ts";
import { toBd09, toGcj02 } from "../../src/positions/shifted-datum.ts";
import { flown, hitsIn, LAT, LON, searchFor } from "./flown.ts";

/** A point of the track that is no round number. */
const lat = LAT + 100e-5;
const lon = LON + 100e-5;
const search = searchFor();

/** Every form, written by Node's own functions or by hand; with its layers and how far it may be off in degrees. */
function binary(size: number, write: (buffer: Buffer) => void): Buffer {
  const buffer = Buffer.alloc(size);
  write(buffer);
  return buffer;
}
const RAD = Math.PI / 180;
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
function zigzag(value: number): bigint {
  return value < 0 ? BigInt(-value) * 2n - 1n : BigInt(value) * 2n;
}
const e7 = (deg: number): number => Math.round(deg * 1e7);
const e6 = (deg: number): number => Math.round(deg * 1e6);
function dms(deg: number, letters: string, seconds = 2): string {
  const abs = Math.abs(deg);
  const d = Math.floor(abs);
  const m = Math.floor((abs - d) * 60);
  const s = ((abs - d) * 60 - m) * 60;
  return `${d}°${m}'${s.toFixed(seconds)}"${deg < 0 ? letters[1] : letters[0]}`;
}
function nmea(deg: number, width: number): string {
  const abs = Math.abs(deg);
  const d = Math.floor(abs);
  return `${String(d).padStart(width, "0")}${((abs - d) * 60).toFixed(5).padStart(8, "0")}`;
}
function rationals(deg: number, order: "LE" | "BE"): Buffer {
  const abs = Math.abs(deg);
  const d = Math.floor(abs);
  const m = Math.floor((abs - d) * 60);
  const s = Math.round(((abs - d) * 60 - m) * 60 * 10_000);
  return binary(24, (b) => {
    [d, 1, m, 1, s, 10_000].forEach((value, at) => {
      if (order === "LE") b.writeUInt32LE(value, at * 4);
      else b.writeUInt32BE(value, at * 4);
    });
  });
}

const forms: readonly { readonly name: string; readonly bytes: Buffer; readonly layers: readonly string[]; readonly offDeg: number }[] = [
  ...(["LE", "BE"] as const).flatMap((order) => {
    const pair = (size: number, method: string, a: number, b: number, gap = 0): Buffer =>
      binary(size * 2 + gap, (buffer) => {
        (buffer as unknown as Record<string, (value: number, at: number) => void>)[`${method}${order}`]!(a, 0);
        (buffer as unknown as Record<string, (value: number, at: number) => void>)[`${method}${order}`]!(b, size + gap);
      });
    return [
      { name: `int32 E7 ${order}`, bytes: pair(4, "writeInt32", e7(lat), e7(lon)), layers: ["e7"], offDeg: 1e-7 },
      { name: `int32 E7 ${order} lon, lat`, bytes: pair(4, "writeInt32", e7(lon), e7(lat)), layers: ["e7"], offDeg: 1e-7 },
      { name: `int32 E6 ${order} field between`, bytes: pair(4, "writeInt32", e6(lat), e6(lon), 4), layers: ["e6"], offDeg: 1e-6 },
      { name: `float64 ${order}`, bytes: pair(8, "writeDouble", lat, lon), layers: ["float64"], offDeg: 1e-9 },
      { name: `float64 ${order} tag between`, bytes: pair(8, "writeDouble", lon, lat, 1), layers: ["float64"], offDeg: 1e-9 },
      { name: `radians64 ${order}`, bytes: pair(8, "writeDouble", lat * RAD, lon * RAD), layers: ["radians64"], offDeg: 1e-9 },
      { name: `float32 ${order}`, bytes: pair(4, "writeFloat", lat, lon), layers: ["float32"], offDeg: 1e-5 },
      { name: `radians32 ${order}`, bytes: pair(4, "writeFloat", lat * RAD, lon * RAD), layers: ["radians32"], offDeg: 2e-5 },
      { name: `EXIF ${order}`, bytes: Buffer.concat([rationals(lat, order), rationals(lon, order)]), layers: ["exif"], offDeg: 1e-7 },
      {
        name: `EXIF ${order} altitude between`,
        bytes: Buffer.concat([rationals(lat, order), Buffer.alloc(8, 1), rationals(lon, order)]),
        layers: ["exif"],
        offDeg: 1e-7,
      },
    ];
  }),
  {
    name: "varint zigzag E7",
    bytes: Buffer.concat([Buffer.from([0x10]), varint(zigzag(e7(lat))), Buffer.from([0x18]), varint(zigzag(e7(lon)))]),
    layers: ["protobuf", "e7"],
    offDeg: 1e-7,
  },
  {
    name: "varint plain E7",
    bytes: Buffer.concat([Buffer.from([0x10]), varint(BigInt(e7(lat))), Buffer.from([0x18]), varint(BigInt(e7(lon)))]),
    layers: ["protobuf", "e7"],
    offDeg: 1e-7,
  },
  {
    name: "varint plain E6, field between",
    bytes: Buffer.concat([Buffer.from([0x10]), varint(BigInt(e6(lat))), Buffer.from([0x18, 0x05, 0x20]), varint(BigInt(e6(lon)))]),
    layers: ["protobuf", "e6"],
    offDeg: 1e-6,
  },
  {
    name: "varint with tags of two bytes",
    bytes: Buffer.concat([Buffer.from([0x80, 0x01]), varint(zigzag(e7(lon))), Buffer.from([0x88, 0x01]), varint(zigzag(e7(lat)))]),
    layers: ["protobuf", "e7"],
    offDeg: 1e-7,
  },
  ...(
    [
      ["JSON", `{"lat":${lat},"lng":${lon},"alt":118.4}`, ["decimal"], 1e-8],
      ["JSON strings", `{"latitude":"${lat.toFixed(6)}","longitude":"${lon.toFixed(6)}"}`, ["decimal"], 1e-6],
      ["GeoJSON", `[${lon.toFixed(7)},${lat.toFixed(7)}]`, ["decimal"], 1e-7],
      ["height between", `{"lat":${lat.toFixed(5)},"alt":118.4,"lon":${lon.toFixed(5)}}`, ["decimal"], 1e-5],
      ["XML", `<trkpt lat="${lat.toFixed(7)}" lon="${lon.toFixed(7)}"><ele>3</ele>`, ["decimal"], 1e-7],
      ["query", `?lat=${lat.toFixed(6)}&lon=${lon.toFixed(6)}&z=3`, ["decimal"], 1e-6],
      ["percent", `loc=${lat.toFixed(6)}%2C${lon.toFixed(6)}`, ["decimal"], 1e-6],
      ["percent space", `q=${lon.toFixed(6)}%20${lat.toFixed(6)}`, ["decimal"], 1e-6],
      ["CSV", `17,${lat.toFixed(6)},${lon.toFixed(6)},4\n`, ["decimal"], 1e-6],
      ["exponents", `${(lat / 10).toFixed(8)}e1,${(lon / 100).toFixed(9)}E+02`, ["decimal"], 1e-6],
      ["decimal comma", `"${lat.toFixed(6).replace(".", ",")}";"${lon.toFixed(6).replace(".", ",")}"`, ["decimal"], 1e-6],
      ["decimal comma, semicolons", `;${lat.toFixed(6).replace(".", ",")};${lon.toFixed(6).replace(".", ",")};`, ["decimal"], 1e-6],
      ["hemispheres behind", `${lat.toFixed(5)} N, ${(-lon).toFixed(5)} W`, ["decimal"], 1e-5],
      ["hemispheres before", `N ${lat.toFixed(5)} W ${(-lon).toFixed(5)}`, ["decimal"], 1e-5],
      ["hemispheres attached", `N${lat.toFixed(5)}W${(-lon).toFixed(5)}`, ["decimal"], 1e-5],
      ["degree signs", `${lat.toFixed(5)}°N ${(-lon).toFixed(5)}°W`, ["decimal"], 1e-5],
      ["ISO 6709", `+${lat.toFixed(6)}${lon.toFixed(6)}/`, ["decimal"], 1e-6],
      ["two decimals", `{"lat":"${lat.toFixed(2)}","lng":"${lon.toFixed(2)}"}`, ["decimal"], 1e-2],
      ["text E7", `{"lat":${e7(lat)},"lon":${e7(lon)}}`, ["text", "e7"], 1e-7],
      ["text E6", `lon=${e6(lon)};lat=${e6(lat)};`, ["text", "e6"], 1e-6],
      ["DMS", `${dms(lat, "NS")} ${dms(lon, "EW")}`, ["dms"], 1e-5],
      ["DMS whole seconds", `${dms(lat, "NS", 0)}, ${dms(lon, "EW", 0)}`, ["dms"], 1e-3],
      ["DMS in JSON", JSON.stringify({ where: `${dms(lat, "NS")}, ${dms(lon, "EW")}` }), ["dms"], 1e-5],
      ["NMEA", `$GPGGA,120140.00,${nmea(lat, 2)},N,${nmea(lon, 3)},W,1,08,0.9,118.4,M,,M,,*47\r\n`, ["nmea"], 1e-6],
    ] as const
  ).map(([name, text, layers, offDeg]) => ({ name, bytes: Buffer.from(` ${text} `), layers, offDeg })),
];

function nearestTo(hits: readonly PointHit[], layers: readonly string[]): PointHit | undefined {
  return hits.find((hit) => hit.layers.join() === layers.join());
}

describe("every form", () => {
  for (const form of forms) {
    test(form.name, () => {
      const hits = hitsIn(search, form.bytes);
      const hit = nearestTo(hits, form.layers);
      expect(hit, `hits: ${JSON.stringify(hits)}`).toBeDefined();
      expect(Math.abs(hit!.latDeg - lat)).toBeLessThanOrEqual(form.offDeg);
      expect(Math.abs(hit!.lonDeg - lon)).toBeLessThanOrEqual(form.offDeg);
      expect(hits.filter((other) => other.layers.join() === form.layers.join()).length).toBe(1);
    });
  }

  test("at every cut, in the middle of other bytes, alike", () => {
    void fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        fc.nat({ max: 900 }),
        fc.nat({ max: 900 }),
        fc.array(fc.nat({ max: 2000 }), { maxLength: 6 }),
        fc.constantFrom(0, 3, 0x7c),
        (form, before, after, cuts, filler) => {
          const bytes = Buffer.concat([Buffer.alloc(before, filler), form.bytes, Buffer.alloc(after, filler)]);
          const whole = hitsIn(search, bytes);
          const hit = nearestTo(whole, form.layers);
          expect(hit).toBeDefined();
          expect(hit!.start).toBeGreaterThanOrEqual(before);
          expect(hit!.end).toBeLessThanOrEqual(before + form.bytes.length);
          expect(hitsIn(search, bytes, cuts)).toEqual(whole);
        },
      ),
      { numRuns: 1500 },
    );
  });

  test("one byte at a time, far into a stream", () => {
    for (const form of forms) {
      const bytes = Buffer.concat([Buffer.alloc(70_000, 3), form.bytes, Buffer.alloc(700, 3)]);
      const scan: PointHit[] = [];
      const stream = search.open((hit) => scan.push(hit));
      stream.push(bytes, 0, 69_990);
      for (let at = 69_990; at < bytes.length; at += 1) stream.push(bytes, at, at + 1);
      stream.end();
      expect(nearestTo(scan, form.layers), form.name).toBeDefined();
    }
  });

  test("nothing is found across a gap", () => {
    const hits: PointHit[] = [];
    const scan = search.open((hit) => hits.push(hit));
    const bytes = Buffer.from(`lat=${lat.toFixed(6)};lon=${lon.toFixed(6)} `);
    scan.push(bytes, 0, 14);
    scan.gap();
    scan.push(bytes, 14, bytes.length);
    scan.end();
    expect(hits.filter((hit) => !Number.isNaN(hit.latDeg) && !Number.isNaN(hit.lonDeg))).toEqual([]);
  });
});

describe("grid codes, by published examples", () => {
  // Codes of known places: the geohash of Wikipedia's example, the quadkey of Bing's documentation, the plus code of its specification.
  const cases = [
    { name: "geohash", at: [57.64911, 10.40744], text: `{"geohash":"u4pruydqqvj"}`, layer: "geohash" },
    { name: "geohash in capitals", at: [57.64911, 10.40744], text: `geo=U4PRUYDQ&`, layer: "geohash" },
    { name: "plus code", at: [47.36559, 8.524997], text: `code=8FVC9G8F+6X`, layer: "plusCode" },
    { name: "plus code, eleven digits", at: [20.3701125, 2.782234375], text: `7FG49QCJ+2VX `, layer: "plusCode" },
    { name: "MGRS", at: [38.8895, -77.0353], text: `"18S UJ 23480 06470"`, layer: "mgrs" },
    { name: "MGRS, no spaces", at: [38.8895, -77.0353], text: `at 18SUJ2348006470.`, layer: "mgrs" },
    { name: "UTM", at: [43.642567, -79.387139], text: `17T 630084 4833438`, layer: "mgrs" },
    { name: "UTM with units", at: [43.642567, -79.387139], text: `17N 630084mE 4833438mN`, layer: "mgrs" },
    { name: "H3", at: cellToLatLng("8928308280fffff"), text: `/cells/8928308280fffff/x`, layer: "h3" },
  ] as const;
  for (const { name, at, text, layer } of cases) {
    test(name, () => {
      const own = searchFor([flown({ rows: 3, from: [at[0], at[1]] })]);
      const hit = hitsIn(own, text).find((found) => found.layers[0] === layer);
      expect(hit).toBeDefined();
      expect(hit!.latDeg).toBeCloseTo(at[0], 2);
      expect(hit!.lonDeg).toBeCloseTo(at[1], 2);
      expect(hit!.weakBecause).toBeNull();
    });
  }

  test("quadkey of the tile system's example", () => {
    // Tile 3,5 at level 3 is 213 (Bing Maps tile system): its sub-tiles begin with that.
    const own = searchFor([flown({ rows: 3, from: [-45, -10] })]);
    const tile = { z: 16, x: Math.floor(((-10 + 180) / 360) * 65_536), y: 0 };
    tile.y = Math.floor(((1 - Math.asinh(Math.tan((-45 * Math.PI) / 180)) / Math.PI) / 2) * 65_536);
    let key = "";
    for (let bit = 15; bit >= 0; bit -= 1) key += String(((tile.x >> bit) & 1) + 2 * ((tile.y >> bit) & 1));
    expect(key.startsWith("213")).toBe(true);
    const hit = hitsIn(own, `/tiles/ax/${key}.jpeg`).find((found) => found.layers[0] === "quadkey");
    expect(hit?.latDeg).toBeCloseTo(-45, 1);
  });

  test("H3 cells of every resolution from 5 to 15", () => {
    for (let resolution = 5; resolution <= 15; resolution += 1) {
      const hits = hitsIn(search, `{"cell":"${latLngToCell(lat, lon, resolution)}"}`);
      expect(
        hits.map((hit) => hit.layers[0]),
        String(resolution),
      ).toEqual(["h3"]);
    }
  });

  test("words of a language are weak geohashes at most", () => {
    const own = searchFor([flown({ rows: 3, from: [57.64911, 10.40744] })]);
    expect(hitsIn(own, "a u4pruyd b")[0]?.weakBecause).toMatch(/field name/);
  });
});

describe("shifted datums", () => {
  const place = { latDeg: 39.915, lonDeg: 116.404 };
  const own = searchFor([flown({ rows: 3, from: [place.latDeg, place.lonDeg] })]);
  test("the published transformation", () => {
    // Values of the well-known test set (eviltransform): Shanghai.
    const shifted = toGcj02(31.1774276, 121.5272106);
    expect(shifted.latDeg).toBeCloseTo(31.17530398364597, 6);
    expect(shifted.lonDeg).toBeCloseTo(121.531541859215, 6);
    const baidu = toBd09(39.915, 116.404);
    expect(Math.abs(baidu.latDeg - 39.915)).toBeGreaterThan(0.005);
  });
  test("a shifted copy is found and named", () => {
    for (const [shift, forward] of [
      ["gcj02", toGcj02],
      ["bd09", toBd09],
    ] as const) {
      const there = forward(place.latDeg, place.lonDeg);
      const hit = hitsIn(own, `{"lat":${there.latDeg.toFixed(6)},"lng":${there.lonDeg.toFixed(6)}}`)[0];
      expect(hit?.layers).toEqual(["decimal", shift]);
      expect(hit?.latDeg).toBeCloseTo(place.latDeg, 5);
    }
    expect(hitsIn(own, `{"lat":${place.latDeg},"lng":${place.lonDeg}}`)[0]?.layers).toEqual(["decimal"]);
  });
});

describe("what is no position", () => {
  test("a latitude alone is a weak single value", () => {
    const hits = hitsIn(search, `{"sn":"4LFCJ5N0B20F6X","lat":${LAT}}`);
    expect(hits.length).toBe(1);
    expect(hits[0]?.lonDeg).toBeNaN();
    expect(hits[0]?.weakBecause).toMatch(/alone/);
  });
  test("versions, addresses, dates, prices", () => {
    expect(hitsIn(search, `v47.64.2 47.64.122.13 {"a":47.64} 2026-01-01T12:00:47.642Z 122.13`)).toEqual([]);
  });
  test("two numbers between", () => {
    expect(hitsIn(search, `${lat.toFixed(6)} 1 2 ${lon.toFixed(6)}`)).toEqual([]);
  });
  test("near misses are never exact, near or area", () => {
    void fc.assert(
      fc.property(
        fc.double({ min: 0.06, max: 0.4, noNaN: true }),
        fc.double({ min: 0.08, max: 0.4, noNaN: true }),
        fc.boolean(),
        (dLat, dLon, north) => {
          const text = `{"lat":${(lat + (north ? dLat : -dLat)).toFixed(6)},"lng":${(lon - dLon).toFixed(6)}}`;
          for (const hit of hitsIn(search, text)) expect(search.index.nearestOfAllM(hit.latDeg, hit.lonDeg, 1e6)).toBeGreaterThan(5000);
        },
      ),
    );
  });
  test("random bytes and letters hold no pairs", () => {
    let state = 7;
    const bytes = new Uint8Array(2 * 1024 * 1024);
    for (let at = 0; at < bytes.length; at += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      bytes[at] = state >>> 11;
    }
    expect(hitsIn(search, bytes)).toEqual([]);
    expect(hitsIn(search, Buffer.from(Buffer.from(bytes).toString("base64")))).toEqual([]);
    expect(hitsIn(search, Buffer.from(Buffer.from(bytes).toString("hex")))).toEqual([]);
  });
  test("any bytes in any pieces: the same hits, never an error", () => {
    void fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.array(fc.nat({ max: 3000 }), { maxLength: 5 }), (bytes, cuts) => {
        expect(hitsIn(search, bytes, cuts)).toEqual(hitsIn(search, bytes));
      }),
    );
  });
});
