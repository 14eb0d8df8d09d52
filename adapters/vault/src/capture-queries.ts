/** Captures in the catalogue: a reading's capture in, the list with its totals, one capture and where its conversations lie out. */
import type { CaptureDetail, CapturePage, CaptureQuery, CaptureRow } from "@creance/api";
import type { CatalogueOriginal } from "./catalogue-original.ts";
import type { Sqlite, SqlRow, SqlValue } from "./sqlite.ts";
import type { CaptureReading, FlowsPlace, Reading } from "./types.ts";

const sortColumns: Readonly<Record<CaptureQuery["sort"], string>> = {
  firstTimeUs: "capture.first_us",
  keptUs: "original.kept_us",
  fileName: "original.file_name COLLATE NOCASE",
  bytesOut: "capture.bytes_out",
  conversations: "capture.conversations",
  sizeBytes: "original.size_bytes",
};

/** Words of a search that are looked at. */
const MAX_WORDS = 20;
/** Issues of one capture that its page shows. */
const MAX_ISSUES = 200;
/** Flights that a capture names. */
const MAX_FLIGHTS = 200;

/** Enters what an original is as a capture, in place of what stood there; removes it where the reading has none. */
export function writeCapture(database: Sqlite, reading: Reading, original: CatalogueOriginal): void {
  database.run("DELETE FROM capture WHERE sha256 = ?", reading.sha256);
  const { capture } = reading;
  if (capture === null) return;
  const { row, detail } = capture;
  const fileName = database.get("SELECT file_name FROM original WHERE sha256 = ?", reading.sha256)?.["file_name"];
  database.run(
    `INSERT INTO capture (sha256, seq, segments, first_us, last_us, conversations, bytes_out, bytes_in, search, country_databases, row, detail, issues)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    reading.sha256,
    original.seq,
    capture.segments,
    row.firstTimeUs,
    row.lastTimeUs,
    row.conversations,
    row.bytesOut,
    row.bytesIn,
    `${typeof fileName === "string" ? fileName.toLowerCase() : ""}\n${reading.sha256}`,
    JSON.stringify(detail.countryDatabases),
    JSON.stringify(row),
    JSON.stringify(detail),
    JSON.stringify(reading.issues.slice(0, MAX_ISSUES)),
  );
}

/** One page of the list. */
export function listCaptures(database: Sqlite, query: CaptureQuery): CapturePage {
  const { where, values } = filterOf(query);
  const totals = database.get(
    `SELECT count(*) AS total, coalesce(sum(conversations), 0) AS conversations, coalesce(sum(bytes_out), 0) AS bytes_out,
       coalesce(sum(bytes_in), 0) AS bytes_in, coalesce(sum(original.size_bytes), 0) AS size_bytes
     FROM capture JOIN original ON original.sha256 = capture.sha256 ${where}`,
    ...values,
  );
  const total = (name: string): number => Number(totals?.[name] ?? 0);
  // Unknown values come last in both directions; the order of keeping makes the order whole, so that pages do not overlap.
  const way = query.direction === "asc" ? "ASC" : "DESC";
  const rows = database.all(
    `${ROW_SQL} ${where} ORDER BY ${sortColumns[query.sort]} ${way} NULLS LAST, capture.seq ${way} LIMIT ? OFFSET ?`,
    ...values,
    query.limit,
    query.offset,
  );
  return {
    total: total("total"),
    totals: {
      conversations: total("conversations"),
      bytesOut: total("bytes_out"),
      bytesIn: total("bytes_in"),
      sizeBytes: total("size_bytes"),
    },
    rows: rows.map(rowOf),
  };
}

/** Everything about one capture but its conversations. */
export function captureDetail(database: Sqlite, sha256: string): CaptureDetail | undefined {
  const found = database.get(
    `${ROW_SQL.replace("capture.row", "capture.row, capture.detail, capture.issues, reading.sentence")} WHERE capture.sha256 = ?`,
    sha256,
  );
  if (found === undefined) return undefined;
  const row = rowOf(found);
  return {
    ...(JSON.parse(String(found["detail"])) as CaptureReading["detail"]),
    row,
    sentence: found["sentence"] as string | null,
    issues: JSON.parse(String(found["issues"])) as CaptureDetail["issues"],
    flights: flightsDuring(database, row),
  };
}

/** Where conversations are read from: of one capture, or of all in the order kept. */
export function flowsPlaces(database: Sqlite, sha256?: string): readonly FlowsPlace[] {
  const where = sha256 === undefined ? "" : "WHERE capture.sha256 = ?";
  return database
    .all(
      `SELECT capture.sha256, reading.reader, segments, conversations, country_databases
       FROM capture JOIN reading ON reading.sha256 = capture.sha256 ${where} ORDER BY seq`,
      ...(sha256 === undefined ? [] : [sha256]),
    )
    .map((row) => ({
      sha256: String(row["sha256"]),
      reader: String(row["reader"]),
      segments: Number(row["segments"]),
      conversations: Number(row["conversations"]),
      countryDatabases: JSON.parse(String(row["country_databases"])) as FlowsPlace["countryDatabases"],
    }));
}

const ROW_SQL = `SELECT capture.sha256, original.file_name, original.size_bytes, original.kept_us, reading.damaged, capture.row FROM capture
  JOIN original ON original.sha256 = capture.sha256 JOIN reading ON reading.sha256 = capture.sha256`;

function rowOf(row: SqlRow): CaptureRow {
  const known = JSON.parse(String(row["row"])) as CaptureReading["row"];
  return {
    sha256: String(row["sha256"]),
    fileName: row["file_name"] as string | null,
    sizeBytes: Number(row["size_bytes"]),
    keptUs: Number(row["kept_us"]),
    ...known,
    damaged: row["damaged"] === 1,
  };
}

function filterOf({ search }: CaptureQuery): { readonly where: string; readonly values: readonly SqlValue[] } {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, MAX_WORDS);
  const parts = words.map(() => "instr(capture.search, ?) > 0");
  return { where: parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`, values: words };
}

/** Kept flights that were in the air while the capture ran, by time. */
function flightsDuring(database: Sqlite, { firstTimeUs, lastTimeUs }: CaptureRow): CaptureDetail["flights"] {
  if (firstTimeUs === null || lastTimeUs === null) return [];
  return database
    .all(
      `SELECT id, name, place, start_us, start_us + coalesce(duration_us, 0) AS end_us FROM flight
       WHERE start_us <= ? AND start_us + coalesce(duration_us, 0) >= ? ORDER BY start_us, id LIMIT ?`,
      lastTimeUs,
      firstTimeUs,
      MAX_FLIGHTS,
    )
    .map((row) => ({
      id: String(row["id"]),
      name: row["name"] as string | null,
      place: row["place"] as string | null,
      startUs: Number(row["start_us"]),
      endUs: Number(row["end_us"]),
    }));
}
