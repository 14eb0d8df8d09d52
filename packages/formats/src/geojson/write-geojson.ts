/** A track as GeoJSON (RFC 7946): the line, cut at gaps and at the antimeridian, and points for home, pilot and events. */
import { isoFromEpochUs } from "@creance/core";
import {
  degreesText,
  type ExportPosition,
  isPlace,
  type LinePoint,
  linesOf,
  numberText,
  stretchesOf,
  type TrackExport,
} from "../track-export.ts";

const POINTS_A_CHUNK = 512;

/**
 * Yields a FeatureCollection in chunks of text. Positions have no third number, because there it would mean a height above
 * the ellipsoid: heights above take-off and times stand beside the line in `coordinateProperties`, in the same order.
 */
export function* writeGeoJson(track: TrackExport): Generator<string> {
  const lines = stretchesOf(track, 2).flatMap((stretch) => linesOf(track, stretch));
  yield '{"type":"FeatureCollection","features":[\n';
  yield* lineFeature(track, lines);
  for (const [kind, position] of [
    ["home", track.home],
    ["pilot", track.pilot],
  ] as const) {
    if (position !== null && isPlace(position.latDeg, position.lonDeg)) yield `,\n${pointFeature(position, { kind })}`;
  }
  for (const event of track.events) {
    if (!isPlace(event.latDeg, event.lonDeg)) continue;
    const { latDeg, lonDeg } = event as ExportPosition;
    const time = event.timeUs === null ? null : isoFromEpochUs(event.timeUs);
    yield `,\n${pointFeature({ latDeg, lonDeg }, { kind: "event", elapsedMs: finite(event.elapsedMs), time, sentence: event.sentence })}`;
  }
  yield "\n]}\n";
}

function* lineFeature(track: TrackExport, lines: readonly LinePoint[][]): Generator<string> {
  const name = JSON.stringify(track.name);
  if (lines.length === 0) {
    yield `{"type":"Feature","geometry":null,"properties":{"kind":"track","name":${name}}}`;
    return;
  }
  const many = lines.length > 1;
  yield `{"type":"Feature","geometry":{"type":"${many ? "MultiLineString" : "LineString"}","coordinates":`;
  yield* nested(lines, ({ lonDeg, latDeg }) => `[${degreesText(lonDeg)},${degreesText(latDeg)}]`);
  yield `},"properties":{"kind":"track","name":${name},"heights":"altHomeM is metres above the take-off point","coordinateProperties":{"times":`;
  const { timeUs, altHomeM } = track.columns;
  yield* nested(lines, ({ row }) => JSON.stringify(isoFromEpochUs(timeUs?.[row] ?? Number.NaN)));
  yield ',"altHomeM":';
  yield* nested(lines, ({ row }) => numberText(altHomeM?.[row] ?? Number.NaN, "float32") || "null");
  yield "}}}";
}

/** One array of values, or one array for each line when there are several. */
function* nested(lines: readonly LinePoint[][], text: (point: LinePoint) => string): Generator<string> {
  if (lines.length > 1) yield "[";
  for (const [index, line] of lines.entries()) {
    yield index > 0 ? ",[" : "[";
    for (let start = 0; start < line.length; start += POINTS_A_CHUNK) {
      const chunk = line.slice(start, start + POINTS_A_CHUNK).map(text);
      yield (start > 0 ? "," : "") + chunk.join(",");
    }
    yield "]";
  }
  if (lines.length > 1) yield "]";
}

function pointFeature(position: ExportPosition, properties: Readonly<Record<string, unknown>>): string {
  const coordinates = `[${degreesText(position.lonDeg)},${degreesText(position.latDeg)}]`;
  return `{"type":"Feature","geometry":{"type":"Point","coordinates":${coordinates}},"properties":${JSON.stringify(properties)}}`;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
