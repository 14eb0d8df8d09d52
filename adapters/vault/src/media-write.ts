/** Pictures, clips and subtitle files into the catalogue: what reading gave, a person's word, what placing found. */
import type { Footprint, GroundPoint, MediaItem } from "@creance/flight";
import type { EntryOf } from "@creance/ledger";
import type { CatalogueOriginal } from "./catalogue-original.ts";
import { packRings } from "./footprint-rings.ts";
import { cardOf } from "./media-card.ts";
import type { Sqlite, SqlValue } from "./sqlite.ts";
import type { CardPlacement, MediaReading, Reading } from "./types.ts";

/** More changed flights than this and every card is placed again, instead of asking for each. */
const MOST_TIMES = 500;
/** How far a camera's clock may be from UTC for its card to be looked at again: zones of 14 hours and a clock set two days wrong. */
const CLOCK_REACH_US = 60 * 3600 * 1e6;

/** Enters what an original is as a picture or a clip, in place of what stood there; removes it where the reading has none. */
export function writeMedia(database: Sqlite, reading: Reading, original: CatalogueOriginal): void {
  removeMedia(database, reading.sha256, original.seq);
  const { media } = reading;
  if (media === null) return;
  const fileName = textOrNull(database.get("SELECT file_name FROM original WHERE sha256 = ?", reading.sha256)?.["file_name"]);
  const { card, stem } = cardOf(fileName, reading.sha256);
  const { item } = media;
  const { position, time, optics } = item;
  const clockUs = wholeOrNull(time.utcUs ?? time.localUs);
  database.run(
    `INSERT INTO media (seq, sha256, kind, format, file_name, size_bytes, width_px, height_px, duration_us, thermal, time_us, local_us, lat_deg, lon_deg,
       camera_model, aircraft_model, flight_id, confidence, place, time_zone, synthetic, damaged, thumbnail, footprint, beside, card, stem, clock_us, search)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 'none', ?, ?, ?, ?, ?, 'unknown', 0, ?, ?, ?, ?)`,
    original.seq,
    reading.sha256,
    item.kind,
    item.format,
    fileName,
    original.sizeBytes,
    wholeOrNull(item.widthPx),
    wholeOrNull(item.heightPx),
    wholeOrNull(item.durationUs),
    Number(item.thermal),
    wholeOrNull(time.utcUs),
    wholeOrNull(time.localUs),
    position?.latDeg ?? null,
    position?.lonDeg ?? null,
    optics.model,
    item.aircraftModel,
    media.place,
    media.timeZone,
    Number(media.synthetic),
    Number(item.damaged),
    thumbnailOf(item),
    card,
    stem,
    clockUs,
    searchText(fileName, media, reading.sha256),
  );
  database.run(
    "INSERT INTO media_item (seq, item, places, samples, match, footprint) VALUES (?, ?, ?, ?, NULL, NULL)",
    original.seq,
    JSON.stringify(item),
    JSON.stringify(media.places),
    media.samples,
  );
  markBeside(database, stem);
  markCards(database, "SELECT ? AS card", card);
}

/** Remembers that a flight came, went or changed, so that cards of its time are placed again. */
export function flightChanged(
  database: Sqlite,
  { startUs, endUs }: { readonly startUs: number | null; readonly endUs: number | null },
): void {
  if (startUs === null) return;
  database.run("INSERT OR IGNORE INTO unplaced_time (start_us, end_us) VALUES (?, ?)", startUs, Math.max(startUs, endUs ?? startUs));
}

/** Cards with a person's word about a flight of these originals are placed again: the flight may be called otherwise now. */
export function placeSettledAgain(database: Sqlite, originals: readonly string[]): void {
  markCards(
    database,
    `SELECT media.card FROM media_word JOIN media ON media.sha256 = media_word.sha256
     WHERE media_word.flight_sha256 IN (SELECT value FROM json_each(?))`,
    JSON.stringify(originals),
  );
}

/** Cards that are to be placed, by name. */
export function unplacedCards(database: Sqlite): readonly string[] {
  const marked = database.all("SELECT card FROM unplaced_card").map((row) => String(row["card"]));
  return [...new Set([...marked, ...cardsOfTimes(database)])].sort();
}

/** Cards whose time has a new or changed flight. */
function cardsOfTimes(database: Sqlite): Iterable<string> {
  const times = database.all("SELECT start_us, end_us FROM unplaced_time LIMIT ?", MOST_TIMES + 1);
  if (times.length > MOST_TIMES) return allCards(database);
  const cards = new Set<string>();
  for (const { start_us: startUs, end_us: endUs } of times) {
    const found = database.all(
      "SELECT DISTINCT card FROM media WHERE clock_us BETWEEN ? AND ?",
      Number(startUs) - CLOCK_REACH_US,
      Number(endUs) + CLOCK_REACH_US,
    );
    for (const { card } of found) cards.add(String(card));
  }
  return cards;
}

