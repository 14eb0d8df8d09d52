import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { describe, expect, it, test } from "vitest";
import { openMediaMaker } from "../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "creance-media-"));
const hasFfmpeg = (() => {
  try {
    execFileSync("ffmpeg", ["-version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

/** 60 x 40, left half red, right half blue. */
async function twoColours(): Promise<Buffer> {
  const half = (r: number, b: number) => ({ create: { width: 30, height: 40, channels: 3 as const, background: { r, g: 0, b } } });
  const right = await sharp(half(0, 255)).png().toBuffer();
  return sharp({ create: { width: 60, height: 40, channels: 3, background: { r: 255, g: 0, b: 0 } } })
    .composite([{ input: right, left: 30, top: 0 }])
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** The film with a matrix that turns its picture by 90 degrees. */
function turnedFilm(film: Buffer): Buffer {
  const matrix = film.indexOf("tkhd") + 4 + 4 + 20 + 8 + 8;
  const turned = Buffer.from(film);
  for (const [index, value] of [0, 0x1_0000, 0, -0x1_0000, 0, 0].entries()) turned.writeInt32BE(value, matrix + index * 4);
  return turned;
}

const fileOf = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

describe("pictures", () => {
  it("are made smaller, never larger, in the type asked for", async () => {
    const maker = await openMediaMaker({ ffmpeg: "none" });
    const path = fileOf("two.jpg", await twoColours());
    const small = await maker.picture({ path, orientation: null }, { widthPx: 30, mediaType: "image/webp" });
    expect(small).toMatchObject({ widthPx: 30, heightPx: 20, mediaType: "image/webp" });
    expect(await sharp(small?.bytes).metadata()).toMatchObject({ format: "webp", width: 30, height: 20 });
    expect(await maker.picture({ path, orientation: null }, { widthPx: 4096, mediaType: "image/jpeg" })).toMatchObject({
      widthPx: 60,
      heightPx: 40,
    });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("stand upright by orientation %d, as sharp itself would turn them", async (orientation) => {
    const maker = await openMediaMaker({ ffmpeg: "none" });
    // Four quarters of different grey: no two orientations look alike.
    const quarters = Buffer.alloc(60 * 40);
    for (let at = 0; at < quarters.length; at += 1) quarters[at] = 40 + (at % 60 < 30 ? 0 : 60) + (at < 60 * 20 ? 0 : 120);
    const tagged = await sharp(quarters, { raw: { width: 60, height: 40, channels: 1 } })
      .withMetadata({ orientation })
      .png()
      .toBuffer();
    const made = await maker.picture({ path: fileOf("turn.png", tagged), orientation }, { widthPx: 100, mediaType: "image/jpeg" });
    const grey = (picture: Sharp) => picture.toColourspace("b-w").raw().toBuffer({ resolveWithObject: true });
    const [seen, right] = await Promise.all([grey(sharp(made?.bytes)), grey(sharp(tagged).autoOrient())]);
    expect([seen.info.width, seen.info.height]).toEqual([right.info.width, right.info.height]);
    const { width, height } = right.info;
    for (const [x, y] of [
      [5, 5],
      [width - 6, 5],
      [5, height - 6],
      [width - 6, height - 6],
    ] as const) {
      expect(Math.abs((seen.data[y * width + x] as number) - (right.data[y * width + x] as number)), `${x},${y}`).toBeLessThan(20);
    }
  });

  it("are made of a part of a file", async () => {
    const maker = await openMediaMaker({ ffmpeg: "none" });
    const picture = await twoColours();
    const path = fileOf("part.bin", Buffer.concat([Buffer.alloc(100), picture, Buffer.alloc(50)]));
    const part = { byteOffset: 100, lengthBytes: picture.byteLength };
    expect(await maker.picture({ path, part, orientation: null }, { widthPx: 10, mediaType: "image/webp" })).toMatchObject({ widthPx: 10 });
    const beyond = { byteOffset: 100, lengthBytes: 10_000_000 };
    expect(await maker.picture({ path, part: beyond, orientation: null }, { widthPx: 10, mediaType: "image/webp" })).toBeUndefined();
  });

  it("any bytes, cut and flipped pictures, and formats of no camera give nothing or a picture, never a failure", async () => {
    const maker = await openMediaMaker({ ffmpeg: "none" });
    const picture = await twoColours();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>');
    const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
    for (const bytes of [svg, gif]) {
      expect(
        await maker.picture({ path: fileOf("other", bytes), orientation: null }, { widthPx: 10, mediaType: "image/webp" }),
      ).toBeUndefined();
    }
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(picture.byteLength).map((length) => picture.subarray(0, length)),
      fc.record({ at: fc.nat(picture.byteLength - 1), byte: fc.nat(255) }).map(({ at, byte }) => {
        const flipped = Buffer.from(picture);
        flipped[at] = byte;
        return flipped;
      }),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (bytes) => {
        const made = await maker.picture({ path: fileOf("hostile", bytes), orientation: 6 }, { widthPx: 16, mediaType: "image/webp" });
        expect(made === undefined || made.bytes.byteLength > 0).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe("films", () => {
  it("without ffmpeg there is no frame, and a proxy says what is missing", async () => {
    const maker = await openMediaMaker({ ffmpeg: "none" });
    expect(maker.ffmpeg).toBeNull();
    expect(await maker.frame("/nowhere", { atMs: 0, widthPx: 10 })).toBeUndefined();
    const asked = maker.proxy("/nowhere", {
      targetPath: join(folder, "x.mp4"),
      signal: new AbortController().signal,
      onProgress: () => {},
    });
    await expect(asked).rejects.toMatchObject({ name: "UserError", code: "ffmpeg-missing" });
  });

  test.skipIf(!hasFfmpeg)("frames and proxies (skipped without ffmpeg)", async () => {
    const film = join(folder, "film.mp4");
    const pattern = ["-f", "lavfi", "-i", "testsrc=size=1920x1080:rate=10:duration=2"];
    execFileSync("ffmpeg", ["-v", "error", "-y", ...pattern, "-metadata", "location=+10+20/", "-pix_fmt", "yuv420p", film]);
    const maker = await openMediaMaker();
    expect(maker.ffmpeg).toMatch(/^\d|^n|^unknown|^git/);
    expect(await maker.frame(film, { atMs: 500, widthPx: 320 })).toMatchObject({ mediaType: "image/jpeg", widthPx: 320, heightPx: 180 });
    expect(await maker.frame(fileOf("no-film.mp4", Buffer.from("no film")), { atMs: 0, widthPx: 320 })).toBeUndefined();
    // A quarter turn in the track's matrix: patched by hand, for not every ffmpeg writes one.
    const turned = fileOf("turned.mp4", turnedFilm(readFileSync(film)));
    expect(await maker.frame(turned, { atMs: 500, widthPx: 320 })).toMatchObject({ widthPx: 320, heightPx: 568 });
    expect(await maker.frame(turned, { atMs: 500, widthPx: 320, asStored: true })).toMatchObject({ widthPx: 320, heightPx: 180 });
    const targetPath = join(folder, "proxy.mp4");
    const shares: number[] = [];
    await maker.proxy(film, { targetPath, signal: new AbortController().signal, onProgress: (share) => shares.push(share) });
    const told = execFileSync("ffprobe", [
      "-v",
      "error",
      "-show_entries",
      "stream=codec_name,width,height:format_tags",
      "-of",
      "json",
      targetPath,
    ]);
    const probed = JSON.parse(told.toString());
    expect(probed.streams[0]).toMatchObject({ codec_name: "h264", width: 1280, height: 720 });
    expect(JSON.stringify(probed.format)).not.toContain("+10");
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  });

  test.skipIf(!hasFfmpeg)("a proxy that is stopped, or that cannot be made, leaves nothing behind (skipped without ffmpeg)", async () => {
    const maker = await openMediaMaker();
    const targetPath = join(folder, "stopped.mp4");
    const stop = new AbortController();
    stop.abort();
    const noFilm = fileOf("no-film.bin", Buffer.alloc(1000, 7));
    await expect(maker.proxy(noFilm, { targetPath, signal: stop.signal, onProgress: () => {} })).rejects.toMatchObject({ code: "stopped" });
    const fails = maker.proxy(noFilm, { targetPath, signal: new AbortController().signal, onProgress: () => {} });
    await expect(fails).rejects.toMatchObject({ name: "UserError", code: "film-unreadable" });
    await expect(fails).rejects.not.toMatchObject({ message: expect.stringContaining(folder) });
    expect(readdirSync(folder).filter((name) => name.startsWith("stopped"))).toEqual([]);
  });

  test.skipIf(!hasFfmpeg)("a playlist that names an address is not followed (skipped without ffmpeg)", async () => {
    const maker = await openMediaMaker();
    const playlist = fileOf("list.m3u8", Buffer.from("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/film.ts\n#EXT-X-ENDLIST\n"));
    expect(await maker.frame(playlist, { atMs: 0, widthPx: 10 })).toBeUndefined();
  });
});
