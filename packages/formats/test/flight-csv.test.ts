/** Exports as separated values: rows, headers, units, decimal signs, times. */
import { countingSource, memorySource } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  csvCellPlaces,
  csvDialects,
  csvFlag,
  csvNumber,
  dateOrderOf,
  findFlightCsvHeader,
  joinDateAndClock,
  parseCsvDateTime,
  parseIsoTime,
  readCsv,
  readFlightCsvHeader,
  sniffFormat,
  writeFlightCsv,
} from "../src/index.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function rowsOf(bytes: Uint8Array, options: Partial<Parameters<typeof readCsv>[1]> = {}) {
  const rows: (readonly string[])[] = [];
  const offsets: number[] = [];
  const tooLong: number[] = [];
  for await (const batch of readCsv(memorySource(bytes), { separator: ",", ...options })) {
    for (const { cells, byteOffset } of batch.rows) {
      rows.push(cells);
      offsets.push(byteOffset);
    }
    tooLong.push(...batch.tooLong);
  }
  return { rows, offsets, tooLong };
}

describe("separated values", () => {
  it("reads quotes, line ends and a byte order mark, and tells where rows begin", async () => {
    const { rows, offsets } = await rowsOf(bytesOf('\ufeffa,b\r\n"x, ""y""",2\n\n"two\nlines",3\r\nlast,4'));
    expect(rows).toEqual([
      ["a", "b"],
      ['x, "y"', "2"],
      ["two\nlines", "3"],
      ["last", "4"],
    ]);
    expect(offsets).toEqual([3, 8, 22, 37]);
  });

  it("leaves out a row that never closes its quote, and reads on", async () => {
    const { rows, tooLong } = await rowsOf(bytesOf('a,b\n"open,1\nc,d\n'));
    expect(rows).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    expect(tooLong).toEqual([4]);
  });

  it("leaves out rows above the limit", async () => {
    const { rows, tooLong } = await rowsOf(bytesOf(`a,b\n${"x".repeat(50)},1\nc,d\n`), { maxRowBytes: 20 });
    expect(rows).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    expect(tooLong).toEqual([4]);
  });

  it("reads across blocks with the right offsets, in few requests", async () => {
    const line = '"quoted, cell",12.5,plain\r\n';
    const bytes = bytesOf(line.repeat(30_000));
    const source = countingSource(memorySource(bytes));
    let count = 0;
    for await (const { rows } of readCsv(source, { separator: "," }))
      for (const { byteOffset, cells } of rows) {
        if (byteOffset !== count * line.length || cells[1] !== "12.5") throw new Error(`row ${count}`);
        count += 1;
      }
    expect(count).toBe(30_000);
    expect(source.count.bytes).toBe(bytes.byteLength);
    expect(source.count.requests).toBe(Math.ceil(bytes.byteLength / 262_144));
  });

  it("gives back what was written, whatever the cells hold", async () => {
    const cell = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => text === text.trim() && !text.includes("\u0000"));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom("," as const, ";" as const, "\t" as const),
        async (table, separator) => {
          const rows = table.map((cells) => cells.map((text) => `x${text}`));
          const bytes = writeFlightCsv({ header: rows[0] ?? [], rows: rows.slice(1), separator });
          expect((await rowsOf(bytes, { separator })).rows).toEqual(rows);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("tells the bytes of each cell", () => {
    const row = bytesOf('é,"b,c",d');
    expect(csvCellPlaces(row, ",")).toEqual([
      { text: "é", offset: 0, lengthBytes: 2 },
      { text: "b,c", offset: 3, lengthBytes: 5 },
      { text: "d", offset: 9, lengthBytes: 1 },
    ]);
  });
});

describe("headers of exports", () => {
  const headerOf = (header: readonly string[], row: readonly (string | number)[] = [], more = {}) =>
    findFlightCsvHeader(writeFlightCsv({ header, rows: [row], ...more }));

  it.each([
    ["airdata-csv", ["time(millisecond)", "datetime(utc)", "latitude", "longitude", "height_above_takeoff(feet)", "isPhoto"]],
    ["litchi-csv", ["latitude", "longitude", "altitude(m)", "datetime(utc)", "isflying", "istakingphoto"]],
    ["phantomhelp-csv", ["CUSTOM.date [local]", "OSD.latitude", "OSD.longitude", "OSD.height [ft]"]],
    ["geotag-csv", ["Id", "Time(seconds)", "Time(text)", "Latitude", "Longitude"]],
    ["dronelog-csv", ["time_s", "lat", "lng", "alt_m"]],
    ["position-csv", ["timestamp", "lat", "lon"]],
  ])("knows %s in any order and with columns missing", (id, header) => {
    expect(headerOf(header)?.dialect.id).toBe(id);
    expect(headerOf([...header].reverse())?.dialect.id).toBe(id);
    const bytes = writeFlightCsv({ header, rows: [] });
    expect(sniffFormat(bytes, bytes.byteLength)?.format.id).toBe(id);
  });

  it("takes no table without positions and times for a flight", () => {
    expect(headerOf(["latitude", "longitude"])).toBeUndefined();
    expect(headerOf(["time", "name"])).toBeUndefined();
    expect(findFlightCsvHeader(bytesOf("lat,lon\0,time"))).toBeUndefined();
  });

  it("reads units from the header and says where one is missing", () => {
    const header = headerOf([
      "time(millisecond)",
      "latitude",
      "longitude",
      "height_above_takeoff(feet)",
      "speed",
      "battery_temperature(f)",
    ]);
    const column = (name: string) => header?.columns.find((one) => one.name === name);
    expect(column("height_above_takeoff")?.scale).toEqual({ factor: 0.3048, offset: 0 });
    expect(column("battery_temperature")?.scale?.factor).toBeCloseTo(5 / 9, 12);
    expect(column("speed")).toMatchObject({ scale: null, isUnitUnknown: true });
    expect(column("latitude")?.isUnitUnknown).toBe(false);
  });

  it("tells the decimal sign from the rows", () => {
    const names = ["time(s)", "latitude", "longitude", "height_above_takeoff(m)"];
    const semicolon = { separator: ";" as const, decimal: "," as const };
    expect(headerOf(names, [0.5, 1.25, 2.5, 3.75], semicolon)).toMatchObject({ decimal: ",", isDecimalMixed: false, separator: ";" });
    expect(headerOf(names, [0.5, 1.25, 2.5, 3.75])).toMatchObject({ decimal: ".", isDecimalMixed: false });
    expect(headerOf(names, ["0,5", "1,25", "2,5", "3,75"])).toMatchObject({ decimal: ",", isDecimalMixed: false });
    expect(headerOf(names, ["0,5", "1.25", "2,5", "3"])).toMatchObject({ decimal: ".", isDecimalMixed: true });
  });

  it("finds the header behind lines about session and aircraft", () => {
    const bytes = writeFlightCsv({
      before: [["#DroneDeploy", "2.1.0"], ["#Flight Recorder"], ["Flight Controller Serial Number", "CREANCE0001"]],
      header: ["Date/Time (UTC)", "Elapsed Time (sec)", "Aircraft Latitude (Degrees)", "Aircraft Longitude (Degrees)"],
      rows: [],
      separator: "\t",
    });
    const header = findFlightCsvHeader(bytes);
    expect(header?.dialect.id).toBe("dronedeploy-log");
    expect(header?.facts.map(({ name, value }) => [name, value])).toEqual([
      ["#DroneDeploy", "2.1.0"],
      ["Flight Controller Serial Number", "CREANCE0001"],
    ]);
    for (const { value, byteOffset, lengthBytes } of header?.facts ?? [])
      expect(new TextDecoder().decode(bytes.subarray(byteOffset, byteOffset + lengthBytes))).toBe(value);
  });

  it("throws csv-no-header for a text that is no export", async () => {
    await expect(readFlightCsvHeader(memorySource(bytesOf("hello\nworld\n")))).rejects.toMatchObject({ code: "csv-no-header" });
  });

  it("never throws, whatever the bytes or the cut", () => {
    const whole = writeFlightCsv({ header: ["time(s)", "latitude", "longitude"], rows: [[1, 2, 3]] });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: whole.byteLength }), (bytes, cut) => {
        findFlightCsvHeader(bytes);
        findFlightCsvHeader(whole.subarray(0, cut));
      }),
      { numRuns: 300 },
    );
  });

  it("gives every dialect names in lower case without units", () => {
    expect(csvDialects.length).toBeGreaterThan(6);
    for (const { columns, required } of csvDialects)
      for (const name of [...Object.keys(columns), ...required])
        expect(name).toBe(
          name
            .toLowerCase()
            .replace(/[[(].*/, "")
            .trim(),
        );
  });
});

