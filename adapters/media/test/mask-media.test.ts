import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openMediaMaker } from "../src/index.ts";
import type { MediaMaker, PictureMask } from "../src/types.ts";

let folder = "";
let maker: MediaMaker;
const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "i7-E-mask-"));
  maker = await openMediaMaker();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const masks: readonly PictureMask[] = [
  { leftPx: 10, topPx: 20, widthPx: 30, heightPx: 15 },
  { leftPx: 100, topPx: 70, widthPx: 500, heightPx: 500 },
];
const width = 120;
const height = 90;
const isMasked = (x: number, y: number): boolean => (x >= 10 && x < 40 && y >= 20 && y < 35) || (x >= 100 && y >= 70);

/** Noise, so that nothing hides in flat colour; synthetic. */
function noise(channels: number, wide: boolean): Uint8Array | Uint16Array {
  const make = (at: number): number => ((at * 2_654_435_761) >>> 7) % (wide ? 60_000 : 250);
  const size = width * height * channels;
  return wide ? Uint16Array.from({ length: size }, (_, at) => make(at) + 300) : Uint8Array.from({ length: size }, (_, at) => make(at) + 3);
}

async function rawOf(path: string, depth: "uchar" | "ushort" = "uchar", space = "srgb") {
  const { data, info } = await sharp(path, { autoOrient: false }).toColourspace(space).raw({ depth }).toBuffer({ resolveWithObject: true });
  return { samples: depth === "ushort" ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : data, info };
}

