/** Builds `DjiFlightRecord`s by hand for tests: rows are objects, columns that are not named keep a quiet default. */
import { type ColumnArray, type ColumnTable, newColumns, type Rows } from "@creance/core";
import { type DjiDetails, type DjiFlightRecord, type DjiStreamName, type DjiStreamTables, djiStreamTables } from "@creance/formats";

/** Values of one row by column name. */
export type RowValues<Table> = Partial<Record<keyof Table, number>>;

/** What a test wants in its record. */
export interface RecordSpec {
  readonly version?: number;
  readonly streams?: { readonly [Name in DjiStreamName]?: readonly RowValues<DjiStreamTables[Name]>[] };
  readonly details?: Partial<DjiDetails> | null;
  readonly record?: Partial<Omit<DjiFlightRecord, "streams" | "header" | "ending">>;
  readonly ending?: Partial<DjiFlightRecord["ending"]>;
}

/** Noon of a day of no importance. */
export const START_MS = Date.UTC(2024, 4, 14, 12, 0, 0);

/** Details with nothing in them. */
export const emptyDetails: DjiDetails = {
  subStreet: "",
  street: "",
  city: "",
  area: "",
  isFavorite: 0,
  isNew: 0,
  needsUpload: 0,
  recordLineCount: 0,
  detailInfoChecksum: 0,
  startTimeMs: START_MS,
  lonDeg: 0,
  latDeg: 0,
  totalDistance: 0,
  totalTimeMs: 0,
  maxHeightM: 0,
  maxHorizontalSpeedMps: 0,
  maxVerticalSpeedMps: 0,
  captureNum: 0,
  videoTime: 0,
  momentPicImageBufferLen: [0, 0, 0, 0],
  momentPicShrinkImageBufferLen: [0, 0, 0, 0],
  momentPicLonDeg: [0, 0, 0, 0],
  momentPicLatDeg: [0, 0, 0, 0],
  analysisOffset: 0,
  accountFragment: "",
  takeOffAltitude: null,
  productType: 42,
  productName: "Mavic 2",
  activationTimeMs: null,
  aircraftName: "",
  aircraftSerial: "",
  cameraSerial: "",
  rcSerial: "",
  batterySerial: "",
  appPlatform: 2,
  appPlatformName: "Android",
  appVersion: "4.3.24",
  uuid: null,
};

/** Builds a record. OSD rows get ascending byte offsets and a quiet, well-received flight unless told otherwise. */
export function makeRecord(spec: RecordSpec = {}): DjiFlightRecord {
  const streams = Object.fromEntries(
    Object.entries(djiStreamTables).map(([name, table]) => [name, makeRows(table, spec.streams?.[name as DjiStreamName] ?? [], name)]),
  ) as unknown as DjiFlightRecord["streams"];
  const version = spec.version ?? 11;
  return {
    header: {
      version,
      unknownByte: 0,
      detailOffset: 0,
      detailLength: 400,
      recordsStart: 100,
      recordsEnd: 1_000_000,
      details: spec.details === null ? null : { ...emptyDetails, ...spec.details },
      places: {},
      department: null,
      keychainVersion: null,
    },
    streams,
    texts: [],
    recovers: [],
    componentSerials: [],
    firmware: [],
    pictures: [],
    raw: [],
    issues: [],
    ...spec.record,
    ending: {
      counts: new Map([[1, streams.osd.rows]]),
      closed: true,
      strayBytes: 0,
      regionStart: 100,
      regionEnd: 1_000_000,
      regionSha256: "ab".repeat(32),
      sealedRecords: 0,
      keychainGroups: [],
      ...spec.ending,
    },
  };
}

const quietOsd: Readonly<Record<string, number>> = {
  satellites: 16,
  gpsLevel: 5,
  gpsValid: 1,
  motorUp: 1,
  inAir: 1,
  flightMode: 6,
  batteryPct: 80,
  altHomeM: 20,
  speedNorthMps: 0,
  speedEastMps: 0,
  speedDownMps: 0,
};

function makeRows(table: ColumnTable, values: readonly Readonly<Record<string, number | undefined>>[], name: string): Rows<ColumnTable> {
  const columns = newColumns(table, values.length);
  for (const [row, one] of values.entries()) {
    const base = name === "osd" ? { ...quietOsd, byteOffset: 100 + 60 * row, osdRow: row - 1 } : { byteOffset: 100 + 60 * row + 20 };
    for (const [column, value] of Object.entries({ ...base, ...one }))
      if (value !== undefined) (columns[column] as ColumnArray)[row] = value;
  }
  return { rows: values.length, columns };
}

/** Degrees to radians. */
export function rad(deg: number): number {
  return (deg * Math.PI) / 180;
}

/** A plain flight at 10 Hz: `seconds` long, take-off after 2 s, landing 2 s before the end, moving north at 5 m/s. */
export function plainFlight(seconds: number, { flyFromS = 0, latDeg = 45, lonDeg = 10 } = {}): RowValues<DjiStreamTables["osd"]>[] {
  const rows = Math.round(seconds * 10) + 1;
  return Array.from({ length: rows }, (_, row) => {
    const inAir = row >= 20 && row < rows - 20 ? 1 : 0;
    return {
      flyTimeS: flyFromS + row / 10,
      latRad: rad(latDeg + (row * 0.5) / 111_132),
      lonRad: rad(lonDeg),
      speedNorthMps: 5,
      inAir,
      motorUp: row === rows - 1 ? 0 : 1,
      altHomeM: inAir * 30,
    };
  });
}

/** One stamp a row, `startMs` at row 0. */
export function plainStamps(rows: number, startMs = START_MS): RowValues<DjiStreamTables["custom"]>[] {
  return Array.from({ length: rows }, (_, row) => ({ osdRow: row, wallClockMs: startMs + row * 100 }));
}
