import { newColumns } from "@creance/core";
import { type Flight, trackColumns } from "@creance/flight";
import type { MetadataField } from "@creance/formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldReveals, logReveals } from "../src/index.ts";

let offset = 100;
function field(group: MetadataField["group"], name: string, value: string): MetadataField {
  offset += 50;
  return { group, name, value, byteOffset: offset, lengthBytes: value.length };
}
const kinds = (fields: readonly MetadataField[]): string[] => fieldReveals(fields).map(({ kind }) => kind);

describe("what named values give away", () => {
  test.each([
    ["xmp", "drone-dji:DroneSerialNumber", "SYNTH0001", "aircraftSerial"],
    ["xmp", "drone-dji:CameraSerialNumber", "SYNTHCAM", "cameraSerial"],
    ["exif", "BodySerialNumber", "SYNTHCAM", "cameraSerial"],
    ["exif", "LensSerialNumber", "SYNTHLENS", "lensSerial"],
    ["xmp", "drone-dji:CaptureUUID", "0a1b2c", "uuid"],
    ["xmp", "drone-dji:NTRIPHost", "rtk.example.org", "correctionServer"],
    ["xmp", "drone-dji:NTRIPPort", "2101", "correctionServer"],
    ["xmp", "drone-dji:NTRIPMountPoint", "SYNTH32", "correctionServer"],
    ["xmp", "drone-dji:UTCAtExposure", "2026:09:07 08:12:40", "startTime"],
    ["exif", "Artist", "Example Survey", "personName"],
    ["exif", "Copyright", "Example Survey", "personName"],
    ["exif", "Software", "v1.0.7", "app"],
    ["exif", "ImageDescription", "DCIM/100MEDIA", "note"],
    ["xmp", "Skydio:VehicleId", "synth-1", "aircraftSerial"],
    ["xmp", "Skydio:VehicleName", "Kestrel", "droneName"],
    ["xmp", "Skydio:FlightId", "f-1", "uuid"],
    ["xmp", "photoshop:City", "Campo Exemplo", "placeName"],
    ["telemetry", "1-1-5 serial_number", "SYNTH0001", "aircraftSerial"],
    ["container", "moov/udta/©mod", "FC0000", "model"],
    ["info", "sys_uuid", "0001000000003039", "uuid"],
    ["header", "uid2", "00ff00ff", "uuid"],
    ["header", "DETAILS.aircraftName", "Kestrel", "droneName"],
    ["parameter", "BRD_SERIAL_NUM", "17", "aircraftSerial"],
    ["text", "imei", "356938035643809", "phoneIdentifier"],
    ["text", "message", "sent to pilot@example.org", "email"],
    ["header", "url", "ntrip://user:word@rtk.example.org:2101", "correctionServer"],
  ] as const)("%s %s", (group, name, value, kind) => {
    const one = field(group, name, value);
    expect(fieldReveals([one])).toMatchObject([{ kind, value, byteOffset: one.byteOffset, lengthBytes: value.length, scrambled: false }]);
  });

  test("parameters, exposure settings and empty values are told nothing of", () => {
    expect(
      kinds([
        field("parameter", "SERIAL1_BAUD", "57"),
        field("parameter", "WPNAV_SPEED", "500"),
        field("exif", "ISO", "100"),
        field("exif", "Artist", "  "),
        field("xmp", "drone-dji:DroneSerialNumber", "0000000000"),
        field("exif", "Software", "Unknown"),
      ]),
    ).toEqual([]);
  });

  test("a latitude stands with its longitude and its hemisphere; 0,0 is no place", () => {
    const exif = [
      field("gps", "GPSLatitudeRef", "N"),
      field("gps", "GPSLatitude", "38.0335"),
      field("gps", "GPSLongitudeRef", "W"),
      field("gps", "GPSLongitude", "7.7724"),
    ];
    const xmp = [field("xmp", "drone-dji:GpsLatitude", "+38.0335"), field("xmp", "drone-dji:GpsLongtitude", "-7.7724")];
    const none = [field("xmp", "drone-dji:GpsLatitude", "0.000000"), field("xmp", "drone-dji:GpsLongitude", "0.000000")];
    const laser = [field("xmp", "drone-dji:LRFTargetLat", "38.1"), field("xmp", "drone-dji:LRFTargetLon", "-7.9")];
    const dms = [field("gps", "GPSLatitude", "38 deg 2' 0.6\""), field("gps", "GPSLongitude", "7 deg 46' 20.6\"")];
    expect(fieldReveals([...exif, ...laser])).toMatchObject([
      { kind: "picturePosition", value: "38.033500, -7.772400", byteOffset: exif[1]?.byteOffset },
      { kind: "laserTarget", value: "38.100000, -7.900000" },
    ]);
    expect(fieldReveals(xmp)).toMatchObject([{ kind: "picturePosition", value: "38.033500, -7.772400" }]);
    expect(fieldReveals(none)).toEqual([]);
    expect(fieldReveals(dms)).toMatchObject([{ kind: "picturePosition", value: "38 deg 2' 0.6\", 7 deg 46' 20.6\"" }]);
    expect(fieldReveals([field("container", "moov/udta/©xyz", "+38.0335-007.7724+158.2/")])).toMatchObject([
      { kind: "picturePosition", value: "38.033500, -7.772400" },
    ]);
  });

  test("previews, temperatures and the way of a clip", () => {
    const preview = {
      kind: "mpfPreview",
      mediaType: "image/jpeg",
      byteOffset: 9000,
      lengthBytes: 2048,
      widthPx: 960,
      heightPx: 720,
    } as const;
    const reveals = fieldReveals([field("thermal", "APP3", "")], {
      kind: "clip",
      previews: [preview],
      thermal: true,
      position: { latDeg: 38, lonDeg: -7, source: "telemetry", byteOffset: 77 },
    });
    expect(reveals.map(({ kind, byteOffset }) => [kind, byteOffset])).toEqual([
      ["preview", 9000],
      ["thermalData", expect.any(Number)],
      ["flightPath", 77],
    ]);
  });

  test("the places in a log's rows: the first of each, with its row's byte; what a field tells already is not told again", () => {
    const columns = newColumns(trackColumns, 3);
    for (const [name, values] of Object.entries({
      latDeg: [Number.NaN, 38, 38.1],
      lonDeg: [Number.NaN, -7, -7.1],
      byteOffset: [10, 20, 30],
    })) {
      columns[name as "latDeg"].set(values);
    }
    columns.homeLatDeg.fill(Number.NaN);
    columns.pilotLatDeg.fill(Number.NaN);
    const normal = { flights: [{ track: { rows: 3, columns } } as unknown as Flight] };
    expect(logReveals([field("header", "sys_uuid", "00ab")], normal)).toMatchObject([
      { kind: "uuid" },
      {
        kind: "flightPath",
        value: "38.000000, -7.000000",
        byteOffset: 20,
        sentence: "The first of 2 positions: the whole path, row by row.",
      },
    ]);
    expect(logReveals([], { flights: [] })).toEqual([]);
  });

  test("equal values of one group are told once, and never more than forty of a kind", () => {
    expect(kinds([field("exif", "Artist", "A B"), field("exif", "Artist", "A B")])).toHaveLength(1);
    expect(kinds(Array.from({ length: 500 }, (_, at) => field("xmp", "dc:creator", `Person ${at}`)))).toHaveLength(40);
  });

  test("any names and values give reveals that stand where the fields stand", () => {
    const group = fc.constantFrom<MetadataField["group"]>("exif", "gps", "xmp", "header", "parameter", "text", "telemetry", "container");
    const any = fc.record({
      group,
      name: fc.oneof(fc.string(), fc.constantFrom("GPSLatitude", "GPSLongitude", "©xyz", "LRFTargetLat", "Artist")),
      value: fc.oneof(fc.string(), fc.double().map(String)),
      byteOffset: fc.nat(),
      lengthBytes: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), (fields) => {
        const offsets = new Set(fields.map(({ byteOffset }) => byteOffset));
        for (const reveal of fieldReveals(fields)) {
          expect(offsets.has(reveal.byteOffset)).toBe(true);
          expect(reveal.sentence).toMatch(/\.$/);
        }
      }),
    );
  });
});
