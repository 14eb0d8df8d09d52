/** Codes of what can be wrong with a picture, with the sentence for a person; those of its TIFF parts stand in `tiffErrors`. */
export const photoErrors = {
  "jpeg-not": "The file does not begin like a JPEG; nothing in it was read.",
  "jpeg-bad-marker": "The segments break off here; what follows was not read.",
  "jpeg-cut": "The file ends before its picture does: it was cut, and only the part before that is there.",
  "jpeg-no-end": "The file ends without the mark that ends a picture: it was cut, or its camera leaves that mark out.",
  "jpeg-no-picture": "The file has no picture data.",
  "jpeg-too-many-segments": "The file has more segments than the limit; the rest was not read.",
  "exif-damaged": "The EXIF block could not be read.",
  "mpf-damaged": "The list of further pictures (MPF) could not be read.",
  "preview-cut": "A preview begins in the file and ends behind it: the file was cut.",
  "preview-outside": "A preview is said to stand outside the file; it is not there.",
  "tiff-pixels-outside": "The picture's data is said to stand outside the file: the file was cut.",
  "xmp-too-large": "The XMP packet is larger than the limit; the rest was not read.",
  "xmp-part-missing": "A part of the extended XMP packet is missing; it was not read.",
  "too-many-fields": "The file names more values than the limit; the rest was left out.",
  "heic-damaged": "The boxes of the file are damaged; nothing more was read.",
  "heic-item-outside": "An item is said to stand outside the file or is too large; it was not read.",
  "rewrite-no-room": "A value could not be replaced where it stands; it was removed.",
  "rewrite-source-changed": "The file became shorter while it was read; nothing more was written.",
  "rewrite-value-remains": "A value that was removed still stands here under another name.",
  "rewrite-part-removed": "A part could not be changed value by value; all of it was removed.",
} as const satisfies Readonly<Record<string, string>>;

/** Code of a picture's issue or error. */
export type PhotoErrorCode = keyof typeof photoErrors;
