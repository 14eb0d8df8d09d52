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
];
