/**
 * A made-up memory card of the sample operation's longest flight, by the project's own writers: pictures along its path, one without a position, one
 * cut short, and a drawn film with its subtitles beside it. Nothing on it was taken by a camera.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FlightPage, FlightTrack } from "@creance/api";
import { writeMp4, writeSrt } from "../../../../packages/formats/src/index.ts";
import { drawnFilm, newRandom } from "../../../../packages/sample/src/index.ts";
import { airborneRows, photoAt } from "../../../server/test/operation/made-media.ts";
import { ask, type Served } from "../browser.ts";

/** What is on the card. */
export interface FieldCard {
  readonly path: string;
  readonly flightId: string;
  readonly photos: number;
}

const PHOTOS = 24;
const FILM_S = 12;
/** The camera's clock runs two hours before UTC. */
const ZONE_HOURS = 2;

/** Writes the card below a folder; the sample operation must be there. */
export async function writeFieldCard(served: Served, folder: string): Promise<FieldCard> {
  const { rows } = await ask<FlightPage>(served, "GET", "/flights?sort=distanceM");
  const flight = rows.find((each) => !each.sealed && !each.damaged && each.startUs !== null && each.aircraftSerial !== null);
  if (flight?.startUs == null) throw new Error("the sample operation has no flight to take pictures on");
  const track = await ask<FlightTrack>(served, "GET", `/flights/${flight.id}/track?maxRows=6000`);
  const flown = { startUs: flight.startUs, aircraftSerial: flight.aircraftSerial, track };
  const path = join(folder, "CARD", "DCIM", "100MEDIA");
  mkdirSync(path, { recursive: true });
  const write = (name: string, bytes: Uint8Array): void => writeFileSync(join(path, name), bytes);
  const along = airborneRows(track, PHOTOS);
  for (const [at, row] of along.entries()) {
    const photo = photoAt(flown, { row, zoneHours: ZONE_HOURS, pitchDeg: at % 3 === 0 ? -55 : -90, withPosition: at !== 7, number: at });
    write(`FIELD_${String(at + 1).padStart(4, "0")}.JPG`, at === 11 ? photo.subarray(0, Math.floor(photo.byteLength * 0.6)) : photo);
  }
  const from = along[4] as number;
  const createdUs = flight.startUs + (track.elapsedMs[from] as number) * 1000;
  write("FIELD_0100.MP4", writeMp4({ tracks: [drawnFilm(newRandom(7, "field-card"), { seconds: FILM_S })], createdUs }));
  write("FIELD_0100.SRT", writeSrt(cuesFrom(flown, from), 9));
  return { path: join(folder, "CARD"), flightId: flight.id, photos: PHOTOS };
}

/** A cue a second with place, height and the camera's angles, as recent cameras write them. */
function cuesFrom({ startUs, track }: { readonly startUs: number; readonly track: FlightTrack }, fromRow: number) {
  return Array.from({ length: FILM_S }, (_, second) => {
    const row = Math.min(track.row.length - 1, fromRow + second * 10);
    return {
      startMs: second * 1000,
      endMs: second * 1000 + 1000,
      localUs: startUs + (track.elapsedMs[row] as number) * 1000 + ZONE_HOURS * 3.6e9,
      latDeg: track.latDeg[row] as number,
      lonDeg: track.lonDeg[row] as number,
      heightM: track.altHomeM[row] as number,
      absoluteM: 200,
      gimbal: [-60, 0, 30 + second] as const,
      focalMm: 24,
    };
  });
}
