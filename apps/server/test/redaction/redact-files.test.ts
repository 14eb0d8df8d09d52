import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memorySource } from "@creance/core";
import { readPhoto, writePhoto } from "@creance/formats";
import { openMediaMaker } from "@creance/media";
import { sampleJpeg } from "@creance/sample";
import { keepEverything, type RedactionRecipe } from "@creance/seal";
import { afterAll, describe, expect, it } from "vitest";
import { fullFilm, fullPicture, holds, PERSON, SERIAL } from "../../../../packages/seal/test/redaction/made-files.ts";
import { redactFiles } from "../../src/operation/redaction/index.ts";

const folder = mkdtempSync(join(tmpdir(), "creance-redact-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const everything: RedactionRecipe = { ...keepEverything, positions: "drop", serials: "drop", names: "drop", previews: "drop" };
const shared = { homes: [], keychain: null, names: "numbers" } as const;
const fileOf = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

describe("redacting files into a folder", () => {
  it("keeps no output at all when a value that was to go is found in one", async () => {
    // The serial number stands in the model's place, too, which is harmless by its name.
    const leaking = writePhoto({
      format: "jpeg",
      pixels: fullPicture(),
      exif: { Model: `Testcam ${SERIAL}`, SerialNumber: SERIAL, Artist: PERSON },
    });
    const out = join(folder, "leaking");
    const paths = [fileOf("leak.jpg", leaking), fileOf("good.jpg", fullPicture())];
    const { outputs, leaks } = await redactFiles({ ...shared, paths, recipe: everything, folder: out });
    expect(leaks.ok).toBe(false);
    expect(leaks.found.every(({ name, kind }) => name === "0001.jpg" && kind === "serial")).toBe(true);
    expect(outputs.map(({ output, refused }) => [output, refused?.code])).toEqual([
      [null, "redact-leak"],
      [null, "redact-leak"],
    ]);
    expect(readdirSync(out)).toEqual([]);
  });

  it("paints over a picture, leaves out what shows the same, and says what changed elsewhere", async () => {
    const { widthPx, heightPx } = await readPhoto(memorySource(sampleJpeg(1)));
    const photo = writePhoto({
      format: "jpeg",
      pixels: sampleJpeg(1),
      thumbnail: sampleJpeg(2),
      exif: { Model: "M3E", SerialNumber: SERIAL, Orientation: 1 },
    });
    const out = join(folder, "painted");
    const box = { leftPx: 16, topPx: 16, widthPx: 32, heightPx: 24, fromMs: null, untilMs: null };
    const { outputs, leaks } = await redactFiles({
      ...shared,
      paths: [fileOf("mask.jpg", photo)],
      recipe: { ...keepEverything, masks: [box] },
      folder: out,
    });
    expect(leaks.ok).toBe(true);
    expect(outputs[0]?.output).toBe("0001.jpg");
    expect(outputs[0]?.left.join(" ")).toMatch(/coded anew.*largest difference \d+, mean/);
    expect(outputs[0]?.changes.map(({ class: kind }) => kind)).toEqual(expect.arrayContaining(["pixels", "preview"]));
    const after = await readPhoto(memorySource(readFileSync(join(out, "0001.jpg"))));
    expect([after.widthPx, after.heightPx, after.previews]).toEqual([widthPx, heightPx, []]);
    const maker = await openMediaMaker({ ffmpeg: "none" });
    const shown = await maker.picture({ path: join(out, "0001.jpg"), orientation: null }, { widthPx: 4096, mediaType: "image/jpeg" });
    expect(shown).toMatchObject({ widthPx, heightPx });
    expect(readdirSync(out)).toEqual(["0001.jpg"]);
  });

  it("refuses masks on what cannot be painted, and a film whose frames cannot be read", async () => {
    const out = join(folder, "refused");
    const box = { leftPx: 0, topPx: 0, widthPx: 32, heightPx: 24, fromMs: null, untilMs: null };
    const paths = [fileOf("raw.dng", fullPicture("dng")), fileOf("noise.mp4", fullFilm())];
    const { outputs } = await redactFiles({ ...shared, paths, recipe: { ...everything, masks: [box] }, folder: out });
    expect(outputs[0]?.refused?.code).toBe("redact-not-possible");
    expect(outputs[1]?.refused).not.toBeNull();
    expect(readdirSync(out)).toEqual([]);
  });

  it("leaves nothing behind when it is stopped", async () => {
    const out = join(folder, "stopped");
    const signal = AbortSignal.abort();
    await expect(
      redactFiles({ ...shared, paths: [fileOf("a.jpg", fullPicture())], recipe: everything, folder: out, signal }),
    ).rejects.toThrow();
    expect(readdirSync(out)).toEqual([]);
    expect(holds(readFileSync(join(folder, "a.jpg")), SERIAL)).toBe(true);
  });
});
