import { isUserError } from "@creance/core";
import { describe, expect, test } from "vitest";
import { isTrackCsv, readTrackCsv } from "../src/flights/read-track-csv.ts";

const about = { label: "F1", sha256: "0".repeat(64), files: [] };
const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (isUserError(error)) return error.message;
    throw error;
  }
  return "nothing was thrown";
};

describe("a track in CSV", () => {
  test("is read by the names of its columns, in any order, others passed over", () => {
    const flight = readTrackCsv(
      'lonDeg,"latDeg",x,timeUs,altHomeM\r\n-8.5,40.25,hello,1000000,12.5\r\n\r\n,,,2000000,\r\n-8.6,40.26,,3000000,\r\n',
      about,
    );
    expect([...flight.timeUs]).toEqual([1_000_000, 3_000_000]);
    expect([...flight.latDeg]).toEqual([40.25, 40.26]);
    expect([...flight.lonDeg]).toEqual([-8.5, -8.6]);
    expect([...flight.altHomeM]).toEqual([12.5, Number.NaN]);
    expect(flight.label).toBe("F1");
  });

  test("may lack times", () => {
    expect([...readTrackCsv("timeUs,latDeg,lonDeg\n,40,-8\n", about).timeUs]).toEqual([Number.NaN]);
  });

  test("says which line is wrong, and what", () => {
    const head = "timeUs,latDeg,lonDeg\n";
    expect(messageOf(() => readTrackCsv("a,b\n1,2\n", about))).toContain("line 1: the first line must name");
    expect(messageOf(() => readTrackCsv(`${head}1,north,2\n`, about))).toContain("line 2: latDeg is no number");
    expect(messageOf(() => readTrackCsv(`${head}1,1,2\n1,91,2\n`, about))).toContain("line 3: this is no place on earth");
    expect(messageOf(() => readTrackCsv(`${head}5,1,2\n1,1,2\n`, about))).toContain("line 3: its time is before");
    expect(messageOf(() => readTrackCsv(head, about))).toContain("no row has a position");
  });

  test("is known by its first line", () => {
    expect(isTrackCsv("\ufefftimeUs,latDeg,lonDeg,altHomeM\n")).toBe(true);
    expect(isTrackCsv("time,lat,lon\n")).toBe(false);
    expect(isTrackCsv("")).toBe(false);
  });
});

test("numbers of a track are read to the last bit as JavaScript reads them", () => {
  const cells = [
    "0",
    "-0.0000001",
    "47.6423781",
    "9.4999999999999",
    "0.1",
    "12.3456789012345",
    "1e1",
    " 7.5 ",
    '"8.25"',
    "00.30",
    "89.999999999999999",
  ];
  const rows = cells.map((cell, at) => `a${at},${cell},${1_790_000_000_000_000 + at},-${20 + at}.0000001`);
  const text = ["x,latDeg,timeUs,lonDeg", ...rows.slice(0, 3), "", "a,,1790000000000002,5", ...rows.slice(3)];
  for (const end of ["\n", "\r\n"]) {
    const { latDeg, lonDeg, timeUs } = readTrackCsv(text.join(end), { label: "track.csv", sha256: "", files: [] });
    expect([...latDeg]).toEqual(cells.map((cell) => Number(cell.replaceAll('"', ""))));
    expect([...lonDeg]).toEqual(cells.map((_, at) => Number(`-${20 + at}.0000001`)));
    expect([...timeUs]).toEqual(cells.map((_, at) => 1_790_000_000_000_000 + at));
  }
});
