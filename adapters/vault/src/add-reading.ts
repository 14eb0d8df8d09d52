/** Enters what reading an original gave: flights are grouped anew among all that could be the same flight. */
import { createHash } from "node:crypto";
import type { FlightSummary } from "@creance/api";
import { UserError } from "@creance/core";
import { flightId } from "@creance/flight";
import { writeCapture } from "./capture-queries.ts";
import { findOriginal } from "./catalogue-original.ts";
import { type FlightEntry, groupFlights } from "./flight-groups.ts";
import { flightChanged, placeSettledAgain, removeMedia, writeMedia } from "./media-write.ts";
import type { Sqlite, SqlRow } from "./sqlite.ts";
import type { AddedReading, FlightReading, Reading } from "./types.ts";

/** Most originals that are looked at for one regrouping; beyond it they stay apart. */
const MAX_RELATED = 5_000;

type Entry = FlightEntry & { readonly flightId: string; readonly rows: number; readonly sealed: boolean };

/** Enters a reading, replacing an earlier one of the same original, unless that one was opened by keys that this one did not have. Runs in one transaction. */
export function addReading(database: Sqlite, reading: Reading): AddedReading {
  return database.transaction(() => {
    const original = findOriginal(database, reading.sha256);
    if (original === undefined) {
      throw new UserError("not-kept", "notFound", `The vault holds no original ${reading.sha256}; its reading was not entered.`);
    }
    if (isOpenedAlready(database, reading)) return { flightIds: flightsInOrder(database, reading.sha256), newFlights: 0 };
    const touched = touchedFlights(database, reading.sha256);
    for (const entry of database.all(`${ENTRY_SQL} WHERE sha256 = ?`, reading.sha256)) flightChanged(database, entryOf(entry));
    writeReading(database, reading);
    writeCapture(database, reading, original);
    writeMedia(database, reading, original);
    writeEntries(database, reading, original.seq);
    return regroup(database, { sha256: reading.sha256, touched });
  });
}

/** Takes everything away that reading an original gave; flights that others show as well stay with those. Runs in one transaction. */
export function removeReading(database: Sqlite, sha256: string): void {
  database.transaction(() => {
    const touched = touchedFlights(database, sha256);
    for (const entry of database.all(`${ENTRY_SQL} WHERE sha256 = ?`, sha256)) flightChanged(database, entryOf(entry));
    const original = findOriginal(database, sha256);
    if (original !== undefined) removeMedia(database, sha256, original.seq);
    for (const table of ["capture", "reading", "reveal", "flight_original"]) database.run(`DELETE FROM ${table} WHERE sha256 = ?`, sha256);
    regroup(database, { sha256, touched });
    placeSettledAgain(database, [sha256]);
  });
}

/** Writes a flight's row anew, e.g. after its name changed. */
export function refreshFlight(database: Sqlite, id: string): void {
  const members = database.all(`${ENTRY_SQL} WHERE flight_id = ? ORDER BY seq, segment`, id).map(entryOf);
  if (members.length === 0) database.run("DELETE FROM flight WHERE id = ?", id);
  else writeFlight(database, id, members);
}

/** Words a person gave to a flight: the newest of those given to any original of it. */
export function flightWords(database: Sqlite, id: string, field: "name" | "note"): string | null {
  const row = database.get(
    `SELECT word.text FROM word JOIN flight_original f ON f.sha256 = word.sha256 AND f.segment = word.segment
     WHERE f.flight_id = ? AND word.field = ? ORDER BY word.sequence DESC LIMIT 1`,
    id,
    field,
  );
  return (row?.["text"] as string | null | undefined) ?? null;
}

/** Whether a sealed reading was made before the keys came that its original was opened with meanwhile: the opened one stays. */
function isOpenedAlready(database: Sqlite, { sha256, reader, format, sealed }: Reading): boolean {
  return (
    sealed &&
    database.get(
      `SELECT 1 AS found FROM reading JOIN keychain ON keychain.sha256 = reading.sha256
       WHERE reading.sha256 = ? AND reader = ? AND format IS ? AND sealed = 0`,
      sha256,
      reader,
      format,
    ) !== undefined
  );
}