/** Marks cards, asked for by `sql`, as to be placed (again). The number rises: a placing that has begun did not see what this mark is for. */
function markCards(database: Sqlite, sql: string, ...values: readonly SqlValue[]): void {
  database.run(
    `INSERT INTO unplaced_card (card, mark) SELECT DISTINCT card, (SELECT coalesce(max(mark), 0) + 1 FROM unplaced_card) FROM (${sql}) WHERE true
     ON CONFLICT (card) DO UPDATE SET mark = excluded.mark`,
    ...values,
  );
}

/** Number of a card's mark before it is placed. Times of changed flights are turned into marks first; those that come later stay. */
export function beginPlacing(database: Sqlite, card: string): number {
  return database.transaction(() => {
    for (const one of cardsOfTimes(database)) markCards(database, "SELECT ? AS card", one);
    database.run("DELETE FROM unplaced_time");
    return Number(database.get("SELECT mark FROM unplaced_card WHERE card = ?", card)?.["mark"] ?? 0);
  });
}

/** Every card, by name. */
export function allCards(database: Sqlite): readonly string[] {
  return database.all("SELECT DISTINCT card FROM media ORDER BY card").map((row) => String(row["card"]));
}

/** By which rule the cards were placed. */
export function placedBy(database: Sqlite): string | undefined {
  const row = database.get("SELECT value FROM state WHERE key = 'placedBy'");
  return row === undefined ? undefined : String(row["value"]);
}

/** Marks every card as to be placed again, by a rule. */
export function placeAgain(database: Sqlite, rule: string): void {
  database.transaction(() => {
    markCards(database, "SELECT card FROM media");
    database.run("INSERT OR REPLACE INTO state (key, value) VALUES ('placedBy', ?)", rule);
  });
}

/** Enters what placing a card found. Other cards that are due stay so, and so does this one when it was marked again after placing began. */
export function writePlacement(database: Sqlite, placement: CardPlacement): void {
  database.transaction(() => {
    writeItems(database, placement);
    if (placement.isLast) database.run("DELETE FROM unplaced_card WHERE card = ? AND mark = ?", placement.card, placement.mark);
  });
}

/** Enters a person's word. */
export function applySettled(database: Sqlite, entry: EntryOf<"settleMedia">): void {
  if (entry.word === "undone") database.run("DELETE FROM media_word WHERE sha256 = ? AND sequence <= ?", entry.sha256, entry.sequence);
  else {
    database.run(
      `INSERT INTO media_word (sha256, word, flight_sha256, segment, flight_id, sequence) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (sha256) DO UPDATE SET word = excluded.word, flight_sha256 = excluded.flight_sha256, segment = excluded.segment,
         flight_id = excluded.flight_id, sequence = excluded.sequence WHERE excluded.sequence >= media_word.sequence`,
      entry.sha256,
      entry.word,
      entry.flightSha256,
      entry.segment,
      entry.flightId,
      entry.sequence,
    );
  }
  markCards(database, "SELECT card FROM media WHERE sha256 = ?", entry.sha256);
}

/** Takes a picture, clip or subtitle file away; nothing happens when it is none. */
export function removeMedia(database: Sqlite, sha256: string, seq: number): void {
  const known = database.get("SELECT card, stem FROM media WHERE sha256 = ?", sha256);
  if (known === undefined) return;
  removeFootprints(database, seq);
  database.run("DELETE FROM media_item WHERE seq = ?", seq);
  database.run("DELETE FROM media WHERE seq = ?", seq);
  markBeside(database, String(known["stem"]));
  markCards(database, "SELECT ? AS card", known["card"] as string);
}

function removeFootprints(database: Sqlite, seq: number): void {
  database.run("DELETE FROM footprint_box WHERE id IN (SELECT id FROM footprint WHERE seq = ?)", seq);
  database.run("DELETE FROM footprint WHERE seq = ?", seq);
}

/** A subtitle file stands beside the clip of its stem, if there is one. */
function markBeside(database: Sqlite, stem: string): void {
  const hasClip = database.get("SELECT 1 AS found FROM media WHERE stem = ? AND kind = 'clip' LIMIT 1", stem) !== undefined;
  database.run("UPDATE media SET beside = ? WHERE stem = ? AND kind = 'subtitle' AND beside <> ?", Number(hasClip), stem, Number(hasClip));
}

