/** `@creance/formats`: readers and writers of the files a drone operation has. */

export { writeCsv } from "./csv/write-csv.ts";
export * from "./dji-flight-record/index.ts";
export * from "./dji-flight-record/write.ts";
export type { Format } from "./format.ts";
export { readHead } from "./format.ts";
export { writeGeoJson } from "./geojson/write-geojson.ts";
export { writeGpx } from "./gpx/write-gpx.ts";
export { writeKml } from "./kml/write-kml.ts";
export { namedFormats } from "./named-formats.table.ts";
export type { Sniffed } from "./sniff.ts";
export { knownFormats, sniffFormat } from "./sniff.ts";
export type { ExportEvent, ExportPosition, TrackExport } from "./track-export.ts";
export * from "./zip/index.ts";
