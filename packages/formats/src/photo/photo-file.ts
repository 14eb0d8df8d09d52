/** What a picture carries beside its pixels. */
import type { Issue } from "@creance/core";
import type { ExifBlock } from "../exif/read-exif.ts";
import type { JpegSegment } from "../jpeg/jpeg-segment.ts";
import type { MetadataField } from "../metadata-field.ts";
import type { XmpProperty } from "../xmp/xmp-property.ts";
import { photoIssue } from "./photo-issue.ts";

/** A smaller picture inside the file. */
export interface PhotoPreview {
  readonly kind: "exifThumbnail" | "mpfPreview" | "tiffPreview" | "heicThumbnail" | "photoshopThumbnail";
  readonly mediaType: "image/jpeg" | "other";
  readonly byteOffset: number;
  readonly lengthBytes: number;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
}

/** Where metadata stands; what rewriting works on. */
interface PhotoParts {
  readonly exif: readonly { readonly prefix: string; readonly block: ExifBlock; readonly end: number }[];
  readonly xmp: readonly XmpPart[];
}

/** A packet. */
export interface XmpPart {
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
  readonly properties: readonly XmpProperty[];
  /** True when it could not be read to its end. */
  readonly damaged: boolean;
  /** True for one that is cut over several segments: its offsets are not in one piece. */
  readonly extended: boolean;
}

/** A picture's metadata. */
export interface PhotoFile {
  readonly format: "jpeg" | "dng" | "tiff" | "heic";
  /** Of the full picture as stored. */
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  /** EXIF or TIFF tags with their types; `null` without any. */
  readonly exif: ExifBlock | null;
  readonly xmp: readonly XmpProperty[];
  /** Every block and packet with its place: those of further pictures inside the file, too. */
  readonly parts: PhotoParts;
  /** Everything named, in file order: at most 5,000. */
  readonly fields: readonly MetadataField[];
  readonly previews: readonly PhotoPreview[];
  /** Of a JPEG. */
  readonly segments: readonly JpegSegment[];
  /** True when temperature data stands beside the picture (R-JPEG). */
  readonly thermal: boolean;
  /** True when a part of the picture or its metadata is missing or broken. */
  readonly damaged: boolean;
  readonly issues: readonly Issue[];
}

/** Most fields that are listed. */
const MAX_FIELDS = 5000;
/** Longest value that is listed. */
const MAX_VALUE = 1000;

/** A field with its value cut to what is listed. */
export function photoField(
  group: MetadataField["group"],
  name: string,
  value: string,
  byteOffset: number,
  lengthBytes: number,
): MetadataField {
  return { group, name, value: value.length > MAX_VALUE ? value.slice(0, MAX_VALUE) : value, byteOffset, lengthBytes };
}

/** What a reader has gathered so far. */
export interface PhotoGathered {
  readonly issues: Issue[];
  readonly fields: MetadataField[];
  readonly previews: PhotoPreview[];
  readonly exif: PhotoParts["exif"][number][];
  readonly xmp: XmpPart[];
}

/** Blocks, packets and previews of one file that are read; pictures have a handful. */
const MAX_PARTS = 48;

/** True when a hostile file has given all that is listed: what follows is not read any more. */
export function isFull({ fields, exif, xmp, previews }: PhotoGathered): boolean {
  return fields.length > MAX_FIELDS || exif.length + xmp.length + previews.length >= MAX_PARTS;
}

/** Nothing gathered yet. */
export function newGathered(): PhotoGathered {
  return { issues: [], fields: [], previews: [], exif: [], xmp: [] };
}

/** The whole from what was gathered; parts of further pictures inside say nothing of this one. */
export function photoOf(
  gathered: PhotoGathered,
  about: Pick<PhotoFile, "format" | "widthPx" | "heightPx" | "segments" | "thermal">,
): PhotoFile {
  const { issues, fields, previews, exif, xmp } = gathered;
  if (isFull(gathered)) issues.push(photoIssue("too-many-fields", 0));
  return {
    ...about,
    exif: exif.find(({ prefix }) => prefix === "")?.block ?? null,
    xmp: xmp.filter(({ prefix }) => prefix === "").flatMap(({ properties }) => properties),
    parts: { exif, xmp },
    fields: fields.slice(0, MAX_FIELDS),
    previews,
    // A preview that a program did not save along is not there, but what is there is whole.
    damaged: issues.some(({ code }) => code !== "preview-outside"),
    issues,
  };
}
