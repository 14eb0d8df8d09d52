/** A small film of every kind of track, with what it says, for tests of films. Places and serials are made up. */
import { type FilmToWrite, srtCueLines, textSample, writeDjmdSample, writeMp4 } from "../src/index.ts";

/** Start of the made film, microseconds since 1970. */
export const MADE_CREATED_US = Date.UTC(2026, 8, 12, 13, 14, 3) * 1e3;
/** Samples in its telemetry. */
export const MADE_FRAMES = 40;
/** Where it begins. */
export const MADE_START = { latDeg: 46.5, lonDeg: -71.25 };

const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff, 0xd9);

/** The bytes of the film; `change` replaces parts of what is written. */
export function madeFilm(change: Partial<FilmToWrite> = {}, protocol = "dvtm_wm265e"): Uint8Array {
  return writeMp4({ ...madeFilmParts(protocol), ...change });
}

/** What the film is written from. */
export function madeFilmParts(protocol = "dvtm_wm265e"): FilmToWrite {
  const frames = Array.from({ length: MADE_FRAMES }, (_, index) => index);
  return {
    createdUs: MADE_CREATED_US,
    thumbnail: jpeg,
    texts: [
      { type: "\u00a9xyz", value: "+46.5000-071.2500/" },
      { type: "\u00a9mdl", value: "SYN-CAM", form: "bare" },
    ],
    tracks: [
      {
        kind: "h264",
        timescale: 30_000,
        widthPx: 320,
        heightPx: 180,
        sps: Uint8Array.of(0x67, 66, 0xc0, 30, 0xda, 0x05, 0x07, 0x90),
        pps: Uint8Array.of(0x68, 0xce, 0x3c, 0x80),
        samples: frames.map((index) => ({ bytes: new Uint8Array(500).fill(index), ticks: 1001, isSync: index % 10 === 0 })),
      },
      {
        kind: "djmd",
        timescale: 30_000,
        samples: frames.map((index) => ({ bytes: madeTelemetry(index, protocol), ticks: 1001 })),
      },
      { kind: "dbgi", timescale: 30_000, samples: frames.map((index) => ({ bytes: new Uint8Array(64).fill(index), ticks: 1001 })) },
      {
        kind: "tx3g",
        timescale: 1000,
        samples: [0, 1].map((second) => ({
          bytes: textSample(
            srtCueLines(
              { startMs: second * 1000, endMs: second * 1000 + 1000, localUs: MADE_CREATED_US + second * 1e6, ...MADE_START },
              7,
              second + 1,
            ),
          ),
          ticks: 667,
        })),
      },
    ],
  };
}

/** One telemetry sample; the first two are without a fix. */
export function madeTelemetry(index: number, protocol: string): Uint8Array {
  const head = { protocol, serialNumber: "SYN0TELEMETRY0001", model: "Synthetic 3" };
  const place = index < 2 ? { latDeg: 0, lonDeg: 0 } : { latDeg: MADE_START.latDeg + index * 1e-5, lonDeg: MADE_START.lonDeg };
  const frame = {
    place,
    absoluteAltitudeM: 88.125,
    relativeAltitudeM: 40 + index / 10,
    drone: [0, -3.5, 90] as const,
    gimbal: [-89.9, 0, -170.5] as const,
    uptimeUs: 5_000_000 + index * 33_367,
  };
  return writeDjmdSample(frame, index === 0 ? { frame: index + 1, head } : { frame: index + 1 });
}
