/** Codes of what can be wrong with an elevation model, with the sentence for a person. */
export const geoTiffErrors = {
  "geotiff-not-elevation": "It is a picture, not an elevation model: an elevation model has one number in each cell.",
  "geotiff-no-place": "It does not say where it lies: the GeoTIFF tags for scale and tie point are missing or damaged.",
  "geotiff-rotated": "Its cells are turned or skewed against the map; that is not read.",
  "geotiff-other-projection":
    "Its map projection ({name}) is not read: only geographic WGS 84 and its UTM zones (and the near-equal ETRS89 and NAD83) are.",
  "geotiff-other-unit": "Its unit ({name}) is not read: places must be in degrees or metres, heights in metres or feet.",
  "geotiff-too-large": "It has more than 64 million cells: cut it into smaller tiles.",
  "geotiff-other-compression": "Its compression ({name}) is not read: only none, LZW, deflate and PackBits are.",
  "geotiff-other-numbers": "Its numbers ({name}) are not read: only 8 to 32-bit integers and 32 or 64-bit floats are.",
  "geotiff-damaged-block": "A block of cells is cut or damaged; its cells are taken for unknown.",
  "geotiff-near-datum": "It counts from {name}, which was taken for WGS 84: places are up to 2 m off.",
  "geotiff-implausible": "Some heights are beyond any on Earth; these cells are taken for unknown.",
} as const satisfies Readonly<Record<string, string>>;

/** Code of a GeoTIFF issue or error. */
export type GeoTiffErrorCode = keyof typeof geoTiffErrors;
