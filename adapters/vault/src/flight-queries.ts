/** Questions about flights: the list with its totals, what the filters offer, one flight. */
import type { FlightDetail, FlightFacets, FlightPage, FlightQuery, FlightSummary, Original, Reveal } from "@creance/api";
import { flightWords, valueHash } from "./add-reading.ts";
import type { Sqlite, SqlRow, SqlValue } from "./sqlite.ts";
import type { FlightReading, TrackPlace, UncountedFlight } from "./types.ts";

const sortColumns: Readonly<Record<FlightQuery["sort"], string>> = {
  startUs: "start_us",
  durationUs: "duration_us",
  distanceM: "distance_m",
  maxAltHomeM: "max_alt_home_m",
  maxGroundSpeedMps: "max_ground_speed_mps",
  warnings: "warnings",
  place: "place COLLATE NOCASE",
  aircraftName: "aircraft_name COLLATE NOCASE",
  appName: "app_name COLLATE NOCASE",
};

/** Words of a search that are looked at. */
const MAX_WORDS = 20;
/** Places that a filter offers; the search finds the others. */
const MAX_PLACES = 500;
/** Flights fetched at a time by `allFlights`. */
const BATCH = 500;

/** One page of the list. */
export function listFlights(database: Sqlite, query: FlightQuery): FlightPage {
  const { where, values } = filterOf(query);
  const totals = database.get(
    `SELECT count(*) AS total, coalesce(sum(duration_us), 0) AS duration_us, coalesce(sum(distance_m), 0) AS distance_m,
       coalesce(sum(warnings), 0) AS warnings, coalesce(sum(sealed), 0) AS sealed FROM flight ${where}`,
    ...values,
  );
  const total = (name: string): number => Number(totals?.[name] ?? 0);
  const ids = database.all(`SELECT id FROM flight ${where} ${orderOf(query)} LIMIT ? OFFSET ?`, ...values, query.limit, query.offset);
  return {
    total: total("total"),
    totals: { durationUs: total("duration_us"), distanceM: total("distance_m"), warnings: total("warnings"), sealed: total("sealed") },
    rows: summariesOf(database, ids),
  };
}

/** Every flight that matches, without the page's limit, newest first. */
export function* allFlights(database: Sqlite, query: FlightQuery): Generator<FlightSummary> {
  const { where, values } = filterOf(query);
  const ids = database.all(`SELECT id FROM flight ${where} ${orderOf({ sort: "startUs", direction: "desc" })}`, ...values);
  for (let at = 0; at < ids.length; at += BATCH) yield* summariesOf(database, ids.slice(at, at + BATCH));
}

/** What the filters can offer. */
export function flightFacets(database: Sqlite): FlightFacets {
  const range = database.get("SELECT count(*) AS flights, min(start_us) AS first_us, max(start_us) AS last_us FROM flight");
  return {
    flights: Number(range?.["flights"] ?? 0),
    // A bare column beside max() comes from the row that has the maximum: the newest name.
    aircraft: database
      .all(
        `SELECT aircraft_serial AS serial, aircraft_name AS name, product_name, count(*) AS flights, max(coalesce(start_us, -1)) AS newest
         FROM flight GROUP BY aircraft_serial ORDER BY flights DESC, serial LIMIT 1000`,
      )
      .map((row) => ({
        serial: row["serial"] as string | null,
        name: row["serial"] === null ? null : (row["name"] as string | null),
        productName: row["serial"] === null ? null : (row["product_name"] as string | null),
        flights: Number(row["flights"]),
      })),
    apps: database
      .all(
        "SELECT app_name, count(*) AS flights FROM flight WHERE app_name IS NOT NULL GROUP BY app_name ORDER BY flights DESC, app_name LIMIT 1000",
      )
      .map((row) => ({ appName: String(row["app_name"]), flights: Number(row["flights"]) })),
    countries: database
      .all(
        "SELECT country, count(*) AS flights FROM flight WHERE country IS NOT NULL GROUP BY country ORDER BY flights DESC, country LIMIT 1000",
      )
      .map((row) => ({ country: String(row["country"]), flights: Number(row["flights"]) })),
    places: database
      .all(
        "SELECT place, count(*) AS flights FROM flight WHERE place IS NOT NULL GROUP BY place ORDER BY flights DESC, place LIMIT ?",
        MAX_PLACES,
      )
      .map((row) => ({ place: String(row["place"]), flights: Number(row["flights"]) })),
    firstUs: (range?.["first_us"] as number | null | undefined) ?? null,
    lastUs: (range?.["last_us"] as number | null | undefined) ?? null,
  };
}

/** Everything about one flight but its columns. */
export function flightDetail(database: Sqlite, id: string): FlightDetail | undefined {
  const found = uncountedFlight(database, id);
  if (found === undefined) return undefined;
  const { revealedBy, ...detail } = found;
  return { ...detail, reveals: revealsOf(database, revealedBy, detail.reveals) };
}

