/** Footprints of the seconds of a made-up clip, and what the track of its flight fills in. */
import { newColumns, toLocal } from "@creance/core";
import { describe, expect, it } from "vitest";
import { type ClipSamples, clipColumns, clipFootprints, momentOfTrack, type Track, trackColumns } from "../src/index.ts";
import { makeItem, makeOptics } from "./make-item.ts";

const START = Date.UTC(2026, 5, 1, 10) * 1000;

/** Five samples a second, flying north at 10 m/s, camera straight down. */
function samples(seconds: number, change: (columns: ClipSamples["columns"], row: number) => void = () => undefined): ClipSamples {
  const rows = seconds * 5;
  const columns = newColumns(clipColumns, rows);
  for (const column of Object.values(columns)) (column as Float64Array).fill(Number.NaN);
  for (let row = 0; row < rows; row += 1) {
    columns.byteOffset[row] = 1000 + row;
    columns.elapsedMs[row] = row * 200;
    columns.latDeg[row] = 47 + (row * 2) / 111_170;
    columns.lonDeg[row] = 8;
    columns.altHomeM[row] = 60;
    columns.gimbalYawDeg[row] = 2;
    columns.gimbalPitchDeg[row] = -90;
    columns.gimbalRollDeg[row] = 0;
    change(columns, row);
  }
  return { rows, columns };
}

const clip = makeItem({
  kind: "clip",
  format: "mp4",
  widthPx: 3840,
  heightPx: 2160,
  optics: makeOptics({ focalPx: { x: 3000, y: 3000 } }),
});

describe("a clip", () => {
  it("has one footprint a second, each from its own sample", () => {
    const found = clipFootprints(samples(4), clip);
    expect(found.map(({ second }) => second)).toEqual([0, 1, 2, 3]);
    expect(found.map(({ byteOffset }) => byteOffset)).toEqual([1000, 1005, 1010, 1015]);
    const north = found.map(({ footprint }) => toLocal(47, 8, footprint.centre?.latDeg ?? Number.NaN, 8).northM);
    expect(north[3]).toBeCloseTo(30, 0);
    expect(found.every(({ footprint }) => footprint.kind === "area" && footprint.heightAboveGroundM === 60)).toBe(true);
  });
  it("leaves out seconds without attitude, and takes a later sample of the second that has it", () => {
    const found = clipFootprints(
      samples(4, (columns, row) => {
        if (row < 5 || row === 10) columns.gimbalPitchDeg[row] = Number.NaN;
      }),
      clip,
    );
    expect(found.map(({ second, row }) => [second, row])).toEqual([
      [1, 5],
      [2, 11],
      [3, 15],
    ]);
  });
  it("that says no attitude has none, unless its flight does", () => {
    const bare = samples(3, (columns, row) => {
      columns.gimbalPitchDeg[row] = Number.NaN;
      columns.gimbalYawDeg[row] = Number.NaN;
    });
    expect(clipFootprints(bare, { ...clip, gimbal: null })).toEqual([]);
    const flightAt = (elapsedMs: number) => momentOfTrack(track(), START + elapsedMs * 1000);
    const found = clipFootprints(bare, { ...clip, gimbal: null }, { flightAt });
    expect(found).toHaveLength(3);
    expect(found[0]?.footprint.inputs.find(({ name }) => name === "pitch")?.source).toBe("flightTrack");
  });
  it("takes the focal length of each sample", () => {
    const zooming = samples(2, (columns, row) => {
      columns.focal35Mm[row] = row < 5 ? 24 : 48;
    });
    const [wide, near] = clipFootprints(zooming, { ...clip, optics: makeOptics({ focalPx: null }) });
    const width = (footprint: typeof wide): number => Math.abs((footprint?.footprint.polygon[0]?.lonDeg ?? 0) - 8);
    expect(width(wide) / width(near)).toBeCloseTo(2, 1);
  });
});

describe("subtitles alone", () => {
  it("that say attitude and focal length show areas of a 16:9 film, without pixels", () => {
    const item = makeItem({
      kind: "subtitle",
      format: "srt",
      widthPx: null,
      heightPx: null,
      optics: makeOptics({ focalPx: null, focal35Mm: 24 }),
    });
    const [first] = clipFootprints(samples(1), item);
    expect(first?.footprint.kind).toBe("area");
    expect(first?.footprint.polygonPx).toEqual([]);
    expect(first?.footprint.warnings.join(" ")).toContain("16:9");
    const photo = clipFootprints(samples(1), { ...item, kind: "photo" });
    expect(photo).toEqual([]);
  });
});

function track(): Track {
  const rows = 100;
  const columns = newColumns(trackColumns, rows);
  for (const column of Object.values(columns)) (column as Float64Array).fill(Number.NaN);
  for (let row = 0; row < rows; row += 1) {
    columns.timeUs[row] = START + row * 1e5;
    columns.latDeg[row] = 47;
    columns.lonDeg[row] = 8;
    columns.yawDeg[row] = 90;
    columns.gimbalYawDeg[row] = 91;
    columns.gimbalPitchDeg[row] = -70 + row / 10;
    columns.speedNorthMps[row] = 0;
    columns.speedEastMps[row] = row < 50 ? 5 : 1;
  }
  return { rows, columns };
}

describe("a moment of a track", () => {
  it("is its nearest row", () => {
    expect(momentOfTrack(track(), START + 1.04e6)?.gimbalPitchDeg).toBeCloseTo(-69, 5);
    expect(momentOfTrack(track(), START + 1.06e6)?.gimbalPitchDeg).toBeCloseTo(-68.9, 5);
  });
  it("knows the course only while it moves, and nothing more than two seconds away", () => {
    expect(momentOfTrack(track(), START + 1e6)?.courseDeg).toBeCloseTo(90, 6);
    expect(momentOfTrack(track(), START + 9e6)?.courseDeg).toBeNull();
    expect(momentOfTrack(track(), START + 9e6)?.takeOffM).toBeNull();
    expect(momentOfTrack(track(), START - 3e6)).toBeNull();
    expect(momentOfTrack(track(), START + 13e6)).toBeNull();
    expect(momentOfTrack({ rows: 0, columns: newColumns(trackColumns, 0) }, START)).toBeNull();
  });
});
