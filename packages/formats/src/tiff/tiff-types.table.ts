/** Value types of TIFF entries (TIFF 6.0 section 2; 13 from TIFF technical note 1; 16 to 18 from BigTIFF). */

/** Name and size of each type code. */
export const tiffTypes: Readonly<Record<number, { readonly name: string; readonly sizeBytes: number }>> = {
  1: { name: "byte", sizeBytes: 1 },
  2: { name: "ascii", sizeBytes: 1 },
  3: { name: "short", sizeBytes: 2 },
  4: { name: "long", sizeBytes: 4 },
  5: { name: "rational", sizeBytes: 8 },
  6: { name: "signedByte", sizeBytes: 1 },
  7: { name: "undefined", sizeBytes: 1 },
  8: { name: "signedShort", sizeBytes: 2 },
  9: { name: "signedLong", sizeBytes: 4 },
  10: { name: "signedRational", sizeBytes: 8 },
  11: { name: "float", sizeBytes: 4 },
  12: { name: "double", sizeBytes: 8 },
  13: { name: "directory", sizeBytes: 4 },
  16: { name: "long8", sizeBytes: 8 },
  17: { name: "signedLong8", sizeBytes: 8 },
  18: { name: "directory8", sizeBytes: 8 },
};
