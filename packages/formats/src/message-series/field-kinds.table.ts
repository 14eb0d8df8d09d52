/** How numbers and texts are stored in the fields of autopilot messages (little-endian). */

/** Bytes of one value of each kind; a text's length is its field's own. */
export const fieldKindBytes = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float16: 2,
  float32: 4,
  float64: 8,
  text: 0,
} as const satisfies Readonly<Record<string, number>>;

/** Kind of a stored value. */
export type FieldKind = keyof typeof fieldKindBytes;