/** The same without looking into other files: of ten thousand flights, counting who else holds each value would take hours. */
export function uncountedFlight(database: Sqlite, id: string): UncountedFlight | undefined {
  const row = database.get(
    `${SUMMARY_SQL.replace("f.summary", "f.summary, f.detail, f.sha256, reading.reveals")} LEFT JOIN reading ON reading.sha256 = f.sha256 WHERE flight.id = ?`,
    id,
  );
  if (row === undefined) return undefined;
  const detail = JSON.parse(String(row["detail"])) as FlightReading["detail"];
  return {
    ...detail,
    summary: summaryOf(row),
    note: flightWords(database, id, "note"),
    reveals: JSON.parse(String(row["reveals"] ?? "[]")) as Omit<Reveal, "alsoInFiles">[],
    revealedBy: String(row["sha256"]),
    originals: originalsOf(database, id),
  };
}

/** Where the columns of a flight are read from. */
export function trackPlace(database: Sqlite, id: string): TrackPlace | undefined {
  const row = database.get(
    `SELECT shown_sha256, shown_segment, reading.reader, reading.sealed FROM flight
     JOIN reading ON reading.sha256 = shown_sha256 WHERE id = ?`,
    id,
  );
  if (row === undefined || row["sealed"] === 1) return undefined;
  return { sha256: String(row["shown_sha256"]), segment: Number(row["shown_segment"]), reader: String(row["reader"]) };
}

function filterOf(query: FlightQuery): { readonly where: string; readonly values: readonly SqlValue[] } {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  const need = (sql: string, value: SqlValue | undefined): void => {
    if (value === undefined) return;
    parts.push(sql);
    values.push(value);
  };
  const words = query.search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  for (const word of words.slice(0, MAX_WORDS)) need("instr(search, ?) > 0", word);
  need("start_us >= ?", query.fromUs);
  need("start_us < ?", query.toUs);
  need("aircraft_serial = ?", query.aircraft);
  need("app_name = ?", query.app);
  need("country = ?", query.country);
  need("place = ?", query.place);
  need("duration_us >= ?", query.minDurationUs);
  need("duration_us <= ?", query.maxDurationUs);
  need("(warnings > 0) = ?", query.hasWarnings === undefined ? undefined : Number(query.hasWarnings));
  need("sealed = ?", query.sealed === undefined ? undefined : Number(query.sealed));
  need("damaged = ?", query.damaged === undefined ? undefined : Number(query.damaged));
  return { where: parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`, values };
}

/** Unknown values come last in both directions; the id makes the order whole, so that pages do not overlap. */
function orderOf({ sort, direction }: Pick<FlightQuery, "sort" | "direction">): string {
  const way = direction === "asc" ? "ASC" : "DESC";
  return `ORDER BY ${sortColumns[sort]} ${way} NULLS LAST, id ${way}`;
}

const SUMMARY_SQL = `SELECT flight.id, flight.name, flight.originals, f.summary FROM flight
  JOIN flight_original f ON f.sha256 = flight.shown_sha256 AND f.segment = flight.shown_segment`;

/** The summaries of flights, in the order of `ids`, by one statement. */
function summariesOf(database: Sqlite, ids: readonly SqlRow[]): FlightSummary[] {
  const wanted = ids.map(({ id }) => String(id));
  const rows = database.all(`${SUMMARY_SQL} WHERE flight.id IN (SELECT value FROM json_each(?))`, JSON.stringify(wanted));
  const byId = new Map(rows.map((row) => [String(row["id"]), summaryOf(row)]));
  return wanted.flatMap((id) => byId.get(id) ?? []);
}

function summaryOf(row: SqlRow): FlightSummary {
  return {
    ...(JSON.parse(String(row["summary"])) as FlightReading["summary"]),
    id: String(row["id"]),
    name: row["name"] as string | null,
    originals: Number(row["originals"]),
  };
}

/** What a reading reveals, with the number of other originals that reveal the same. */
export function revealsOf(database: Sqlite, sha256: string, reveals: readonly Omit<Reveal, "alsoInFiles">[]): Reveal[] {
  return reveals.map((reveal) => {
    const row = database.get(
      "SELECT count(*) AS files FROM reveal WHERE kind = ? AND value_hash = ? AND sha256 <> ?",
      reveal.kind,
      valueHash(reveal.value),
      sha256,
    );
    return { ...reveal, alsoInFiles: Number(row?.["files"] ?? 0) };
  });
}

function originalsOf(database: Sqlite, id: string): Original[] {
  return database
    .all(
      `SELECT original.sha256, size_bytes, kept_us, file_name, format, reading.sealed, reading.damaged FROM original
       LEFT JOIN reading ON reading.sha256 = original.sha256
       WHERE original.sha256 IN (SELECT sha256 FROM flight_original WHERE flight_id = ?) ORDER BY original.seq`,
      id,
    )
    .map((row) => ({
      sha256: String(row["sha256"]),
      sizeBytes: Number(row["size_bytes"]),
      keptUs: Number(row["kept_us"]),
      fileName: row["file_name"] as string | null,
      format: row["format"] as string | null,
      sealed: row["sealed"] === 1,
      damaged: row["damaged"] === 1,
    }));
}
