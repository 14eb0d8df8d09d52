/** Pictures: JPEG, TIFF, DNG and HEIC. */
export type { ExifTag } from "../exif/exif-tag.ts";
export { tagNumber, tagText } from "../exif/exif-tag.ts";
export type { ExifBlock } from "../exif/read-exif.ts";
export type { JpegSegment } from "../jpeg/jpeg-segment.ts";
export type { XmpProperty } from "../xmp/xmp-property.ts";
export type { DjiPhotoFacts } from "./dji-photo-values.ts";
export { djiPhotoValues } from "./dji-photo-values.ts";
export type { PhotoErrorCode } from "./errors.table.ts";
export { photoErrors } from "./errors.table.ts";
export type { PhotoFile, PhotoPreview } from "./photo-file.ts";
export { dngFormat, heicFormat, jpegFormat, tiffFormat } from "./photo-formats.ts";
export { readPhoto } from "./read-photo.ts";
export type { FieldChoice, PhotoRewrite, RewriteChange, RewriteChoice, RewriteEdits } from "./rewrite-choice.ts";
export { rewritePhotoMetadata } from "./rewrite-photo.ts";
export type { WritePhotoOptions } from "./write-photo.ts";
export { writePhoto } from "./write-photo.ts";
