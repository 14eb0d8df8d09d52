/** The films of the sample operation: a clip with its telemetry inside and its subtitles beside it, and subtitles whose clip is gone. */
import { type CueToWrite, writeDjmdSample, writeMp4, writeSrt } from "@creance/formats";
import { drawnFilm } from "../film/drawn-film.ts";
import type { Random } from "../random.ts";
import type { Recording } from "../recording.ts";
import type { SampleFile } from "../sample-file.ts";
import { sampleRecording } from "../sample-recordings.ts";

const CLIP_S = 24;
const RATE_HZ = 8;
/** Summer time of the operation's land. */
const CLOCK_MS = 3_600_000;
/** The search has found its place: the aircraft stands over it and looks down. */
const CLIP_AT_S = 300;
const LOST_CLIP_AT_S = 120;

/** The clip with what belongs to it. About 1 MB. */
export function sampleFilms(random: Random): SampleFile[] {
  const recording = sampleRecording(random, "search");
  const { aircraft } = recording;
  const startMs = recording.startMs + CLIP_AT_S * 1000;
  const telemetry = Array.from({ length: CLIP_S * RATE_HZ }, (_, frame) => {
    const row = Math.round((CLIP_AT_S + frame / RATE_HZ) * 10);
    const { flown, fix, place } = recording;
    const upM = flown.upM[row] as number;
    return {
      bytes: writeDjmdSample(
        {
          place: { latDeg: fix.latDeg[row] as number, lonDeg: fix.lonDeg[row] as number },
          absoluteAltitudeM: place.altAmslM + upM,
          relativeAltitudeM: upM,
          drone: [flown.rollDeg[row] as number, flown.pitchDeg[row] as number, flown.yawDeg[row] as number],
          gimbal: [flown.gimbalPitchDeg[row] as number, 0, flown.yawDeg[row] as number],
          utcText: new Date(recording.startMs + row * 100).toISOString().slice(0, 23).replace("T", " "),
        },
        { frame, ...(frame === 0 ? { head: { protocol: "dvtm_wm261", serialNumber: aircraft.serial, model: aircraft.name } } : {}) },
      ),
      ticks: 1000,
    };
  });
  const clip = writeMp4({
    tracks: [
      drawnFilm(random.fork("clip"), { seconds: CLIP_S, rateHz: RATE_HZ }),
      { kind: "djmd", timescale: RATE_HZ * 1000, samples: telemetry },
    ],
    createdUs: (startMs + CLOCK_MS) * 1000,
    texts: [{ type: "©des", value: "synthetic" }],
  });
  return [
    { path: "card-rescue/DCIM/100MEDIA/DJI_0031_synthetic.MP4", bytes: clip, note: "Search, a drawn clip with telemetry inside." },
    {
      path: "card-rescue/DCIM/100MEDIA/DJI_0031_synthetic.SRT",
      bytes: writeSrt(cues(recording, CLIP_AT_S), 9),
      note: "The clip's subtitles, with the gimbal's angles.",
    },
    {
      path: "card-rescue/DCIM/100MEDIA/DJI_0029_synthetic.SRT",
      bytes: writeSrt(cues(recording, LOST_CLIP_AT_S), 7),
      note: "Subtitles of a clip that is gone: where it was taken stays known.",
    },
  ];
}

/** One cue a second. */
function cues({ flown, fix, place, startMs }: Recording, atS: number): CueToWrite[] {
  return Array.from({ length: CLIP_S }, (_, second) => {
    const row = (atS + second) * 10;
    const upM = flown.upM[row] as number;
    return {
      startMs: second * 1000,
      endMs: second * 1000 + 1000,
      localUs: (startMs + row * 100 + CLOCK_MS) * 1000,
      latDeg: fix.latDeg[row] as number,
      lonDeg: fix.lonDeg[row] as number,
      heightM: upM,
      absoluteM: place.altAmslM + upM,
      gimbal: [flown.gimbalPitchDeg[row] as number, 0, flown.yawDeg[row] as number],
      focalMm: 24,
    };
  });
}
