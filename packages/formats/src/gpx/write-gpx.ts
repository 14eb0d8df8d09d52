/**
 * A track as GPX 1.1 (topografix.com/GPX/1/1). GPX's `ele` is a height above mean sea level, which a drone's record does not
 * hold; heights above take-off stand in extensions instead.
 */
import { isoFromEpochUs, xmlText } from "@creance/core";
import { degreesText, type ExportPosition, isPlace, numberText, stretchesOf, type TrackExport } from "../track-export.ts";

const ROWS_A_CHUNK = 512;
const HEIGHT_NOTE = "Heights are metres above the take-off point; they stand in the extension altHomeM, because ele means above sea level.";

/** Yields the document in chunks of text: waypoints for home, pilot and events, one segment for each unbroken stretch. */
export function* writeGpx(track: TrackExport): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Creance" xmlns="http://www.topografix.com/GPX/1/1" xmlns:creance="urn:creance:track:1">\n';
  yield `<metadata><name>${xmlText(track.name)}</name><desc>${HEIGHT_NOTE}</desc></metadata>\n`;
  if (track.home !== null) yield waypoint(track.home, "Home point", null);
  if (track.pilot !== null) yield waypoint(track.pilot, "Pilot", null);
  for (const event of track.events) {
    const time = event.timeUs === null ? null : isoFromEpochUs(event.timeUs);
    if (isPlace(event.latDeg, event.lonDeg)) yield waypoint(event as ExportPosition, event.sentence, time);
  }
  yield `<trk><name>${xmlText(track.name)}</name>\n`;
  for (const stretch of stretchesOf(track, 1)) {
    yield "<trkseg>\n";
    for (let start = stretch.start; start < stretch.end; start += ROWS_A_CHUNK) {
      let text = "";
      for (let row = start; row < Math.min(stretch.end, start + ROWS_A_CHUNK); row += 1) text += trackPoint(track, row);
      yield text;
    }
    yield "</trkseg>\n";
  }
  yield "</trk>\n</gpx>\n";
}

function trackPoint(track: TrackExport, row: number): string {
  const { latDeg, lonDeg, timeUs, altHomeM } = track.columns;
  const time = isoFromEpochUs(timeUs?.[row] ?? Number.NaN);
  const height = numberText(altHomeM?.[row] ?? Number.NaN, "float32");
  const place = `lat="${plainDegrees(latDeg?.[row] as number)}" lon="${plainDegrees(lonDeg?.[row] as number)}"`;
  const inside =
    (time === null ? "" : `<time>${time}</time>`) +
    (height === "" ? "" : `<extensions><creance:altHomeM>${height}</creance:altHomeM></extensions>`);
  return inside === "" ? `<trkpt ${place}/>\n` : `<trkpt ${place}>${inside}</trkpt>\n`;
}

function waypoint(position: ExportPosition, name: string, time: string | null): string {
  if (!isPlace(position.latDeg, position.lonDeg)) return "";
  const place = `lat="${plainDegrees(position.latDeg)}" lon="${plainDegrees(position.lonDeg)}"`;
  return `<wpt ${place}>${time === null ? "" : `<time>${time}</time>`}<name>${xmlText(name)}</name></wpt>\n`;
}

/** Degrees without an exponent (xsd:decimal has none), and 180 as -180, which GPX asks for. */
function plainDegrees(degrees: number): string {
  const text = degreesText(degrees);
  if (text === "180") return "-180";
  return text.includes("e") ? degrees.toFixed(9) : text;
}
