import { createHash } from "node:crypto";
import { memorySource } from "@creance/core";
import { flightLogReaders, flightsOfLog, type MediaItem, mediaReaders } from "@creance/flight";
import { readHead, sniffFormat } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { beforeAll, describe, expect, test } from "vitest";
import { SAMPLE_SOFTWARE, type SampleFile, SYNTHETIC_PREFIX, sampleMedia } from "../src/index.ts";

let files: SampleFile[];
const items = new Map<string, MediaItem>();

beforeAll(async () => {
  files = sampleMedia();
  for (const { path, bytes } of files) {
    const read = mediaReaders[await formatOf(bytes)];
    if (read === undefined) continue;
    const { item } = await read(memorySource(bytes), { platform: nodePlatform, fileName: path.split("/").at(-1) ?? null });
    items.set(path, item);
  }
});

async function formatOf(bytes: Uint8Array): Promise<string> {
  return sniffFormat(await readHead(memorySource(bytes)), bytes.byteLength)?.format.id ?? "";
}

function photos(card: string): MediaItem[] {
  return [...items].filter(([path, { kind }]) => path.startsWith(`${card}/`) && kind === "photo").map(([, item]) => item);
}

describe("cards", () => {
  test("hold 45 pictures, whole and without a word of complaint", () => {
    const all = [...items.values()].filter(({ kind }) => kind === "photo");
    expect(all).toHaveLength(45);
    for (const item of all) expect(item).toMatchObject({ format: "jpeg", widthPx: 640, heightPx: 480, damaged: false, issues: [] });
  });

  test("say that they are synthetic", async () => {
    for (const { path, bytes } of files.filter(({ path }) => path.endsWith(".JPG"))) {
      const read = mediaReaders["jpeg"] as NonNullable<(typeof mediaReaders)[string]>;
      const { item, fields } = await read(memorySource(bytes), { platform: nodePlatform, fileName: path });
      const values = new Map(fields.map(({ name, value }) => [name, value]));
      expect(values.get("Software")).toBe(SAMPLE_SOFTWARE);
      expect(values.get("ImageDescription")).toBe("synthetic");
      for (const serial of [item.serials.aircraft, item.serials.camera]) {
        if (serial !== null) expect(serial.startsWith(SYNTHETIC_PREFIX)).toBe(true);
      }
    }
  });

  test("differ as cards do", () => {
    expect(photos("card-survey").filter(({ position }) => position === null)).toHaveLength(2);
    expect(photos("card-inspection").every(({ serials }) => serials.aircraft === null)).toBe(true);
    expect(photos("card-water").every(({ time, previews }) => time.zoneMin === 60 && previews.length === 2)).toBe(true);
    for (const item of photos("card-watch")) {
      expect(item.thermal).toBe(true);
      expect(item.laser).toMatchObject({ status: "Normal" });
      expect(item.rtk).toMatchObject({ flag: 50 });
      expect(item.time.utcUs).not.toBeNull();
    }
    expect(photos("card-borrowed")).toHaveLength(3);
  });
});

test("a clip with telemetry, its subtitles, and subtitles whose clip is gone", () => {
  const films = [...items].filter(([, { kind }]) => kind !== "photo").map(([path, item]) => [path.split("/").at(-1), item.kind]);
  expect(films).toEqual([
    ["DJI_0031_synthetic.MP4", "clip"],
    ["DJI_0031_synthetic.SRT", "subtitle"],
    ["DJI_0029_synthetic.SRT", "subtitle"],
  ]);
  const [clip, beside] = [...items].filter(([path]) => path.includes("DJI_0031")).map(([, item]) => item) as [MediaItem, MediaItem];
  expect(clip).toMatchObject({ codec: expect.stringContaining("avc1"), durationUs: 24_000_000 });
  expect(beside.durationUs).toBe(clip.durationUs);
  expect(clip.serials.aircraft?.startsWith(SYNTHETIC_PREFIX)).toBe(true);
});

test("logs of eight other formats, each a flight; noise named like a log is of none", async () => {
  const formats: string[] = [];
  for (const { path, bytes } of files) {
    const format = await formatOf(bytes);
    const read = flightLogReaders[format];
    if (read === undefined) continue;
    const log = await read(memorySource(bytes), { platform: nodePlatform, fileName: path.split("/").at(-1) ?? null });
    expect(log.damaged).toBe(false);
    expect(flightsOfLog(log).flights).toHaveLength(1);
    formats.push(format);
  }
  expect(formats.sort()).toEqual(
    ["airdata-csv", "ardupilot-dataflash", "dji-app-log", "dji-mrk", "litchi-csv", "manual-flight", "mavlink-tlog", "px4-ulog"].sort(),
  );
  const noise = files.find(({ path }) => path.endsWith(".DAT"));
  expect(await formatOf(noise?.bytes ?? new Uint8Array())).toBe("");
});

test("the same seed gives the same bytes, under 10 MB, each file under its own name", () => {
  const digest = (made: readonly SampleFile[]): string[] => made.map(({ bytes }) => createHash("sha256").update(bytes).digest("hex"));
  expect(digest(sampleMedia())).toEqual(digest(files));
  expect(new Set(digest(files)).size).toBe(files.length);
  expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
  expect(files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)).toBeLessThan(10e6);
});
