/** Decides what a file is by its content, never by its name. */
import { appLogFormat } from "./app-log/index.ts";
import { dataflashFormat, dataflashTextFormat } from "./dataflash/index.ts";
import { djiFlightRecordFormat } from "./dji-flight-record/index.ts";
import { flightCsvFormats } from "./flight-csv/flight-csv-formats.ts";
import type { Format } from "./format.ts";
import { geoJsonFormat } from "./geojson/read-geojson.ts";
import { geoTiffFormat } from "./geotiff/index.ts";
import { gpxFormat } from "./gpx/read-gpx.ts";
import { kmlFormat } from "./kml/read-kml.ts";
import { kmzFormat } from "./kml/read-kmz.ts";
import { manualFlightFormat } from "./manual-flight/index.ts";
import { mavlinkTlogFormat } from "./mavlink/index.ts";
import { mp4Format, quicktimeFormat } from "./mp4/index.ts";
import { mrkFormat } from "./mrk/index.ts";
import { namedFormats } from "./named-formats.table.ts";
import { opaqueFormats } from "./opaque/opaque-formats.ts";
import { dngFormat, heicFormat, jpegFormat, tiffFormat } from "./photo/index.ts";
import { srtFormat } from "./srt/index.ts";
import { ulogFormat } from "./ulog/index.ts";
import { zipFormat } from "./zip/index.ts";

/** Every format the product knows; those at the end (`opaqueFormats`, `namedFormats`) are kept and named, not read. */
export const knownFormats: readonly Format[] = [
  djiFlightRecordFormat,
  zipFormat,
  ulogFormat,
  dataflashFormat,
  dataflashTextFormat,
  mavlinkTlogFormat,
  ...flightCsvFormats,
  gpxFormat,
  kmlFormat,
  kmzFormat,
  geoJsonFormat,
  manualFlightFormat,
  mrkFormat,
  appLogFormat,
  mp4Format,
  quicktimeFormat,
  srtFormat,
  jpegFormat,
  dngFormat,
  geoTiffFormat,
  tiffFormat,
  heicFormat,
  ...opaqueFormats,
  ...namedFormats,
];

/** What a file seems to be. */
export interface Sniffed {
  readonly format: Format;
  /** Above 0, up to 1. */
  readonly confidence: number;
}

/**
 * The format that is surest of these first bytes; the earlier one when two are equally sure; `undefined` when none is sure at
 * all. `head` is the first 64 KiB or the whole file if shorter (see `readHead`).
 */
export function sniffFormat(head: Uint8Array, sizeBytes: number, formats: readonly Format[] = knownFormats): Sniffed | undefined {
  let best: Sniffed | undefined;
  for (const format of formats) {
    const confidence = format.sniff(head, sizeBytes);
    if (confidence > (best?.confidence ?? 0)) best = { format, confidence };
  }
  return best;
}
