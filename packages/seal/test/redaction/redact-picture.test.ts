import { memorySource } from "@creance/core";
import { readPhoto } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import { keepEverything, type RedactionRecipe, redact } from "../../src/index.ts";
import { bareJpeg, bytesOf, CAMERA_SERIAL, fullPicture, holds, noise, PERSON, PLACE, SERIAL, shownBytes, TRAILING } from "./made-files.ts";

const everything: RedactionRecipe = { ...keepEverything, positions: "drop", serials: "drop", names: "drop", previews: "drop" };
const run = (bytes: Uint8Array, recipe: RedactionRecipe, more: object = {}, format = "jpeg") =>
  redact(memorySource(bytes), { format, recipe, platform: nodePlatform, ...more });
const secrets = [SERIAL, CAMERA_SERIAL, PERSON, "47.12", "101.65", "TESTMOUNT1", "ntrip.example.test", TRAILING, "0123456789abcdef"];

describe("redacting a picture", () => {
  it("takes everything that names out of a JPEG and leaves the bytes that show it", async () => {
    const before = fullPicture();
    const { out, changes, removed, left } = await run(before, everything);
    const after = await bytesOf(out);
    for (const secret of secrets) expect([secret, holds(before, secret), holds(after, secret)]).toEqual([secret, true, false]);
    expect(shownBytes(after)).toEqual(shownBytes(before));
    const photo = await readPhoto(memorySource(after));
    expect(photo.previews).toEqual([]);
    expect(photo.issues).toEqual([]);
    expect(photo.fields.filter(({ group }) => group === "gps" || group === "thermal" || group === "mpf")).toEqual([]);
    const names = photo.fields.map(({ name }) => name);
    expect(names).toContain("Model");
    expect(names).toContain("drone-dji:GimbalPitchDegree");
    expect(names).toContain("DateTimeOriginal");
    expect(new Set(changes.map((change) => change.class))).toEqual(new Set(["position", "serial", "name", "preview", "thermal", "other"]));
    expect(removed.some((value) => value.kind === "text" && value.value === SERIAL)).toBe(true);
    const positions = removed.find((value) => value.kind === "positions");
    expect(positions?.kind === "positions" ? positions.latDeg[0] : null).toBeCloseTo(PLACE.latDeg, 5);
    expect(left[0]).toMatch(/still shows/);
  });

  it.each(["tiff", "dng", "heic"] as const)("takes everything that names out of a %s without moving a byte", async (format) => {
    const before = fullPicture(format);
    const { out } = await run(before, everything, {}, format);
    const after = await bytesOf(out);
    expect(after.length).toBe(before.length);
    for (const secret of [SERIAL, CAMERA_SERIAL, PERSON, "47.12", "TESTMOUNT1"])
      expect([secret, holds(after, secret)]).toEqual([secret, false]);
    if (format !== "heic") {
      const grey = Buffer.from(before).indexOf(Buffer.from(noise("grey", 64 * 48)));
      expect(after.subarray(grey, grey + 64 * 48)).toEqual(before.subarray(grey, grey + 64 * 48));
    }
    const photo = await readPhoto(memorySource(after));
    expect(photo.fields.filter(({ group }) => group === "gps")).toEqual([]);
  });

  it("says the middle of a cell instead of the place, in EXIF and XMP alike", async () => {
    const { out, removed } = await run(fullPicture(), { ...keepEverything, positions: { gridM: 1000 } });
    const photo = await readPhoto(memorySource(await bytesOf(out)));
    const value = (name: string): string => photo.fields.find((field) => field.name === name)?.value ?? "";
    const lat = Number(value("drone-dji:GpsLatitude"));
    const lon = Number(value("drone-dji:GpsLongitude"));
    expect(Math.abs(lat - PLACE.latDeg)).toBeLessThan(0.0046);
    expect(Math.abs(lat - PLACE.latDeg)).toBeGreaterThan(1e-4);
    expect(Math.abs(lon - PLACE.lonDeg)).toBeLessThan(0.0068);
    const [degrees = 0, minutes = 0, seconds = 0] = value("GPSLatitude").split(" ").map(Number);
    expect(degrees + minutes / 60 + seconds / 3600).toBeCloseTo(lat, 6);
    expect(value("GPSLongitudeRef")).toBe("W");
    expect(value("GPSAltitude")).toBe("");
    expect(value("drone-dji:LRFTargetLat")).toBe("");
    expect(removed.some((each) => each.kind === "positions" && each.gridM === 1000)).toBe(true);
    expect(removed.some((each) => each.kind === "text" && each.value === SERIAL)).toBe(false);
  });

  it("gives two pictures of one cell the same place", async () => {
    const place = { latDeg: PLACE.latDeg + 1e-4, lonDeg: PLACE.lonDeg };
    const texts = await Promise.all(
      [fullPicture(), fullPicture("jpeg", place)].map(async (bytes) => {
        const { out } = await run(bytes, { ...keepEverything, positions: { gridM: 5000 } });
        return (await readPhoto(memorySource(await bytesOf(out)))).fields.find(({ name }) => name === "drone-dji:GpsLatitude")?.value;
      }),
    );
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toMatch(/^\+47/);
  });

  it("moves all times by the same and drops those of satellites", async () => {
    const { out, removed } = await run(fullPicture(), { ...keepEverything, times: { shiftUs: -3_600_000_000 } });
    const photo = await readPhoto(memorySource(await bytesOf(out)));
    const value = (name: string): string | undefined => photo.fields.find((field) => field.name === name)?.value;
    expect(value("DateTimeOriginal")).toBe("2026:09:12 10:14:03");
    expect(value("xmp:CreateDate")).toBe("2026-09-12T10:14:03-05:00");
    expect(value("drone-dji:UTCAtExposure")).toBe("2026-09-12T15:14:03.250000");
    expect(value("SubSecTimeOriginal")).toBe("25");
    expect(removed.some((each) => each.kind === "text" && each.value === "2026:09:12 11:14:03")).toBe(true);
  });

  it("does not share a picture of the home circle, nor one of which nobody knows whether it is one", async () => {
    const recipe = { ...keepEverything, homeCircleM: 300 };
    const far = { latDeg: PLACE.latDeg + 0.02, lonDeg: PLACE.lonDeg };
    await expect(run(fullPicture(), recipe, { homes: [{ latDeg: PLACE.latDeg + 0.001, lonDeg: PLACE.lonDeg }] })).rejects.toMatchObject({
      code: "redact-withheld",
    });
    await expect(run(fullPicture(), recipe, {})).rejects.toMatchObject({ code: "redact-withheld" });
    await expect(run(bareJpeg("nowhere"), recipe, { homes: [far] })).rejects.toMatchObject({ code: "redact-withheld" });
    const { out } = await run(fullPicture(), recipe, { homes: [far] });
    const photo = await readPhoto(memorySource(await bytesOf(out)));
    expect(photo.fields.some(({ name }) => name === "GPSLatitude")).toBe(true);
    // Where the laser pointed may lie in the circle: it goes with everything that is not the picture's own place.
    expect(photo.fields.some(({ name }) => name.includes("LRFTarget"))).toBe(false);
    const dropped = await run(fullPicture(), { ...recipe, positions: "drop" }, { homes: [far] });
    expect(holds(await bytesOf(dropped.out), "47.12345")).toBe(false);
  });

  it("gives the original's bytes when nothing is to go", async () => {
    const before = fullPicture();
    const { out, changes } = await run(before, keepEverything);
    expect(await bytesOf(out)).toEqual(before);
    expect(changes).toEqual([]);
  });

  it("keeps what is asked to stay: previews, thermal data", async () => {
    const { out, left } = await run(fullPicture(), { ...everything, previews: "keep", thermal: "keep" });
    const photo = await readPhoto(memorySource(await bytesOf(out)));
    expect(photo.previews.map(({ kind }) => kind).sort()).toEqual(["exifThumbnail", "mpfPreview"]);
    expect(photo.thermal).toBe(true);
    expect(left.join(" ")).toMatch(/not read here/);
  });

  it("drops a packet that hides words in a comment", async () => {
    const before = fullPicture();
    const at = Buffer.from(before).indexOf("<rdf:RDF");
    const hidden = Buffer.from("<!--Hidden Words-->");
    const packet = Buffer.from(before);
    // The padding behind the packet makes room.
    const end = packet.indexOf("<?xpacket end");
    packet.copyWithin(at + hidden.length, at, end - hidden.length);
    hidden.copy(packet, at);
    expect(holds(packet, "Hidden Words")).toBe(true);
    const { out, changes } = await run(new Uint8Array(packet), { ...keepEverything, serials: "drop" });
    expect(holds(await bytesOf(out), "Hidden Words")).toBe(false);
    expect(changes.some(({ name }) => name.startsWith("XMP packet"))).toBe(true);
  });

  it("refuses what nothing can be taken out of, and a recipe that makes no sense", async () => {
    await expect(run(new Uint8Array(100), everything, {}, "sqlite")).rejects.toMatchObject({ code: "redact-not-possible" });
    await expect(run(fullPicture(), { ...everything, positions: { gridM: 0 } })).rejects.toMatchObject({ code: "redact-bad-recipe" });
    await expect(run(fullPicture(), { ...everything, times: { shiftUs: 5 } })).rejects.toMatchObject({ code: "redact-bad-recipe" });
    const mask = { leftPx: 0, topPx: 0, widthPx: 9, heightPx: 9, fromMs: null, untilMs: null };
    await expect(run(fullPicture(), { ...everything, masks: [mask] })).rejects.toMatchObject({ code: "redact-not-possible" });
  });
});
