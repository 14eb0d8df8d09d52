/**
 * A track as KML 2.2 with Google's track extension. Heights are drawn relative to the ground, which is exact at the take-off
 * point and off by the rise of the land elsewhere; the document says so.
 */
import { isoFromEpochUs, xmlText } from "@creance/core";
import {
  degreesText,
  type ExportPosition,
  isPlace,
  type LinePoint,
  linesOf,
  type Stretch,
  stretchesOf,
  type TrackExport,
} from "../track-export.ts";

const ROWS_A_CHUNK = 512;
const HEIGHT_NOTE =
  "Heights were measured from the take-off point and are drawn from the ground below: on sloping land the drawing is off.";
const STYLES = `<Style id="track"><LineStyle><color>ff0a8cf0</color><width>3</width></LineStyle><IconStyle><scale>0.6</scale></IconStyle></Style>
<Style id="home"><IconStyle><color>ff3c9a2f</color><scale>1</scale></IconStyle></Style>
<Style id="pilot"><IconStyle><color>ffb45f1e</color><scale>1</scale></IconStyle></Style>
<Style id="event"><IconStyle><color>ff1e78d2</color><scale>0.7</scale></IconStyle><LabelStyle><scale>0.7</scale></LabelStyle></Style>
`;

/** Yields the document in chunks of text. With a known time in every row the track plays; otherwise it is a line. */
export function* writeKml(track: TrackExport): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">\n';
  yield `<Document><name>${xmlText(track.name)}</name><description>${HEIGHT_NOTE}</description>\n${STYLES}`;
  yield* trackPlacemark(track);
  if (track.home !== null) yield pointPlacemark(track.home, "Home point", "home", null);
  if (track.pilot !== null) yield pointPlacemark(track.pilot, "Pilot", "pilot", null);
  for (const event of track.events) {
    const time = event.timeUs === null ? null : isoFromEpochUs(event.timeUs);
    if (isPlace(event.latDeg, event.lonDeg)) yield pointPlacemark(event as ExportPosition, event.sentence, "event", time);
  }
  yield "</Document>\n</kml>\n";
}

function* trackPlacemark(track: TrackExport): Generator<string> {
  const stretches = stretchesOf(track, 2);
  if (stretches.length === 0) return;
  yield `<Placemark><name>${xmlText(track.name)}</name><styleUrl>#track</styleUrl>\n`;
  if (stretches.every((stretch) => hasTimes(track, stretch))) {
    yield "<gx:MultiTrack><gx:interpolate>0</gx:interpolate>\n";
    for (const stretch of stretches) yield* playedTrack(track, stretch);
    yield "</gx:MultiTrack>\n";
  } else {
    yield "<MultiGeometry>\n";
    for (const line of stretches.flatMap((stretch) => linesOf(track, stretch))) yield* drawnLine(track, line);
    yield "</MultiGeometry>\n";
  }
  yield "</Placemark>\n";
}

function* playedTrack(track: TrackExport, stretch: Stretch): Generator<string> {
  const { timeUs, latDeg, lonDeg } = track.columns;
  yield "<gx:Track><altitudeMode>relativeToGround</altitudeMode>\n";
  yield* chunked(stretch.start, stretch.end, (row) => `<when>${isoFromEpochUs(timeUs?.[row] as number)}</when>\n`);
  yield* chunked(
    stretch.start,
    stretch.end,
    (row) => `<gx:coord>${degreesText(lonDeg?.[row] as number)} ${degreesText(latDeg?.[row] as number)} ${height(track, row)}</gx:coord>\n`,
  );
  yield "</gx:Track>\n";
}

function* drawnLine(track: TrackExport, line: readonly LinePoint[]): Generator<string> {
  yield "<LineString><altitudeMode>relativeToGround</altitudeMode><coordinates>\n";
  yield* chunked(0, line.length, (index) => {
    const { lonDeg, latDeg, row } = line[index] as LinePoint;
    return `${degreesText(lonDeg)},${degreesText(latDeg)},${height(track, row)}\n`;
  });
  yield "</coordinates></LineString>\n";
}

function pointPlacemark(position: ExportPosition, name: string, style: string, time: string | null): string {
  if (!isPlace(position.latDeg, position.lonDeg)) return "";
  const stamp = time === null ? "" : `<TimeStamp><when>${time}</when></TimeStamp>`;
  const coordinates = `${degreesText(position.lonDeg)},${degreesText(position.latDeg)}`;
  return `<Placemark><name>${xmlText(name)}</name>${stamp}<styleUrl>#${style}</styleUrl><Point><coordinates>${coordinates}</coordinates></Point></Placemark>\n`;
}

function hasTimes(track: TrackExport, stretch: Stretch): boolean {
  const { timeUs } = track.columns;
  for (let row = stretch.start; row < stretch.end; row += 1) if (isoFromEpochUs(timeUs?.[row] ?? Number.NaN) === null) return false;
  return true;
}

/** Height above take-off with centimetres; 0 where it is not known, because a KML position needs one. */
function height(track: TrackExport, row: number): string {
  const value = track.columns["altHomeM"]?.[row] ?? Number.NaN;
  return Number.isFinite(value) ? String(Math.round(value * 100) / 100) : "0";
}

function* chunked(start: number, end: number, text: (row: number) => string): Generator<string> {
  for (let from = start; from < end; from += ROWS_A_CHUNK) {
    let chunk = "";
    for (let row = from; row < Math.min(end, from + ROWS_A_CHUNK); row += 1) chunk += text(row);
    yield chunk;
  }
}
