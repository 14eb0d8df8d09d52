import { distanceM, memorySource } from "@creance/core";
import { writeSrt } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import { keepEverything, type RedactionRecipe, redact } from "../../src/index.ts";
import { bytesOf, holds, madeTrack, PERSON, PLACE, SERIAL } from "./made-files.ts";

const text = new TextDecoder();
const source = memorySource(new Uint8Array(10));
const run = (recipe: RedactionRecipe, format = "dji-flight-record") =>
  redact(source, { format, recipe, platform: nodePlatform, track: madeTrack(), trackFields: [{ name: "aircraft", value: SERIAL }] });

async function table(recipe: RedactionRecipe): Promise<{ names: string[]; rows: number[][] }> {
  const { out, format, extension } = await run(recipe);
  expect([format, extension]).toEqual(["track-csv", "csv"]);
  const [head = "", ...lines] = text
    .decode(await bytesOf(out))
    .trim()
    .split("\r\n");
  return { names: head.split(","), rows: lines.map((line) => line.split(",").map((cell) => (cell === "" ? Number.NaN : Number(cell)))) };
}

describe("redacting a track", () => {
  it("drops positions, homes, and all that adds up to the way", async () => {
    const { names, rows } = await table({ ...keepEverything, positions: "drop" });
    expect(names).toEqual(["elapsedMs", "timeUs", "altHomeM"]);
    expect(rows.length).toBe(400);
    const { removed } = await run({ ...keepEverything, positions: "drop", serials: "drop" });
    expect(removed.map((value) => value.name)).toEqual(["aircraft", "track", "home"]);
  });

  it("shows cells instead of places, and no speeds between them", async () => {
    const { names, rows } = await table({ ...keepEverything, positions: { gridM: 500 } });
    expect(names).toEqual(["elapsedMs", "timeUs", "latDeg", "lonDeg", "altHomeM"]);
    const places = new Set(rows.map((row) => `${row[2]} ${row[3]}`));
    expect(places.size).toBeGreaterThanOrEqual(2);
    expect(places.size).toBeLessThanOrEqual(4);
    for (const place of places) expect(place).not.toContain("47.123456");
  });

  it("cuts the home circle from both ends, in a circle whose middle is not the home", async () => {
    const { names, rows } = await table({ ...keepEverything, homeCircleM: 200 });
    expect(names).not.toContain("distanceHomeM");
    expect(names).not.toContain("homeLatDeg");
    expect(rows.length).toBeLessThan(330);
    expect(rows.length).toBeGreaterThan(50);
    const [lat, lon] = [names.indexOf("latDeg"), names.indexOf("lonDeg")];
    const distances = rows.map((row) => distanceM(row[lat] as number, row[lon] as number, PLACE.latDeg, PLACE.lonDeg));
    expect(Math.min(...distances)).toBeGreaterThan(200);
  });

  it("cuts the same circle for homes that lie a few metres apart", async () => {
    const ends = await Promise.all(
      [0, 3e-6, -4e-6].map(async (offset) => {
        const track = { ...madeTrack(), home: { latDeg: PLACE.latDeg + offset, lonDeg: PLACE.lonDeg }, pilot: null };
        const recipe = { ...keepEverything, homeCircleM: 500 };
        const { out } = await redact(source, { format: "gpx", recipe, platform: nodePlatform, track });
        return /lat="([\d.]+)"/.exec(text.decode(await bytesOf(out)))?.[1];
      }),
    );
    expect(new Set(ends).size).toBe(1);
  });

  it("writes a map's format again, without home, pilot, names and events", async () => {
    const { out, format } = await run({ ...keepEverything, positions: { gridM: 500 }, names: "drop" }, "gpx");
    const gpx = await bytesOf(out);
    expect(format).toBe("gpx");
    expect(text.decode(gpx)).toContain("<trkpt");
    expect(text.decode(gpx)).not.toContain("<wpt");
    expect(holds(gpx, PERSON)).toBe(false);
  });

  it("moves times and withholds a track that is all home", async () => {
    const { names, rows } = await table({ ...keepEverything, times: { shiftUs: 1_000_000 } });
    expect(rows[0]?.[names.indexOf("timeUs")]).toBe(Date.UTC(2026, 8, 12, 16, 0, 1) * 1000);
    await expect(run({ ...keepEverything, homeCircleM: 5000 })).rejects.toMatchObject({ code: "redact-withheld" });
  });
});

describe("redacting subtitles", () => {
  const cues = Array.from({ length: 60 }, (_, index) => ({
    startMs: index * 1000,
    endMs: index * 1000 + 1000,
    localUs: Date.UTC(2026, 8, 12, 11, 14, index) * 1000,
    latDeg: PLACE.latDeg + index * 1e-4,
    lonDeg: PLACE.lonDeg,
    absoluteM: 512,
    heightM: 80,
    iso: 100,
  }));
  const redactSrt = async (recipe: RedactionRecipe, style: 1 | 4 | 8 | 12 = 8): Promise<string> => {
    const { out } = await redact(memorySource(writeSrt(cues, style)), { format: "srt", recipe, platform: nodePlatform });
    return text.decode(await bytesOf(out));
  };

  it.each([1, 4, 8, 12] as const)("keeps cues and exposure of style %i, never a place", async (style) => {
    const srt = await redactSrt({ ...keepEverything, positions: "drop" }, style);
    expect(srt).not.toMatch(/47\.1|101\.6|GPS|HOME|latitude/);
    expect(srt.match(/-->/g)?.length).toBe(60);
    if (style !== 12) expect(srt).toContain("[iso: 100]");
  });

  it("moves dates, shows cells, and cuts the circle around where it began", async () => {
    expect(await redactSrt({ ...keepEverything, times: { shiftUs: 60_000_000 } })).toContain("2026-09-12 11:15:00.000");
    const coarse = await redactSrt({ ...keepEverything, positions: { gridM: 2000 } });
    expect(new Set(coarse.match(/latitude: [\d.]+/g)).size).toBeLessThanOrEqual(2);
    const cut = await redactSrt({ ...keepEverything, homeCircleM: 100 });
    expect(cut).not.toContain("47.1235");
    expect(cut.match(/-->/g)?.length).toBeLessThan(55);
    expect(cut.startsWith("1\n")).toBe(true);
  });
});
