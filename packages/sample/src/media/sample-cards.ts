/** The memory cards of the sample operation: pictures of its flights, as cameras store them. */
import { writeMrk } from "@creance/formats";
import type { SamplePlace } from "../place.ts";
import type { Random } from "../random.ts";
import type { Recording } from "../recording.ts";
import type { SampleFile } from "../sample-file.ts";
import { makeRecording, sampleRecording, weekTimeMs } from "../sample-recordings.ts";
import { hazmatGround, mappingGround, railBridgeGround, vineyardGround, waterWorksGround } from "../scene/grounds.table.ts";
import { mappingCorner, mappingPlace } from "../stories/mapping.ts";
import { nameStamp } from "./camera-clock.ts";
import { type SampleCamera, type Shot, takePhoto } from "./take-photo.ts";

const HOUR_MS = 3_600_000;
/** Summer time of the operation's land. */
const LISBON_MS = HOUR_MS;

const cameras = {
  /** Its clock stands on the zone of the place where it was bought, and seven minutes ahead. */
  survey: { model: "FC6310", focal35Mm: 24, focalMm: 8.8, clockMs: 8 * HOUR_MS + 432_000 },
  bridge: { model: "M2E", focal35Mm: 24, focalMm: 4.4, clockMs: LISBON_MS - 9_000, preview: true },
  water: { model: "FC3411", focal35Mm: 22, focalMm: 8.4, clockMs: LISBON_MS, offsetText: "+01:00", preview: true },
  watch: {
    model: "ZH20T",
    focal35Mm: 40,
    focalMm: 9.1,
    clockMs: LISBON_MS + 2_000,
    writesUtc: true,
    thermal: true,
    laser: true,
    ntrip: { mountPoint: "SYNTH_MOUNT_3", port: 2101, host: "corrections.synth.example" },
  },
  mapping: { model: "L1D-20c", focal35Mm: 28, focalMm: 10.3, clockMs: LISBON_MS + 31_000 },
  stranger: { model: "FC7303", focal35Mm: 24, focalMm: 4.5, clockMs: LISBON_MS },
} as const satisfies Readonly<Record<string, SampleCamera>>;

/** All cards. About 2 MB and 4 s of drawing. */
export function sampleCards(random: Random): SampleFile[] {
  return [
    ...surveyCard(random),
    ...bridgeCard(random),
    ...waterCard(random),
    ...watchCard(random),
    ...mappingCard(random),
    ...strangersCard(random),
  ];
}

/** Vineyard, straight down; the clock of this card is wrong, the first two pictures were taken before the receiver had a fix. */
function surveyCard(random: Random): SampleFile[] {
  const recording = sampleRecording(random, "block-c");
  const rows = photoRows(recording);
  const picked = [...rows.slice(0, 2), ...everyNth(rows.slice(2), Math.floor(rows.length / 9))].slice(0, 11);
  return picked.map((row, at) =>
    file(
      `card-survey/DCIM/100MEDIA/DJI_${four(at + 1)}.JPG`,
      { recording, row, ground: vineyardGround, camera: cameras.survey, number: at + 1, ...(at < 2 ? { withoutPosition: true } : {}) },
      at < 2 ? "Vineyard from above, before the camera knew where it was." : "Vineyard from above; the camera's clock is hours off.",
    ),
  );
}

/** Rail bridge from beside, slanted; no aircraft serial in the pictures. */
function bridgeCard(random: Random): SampleFile[] {
  const recording = sampleRecording(random, "upstream");
  return everyNth(photoRows(recording), 5)
    .slice(0, 7)
    .map((row, at) =>
      file(
        `card-inspection/DCIM/100MEDIA/DJI_${four(at + 211)}.JPG`,
        {
          recording,
          row,
          ground: railBridgeGround,
          camera: cameras.bridge,
          number: at + 211,
          withoutSerial: true,
          pitchDeg: at < 5 ? -48 : -80,
        },
        "Rail bridge, slanted; the file names no aircraft.",
      ),
    );
}

/** Water works, slanted, with previews; the newer way of naming files. */
function waterCard(random: Random): SampleFile[] {
  const recording = sampleRecording(random, "basins");
  return everyNth(photoRows(recording), 4)
    .slice(0, 10)
    .map((row, at) =>
      file(
        `card-water/DCIM/DJI_001/DJI_${stamp(recording, row, cameras.water)}_${four(at + 1)}_D.JPG`,
        { recording, row, ground: waterWorksGround, camera: cameras.water, number: at + 1 },
        "Water works, basins at a slant, with a preview behind the picture.",
      ),
    );
}

