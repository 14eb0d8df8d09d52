/**
 * Flight records, logs and tracks are not edited: a sealed or signed record that was cut would be neither whole nor honest. Their rows are
 * written anew, as a table or in the exchange format they came in, with what the recipe takes out left out.
 */
import { type ByteSource, type ColumnSpec, isPlausiblePosition, memorySource } from "@creance/core";
import { type ExportPosition, type TrackExport, writeCsv, writeGeoJson, writeGpx, writeKml } from "@creance/formats";
import { isDeepInCircles, isInCircles, type PositionRule, positionRule } from "./position-rule.ts";
import type { RedactionRecipe } from "./recipe.ts";
import type { Redaction, RedactionChange, RedactOptions } from "./redaction.ts";
import { nearness, RemovedValues } from "./removed-values.ts";
import { trackColumnClass } from "./track-columns.table.ts";
import { notPossible, withheld } from "./withheld.ts";

const WRITERS = { csv: writeCsv, gpx: writeGpx, kml: writeKml, geojson: writeGeoJson } as const;
type WrittenAs = keyof typeof WRITERS;
const SAME_FORMAT: Readonly<Record<string, WrittenAs>> = { gpx: "gpx", kml: "kml", kmz: "kml", geojson: "geojson" };
/** A table of a million rows is about 200 MB. */
const MOST_BYTES = 512 * 1_048_576;

/** Writes a redacted track. Throws `redact-withheld` when no row is left of it, `redact-not-possible` when it would be too large. */
export async function redactTrack(track: TrackExport, options: RedactOptions): Promise<Redaction> {
  const { recipe } = options;
  const homes = [...(options.homes ?? []), ...placesOf(track)];
  const rule = positionRule(recipe, homes);
  const asked = SAME_FORMAT[options.format] ?? "csv";
  // Formats of maps are nothing without positions.
  const as = recipe.positions === "drop" ? "csv" : asked;
  const rows = keptRows(track, rule);
  if (rows.length === 0) throw withheld("Nothing of this track is left outside the home circle: it is not shared.");
  const made = redactedTrack(track, rows, rule, recipe);
  const out = textSource(WRITERS[as](made));
  return {
    out,
    format: as === "csv" ? "track-csv" : as,
    extension: as,
    changes: changesOf(track, rows.length, options),
    left: leftOf(track, rule, options),
    removed: removedOf(track, rule, options),
  };
}

/** Home and pilot positions of a track, also those that stand in its rows. */
function placesOf(track: TrackExport): readonly ExportPosition[] {
  const places = [track.home, track.pilot].filter((place) => place !== null);
  for (const [lat, lon] of [
    ["homeLatDeg", "homeLonDeg"],
    ["pilotLatDeg", "pilotLonDeg"],
  ] as const) {
    const latDeg = track.columns[lat];
    const lonDeg = track.columns[lon];
    let last = { latDeg: Number.NaN, lonDeg: Number.NaN };
    for (let row = 0; row < track.rows && places.length < 10_000; row += 1) {
      const place = { latDeg: latDeg?.[row] ?? Number.NaN, lonDeg: lonDeg?.[row] ?? Number.NaN };
      if (!isPlausiblePosition(place.latDeg, place.lonDeg) || (place.latDeg === last.latDeg && place.lonDeg === last.lonDeg)) continue;
      places.push(place);
      last = place;
    }
  }
  // Where it took off is home whether or not the record says so.
  for (let row = 0; row < track.rows; row += 1) {
    const latDeg = track.columns["latDeg"]?.[row] ?? Number.NaN;
    const lonDeg = track.columns["lonDeg"]?.[row] ?? Number.NaN;
    if (!isPlausiblePosition(latDeg, lonDeg)) continue;
    places.push({ latDeg, lonDeg });
    break;
  }
  return places;
}

/** Rows that stay: within a home circle none does, nor one before the first position is known. */
function keptRows(track: TrackExport, { circles }: PositionRule): Int32Array {
  const rows = new Int32Array(track.rows);
  let count = 0;
  let latDeg = Number.NaN;
  let lonDeg = Number.NaN;
  for (let row = 0; row < track.rows; row += 1) {
    if (circles.length > 0) {
      const lat = track.columns["latDeg"]?.[row] ?? Number.NaN;
      const lon = track.columns["lonDeg"]?.[row] ?? Number.NaN;
      if (isPlausiblePosition(lat, lon)) [latDeg, lonDeg] = [lat, lon];
      // A row without a position is where the last one with one was.
      if (Number.isNaN(latDeg) || isInCircles(circles, latDeg, lonDeg)) continue;
    }
    rows[count] = row;
    count += 1;
  }
  return rows.slice(0, count);
}

function redactedTrack(track: TrackExport, rows: Int32Array, rule: PositionRule, recipe: RedactionRecipe): TrackExport {
  const table: Record<string, ColumnSpec> = {};
  const columns: Record<string, Float64Array> = {};
  const shiftUs = typeof recipe.times === "object" ? recipe.times.shiftUs : 0;
  for (const [name, spec] of Object.entries(track.table)) {
    const values = track.columns[name];
    if (values === undefined || !staysColumn(name, recipe)) continue;
    table[name] = spec as ColumnSpec;
    columns[name] = Float64Array.from(rows, (row) => (values[row] as number) + (name === "timeUs" ? shiftUs : 0));
  }
  const { latDeg, lonDeg } = columns;
  if (latDeg !== undefined && lonDeg !== undefined) {
    for (let row = 0; row < rows.length; row += 1) {
      const lat = latDeg[row] as number;
      const lon = lonDeg[row] as number;
      const shown = isPlausiblePosition(lat, lon) ? rule.shown(lat, lon) : null;
      latDeg[row] = shown?.latDeg ?? Number.NaN;
      lonDeg[row] = shown?.lonDeg ?? Number.NaN;
    }
  }
  const keepsNames = recipe.names === "keep" && recipe.serials === "keep";
  const showsAll = recipe.positions === "keep" && rule.circles.length === 0;
  // Events are sentences of the record, often with places and words in them.
  const events =
    showsAll && keepsNames
      ? track.events.map((event) => ({ ...event, timeUs: event.timeUs === null ? null : event.timeUs + shiftUs }))
      : [];
  return {
    name: keepsNames ? track.name : "redacted track",
    table,
    rows: rows.length,
    columns,
    events,
    home: showsAll ? track.home : null,
    pilot: showsAll ? track.pilot : null,
  };
}