function writeItems(database: Sqlite, { card, clocks, items }: CardPlacement): void {
  database.run("DELETE FROM media_card WHERE place = ?", card);
  for (const clock of clocks) {
    database.run(
      "INSERT OR REPLACE INTO media_card (card, place, items, offset_us, zone_min, residual_m, sentence) VALUES (?, ?, ?, ?, ?, ?, ?)",
      clock.card,
      card,
      clock.items,
      clock.offsetUs,
      clock.zoneMin,
      clock.residualM,
      clock.sentence,
    );
  }
  for (const { sha256, clock, match, footprints, position, place, timeZone } of items) {
    const seq = database.get("SELECT seq FROM media WHERE sha256 = ?", sha256)?.["seq"] as number | undefined;
    if (seq === undefined) continue;
    const attached = match.confidence === "sure" || match.confidence === "likely" || match.confidence === "person";
    const best = bestFootprint(footprints.map(({ footprint }) => footprint));
    database.run(
      `UPDATE media SET clock_card = ?, time_us = ?, flight_id = ?, confidence = ?, footprint = ?, lat_deg = ?, lon_deg = ?, place = ?, time_zone = ?
       WHERE seq = ?`,
      clock,
      wholeOrNull(match.timeUs),
      attached ? match.flightId : null,
      match.confidence,
      best?.kind ?? "unknown",
      position?.latDeg ?? null,
      position?.lonDeg ?? null,
      place,
      timeZone,
      seq,
    );
    const photo = footprints.find(({ second }) => second === null)?.footprint ?? null;
    database.run(
      "UPDATE media_item SET match = ?, footprint = ? WHERE seq = ?",
      JSON.stringify(match),
      photo === null ? null : JSON.stringify(photo),
      seq,
    );
    removeFootprints(database, seq);
    for (const { second, footprint } of footprints) writeFootprint(database, { seq, second, footprint });
  }
}

function writeFootprint(
  database: Sqlite,
  { seq, second, footprint }: { readonly seq: number; readonly second: number | null; readonly footprint: Footprint },
): void {
  const box = boxOf([...footprint.band, ...footprint.polygon, ...(footprint.laser === null ? [] : [footprint.laser])]);
  if (box === null) return;
  const { id } = database.get(
    "INSERT INTO footprint (seq, second, kind, bearing_deg, rings) VALUES (?, ?, ?, ?, ?) RETURNING id",
    seq,
    second,
    footprint.kind,
    footprint.bearingDeg,
    packRings(footprint),
  ) as { readonly id: number };
  database.run(
    "INSERT INTO footprint_box (id, west_deg, east_deg, south_deg, north_deg) VALUES (?, ?, ?, ?, ?)",
    id,
    box.westDeg,
    box.eastDeg,
    box.southDeg,
    box.northDeg,
  );
}

/** Bounds of points; `null` without any. Footprints never cross the date line: the flight room refuses those. */
function boxOf(points: readonly GroundPoint[]): {
  readonly westDeg: number;
  readonly eastDeg: number;
  readonly southDeg: number;
  readonly northDeg: number;
} | null {
  const box = { westDeg: Infinity, eastDeg: -Infinity, southDeg: Infinity, northDeg: -Infinity };
  for (const { latDeg, lonDeg } of points) {
    if (!Number.isFinite(latDeg) || !Number.isFinite(lonDeg)) continue;
    box.westDeg = Math.min(box.westDeg, lonDeg);
    box.eastDeg = Math.max(box.eastDeg, lonDeg);
    box.southDeg = Math.min(box.southDeg, latDeg);
    box.northDeg = Math.max(box.northDeg, latDeg);
  }
  return box.westDeg <= box.eastDeg && box.southDeg <= box.northDeg ? box : null;
}

const footprintOrder: readonly Footprint["kind"][] = ["area", "viewTowards", "position", "unknown"];

function bestFootprint(footprints: readonly Footprint[]): Footprint | undefined {
  let best: Footprint | undefined;
  for (const footprint of footprints) {
    if (best === undefined || footprintOrder.indexOf(footprint.kind) < footprintOrder.indexOf(best.kind)) best = footprint;
  }
  return best;
}

/** Whether there is a picture of it that can be made small here, as far as the file itself says. */
function thumbnailOf(item: MediaItem): "possible" | "none" {
  if (item.previews.some(({ mediaType }) => mediaType === "image/jpeg")) return "possible";
  return item.kind === "photo" && ["jpeg", "png", "tiff"].includes(item.format) ? "possible" : "none";
}

function searchText(fileName: string | null, { item, place }: MediaReading, sha256: string): string {
  const { serials, optics } = item;
  return [fileName, place, optics.make, optics.model, item.aircraftModel, serials.aircraft, serials.camera, sha256]
    .filter((text) => text !== null)
    .join("\n")
    .toLowerCase();
}

function wholeOrNull(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Math.round(value);
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
