/** Codes of what can be wrong with a TIFF structure (TIFF, DNG, EXIF, MPF), with the sentence for a person. */
export const tiffErrors = {
  "tiff-bad-header": "The header is not that of a TIFF; nothing in it was read.",
  "tiff-cut": "The directory lies outside the file; it was cut or is damaged.",
  "tiff-loop": "A directory points back to one that was read already; it was not followed.",
  "tiff-too-many-entries": "A directory names more entries than the limit; the rest was not read.",
  "tiff-too-many-directories": "There are more directories than the limit; the rest was not read.",
  "tiff-bad-entry": "The value of {name} lies outside the file or is larger than it; it was left out.",
  "tiff-unknown-type": "The value of {name} has a type that TIFF does not know; it was left out.",
} as const satisfies Readonly<Record<string, string>>;

/** Code of a TIFF issue or error. */
export type TiffErrorCode = keyof typeof tiffErrors;