/** Hazardous-goods watch: thermal pictures with laser, correction service and table of exposures; two of the relief whose record is sealed. */
function watchCard(random: Random): SampleFile[] {
  const folder = "card-watch/DCIM/DJI_202609101537_003_synthetic";
  const reliefFolder = "card-watch/DCIM/DJI_202609101602_004_synthetic";
  const { watch } = cameras;
  const orbit = sampleRecording(random, "orbit");
  const hold = sampleRecording(random, "hold");
  const exposed = [1100, 1500, 1900, 2300, 2700, 3100].map((row) => ({ recording: orbit, row, pitchDeg: -27, into: folder }));
  const relief = [1500, 2600].map((row) => ({ recording: hold, row, pitchDeg: -31, into: reliefFolder }));
  const files = [...exposed, ...relief].map(({ recording, row, pitchDeg, into }, at) =>
    file(
      `${into}/DJI_${stamp(recording, row, watch)}_${four(at + 1)}_T.JPG`,
      { recording, row, ground: hazmatGround, camera: watch, number: at + 1, pitchDeg },
      "Hazardous-goods watch, thermal, with the point that the laser hit.",
    ),
  );
  const exposures = exposed.map(({ recording, row }, at) => {
    const gpsMs = recording.startMs + row * 100 - Date.UTC(1980, 0, 6) + 18_000;
    const week = Math.floor(gpsMs / 604_800_000);
    return {
      number: at + 1,
      weekSeconds: (gpsMs - week * 604_800_000) / 1000,
      week,
      offsetNorthMm: 12,
      offsetEastMm: -4,
      offsetDownMm: 187,
      latDeg: recording.fix.latDeg[row] as number,
      lonDeg: recording.fix.lonDeg[row] as number,
      altEllipsoidM: recording.place.altAmslM + (recording.flown.upM[row] as number) + 54,
      stdNorthM: 0.012,
      stdEastM: 0.011,
      stdUpM: 0.025,
      quality: 50,
    };
  });
  return [
    ...files,
    {
      path: `${folder}/DJI_202609101537_003_synthetic_Timestamp.MRK`,
      bytes: writeMrk(exposures),
      note: "Table of exposures beside the watch's pictures.",
    },
  ];
}

/** Mapping field, straight down. */
function mappingCard(random: Random): SampleFile[] {
  const recording = sampleRecording(random, "grid");
  return everyNth(photoRows(recording), 14)
    .slice(0, 6)
    .map((row, at) =>
      file(
        `card-mapping/DCIM/101MEDIA/DJI_${four(at + 880)}.JPG`,
        { recording, row, ground: mappingGround, camera: cameras.mapping, number: at + 880 },
        "Mapping field from above.",
      ),
    );
}

/** Pictures of an aircraft that no kept record knows: two over a field where others flew, one kilometres from every flight. */
function strangersCard(random: Random): SampleFile[] {
  const aircraft = strangeAircraft(sampleRecording(random, "corner"));
  const flownOver = (place: SamplePlace, startMs: number): Recording =>
    makeRecording({ aircraft, place, plan: mappingCorner, dialect: "fly", startMs, random: random.fork("stranger") });
  const near = flownOver(mappingPlace, weekTimeMs(6, 11, 5, 0));
  const elsewhere = { ...mappingPlace, latDeg: mappingPlace.latDeg + 0.06, lonDeg: mappingPlace.lonDeg - 0.05 };
  const far = flownOver(elsewhere, weekTimeMs(6, 11, 45, 0));
  const taken = [
    ...everyNth(photoRows(near), 30)
      .slice(0, 2)
      .map((row) => ({
        recording: near,
        row,
        note: "Taken by an aircraft whose records are not here, where others flew: a person decides.",
      })),
    ...photoRows(far)
      .slice(0, 1)
      .map((row) => ({ recording: far, row, note: "Taken where no kept flight was: it stands with none." })),
  ];
  return taken.map(({ recording, row, note }, at) =>
    file(
      `card-borrowed/DCIM/100MEDIA/DJI_${four(at + 3)}.JPG`,
      { recording, row, ground: mappingGround, camera: cameras.stranger, number: at + 3 },
      note,
    ),
  );
}

function strangeAircraft({ aircraft }: Recording): Recording["aircraft"] {
  return { ...aircraft, name: "SYNTH Harrier", serial: "SYNTH0FHARRIER9", cameraSerial: "SYNTH1FCAM0001" };
}

function file(path: string, shot: Shot, note: string): SampleFile {
  return { path, bytes: takePhoto(shot), note };
}

/** Samples at which the flight's camera took a picture. */
function photoRows({ flown }: Recording): number[] {
  return flown.events.flatMap((event) => (event.event === "photo" ? [event.row] : []));
}

function everyNth(rows: readonly number[], step: number): number[] {
  return rows.filter((_, at) => at % Math.max(1, step) === 0);
}

function stamp(recording: Recording, row: number, camera: SampleCamera): string {
  return nameStamp(recording.startMs + row * 100 + camera.clockMs);
}

function four(number: number): string {
  return String(number).padStart(4, "0");
}
