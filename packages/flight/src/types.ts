/** The normal form: what one original says, and the flights in it. */
import type { Bounds, EpochUs, Issue, Rows } from "@creance/core";
import type { trackColumns } from "./track-columns.table.ts";

/** The track of a flight. */
export type Track = Rows<typeof trackColumns>;

/** How the clock of a flight was found. */
export interface FlightClock {
  /**
   * `wallClock`: solved from the app's stamps along the aircraft's fly time; `header`: only the header's start time was there;
   * `none`: no time at all, `timeUs` is unknown.
   */
  readonly method: "wallClock" | "header" | "none";
  /** 95th percentile of the distance between the stamps and the solved clock, ms; `null` without stamps. */
  readonly residualP95Ms: number | null;
  /** Rows whose time was repaired (gap, jump, stamp going backwards). */
  readonly repairedRows: number;
}

/** Something that happened. */
export interface FlightEvent {
  /** Row of the track, -1 when before the first row. */
  readonly row: number;
  readonly elapsedMs: number;
  readonly timeUs: EpochUs | null;
  /** Offset of the record that says so. */
  readonly byteOffset: number;
  /** Stable kind: `takeOff`, `landing`, `homeSet`, `appTip`, `appWarning`, `appSeriousWarning`, `modeChange`, `goHome`, `gpsWeak`, `positionJump`, `clockRepaired`, `batteryLow`, `cellImbalance`, `compassError`, `motorBlocked`, `signalLost`, `photo`, `videoStart`, `videoStop` ... */
  readonly kind: string;
  readonly severity: "info" | "warning" | "serious";
  /** One sentence for a person. App texts are quoted in it. */
  readonly sentence: string;
  /** The app's own text, `null` for an event derived from values. */
  readonly text: string | null;
}

/** Statistics recomputed from the records. Unknown is `null`. */
export interface FlightStats {
  readonly durationUs: number;
  /** Time with motors running and in the air. */
  readonly airborneUs: number;
  /** Length of the path over ground. */
  readonly distanceM: number | null;
  readonly maxAltHomeM: number | null;
  readonly minAltHomeM: number | null;
  readonly maxGroundSpeedMps: number | null;
  readonly maxClimbMps: number | null;
  readonly maxDescentMps: number | null;
  readonly maxDistanceHomeM: number | null;
  readonly batteryStartPct: number | null;
  readonly batteryEndPct: number | null;
  readonly minSatellites: number | null;
  readonly photos: number | null;
  readonly bounds: Bounds | null;
}

/** What the header says about the same things: claims, kept beside the statistics. */
export interface FlightClaims {
  readonly startUs: EpochUs | null;
  readonly durationUs: number | null;
  readonly distanceM: number | null;
  readonly maxAltHomeM: number | null;
  readonly maxGroundSpeedMps: number | null;
  readonly latDeg: number | null;
  readonly lonDeg: number | null;
  /** Place strings of the header, most local first; empty when there are none or the app wrote a placeholder. */
  readonly places: readonly string[];
  readonly captureNum: number | null;
}

/** The machine that flew. Empty strings in the file are `null` here. */
export interface Aircraft {
  readonly productType: number | null;
  readonly productName: string | null;
  readonly name: string | null;
  readonly serial: string | null;
  readonly cameraSerial: string | null;
  readonly rcSerial: string | null;
  readonly firmware: readonly { readonly component: string; readonly version: string }[];
}

/** A battery that took part. */
export interface Battery {
  readonly serial: string | null;
  readonly cells: number | null;
  readonly designedChargeMah: number | null;
  readonly fullChargeMah: number | null;
  readonly discharges: number | null;
  readonly lifePct: number | null;
  readonly minCellV: number | null;
  readonly maxCellSpreadV: number | null;
  readonly maxTempDegC: number | null;
}

/** The app that wrote the file. */
export interface AppInfo {
  readonly platform: number | null;
  readonly platformName: string | null;
  readonly version: string | null;
}

/** One flight as one original shows it. */
export interface Flight {
  /** 0 for the first flight of the original, 1 for the second, ... */
  readonly segment: number;
  readonly startUs: EpochUs | null;
  readonly endUs: EpochUs | null;
  readonly clock: FlightClock;
  readonly track: Track;
  readonly stats: FlightStats;
  readonly claims: FlightClaims;
  readonly events: readonly FlightEvent[];
  readonly aircraft: Aircraft;
  readonly batteries: readonly Battery[];
  readonly app: AppInfo;
  /** First home point, `null` when none was recorded. */
  readonly home: { readonly latDeg: number; readonly lonDeg: number } | null;
  /** First position of the phone. */
  readonly pilot: { readonly latDeg: number; readonly lonDeg: number } | null;
}

/** Identity of what an original recorded, whatever was appended to the file. */
export interface RecordIdentity {
  /** SHA-256 (hex) of the record region. */
  readonly regionSha256: string;
  readonly aircraftSerial: string | null;
  readonly startUs: EpochUs | null;
}

/** How often a record type occurs. */
export interface RecordCount {
  readonly type: number;
  /** camelCase name of the type, else `type253`. */
  readonly name: string;
  readonly count: number;
}

/** A picture inside the original. */
export interface EmbeddedPicture {
  readonly kind: "full" | "shrunk" | "found";
  readonly byteOffset: number;
  readonly lengthBytes: number;
}

/** What one original says. */
export interface NormalRecord {
  /** Format id. */
  readonly format: string;
  readonly version: number;
  /** True when records are encrypted and no fitting key was given: `flights` then holds one flight with header claims and no rows. */
  readonly sealed: boolean;
  /** True when anything was cut, skipped or repaired. */
  readonly damaged: boolean;
  readonly identity: RecordIdentity;
  readonly records: readonly RecordCount[];
  readonly pictures: readonly EmbeddedPicture[];
  readonly flights: readonly Flight[];
  readonly issues: readonly Issue[];
}