function flightsInOrder(database: Sqlite, sha256: string): readonly string[] {
  return database
    .all("SELECT flight_id FROM flight_original WHERE sha256 = ? ORDER BY segment", sha256)
    .map((row) => String(row["flight_id"]));
}

function touchedFlights(database: Sqlite, sha256: string): readonly string[] {
  return database.all("SELECT DISTINCT flight_id FROM flight_original WHERE sha256 = ?", sha256).map((row) => String(row["flight_id"]));
}

function writeReading(database: Sqlite, reading: Reading): void {
  database.run(
    `INSERT OR REPLACE INTO reading (sha256, reader, format, format_version, sealed, damaged, region_sha256, sentence, reveals)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    reading.sha256,
    reading.reader,
    reading.format,
    reading.formatVersion,
    Number(reading.sealed),
    Number(reading.damaged),
    reading.regionSha256,
    reading.sentence,
    JSON.stringify(reading.reveals),
  );
  const state = reading.format === null ? "unread" : reading.sealed ? "sealed" : reading.damaged ? "damaged" : "read";
  database.run("UPDATE original SET state = ? WHERE sha256 = ?", state, reading.sha256);
  database.run("DELETE FROM reveal WHERE sha256 = ?", reading.sha256);
  for (const { kind, value } of reading.reveals) {
    database.run("INSERT OR IGNORE INTO reveal (kind, value_hash, sha256) VALUES (?, ?, ?)", kind, valueHash(value), reading.sha256);
  }
}

/** How a revealed value stands in the catalogue's index. */
export function valueHash(value: string): string {
  return createHash("sha256").update(value).digest("hex").slice(0, 32);
}

function writeEntries(database: Sqlite, reading: Reading, seq: number): void {
  database.run("DELETE FROM flight_original WHERE sha256 = ?", reading.sha256);
  for (const flight of reading.flights) {
    database.run(
      `INSERT OR REPLACE INTO flight_original (sha256, segment, seq, flight_id, region, serial, start_us, end_us, rows, sealed, summary, detail)
       VALUES (?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?)`,
      reading.sha256,
      flight.segment,
      seq,
      reading.regionSha256 ?? reading.sha256,
      flight.aircraftSerial === "" ? null : flight.aircraftSerial,
      finiteOrNull(flight.startUs),
      finiteOrNull(flight.endUs),
      flight.rows,
      Number(reading.sealed),
      JSON.stringify(flight.summary satisfies FlightReading["summary"]),
      JSON.stringify(flight.detail),
    );
  }
}

function finiteOrNull(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : value;
}

/** Groups this original's flights and all they are related to, in the order of keeping, and writes what changed. */
function regroup(database: Sqlite, { sha256, touched }: { readonly sha256: string; readonly touched: readonly string[] }): AddedReading {
  const related = relatedEntries(database, { sha256, touched });
  const before = new Set(touched);
  for (const { flightId } of related) if (flightId !== "") before.add(flightId);
  const known = new Set([...before].filter((id) => database.get("SELECT 1 AS found FROM flight WHERE id = ?", id) !== undefined));

  const idOf = new Map<string, string>();
  const after = new Map<string, Entry[]>();
  for (const { founder, members } of groupFlights(related)) {
    const id = flightIdOf(founder);
    for (const member of members) idOf.set(entryKey(member), id);
    after.set(id, [...(after.get(id) ?? []), ...members]);
  }
  for (const entry of related) {
    const id = idOf.get(entryKey(entry)) as string;
    if (entry.flightId !== id) {
      database.run("UPDATE flight_original SET flight_id = ? WHERE sha256 = ? AND segment = ?", id, entry.sha256, entry.segment);
    }
  }
  for (const id of before) if (!after.has(id)) database.run("DELETE FROM flight WHERE id = ?", id);
  for (const [id, members] of after) writeFlight(database, id, members);

  for (const entry of related) if (entry.sha256 === sha256 || entry.flightId !== idOf.get(entryKey(entry))) flightChanged(database, entry);
  placeSettledAgain(database, [...new Set(related.map((entry) => entry.sha256))]);

  const own = related.filter((entry) => entry.sha256 === sha256).sort((a, b) => a.segment - b.segment);
  const flightIds = own.map((entry) => idOf.get(entryKey(entry)) as string);
  return { flightIds, newFlights: new Set(flightIds.filter((id) => !known.has(id))).size };
}

/** Everything that could belong to the same flights: same recording, overlapping time, or together until now. */
function relatedEntries(
  database: Sqlite,
  { sha256, touched }: { readonly sha256: string; readonly touched: readonly string[] },
): readonly Entry[] {
  const found = new Map<string, Entry>();
  const queue: Entry[] = [];
  const take = (rows: readonly SqlRow[]): void => {
    for (const entry of rows.map(entryOf)) {
      if (found.has(entryKey(entry)) || found.size >= MAX_RELATED) continue;
      found.set(entryKey(entry), entry);
      queue.push(entry);
    }
  };
  const flights = new Set<string>();
  const takeFlight = (id: string): void => {
    if (id === "" || flights.has(id)) return;
    flights.add(id);
    take(database.all(`${ENTRY_SQL} WHERE flight_id = ?`, id));
  };
  take(database.all(`${ENTRY_SQL} WHERE sha256 = ?`, sha256));
  for (const id of touched) takeFlight(id);
  for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
    takeFlight(entry.flightId);
    take(database.all(`${ENTRY_SQL} WHERE region = ? AND segment = ?`, entry.region, entry.segment));
    if (entry.serial === null || entry.startUs === null || entry.endUs === null) continue;
    take(database.all(`${ENTRY_SQL} WHERE serial = ? AND start_us < ? AND end_us > ?`, entry.serial, entry.endUs, entry.startUs));
  }
  return [...found.values()];
}

const ENTRY_SQL = "SELECT sha256, segment, seq, flight_id, region, serial, start_us, end_us, rows, sealed FROM flight_original";

function entryOf(row: SqlRow): Entry {
  return {
    sha256: String(row["sha256"]),
    segment: Number(row["segment"]),
    seq: Number(row["seq"]),
    flightId: String(row["flight_id"]),
    region: String(row["region"]),
    serial: row["serial"] as string | null,
    startUs: row["start_us"] as number | null,
    endUs: row["end_us"] as number | null,
    rows: Number(row["rows"]),
    sealed: row["sealed"] === 1,
  };
}

function entryKey({ sha256, segment }: FlightEntry): string {
  return `${sha256} ${segment}`;
}

function flightIdOf({ region, segment }: FlightEntry): string {
  return flightId(region, segment, (bytes) => createHash("sha256").update(bytes).digest());
}

function writeFlight(database: Sqlite, id: string, members: readonly Entry[]): void {
  const shown = [...members].sort(
    (a, b) => b.rows - a.rows || Number(a.sealed) - Number(b.sealed) || a.seq - b.seq || a.segment - b.segment,
  )[0] as Entry;
  const row = database.get("SELECT summary FROM flight_original WHERE sha256 = ? AND segment = ?", shown.sha256, shown.segment);
  const summary = JSON.parse(String(row?.["summary"])) as FlightReading["summary"];
  const name = flightWords(database, id, "name");
  database.run(
    `INSERT OR REPLACE INTO flight (id, shown_sha256, shown_segment, originals, name, start_us, duration_us, distance_m, max_alt_home_m,
       max_ground_speed_mps, warnings, sealed, damaged, place, country, aircraft_serial, aircraft_name, product_name, app_name, search)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    shown.sha256,
    shown.segment,
    new Set(members.map((member) => member.sha256)).size,
    name,
    summary.startUs,
    summary.durationUs,
    summary.distanceM,
    summary.maxAltHomeM,
    summary.maxGroundSpeedMps,
    summary.warnings,
    Number(summary.sealed),
    Number(summary.damaged),
    summary.place,
    summary.country,
    summary.aircraftSerial,
    summary.aircraftName,
    summary.productName,
    summary.appName,
    searchText({ ...summary, id, name, originals: 0 }, flightWords(database, id, "note")),
  );
}

/** What the search looks in, lower case, a line end between two texts so that no word spans them. */
function searchText({ name, place, aircraftSerial, aircraftName, productName, appName, id }: FlightSummary, note: string | null): string {
  return [name, note, place, aircraftSerial, aircraftName, productName, appName, id]
    .filter((text) => text !== null)
    .join("\n")
    .toLowerCase();
}