describe("painting over a picture", () => {
  it.each([
    ["png", 1, false],
    ["png", 3, false],
    ["png", 4, false],
    ["png", 3, true],
    ["tiff", 1, false],
    ["tiff", 3, false],
    ["tiff", 3, true],
  ] as const)("%s with %i channels (16 bits: %s): every other sample stays", async (format, channels, wide) => {
    const path = join(folder, `in-${channels}-${wide}.${format}`);
    const targetPath = join(folder, `out-${channels}-${wide}.${format}`);
    const pixels = noise(channels, wide);
    const space = channels === 1 ? (wide ? "grey16" : "b-w") : wide ? "rgb16" : "srgb";
    await sharp(pixels, { raw: { width, height, channels } })
      .toColourspace(space)
      .toFormat(format, format === "tiff" ? { compression: "lzw" } : {})
      .toFile(path);
    const before = await rawOf(path, wide ? "ushort" : "uchar", space);
    expect(Array.from(before.samples)).toEqual(Array.from(pixels));
    const made = await maker.maskPicture(path, { masks, targetPath });
    expect(made).toMatchObject({ format, widthPx: width, heightPx: height, isIdenticalElsewhere: true, paintedPx: 30 * 15 + 20 * 20 });
    const after = await rawOf(targetPath, wide ? "ushort" : "uchar", space);
    expect(after.info.channels).toBe(before.info.channels);
    let wrong = 0;
    const count = before.info.channels;
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1)
        for (let channel = 0; channel < count; channel += 1) {
          const at = (y * width + x) * count + channel;
          const black = count === 4 && channel === 3 ? 255 : 0;
          if (after.samples[at] !== (isMasked(x, y) ? black : before.samples[at])) wrong += 1;
        }
    expect(wrong).toBe(0);
  });

  it("JPEG: black inside, measured outside, no metadata but the orientation", async () => {
    const path = join(folder, "in.jpg");
    const targetPath = join(folder, "out.jpg");
    const flat = Uint8Array.from({ length: width * height * 3 }, (_, at) => 60 + ((at / 3) % width) + (at % 3) * 20);
    await sharp(flat, { raw: { width, height, channels: 3 } })
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD0: { Artist: "Somebody Made Up" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "47/1 7/1 24/1" } })
      .jpeg({ quality: 90 })
      .toFile(path);
    const made = await maker.maskPicture(path, { masks, targetPath });
    expect(made.isIdenticalElsewhere).toBe(false);
    expect(made.difference.most).toBeGreaterThan(0);
    expect(made.difference.mean).toBeLessThan(3);
    const { samples } = await rawOf(targetPath);
    for (const [x, y] of [
      [12, 22],
      [25, 27],
      [37, 33],
      [110, 80],
      [119, 89],
    ] as const)
      expect(samples[(y * width + x) * 3]).toBeLessThan(12);
    expect(samples[(5 * width + 5) * 3]).toBeGreaterThan(40);
    const about = await sharp(targetPath).metadata();
    expect(about.orientation).toBe(6);
    const bytes = await readFile(targetPath);
    expect(bytes.includes("Somebody")).toBe(false);
    expect(bytes.includes("GPS")).toBe(false);
  });

  it("refuses what it cannot paint, and leaves nothing behind", async () => {
    const text = join(folder, "text.jpg");
    const targetPath = join(folder, "never.jpg");
    await writeFile(text, "no picture at all");
    await expect(maker.maskPicture(text, { masks, targetPath })).rejects.toMatchObject({ code: "mask-refused" });
    const png = join(folder, "small.png");
    await sharp(new Uint8Array(27), { raw: { width: 3, height: 3, channels: 3 } })
      .png()
      .toFile(png);
    await expect(maker.maskPicture(png, { masks: [{ leftPx: 50, topPx: 50, widthPx: 5, heightPx: 5 }], targetPath })).rejects.toThrow(
      /outside the picture/,
    );
    // One that paints does not make up for one that does not.
    const mixed = [
      { leftPx: 0, topPx: 0, widthPx: 2, heightPx: 2 },
      { leftPx: 3, topPx: 0, widthPx: 5, heightPx: 5 },
    ];
    await expect(maker.maskPicture(png, { masks: mixed, targetPath })).rejects.toMatchObject({ code: "mask-refused" });
    await expect(maker.maskPicture(join(folder, "absent.png"), { masks, targetPath })).rejects.toThrow();
    const cut = join(folder, "cut.jpg");
    const whole = await sharp(noise(3, false), { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer();
    await writeFile(cut, whole.subarray(0, whole.length / 2));
    await expect(maker.maskPicture(cut, { masks, targetPath })).rejects.toMatchObject({ code: "mask-refused" });
    expect(existsSync(targetPath)).toBe(false);
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

describe.skipIf(!hasFfmpeg)("painting over a clip (needs ffmpeg)", () => {
  it("paints the box on every frame of its time, and only then", async () => {
    const path = join(folder, "clip.mp4");
    const targetPath = join(folder, "masked.mp4");
    const args = ["-v", "error", "-y", "-f", "lavfi", "-i", "color=c=white:s=160x120:r=10:d=4", "-f", "lavfi", "-i", "sine=d=4"];
    const made = spawnSync("ffmpeg", [
      ...args,
      "-metadata",
      "title=Somebody Made Up",
      "-metadata",
      "location=+47.1235-101.6543/",
      "-shortest",
      "-pix_fmt",
      "yuv420p",
      path,
    ]);
    expect(made.status).toBe(0);
    const mask = { leftPx: 41, topPx: 31, widthPx: 40, heightPx: 30, fromMs: 1000, untilMs: 2500 };
    await maker.maskFilm(path, { masks: [mask], targetPath, sound: "keep" });
    const light = async (atMs: number, x: number, y: number): Promise<number> => {
      const frame = spawnSync("ffmpeg", [
        "-v",
        "error",
        "-ss",
        String(atMs / 1000),
        "-i",
        targetPath,
        "-frames:v",
        "1",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "gray",
        "-",
      ]);
      return (frame.stdout as Buffer)[y * 160 + x] as number;
    };
    for (const atMs of [1000, 1700, 2400]) {
      for (const [x, y] of [
        [41, 31],
        [60, 45],
        [80, 60],
      ] as const)
        expect([atMs, x, await light(atMs, x, y)]).toEqual([atMs, x, expect.toSatisfy((value: number) => value < 20)]);
      expect(await light(atMs, 20, 20)).toBeGreaterThan(230);
    }
    expect(await light(300, 60, 45)).toBeGreaterThan(230);
    expect(await light(3500, 60, 45)).toBeGreaterThan(230);
    const bytes = await readFile(targetPath);
    for (const secret of ["Somebody", "+47.12"]) expect(bytes.includes(secret)).toBe(false);
    const streams = spawnSync("ffprobe", [
      "-v",
      "error",
      "-show_entries",
      "stream=codec_type",
      "-of",
      "csv=p=0",
      targetPath,
    ]).stdout.toString();
    expect(streams.trim().split("\n").sort()).toEqual(["audio", "video"]);
    await maker.maskFilm(path, { masks: [mask], targetPath, sound: "drop" });
    expect(
      spawnSync("ffprobe", ["-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0", targetPath]).stdout.toString().trim(),
    ).toBe("video");
  });

  const inside = { leftPx: 10, topPx: 10, widthPx: 20, heightPx: 20 };
  it.each<[string, PictureMask, RegExp]>([
    ["right of the frame", { ...inside, leftPx: 160 }, /Box 2 lies outside the clip's frame, which is 160 x 120/],
    ["below the frame", { ...inside, topPx: 120 }, /outside the clip's frame/],
    ["after the clip's end", { ...inside, fromMs: 4200, untilMs: 9000 }, /No frame of the clip falls into the time of box 2/],
    ["after its end, without an end", { ...inside, fromMs: 60_000 }, /No frame/],
  ])("refuses a box %s, also beside one that paints", async (_, mask, words) => {
    const path = join(folder, "short.mp4");
    const targetPath = join(folder, "unpainted.mp4");
    const source = ["-f", "lavfi", "-i", "color=c=white:s=160x120:r=10:d=4", "-pix_fmt", "yuv420p"];
    expect(spawnSync("ffmpeg", ["-v", "error", "-y", ...source, path]).status).toBe(0);
    const made = maker.maskFilm(path, { masks: [inside, mask], targetPath, sound: "drop" });
    await expect(made).rejects.toMatchObject({ code: "mask-refused", message: expect.stringMatching(words) });
    expect(existsSync(targetPath)).toBe(false);
    // The last frames are within reach.
    await maker.maskFilm(path, { masks: [inside, { ...inside, leftPx: 150, fromMs: 3900, untilMs: 9000 }], targetPath, sound: "drop" });
    expect(existsSync(targetPath)).toBe(true);
    await rm(targetPath);
  });
});
