/** Readers of logs and exports other than the DJI flight record, by format id. */
import type { ByteSource, Platform } from "@creance/core";
import { csvDialects } from "@creance/formats";
import { readAppLogLog } from "./app-log-log.ts";
import { readDataflashLog, readDataflashTextLog } from "./dataflash-log.ts";
import { readFlightCsvLog } from "./flight-csv-log.ts";
import type { FlightLog } from "./flight-log.ts";
import { readManualFlightLog } from "./manual-flight-log.ts";
import { readMrkLog } from "./mrk-log.ts";
import { readTlogLog } from "./tlog-log.ts";
import { readGeoJsonLog, readGpxLog, readKmlLog, readKmzLog } from "./track-file-log.ts";
import { readUlogLog } from "./ulog-log.ts";

/** How a log is read. */
export interface ReadLogOptions {
  readonly platform: Platform;
  /** Name the file was found under, without its folder: only for what nothing inside says (a date); always said when it was used. */
  readonly fileName: string | null;
  /** Rows of the track at most (default 4,000,000). */
  readonly maxRows?: number;
}

/** Reads a log into the normal form's columns. Throws a `FormatError` when nothing can be read from it; damage becomes issues. */
export type FlightLogReader = (source: ByteSource, options: ReadLogOptions) => Promise<FlightLog>;

/** The reader of each format id. */
export const flightLogReaders: Readonly<Record<string, FlightLogReader>> = {
  "px4-ulog": readUlogLog,
  "mavlink-tlog": readTlogLog,
  "ardupilot-dataflash": readDataflashLog,
  "ardupilot-dataflash-text": readDataflashTextLog,
  ...Object.fromEntries(csvDialects.map(({ id }) => [id, readFlightCsvLog])),
  gpx: readGpxLog,
  kml: readKmlLog,
  kmz: readKmzLog,
  geojson: readGeoJsonLog,
  "manual-flight": readManualFlightLog,
  "dji-mrk": readMrkLog,
  "dji-app-log": readAppLogLog,
};
