import { memorySource } from "@creance/core";
import { readMovie, readSamples } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import { keepEverything, type RedactionRecipe, redact } from "../../src/index.ts";
import { bareJpeg, bytesOf, fullFilm, holds, PERSON, PLACE, SERIAL } from "./made-files.ts";

const everything: RedactionRecipe = { ...keepEverything, positions: "drop", serials: "drop", names: "drop", previews: "drop" };
const run = (bytes: Uint8Array, recipe: RedactionRecipe, more: object = {}, format = "mp4") =>
  redact(memorySource(bytes), { format, recipe, platform: nodePlatform, ...more });

async function frames(bytes: Uint8Array): Promise<Uint8Array[]> {
  const movie = await readMovie(memorySource(bytes));
  const track = movie.tracks.find(({ handler }) => handler === "vide");
  if (track === undefined) throw new Error("no picture track");
  const samples: Uint8Array[] = [];
  for await (const batch of readSamples(memorySource(bytes), track, {})) for (const sample of batch) samples.push(sample.bytes.slice());
  return samples;
}

describe("redacting a film", () => {
  it.each(["mp42", "qt  "] as const)("zeroes telemetry, subtitles and user data of %s in place and keeps every frame", async (brand) => {
    const before = fullFilm(brand);
    const { out, changes, removed } = await run(before, everything, {}, brand === "mp42" ? "mp4" : "quicktime");
    const after = await bytesOf(out);
    expect(after.length).toBe(before.length);
    for (const secret of [SERIAL, PERSON, "47.12", "+47.1235", "FC3682"])
      expect([secret, holds(before, secret), holds(after, secret)]).toEqual([secret, true, false]);
    expect(await frames(after)).toEqual(await frames(before));
    expect((await frames(after)).length).toBe(12);
    const movie = await readMovie(memorySource(after));
    expect(movie.issues).toEqual([]);
    expect(movie.tracks.map(({ codec }) => codec)).toEqual(["avc1"]);
    expect(movie.fields).toEqual([]);
    expect(movie.pictures).toEqual([]);
    expect(changes.map(({ name }) => name)).toEqual(expect.arrayContaining(["track djmd", "track tx3g", "moov/udta"]));
    const places = removed.find(({ kind }) => kind === "positions");
    expect(places?.kind === "positions" ? places.latDeg.length : 0).toBeGreaterThan(12);
    expect(removed.some((value) => value.kind === "text" && value.value === SERIAL)).toBe(true);
    // The thumbnail's bytes are gone, too.
    expect(Buffer.from(after).includes(Buffer.from(bareJpeg("film thumbnail").subarray(200, 300)))).toBe(false);
  });

  it("zeroes what stands in the media data and belongs to no track", async () => {
    const film = fullFilm();
    const hidden = Buffer.from(film);
    // Telemetry's own track is turned into free space first, as by a program that hid it: its samples stay behind.
    const trak = hidden.indexOf("djmd") - 8;
    const at = hidden.lastIndexOf("trak", trak);
    hidden.write("free", at, "latin1");
    expect(holds(hidden, SERIAL)).toBe(true);
    const { out } = await run(new Uint8Array(hidden), everything);
    expect(holds(await bytesOf(out), SERIAL)).toBe(false);
  });

  it("moves the film's times", async () => {
    const { out } = await run(fullFilm(), { ...keepEverything, times: { shiftUs: 86_400_000_000 } });
    const movie = await readMovie(memorySource(await bytesOf(out)));
    expect(movie.createdUs).toBe(Date.UTC(2026, 8, 13, 16, 14, 3) * 1000);
  });

  it("takes only the thumbnail when only previews are to go", async () => {
    const { out } = await run(fullFilm(), { ...keepEverything, previews: "drop" });
    const after = await bytesOf(out);
    expect(holds(after, SERIAL)).toBe(true);
    expect(Buffer.from(after).includes(Buffer.from(bareJpeg("film thumbnail").subarray(200, 300)))).toBe(false);
    expect((await readMovie(memorySource(after))).tracks.length).toBe(3);
  });

  it("does not share a clip that was taken in the home circle", async () => {
    const recipe = { ...keepEverything, homeCircleM: 100 };
    await expect(run(fullFilm(), recipe, { homes: [PLACE] })).rejects.toMatchObject({ code: "redact-withheld" });
    const far = { latDeg: PLACE.latDeg + 0.05, lonDeg: PLACE.lonDeg };
    const { out } = await run(fullFilm(), recipe, { homes: [far] });
    expect(holds(await bytesOf(out), "47.12")).toBe(false);
  });

  it("refuses a film that is damaged or cut", async () => {
    const film = fullFilm();
    await expect(run(film.subarray(0, film.length - 100), everything)).rejects.toMatchObject({ code: "redact-damaged" });
  });
});
