/** What a film says beside its pictures, for the leak check and the home circle: positions and texts of user data, telemetry and subtitles. */
import { type ByteSource, isFormatError, isPlausiblePosition } from "@creance/core";
import { type Movie, parseIso6709, readDjiTelemetry, readSubtitleTrack, subtitleCodecs } from "@creance/formats";
import type { RedactionRecipe } from "./recipe.ts";
import type { RedactionPlace, RemovedValue } from "./redaction.ts";
import { positionsRemoved, RemovedValues } from "./removed-values.ts";

const MOST_PLACES = 200_000;
const SERIAL = /serial|[_/]sn\b|uuid|identifier/i;

/** Positions in file order, and what is removed with them. What cannot be read as telemetry is zeroed all the same. */
export async function filmSecrets(
  source: ByteSource,
  movie: Movie,
  recipe: RedactionRecipe,
): Promise<{ readonly places: readonly RedactionPlace[]; readonly removed: readonly RemovedValue[] }> {
  const texts = new RemovedValues();
  const places: RedactionPlace[] = [];
  const take = (latDeg: number, lonDeg: number): void => {
    const last = places.at(-1);
    if (!isPlausiblePosition(latDeg, lonDeg) || places.length >= MOST_PLACES || (last?.latDeg === latDeg && last.lonDeg === lonDeg)) return;
    places.push({ latDeg, lonDeg });
  };
  for (const { name, value } of movie.fields) {
    const place = parseIso6709(value);
    if (place !== null) take(place.latDeg, place.lonDeg);
    else texts.text(SERIAL.test(name) ? "serial" : "other", name, value);
  }
  for (const picture of movie.pictures) await texts.piece(source, "preview", picture.box, picture);
  for (const track of movie.tracks) {
    try {
      if (track.codec === "djmd") {
        const { samples, fields, serialNumber } = await readDjiTelemetry(source, track);
        for (let row = 0; row < samples.rows; row += 1) take(samples.columns.latDeg[row] as number, samples.columns.lonDeg[row] as number);
        if (serialNumber !== null) texts.text("serial", "djmd serial number", serialNumber);
        for (const { name, value } of fields) texts.text(SERIAL.test(name) ? "serial" : "other", name, value);
      } else if (subtitleCodecs.has(track.codec ?? "")) {
        const { cues } = await readSubtitleTrack(source, track);
        for (let row = 0; row < cues.rows; row += 1) {
          take(cues.columns.latDeg[row] as number, cues.columns.lonDeg[row] as number);
          take(cues.columns.homeLatDeg[row] as number, cues.columns.homeLonDeg[row] as number);
        }
      }
    } catch (error) {
      if (!isFormatError(error)) throw error;
    }
  }
  const removed = [...texts.values(new Set()), ...(recipe.positions === "keep" ? [] : positionsRemoved("clip", places, recipe))];
  return { places, removed };
}
