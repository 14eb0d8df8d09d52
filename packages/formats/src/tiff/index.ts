/** TIFF structures: TIFF, BigTIFF and DNG files, EXIF blocks, MPF indexes. */
export type { TiffErrorCode } from "./errors.table.ts";
export { tiffErrors } from "./errors.table.ts";
export type { TiffDirectory, TiffEntry, TiffFile, TiffOptions } from "./read-directories.ts";
export { readTiffDirectories } from "./read-directories.ts";
export type { TiffValue } from "./read-value.ts";
export { readTiffValue } from "./read-value.ts";
export { tiffTypes } from "./tiff-types.table.ts";
