import { isFormatError, memorySource } from "@creance/core";
import { type FilmToWrite, srtCueLines, textSample, writeDjmdSample, writeMp4, writeSrt } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MediaRead, mediaReaders } from "../src/index.ts";

const CREATED_US = Date.UTC(2026, 8, 12, 13, 14, 3) * 1e3;
const START = { latDeg: 46.5, lonDeg: -71.25 };

async function read(id: string, bytes: Uint8Array, fileName: string | null = null): Promise<MediaRead> {
  const reader = mediaReaders[id];
  if (reader === undefined) throw new Error(`no reader of ${id}`);
  return reader(memorySource(bytes), { platform: nodePlatform, fileName });
}

const video = {
  kind: "h264",
  timescale: 1000,
  widthPx: 320,
  heightPx: 180,
  sps: Uint8Array.of(0x67, 66, 0xc0, 30),
  pps: Uint8Array.of(0x68),
  samples: [{ bytes: new Uint8Array(50), ticks: 3000 }],
} as const;

function film(options: Partial<FilmToWrite> & { readonly protocol?: string; readonly utcText?: string } = {}): Uint8Array {
  const { protocol = "dvtm_wa345e", utcText, ...change } = options;
  const head = { protocol, serialNumber: "SYN0CLIP000000001", model: "Synthetic 4E" };
  const samples = [0, 1, 2].map((index) => ({
    bytes: writeDjmdSample(
      {
        place: index === 0 ? { latDeg: 0, lonDeg: 0 } : { latDeg: START.latDeg + index / 1000, lonDeg: START.lonDeg },
        absoluteAltitudeM: 90,
        relativeAltitudeM: 30.5,
        gimbal: [-45, 0, 12],
        drone: [1, 2, 3],
        ...(utcText === undefined || index === 0 ? {} : { utcText }),
      },
      index === 0 ? { frame: 1, head } : { frame: index + 1 },
    ),
    ticks: 1000,
  }));
  return writeMp4({ createdUs: CREATED_US, tracks: [video, { kind: "djmd", timescale: 1000, samples }], ...change });
}

