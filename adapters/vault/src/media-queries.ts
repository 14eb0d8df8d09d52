/** Questions about pictures and clips: the wall with its totals, one item, everything of a card or a flight. */
import type { MediaCards, MediaPage, MediaQuery, MediaRow, Reveal } from "@creance/api";
import type { Footprint, MatchableMedia, MediaItem } from "@creance/flight";
import { revealsOf } from "./flight-queries.ts";
import { unpackRings } from "./footprint-rings.ts";
import { blobOf, type Sqlite, type SqlRow, type SqlValue } from "./sqlite.ts";
import type { FlightTime, MediaEntry, MediaEntryFilter, MediaWordGiven, StoredFootprint, StoredMatch } from "./types.ts";

const sortColumns: Readonly<Record<MediaQuery["sort"], string>> = {
  timeUs: "time_us",
  fileName: "file_name COLLATE NOCASE",
  sizeBytes: "size_bytes",
};

/** Words of a search that are looked at. */
const MAX_WORDS = 20;
/** Rows fetched at a time. */
const BATCH = 500;
/** Files that are named as standing beside one. */
const MAX_BESIDE = 50;

/** One page of the wall. */
export function listMedia(database: Sqlite, query: MediaQuery): MediaPage {
  const { where, values } = filterOf(query);
  const totals = { photos: 0, clips: 0, sizeBytes: 0, doubtful: 0, unmatched: 0 };
  let total = 0;
  const groups = database.all(
    `SELECT kind, confidence, count(*) AS items, sum(size_bytes) AS bytes FROM media ${where} GROUP BY kind, confidence`,
    ...values,
  );
  for (const group of groups) {
    const items = Number(group["items"]);
    total += items;
    totals.sizeBytes += Number(group["bytes"]);
    if (group["kind"] === "photo") totals.photos += items;
    if (group["kind"] === "clip") totals.clips += items;
    if (group["confidence"] === "doubtful") totals.doubtful += items;
    if (group["confidence"] === "none") totals.unmatched += items;
  }
  const rows = database.all(`${ROW_SQL} ${where} ${orderOf(query)} LIMIT ? OFFSET ?`, ...values, query.limit, query.offset);
  return { total, totals, rows: rows.map(rowOf) };
}

/** Every item that matches, without the page's limit. */
export function* allMedia(database: Sqlite, query: MediaQuery): Generator<MediaRow> {
  const { where, values } = filterOf(query);
  const found = database.all(`SELECT seq FROM media ${where} ${orderOf(query)}`, ...values).map((row) => Number(row["seq"]));
  for (let at = 0; at < found.length; at += BATCH) yield* rowsOf(database, found.slice(at, at + BATCH)).values();
}

/** Rows of these items, in the order given. */
export function mediaRows(database: Sqlite, sha256: readonly string[]): readonly MediaRow[] {
  const rows = database.all(`${ROW_SQL} WHERE sha256 IN (SELECT value FROM json_each(?))`, JSON.stringify(sha256)).map(rowOf);
  const byHash = new Map(rows.map((row) => [row.sha256, row]));
  return sha256.flatMap((hash) => byHash.get(hash) ?? []);
}

/** Rows by their place in the order kept, in the order given. */
export function rowsOf(database: Sqlite, seqs: readonly number[]): ReadonlyMap<number, MediaRow> {
  const rows = database.all(`${ROW_SQL} WHERE seq IN (SELECT value FROM json_each(?))`, JSON.stringify(seqs));
  const bySeq = new Map(rows.map((row) => [Number(row["seq"]), rowOf(row)]));
  return new Map(
    seqs.flatMap((seq) => {
      const row = bySeq.get(seq);
      return row === undefined ? [] : [[seq, row] as const];
    }),
  );
}

/** Everything about one item. */
export function mediaEntry(database: Sqlite, sha256: string): MediaEntry | undefined {
  const row = database.get(`${ENTRY_SQL} WHERE media.sha256 = ?`, sha256);
  return row === undefined ? undefined : entryOf(database, row);
}

