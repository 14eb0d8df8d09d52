/**
 * The catalogue's schema, one step a version: step n brings version n to n + 1. Steps are never edited, only added; a step
 * must not lose a row. The catalogue is derived, but a rebuild of a large one takes minutes.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE original (
    seq INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, size_bytes INTEGER NOT NULL, kept_us INTEGER NOT NULL,
    file_name TEXT, state TEXT NOT NULL DEFAULT 'unread'
  );
  CREATE INDEX original_state ON original (state, seq);
  CREATE INDEX original_size ON original (size_bytes);
  CREATE TABLE reading (
    sha256 TEXT PRIMARY KEY, reader TEXT NOT NULL, format TEXT, format_version INTEGER, sealed INTEGER NOT NULL,
    damaged INTEGER NOT NULL, region_sha256 TEXT, sentence TEXT, reveals TEXT NOT NULL
  );
  CREATE TABLE flight_original (
    sha256 TEXT NOT NULL, segment INTEGER NOT NULL, seq INTEGER NOT NULL, flight_id TEXT NOT NULL, region TEXT NOT NULL,
    serial TEXT, start_us INTEGER, end_us INTEGER, rows INTEGER NOT NULL, sealed INTEGER NOT NULL,
    summary TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (sha256, segment)
  );
  CREATE INDEX flight_original_flight ON flight_original (flight_id, seq, segment);
  CREATE INDEX flight_original_region ON flight_original (region, segment);
  CREATE INDEX flight_original_overlap ON flight_original (serial, start_us, end_us);
  CREATE TABLE flight (
    id TEXT PRIMARY KEY, shown_sha256 TEXT NOT NULL, shown_segment INTEGER NOT NULL, originals INTEGER NOT NULL, name TEXT,
    start_us INTEGER, duration_us INTEGER, distance_m REAL, max_alt_home_m REAL, max_ground_speed_mps REAL,
    warnings INTEGER NOT NULL, sealed INTEGER NOT NULL, damaged INTEGER NOT NULL, place TEXT, country TEXT,
    aircraft_serial TEXT, aircraft_name TEXT, product_name TEXT, app_name TEXT, search TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE reveal (
    kind TEXT NOT NULL, value_hash TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (kind, value_hash, sha256)
  ) WITHOUT ROWID;
  CREATE INDEX reveal_original ON reveal (sha256);
  CREATE TABLE word (
    sha256 TEXT NOT NULL, segment INTEGER NOT NULL, field TEXT NOT NULL, text TEXT, sequence INTEGER NOT NULL,
    PRIMARY KEY (sha256, segment, field)
  ) WITHOUT ROWID;
  CREATE TABLE keychain (sha256 TEXT PRIMARY KEY, reply_sha256 TEXT NOT NULL, added_us INTEGER NOT NULL) WITHOUT ROWID;
  `,
  `
  CREATE TABLE capture (
    sha256 TEXT PRIMARY KEY, seq INTEGER NOT NULL, segments INTEGER NOT NULL, first_us INTEGER, last_us INTEGER,
    conversations INTEGER NOT NULL, bytes_out INTEGER NOT NULL, bytes_in INTEGER NOT NULL, search TEXT NOT NULL,
    country_databases TEXT NOT NULL, row TEXT NOT NULL, detail TEXT NOT NULL, issues TEXT NOT NULL
  );
  CREATE INDEX capture_seq ON capture (seq);
  CREATE INDEX flight_time ON flight (start_us);
  `,
  `
  CREATE TABLE media (
    seq INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, format TEXT NOT NULL, file_name TEXT, size_bytes INTEGER NOT NULL,
    width_px INTEGER, height_px INTEGER, duration_us INTEGER, thermal INTEGER NOT NULL, time_us INTEGER, local_us INTEGER,
    lat_deg REAL, lon_deg REAL, camera_model TEXT, aircraft_model TEXT, flight_id TEXT, confidence TEXT NOT NULL, place TEXT, time_zone TEXT,
    synthetic INTEGER NOT NULL, damaged INTEGER NOT NULL, thumbnail TEXT NOT NULL, footprint TEXT NOT NULL, beside INTEGER NOT NULL,
    card TEXT NOT NULL, stem TEXT NOT NULL, clock_us INTEGER, clock_card TEXT, search TEXT NOT NULL
  );
  CREATE INDEX media_time ON media (time_us, seq);
  CREATE INDEX media_name ON media (file_name COLLATE NOCASE, seq);
  CREATE INDEX media_size ON media (size_bytes, seq);
  CREATE INDEX media_flight ON media (flight_id, time_us, seq);
  CREATE INDEX media_totals ON media (kind, beside, confidence, size_bytes);
  CREATE INDEX media_stem ON media (stem);
  CREATE INDEX media_clock ON media (clock_us, card);
  CREATE INDEX media_card_of ON media (card);
  CREATE INDEX media_clock_card ON media (clock_card, confidence);
  CREATE INDEX media_view_unknown ON media (seq) WHERE footprint = 'unknown' AND beside = 0 AND kind <> 'subtitle';
  CREATE INDEX media_view_position ON media (lat_deg, lon_deg) WHERE footprint = 'position' AND beside = 0 AND kind <> 'subtitle';
  CREATE TABLE media_item (seq INTEGER PRIMARY KEY, item TEXT NOT NULL, places TEXT NOT NULL, samples INTEGER NOT NULL, match TEXT, footprint TEXT);
  CREATE TABLE media_card (
    card TEXT PRIMARY KEY, place TEXT NOT NULL, items INTEGER NOT NULL, offset_us REAL, zone_min REAL, residual_m REAL, sentence TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX media_card_place ON media_card (place);
  CREATE TABLE media_word (
    sha256 TEXT PRIMARY KEY, word TEXT NOT NULL, flight_sha256 TEXT, segment INTEGER, flight_id TEXT, sequence INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE unplaced_card (card TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE unplaced_time (start_us INTEGER NOT NULL, end_us INTEGER NOT NULL, PRIMARY KEY (start_us, end_us)) WITHOUT ROWID;
  CREATE TABLE footprint (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, second INTEGER, kind TEXT NOT NULL, bearing_deg REAL, rings BLOB NOT NULL);
  CREATE INDEX footprint_media ON footprint (seq, second);
  CREATE VIRTUAL TABLE footprint_box USING rtree(id, west_deg, east_deg, south_deg, north_deg);
  `,
  `
  CREATE TABLE hold (hold_id TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (hold_id, sha256)) WITHOUT ROWID;
  CREATE INDEX hold_original ON hold (sha256);
  CREATE TABLE deletion (
    deletion_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, rule TEXT NOT NULL, sequence INTEGER NOT NULL, begun_us INTEGER NOT NULL,
    state TEXT NOT NULL, code TEXT, ended_us INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX deletion_original ON deletion (sha256);
  CREATE INDEX deletion_state ON deletion (state, sequence);
  CREATE TABLE erasing (hash TEXT PRIMARY KEY) WITHOUT ROWID;
  `,
  `
  CREATE TABLE ledger_kind (id INTEGER PRIMARY KEY, kind TEXT NOT NULL UNIQUE, entries INTEGER NOT NULL);
  CREATE TABLE ledger_file (file INTEGER PRIMARY KEY, leaf INTEGER NOT NULL);
  CREATE TABLE ledger_entry (
    leaf INTEGER PRIMARY KEY, file INTEGER NOT NULL, start INTEGER NOT NULL, bytes INTEGER NOT NULL, kind INTEGER NOT NULL, time_us INTEGER
  );
  CREATE INDEX ledger_entry_kind ON ledger_entry (kind);
  CREATE INDEX ledger_entry_time ON ledger_entry (time_us, kind);
  CREATE TABLE ledger_name (name BLOB NOT NULL, leaf INTEGER NOT NULL, PRIMARY KEY (name, leaf)) WITHOUT ROWID;
  CREATE TABLE ledger_text (hash BLOB PRIMARY KEY, start INTEGER NOT NULL) WITHOUT ROWID;
  `,
  `
  ALTER TABLE unplaced_card ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX unplaced_card_mark ON unplaced_card (mark);
  `,
];
