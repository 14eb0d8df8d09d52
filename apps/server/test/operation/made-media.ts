/** Pictures along a flight, made by the project's own writers. */
import type { FlightTrack } from "@creance/api";
import { djiPhotoValues, writePhoto, writeSrt } from "@creance/formats";
import { sampleJpeg } from "@creance/sample";

/** Facts of the flight that pictures are made along. */
export interface FlownFlight {
  readonly startUs: number;
  readonly aircraftSerial: string | null;
  readonly track: FlightTrack;
}

/** What a made picture says beside its place and time. */
export interface PhotoOptions {
  /** Row of the track. */
  readonly row: number;
  /** Wall clock minus UTC, hours. */
  readonly zoneHours: number;
  readonly withSerial?: boolean;
  readonly withPosition?: boolean;
  readonly pitchDeg?: number;
  readonly number?: number;
}

/** A picture as a camera of that flight would have written it: looking down, with EXIF thumbnail and preview. */
export function photoAt({ startUs, aircraftSerial, track }: FlownFlight, options: PhotoOptions): Uint8Array {
  const { row, zoneHours, withSerial = true, withPosition = true, pitchDeg = -90, number = row } = options;
  const utcMs = startUs / 1000 + (track.elapsedMs[row] as number);
  const local = new Date(utcMs + zoneHours * 3_600_000).toISOString();
  const position = { latDeg: track.latDeg[row] as number, lonDeg: track.lonDeg[row] as number };
  const heightM = track.altHomeM[row] as number;
  const values = djiPhotoValues({
    model: "FC3582",
    localTime: `${local.slice(0, 10).replaceAll("-", ":")} ${local.slice(11, 19)}`,
    ...(withPosition ? { position, relativeAltM: heightM, absoluteAltM: 200 + heightM } : {}),
    gimbal: { yawDeg: 30, pitchDeg, rollDeg: 0 },
    aircraft: { yawDeg: 30, pitchDeg: 0, rollDeg: 0 },
    focalLengthMm: 6.72,
    focal35Mm: 24,
    droneModel: "Mini 3 Pro",
    ...(withSerial && aircraftSerial !== null ? { droneSerialNumber: aircraftSerial } : {}),
  });
  return writePhoto({ format: "jpeg", pixels: sampleJpeg(number), ...values, thumbnail: sampleJpeg(number + 1000) });
}

/** Subtitles of a film along the flight, a cue a second. */
export function subtitlesAt({ startUs, track }: FlownFlight, fromRow: number, seconds: number, zoneHours: number): Uint8Array {
  const cues = Array.from({ length: seconds }, (_, second) => {
    const row = Math.min(track.row.length - 1, fromRow + second * 10);
    const localUs = startUs + (track.elapsedMs[row] as number) * 1000 + zoneHours * 3.6e9;
    return {
      startMs: second * 1000,
      endMs: second * 1000 + 1000,
      localUs,
      latDeg: track.latDeg[row] as number,
      lonDeg: track.lonDeg[row] as number,
      heightM: track.altHomeM[row] as number,
      absoluteM: 200,
    };
  });
  return writeSrt(cues, 6);
}

/** Rows of the track in the air and with a fix, spread evenly. */
export function airborneRows(track: FlightTrack, count: number): number[] {
  const rows = track.row.flatMap((_, at) => ((track.altHomeM[at] ?? 0) > 15 && track.latDeg[at] !== null ? [at] : []));
  return Array.from({ length: count }, (_, at) => rows[Math.floor((at * (rows.length - 1)) / Math.max(1, count - 1))] as number);
}
