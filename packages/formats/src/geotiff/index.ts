/** Elevation models: GeoTIFF. */
export type { ElevationGrid, GridMap } from "./elevation-grid.ts";
export type { GeoTiffErrorCode } from "./errors.table.ts";
export { geoTiffErrors } from "./errors.table.ts";
export { geoTiffFormat } from "./geotiff-format.ts";
export { readGeoTiff } from "./read-geotiff.ts";
export type { GeoTiffToWrite } from "./write-geotiff.ts";
export { writeGeoTiff } from "./write-geotiff.ts";