/** Entries in the order kept, fetched in batches. */
export function* mediaEntries(database: Sqlite, { sha256, flights, card }: MediaEntryFilter): Generator<MediaEntry> {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  for (const [column, wanted] of [
    ["media.sha256", sha256],
    ["media.flight_id", flights],
  ] as const) {
    if (wanted === undefined) continue;
    parts.push(`${column} IN (SELECT value FROM json_each(?))`);
    values.push(JSON.stringify(wanted));
  }
  if (card !== undefined) {
    parts.push("media.card = ?");
    values.push(card);
  }
  const where = parts.length === 0 ? "" : `WHERE ${parts.join(" OR ")}`;
  const seqs = database.all(`SELECT seq FROM media ${where} ORDER BY seq`, ...values).map((row) => Number(row["seq"]));
  for (let at = 0; at < seqs.length; at += BATCH) {
    const batch = JSON.stringify(seqs.slice(at, at + BATCH));
    const rows = database.all(`${ENTRY_SQL} WHERE media.seq IN (SELECT value FROM json_each(?)) ORDER BY media.seq`, batch);
    for (const row of rows) yield entryOf(database, row);
  }
}

/** Every footprint of an item, by second. */
export function mediaFootprints(database: Sqlite, sha256: string): readonly StoredFootprint[] {
  return database
    .all(
      `SELECT footprint.kind, second, bearing_deg, rings FROM footprint JOIN media ON media.seq = footprint.seq
       WHERE media.sha256 = ? ORDER BY second`,
      sha256,
    )
    .map((row) => ({
      kind: row["kind"] as Footprint["kind"],
      second: row["second"] as number | null,
      bearingDeg: row["bearing_deg"] as number | null,
      ...unpackRings(blobOf(row["rings"])),
    }));
}

/** Cards and their solved clocks. */
export function mediaCards(database: Sqlite): MediaCards {
  return database
    .all(
      `SELECT card, items, offset_us, zone_min, residual_m, sentence,
         (SELECT count(*) FROM media WHERE media.clock_card = media_card.card AND confidence = 'doubtful') AS doubtful FROM media_card ORDER BY card`,
    )
    .map((row) => ({
      card: String(row["card"]),
      items: Number(row["items"]),
      offsetUs: row["offset_us"] as number | null,
      zoneMin: row["zone_min"] as number | null,
      residualM: row["residual_m"] as number | null,
      doubtful: Number(row["doubtful"]),
      sentence: String(row["sentence"]),
    }));
}

/** Files of the same stem, and the neighbours by time within the flight. */
export function mediaAroundItem(
  database: Sqlite,
  sha256: string,
): {
  readonly beside: readonly { readonly sha256: string; readonly fileName: string | null; readonly kind: string }[];
  readonly neighbours: { readonly before: string | null; readonly after: string | null };
} {
  const own = database.get("SELECT seq, stem, flight_id, time_us FROM media WHERE sha256 = ?", sha256);
  if (own === undefined) return { beside: [], neighbours: { before: null, after: null } };
  const { seq = null, stem = null, flight_id: flightId = null, time_us: timeUs = null } = own;
  const beside = database
    .all("SELECT sha256, file_name, kind FROM media WHERE stem = ? AND seq <> ? ORDER BY seq LIMIT ?", stem, seq, MAX_BESIDE)
    .map((row) => ({ sha256: String(row["sha256"]), fileName: row["file_name"] as string | null, kind: String(row["kind"]) }));
  if (flightId === null || timeUs === null) return { beside, neighbours: { before: null, after: null } };
  const neighbour = (comparison: string, order: string): string | null => {
    const row = database.get(
      `SELECT sha256 FROM media WHERE flight_id = ? AND (time_us, seq) ${comparison} (?, ?) AND beside = 0 ORDER BY time_us ${order}, seq ${order} LIMIT 1`,
      flightId,
      timeUs,
      seq,
    );
    return row === undefined ? null : String(row["sha256"]);
  };
  return { beside, neighbours: { before: neighbour("<", "DESC"), after: neighbour(">", "ASC") } };
}

/** What people said of the items of a card. */
export function mediaWords(database: Sqlite, card: string): ReadonlyMap<string, MediaWordGiven> {
  const rows = database.all(
    `SELECT media_word.sha256, word, f.flight_id FROM media_word JOIN media ON media.sha256 = media_word.sha256
     LEFT JOIN flight_original f ON f.sha256 = media_word.flight_sha256 AND f.segment = media_word.segment WHERE media.card = ?`,
    card,
  );
  return new Map(
    rows.map((row) => [
      String(row["sha256"]),
      { word: row["word"] as MediaWordGiven["word"], flightId: row["flight_id"] as string | null },
    ]),
  );
}