describe("cells", () => {
  it("reads numbers and nothing that only looks like one", () => {
    expect(["12.5", "-0.5", "+3", "1e3", ".5", "7."].map((text) => csvNumber(text, "."))).toEqual([12.5, -0.5, 3, 1000, 0.5, 7]);
    expect(["", " ", "N/A", "No Data", "null"].map((text) => csvNumber(text, "."))).toEqual(Array(5).fill(Number.NaN));
    expect(["0x10", "1,5", "Infinity", "abc", "1 2", "12 ft"].map((text) => csvNumber(text, "."))).toEqual(Array(6).fill(undefined));
    expect([csvNumber("1,5", ","), csvNumber("1.234,5", ",")]).toEqual([1.5, undefined]);
    expect(["TRUE", "1", "no", "", "maybe"].map(csvFlag)).toEqual([1, 1, 0, Number.NaN, undefined]);
  });

  it("reads times only as they are written", () => {
    const noon = Date.UTC(2026, 8, 7, 12) * 1000;
    expect(parseIsoTime("2026-09-07T12:00:00Z")).toEqual({ wallUs: noon, zoneMin: 0 });
    expect(parseIsoTime("2026-09-07 12:00:00.25")).toEqual({ wallUs: noon + 250_000, zoneMin: null });
    expect(parseIsoTime("2026-09-07T12:00:00+05:30")).toEqual({ wallUs: noon, zoneMin: 330 });
    expect(["2026-02-30T00:00:00Z", "2026-13-01 00:00:00", "1.9.2026 10:00", "25:00:00"].map(parseIsoTime)).toEqual(
      Array(4).fill(undefined),
    );
    expect(joinDateAndClock("9/17/2026", "3:04:05.5 PM", "mdy")?.wallUs).toBe(Date.UTC(2026, 8, 17, 15, 4, 5, 500) * 1000);
    expect(joinDateAndClock("9/17/2026", "12:00:00 AM", "mdy")?.wallUs).toBe(Date.UTC(2026, 8, 17) * 1000);
    expect(parseCsvDateTime("17.09.2026 03:04:05", "dmy")?.wallUs).toBe(Date.UTC(2026, 8, 17, 3, 4, 5) * 1000);
    expect(joinDateAndClock("9/7/2026", "3:04:05", undefined)).toBeUndefined();
  });

  it("tells day from month only where a day is above 12", () => {
    expect(["6/19/2026", "19/6/2026", "6/9/2026", "2026-09-06", "6.9.2026", "x"].map(dateOrderOf)).toEqual([
      "mdy",
      "dmy",
      undefined,
      "iso",
      "dmy",
      undefined,
    ]);
  });
});