describe("clips", () => {
  it("place, heights and angles come from the first sample with a fix", async () => {
    const { item, samples } = await read("mp4", film());
    expect(item).toMatchObject({
      kind: "clip",
      format: "mp4",
      codec: "avc1",
      widthPx: 320,
      heightPx: 180,
      durationUs: 3_000_000,
      position: { latDeg: expect.closeTo(46.501, 9), lonDeg: expect.closeTo(-71.25, 9), source: "telemetry" },
      heights: { takeOffM: 30.5, absoluteM: 90, absoluteKind: null, groundM: null },
      gimbal: { yawDeg: 12, pitchDeg: -45, rollDeg: 0, source: "telemetry" },
      serials: { aircraft: "SYN0CLIP000000001", camera: null, lens: null },
      aircraftModel: "Synthetic 4E",
      damaged: false,
    });
    expect(samples?.rows).toBe(3);
    expect([...(samples?.columns.elapsedMs ?? [])]).toEqual([0, 1000, 2000]);
    expect(samples?.columns.latDeg[0]).toBeNaN();
  });

  it("UTC of the satellites gives the clip's UTC, less the sample's place in the film", async () => {
    const { item, samples } = await read("mp4", film({ utcText: "2026-09-12 17:14:05" }));
    const utcUs = CREATED_US + 4 * 3600e6 + 1e6;
    expect(item.time).toEqual({ utcUs, utcSource: "telemetry", localUs: CREATED_US, localSource: "container", zoneMin: -240 });
    expect(samples?.columns.timeUs[1]).toBe(utcUs + 1e6);
  });

  it("a container that says the same as the satellites is no camera's clock", async () => {
    const { item } = await read("mp4", film({ utcText: "2026-09-12 13:14:05" }));
    expect(item.time).toEqual({ utcUs: CREATED_US + 1e6, utcSource: "telemetry", localUs: null, localSource: null, zoneMin: null });
    const { item: named } = await read("mp4", film({ utcText: "2026-09-12 13:14:05" }), "DJI_20260912091403_0007_D.MP4");
    expect([named.time.localSource, named.time.zoneMin]).toEqual(["fileName", -240]);
  });

  it("the camera's clock in subtitles inside shows that the container says UTC", async () => {
    const cue = { startMs: 0, endMs: 1000, localUs: CREATED_US + 2 * 3600e6, ...START };
    const subtitles = { kind: "tx3g", timescale: 1000, samples: [{ bytes: textSample(srtCueLines(cue, 7, 1)), ticks: 1000 }] } as const;
    const { item } = await read("mp4", writeMp4({ createdUs: CREATED_US, tracks: [video, subtitles] }));
    expect(item.time).toEqual({ utcUs: CREATED_US, utcSource: "container", localUs: cue.localUs, localSource: "subtitle", zoneMin: 120 });
  });

  it("the container's time alone is only the camera's clock", async () => {
    const { item } = await read("mp4", film());
    expect(item.time).toEqual({ utcUs: null, utcSource: null, localUs: CREATED_US, localSource: "container", zoneMin: null });
  });

  it("a file name that differs by a time zone shows that the container says UTC", async () => {
    const { item } = await read("mp4", film(), "DJI_20260912091403_0007_D.MP4");
    expect(item.time).toEqual({
      utcUs: CREATED_US,
      utcSource: "container",
      localUs: CREATED_US - 4 * 3600e6,
      localSource: "fileName",
      zoneMin: -240,
    });
    const { item: same } = await read("mp4", film(), "DJI_20260912131403_0007_D.MP4");
    expect([same.time.utcUs, same.time.localSource]).toEqual([null, "fileName"]);
    const { item: odd } = await read("mp4", film(), "DJI_20260912092003_0007_D.MP4");
    expect(odd.time.utcUs).toBeNull();
  });

  it("subtitles inside serve where the telemetry has no fix", async () => {
    const cue = { startMs: 0, endMs: 1000, localUs: CREATED_US, ...START, heightM: 12 };
    const bytes = writeMp4({
      tracks: [video, { kind: "tx3g", timescale: 1000, samples: [{ bytes: textSample(srtCueLines(cue, 7, 1)), ticks: 1000 }] }],
    });
    const { item, samples } = await read("mp4", bytes);
    expect(item.position).toMatchObject({ ...START, source: "subtitle" });
    expect(item.time).toEqual({ utcUs: null, utcSource: null, localUs: CREATED_US, localSource: "subtitle", zoneMin: null });
    expect(samples?.columns.altHomeM[0]).toBe(12);
  });

  it("plain subtitles inside are no telemetry and nothing to be told of", async () => {
    const plain = { kind: "tx3g", timescale: 1000, samples: [{ bytes: textSample("Hello"), ticks: 1000 }] } as const;
    const { item, samples } = await read("mp4", writeMp4({ tracks: [video, plain] }));
    expect([item.issues, samples, item.damaged]).toEqual([[], null, false]);
  });

  it("without either the container's own position stands", async () => {
    const { item, samples } = await read("mp4", writeMp4({ tracks: [video], texts: [{ type: "\u00a9xyz", value: "+46.5000-071.2500/" }] }));
    expect(item.position).toMatchObject({ ...START, source: "container" });
    expect(samples).toBeNull();
    const { item: zero } = await read("mp4", writeMp4({ tracks: [video], texts: [{ type: "\u00a9xyz", value: "+00.0000+000.0000/" }] }));
    expect(zero.position).toBeNull();
  });

  it("angles in user data are the clip's where nothing else is", async () => {
    const texts = [
      ["\u00a9fyw", "+102.50"],
      ["\u00a9gpt", "-45.00"],
      ["\u00a9gyw", "north"],
    ].map(([type = "", value = ""]) => ({ type, value }));
    const { item } = await read("mp4", writeMp4({ tracks: [video], texts }));
    expect(item.aircraft).toEqual({ yawDeg: 102.5, pitchDeg: null, rollDeg: null, source: "container" });
    expect(item.gimbal).toEqual({ yawDeg: null, pitchDeg: -45, rollDeg: null, source: "container" });
  });

  it("the camera's model stands in user data in one form or another", async () => {
    const model = async (type: string, value: string): Promise<string | null> =>
      (await read("mp4", writeMp4({ tracks: [video], texts: [{ type, value, form: "bare" }] }))).item.optics.model;
    expect(await model("\u00a9mdl", "SYN-CAM")).toBe("SYN-CAM");
    expect(await model("catg", "pb_file:dvtm_Air3s.proto;model_name:FC0000;pb_version:2;")).toBe("FC0000");
    expect(await model("catg", "model_name:FC0000")).toBeNull();
  });

  it("still pictures inside are previews: in user data and as a track", async () => {
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xdb, 0, 4, 1, 2, 0xff, 0xd9);
    const still = { kind: "jpeg", timescale: 1000, widthPx: 160, heightPx: 90, samples: [{ bytes: jpeg, ticks: 1 }] } as const;
    const bytes = writeMp4({ tracks: [video, still], thumbnail: jpeg });
    const { item } = await read("mp4", bytes);
    expect(item.codec).toBe("avc1");
    expect(item.previews.map(({ kind, mediaType, lengthBytes, widthPx }) => [kind, mediaType, lengthBytes, widthPx])).toEqual([
      ["clipThumbnail", "image/jpeg", 10, null],
      ["clipThumbnail", "image/jpeg", 10, 160],
    ]);
    for (const { byteOffset } of item.previews) expect([...bytes.subarray(byteOffset, byteOffset + 10)]).toEqual([...jpeg]);
  });

  it("a film of 360 degrees is no pinhole", async () => {
    expect((await read("mp4", film(), "CAM_0001.OSV")).item.optics.fisheye).toBe(true);
    expect((await read("mp4", film(), "DJI_0001.LRF")).item.optics.fisheye).toBe(false);
  });

  it("the serial number of an action camera is the camera's", async () => {
    const { item } = await read("mp4", film({ protocol: "dvtm_ac203" }));
    expect(item.serials).toEqual({ aircraft: null, camera: "SYN0CLIP000000001", lens: null });
    expect(item.position).toBeNull();
  });

  it("a recording that was cut off still says where it began and by what", async () => {
    const whole = film({ moov: "last", tracks: [{ kind: "djmd", timescale: 1000, samples: [djmdWithFix()] }, video] });
    const moov = Buffer.from(whole).indexOf("moov") - 4;
    const { item } = await read("mp4", whole.subarray(0, moov));
    expect(item.damaged).toBe(true);
    expect(item.issues.map(({ code }) => code)).toEqual(["mp4-no-moov", "djmd-rescued"]);
    expect(item.position).toMatchObject({ latDeg: expect.closeTo(46.5, 9) });
    expect(item.serials.aircraft).toBe("SYN0CLIP000000001");
  });

  it("names the tracks of data that are not read", async () => {
    const { fields } = await read("mp4", film());
    expect(fields.find(({ name }) => name === "track djmd")?.value).toBe("3 samples, DJI meta");
  });
});