/** Flights that began or ended between two moments; of sealed ones the header tells time and serial number. */
export function flightsBetween(database: Sqlite, fromUs: number, toUs: number): readonly FlightTime[] {
  return database
    .all(
      `SELECT id, start_us, start_us + coalesce(duration_us, 0) AS end_us FROM flight
       WHERE start_us <= ? AND start_us + coalesce(duration_us, 0) >= ? ORDER BY start_us, id`,
      toUs,
      fromUs,
    )
    .map((row) => ({ id: String(row["id"]), startUs: Number(row["start_us"]), endUs: Number(row["end_us"]) }));
}

const COLUMNS = `seq, sha256, file_name, size_bytes, kind, format, width_px, height_px, duration_us, thermal, time_us, local_us, lat_deg, lon_deg,
  camera_model, aircraft_model, flight_id, confidence, place, time_zone, synthetic, damaged, thumbnail, footprint`;
const ROW_SQL = `SELECT ${COLUMNS} FROM media`;
const ENTRY_SQL = `SELECT ${COLUMNS.replaceAll(/\w+/g, "media.$&")}, media.card, media.clock_card, media.stem, media_item.item, media_item.places, media_item.samples,
  media_item.match, media_item.footprint AS footprint_json, reading.reader, reading.reveals, reading.sentence, original.kept_us
  FROM media JOIN media_item ON media_item.seq = media.seq JOIN original ON original.seq = media.seq
  JOIN reading ON reading.sha256 = media.sha256`;

function rowOf(row: SqlRow): MediaRow {
  const latDeg = row["lat_deg"] as number | null;
  const lonDeg = row["lon_deg"] as number | null;
  return {
    sha256: String(row["sha256"]),
    fileName: row["file_name"] as string | null,
    sizeBytes: Number(row["size_bytes"]),
    kind: row["kind"] as MediaRow["kind"],
    format: String(row["format"]),
    widthPx: row["width_px"] as number | null,
    heightPx: row["height_px"] as number | null,
    durationUs: row["duration_us"] as number | null,
    thermal: row["thermal"] === 1,
    timeUs: row["time_us"] as number | null,
    localUs: row["local_us"] as number | null,
    position: latDeg === null || lonDeg === null ? null : { latDeg, lonDeg },
    cameraModel: row["camera_model"] as string | null,
    aircraftModel: row["aircraft_model"] as string | null,
    flightId: row["flight_id"] as string | null,
    confidence: row["confidence"] as MediaRow["confidence"],
    place: row["place"] as string | null,
    timeZone: row["time_zone"] as string | null,
    synthetic: row["synthetic"] === 1,
    damaged: row["damaged"] === 1,
    thumbnail: row["thumbnail"] as MediaRow["thumbnail"],
    footprint: row["footprint"] as MediaRow["footprint"],
  };
}

function entryOf(database: Sqlite, row: SqlRow): MediaEntry {
  const parsed = <Value>(name: string): Value | null => (row[name] === null ? null : (JSON.parse(String(row[name])) as Value));
  const ownReveals = parsed<Omit<Reveal, "alsoInFiles">[]>("reveals") ?? [];
  return {
    row: rowOf(row),
    item: parsed<MediaItem>("item") as MediaItem,
    card: String(row["card"]),
    clock: row["clock_card"] as string | null,
    stem: String(row["stem"]),
    samples: Number(row["samples"]),
    reader: String(row["reader"]),
    places: parsed<MatchableMedia["places"]>("places") ?? [],
    match: parsed<StoredMatch>("match"),
    footprint: parsed<Footprint>("footprint_json"),
    get reveals() {
      return revealsOf(database, String(row["sha256"]), ownReveals);
    },
    ownReveals,
    sentence: row["sentence"] as string | null,
    keptUs: Number(row["kept_us"]),
  };
}

function filterOf(query: MediaQuery): { readonly where: string; readonly values: readonly SqlValue[] } {
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
  if (query.kind === "all") parts.push("beside = 0");
  else need("kind = ?", query.kind);
  need("flight_id = ?", query.flight);
  need("confidence = ?", query.confidence);
  need("time_us >= ?", query.fromUs);
  need("time_us < ?", query.toUs);
  return { where: parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`, values };
}

/** Unknown values come last in both directions; the order of keeping makes the order whole, so that pages do not overlap. */
function orderOf({ sort, direction }: Pick<MediaQuery, "sort" | "direction">): string {
  const way = direction === "asc" ? "ASC" : "DESC";
  return `ORDER BY ${sortColumns[sort]} ${way} NULLS LAST, seq ${way}`;
}