function staysColumn(name: string, { positions, homeCircleM }: RedactionRecipe): boolean {
  const kind = trackColumnClass(name);
  if (kind === "original") return false;
  if (kind === "home") return positions === "keep" && homeCircleM === null;
  if (kind === "position") return positions !== "drop";
  // Speeds and attitudes add up to the way: with one cell's border they give the place back.
  return kind === "harmless" || positions === "keep";
}

function changesOf(track: TrackExport, rows: number, { recipe }: RedactOptions): readonly RedactionChange[] {
  const at = { byteOffset: null, lengthBytes: null } as const;
  const changes: RedactionChange[] = [];
  for (const name of Object.keys(track.table)) {
    const kind = trackColumnClass(name);
    if (!staysColumn(name, recipe))
      changes.push({
        class: kind === "home" ? "home" : kind === "position" ? "position" : "telemetry",
        name: `column ${name}`,
        how: "removed",
        ...at,
      });
    else if (kind === "position" && recipe.positions !== "keep")
      changes.push({ class: "position", name: `column ${name}`, how: "replaced", ...at });
    else if (name === "timeUs" && recipe.times !== "keep") changes.push({ class: "time", name: "column timeUs", how: "replaced", ...at });
  }
  if (rows < track.rows) changes.push({ class: "home", name: `${track.rows - rows} rows within the home circle`, how: "removed", ...at });
  if (
    track.events.length > 0 &&
    (recipe.names === "drop" || recipe.serials === "drop" || recipe.positions !== "keep" || recipe.homeCircleM !== null)
  )
    changes.push({ class: "name", name: `${track.events.length} events`, how: "removed", ...at });
  changes.push({ class: "other", name: "everything of the record that is not in the table", how: "removed", ...at });
  return changes;
}

function leftOf(track: TrackExport, rule: PositionRule, { recipe }: RedactOptions): readonly string[] {
  const left = ["This is a table made from the record, not the record: a record that was cut cannot prove itself."];
  if (recipe.times === "keep" && track.columns["timeUs"] !== undefined)
    left.push("The times stayed in: with a list of flights they lead to the flight.");
  if (typeof recipe.positions === "object")
    left.push("The moment at which a cell changes tells that the aircraft was on the border of two cells then.");
  if (rule.circles.length > 0) {
    left.push(
      "Where the track begins and ends now, it points towards what was cut; many flights together narrow it down to a cell as wide as the home circle's radius.",
    );
    if (recipe.positions === "keep") left.push("Speeds and headings at the cut say in which direction the way went on.");
  }
  if (track.columns["altHomeM"] !== undefined)
    left.push("Heights above take-off stayed in: over known terrain they can help to find the way again.");
  return left;
}

function removedOf(track: TrackExport, rule: PositionRule, options: RedactOptions): Redaction["removed"] {
  const { recipe } = options;
  const texts = new RemovedValues();
  for (const { name, value } of options.trackFields ?? []) texts.text("serial", name, value);
  const isGone = (lat: number, lon: number): boolean => recipe.positions !== "keep" || isDeepInCircles(rule.circles, lat, lon);
  const positions = [
    ...pick("track", track.columns["latDeg"], track.columns["lonDeg"], track.rows, isGone, recipe),
    ...pick("home", track.columns["homeLatDeg"], track.columns["homeLonDeg"], track.rows, isGone, recipe),
    ...pick("pilot", track.columns["pilotLatDeg"], track.columns["pilotLonDeg"], track.rows, isGone, recipe),
  ];
  return [...texts.values(new Set()), ...positions];
}

function pick(
  name: string,
  latDeg: ArrayLike<number> | undefined,
  lonDeg: ArrayLike<number> | undefined,
  rows: number,
  isGone: (lat: number, lon: number) => boolean,
  recipe: RedactionRecipe,
): Redaction["removed"] {
  if (latDeg === undefined || lonDeg === undefined) return [];
  const lat: number[] = [];
  const lon: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    const a = latDeg[row] as number;
    const b = lonDeg[row] as number;
    if (!isPlausiblePosition(a, b) || (a === lat.at(-1) && b === lon.at(-1)) || !isGone(a, b)) continue;
    lat.push(a);
    lon.push(b);
  }
  return lat.length === 0
    ? []
    : [{ kind: "positions", name, latDeg: Float64Array.from(lat), lonDeg: Float64Array.from(lon), ...nearness(recipe) }];
}

/** Text in memory, in pieces of some kilobytes. */
function textSource(pieces: Iterable<string>): ByteSource {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const piece of pieces) {
    const bytes = encoder.encode(piece);
    size += bytes.byteLength;
    if (size > MOST_BYTES) throw notPossible("The redacted track is larger than is made here: it is not shared.");
    parts.push(bytes);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return memorySource(whole);
}