function djmdWithFix(): { readonly bytes: Uint8Array; readonly ticks: number } {
  const head = { protocol: "dvtm_wa345e", serialNumber: "SYN0CLIP000000001", model: "Synthetic 4E" };
  return { bytes: writeDjmdSample({ place: START }, { frame: 1, head }), ticks: 1000 };
}

describe("damaged films", () => {
  it("end in an item or a FormatError, with positions that can be", async () => {
    const whole = film({ moov: "last", texts: [{ type: "\u00a9xyz", value: "+46.5000-071.2500/" }] });
    const damaged = fc
      .tuple(
        fc.array(fc.tuple(fc.nat(whole.byteLength - 1), fc.nat(255)), { maxLength: 10 }),
        fc.integer({ min: 1, max: whole.byteLength }),
      )
      .map(([flips, cut]) => {
        const bytes = whole.slice();
        for (const [at, value] of flips) bytes[at] = value;
        return bytes.subarray(0, cut);
      });
    await fc.assert(
      fc.asyncProperty(damaged, async (bytes) => {
        try {
          const { item } = await read("mp4", bytes);
          if (item.position !== null) expect(Math.abs(item.position.latDeg) <= 90 && Math.abs(item.position.lonDeg) <= 180).toBe(true);
        } catch (error) {
          if (!isFormatError(error)) throw error;
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("subtitle files", () => {
  const cues = [0, 1, 2].map((index) => ({
    startMs: index * 1000,
    endMs: index * 1000 + 1000,
    localUs: CREATED_US + index * 1e6,
    latDeg: index === 0 ? 0 : START.latDeg,
    lonDeg: index === 0 ? 0 : START.lonDeg,
    heightM: 20,
    absoluteM: 120,
  }));

  it("are items of their own, with the camera's clock and no UTC", async () => {
    const { item, samples, fields } = await read("srt", writeSrt(cues, 7));
    expect(item).toMatchObject({ kind: "subtitle", format: "srt", durationUs: 3_000_000, damaged: false });
    expect(item.time).toEqual({ utcUs: null, utcSource: null, localUs: CREATED_US, localSource: "subtitle", zoneMin: null });
    expect(item.position).toMatchObject({ ...START, source: "subtitle" });
    expect(item.issues.map(({ code }) => code)).toEqual(["srt-no-fix"]);
    expect(samples?.columns.latDeg[0]).toBeNaN();
    expect(fields.map(({ name, value }) => [name, value])).toEqual([
      ["styles", "style 7: 3 cues"],
      ["GPS", "46.500000, -71.250000"],
    ]);
  });

  it("without dates have no date", async () => {
    const { item } = await read("srt", writeSrt(cues, 3));
    expect(item.time).toEqual({ utcUs: null, utcSource: null, localUs: null, localSource: null, zoneMin: null });
  });

  it("without time codes are timed by their dates", async () => {
    const { item, samples } = await read("srt", writeSrt(cues, 11));
    expect([...(samples?.columns.elapsedMs ?? [])]).toEqual([0, 1000, 2000]);
    expect(item.durationUs).toBeNull();
  });

  it("of a plain film have no samples", async () => {
    const { samples, item } = await read("srt", new TextEncoder().encode("1\n00:00:00,000 --> 00:00:01,000\nHello\n"));
    expect(samples).toBeNull();
    expect(item.issues.map(({ code }) => code)).toEqual(["srt-no-telemetry"]);
  });
});
