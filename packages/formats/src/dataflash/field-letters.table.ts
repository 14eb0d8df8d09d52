/** The letters with which DataFlash formats describe their fields (docs/formats/dataflash.md, section 3). */
import type { FieldKind } from "../message-series/field-kinds.table.ts";

/** What a letter stands for. */
export interface FieldLetter {
  readonly kind: FieldKind;
  readonly bytes: number;
  /** Stored values are divided by it. */
  readonly divisor?: number;
  /** Values of an array. */
  readonly count?: number;
}

/** Every letter. */
export const fieldLetters: Readonly<Record<string, FieldLetter>> = {
  b: { kind: "int8", bytes: 1 },
  B: { kind: "uint8", bytes: 1 },
  M: { kind: "uint8", bytes: 1 },
  h: { kind: "int16", bytes: 2 },
  H: { kind: "uint16", bytes: 2 },
  c: { kind: "int16", bytes: 2, divisor: 100 },
  C: { kind: "uint16", bytes: 2, divisor: 100 },
  i: { kind: "int32", bytes: 4 },
  I: { kind: "uint32", bytes: 4 },
  e: { kind: "int32", bytes: 4, divisor: 100 },
  E: { kind: "uint32", bytes: 4, divisor: 100 },
  L: { kind: "int32", bytes: 4, divisor: 10_000_000 },
  f: { kind: "float32", bytes: 4 },
  d: { kind: "float64", bytes: 8 },
  g: { kind: "float16", bytes: 2 },
  q: { kind: "int64", bytes: 8 },
  Q: { kind: "uint64", bytes: 8 },
  n: { kind: "text", bytes: 4 },
  N: { kind: "text", bytes: 16 },
  Z: { kind: "text", bytes: 64 },
  a: { kind: "int16", bytes: 64, count: 32 },
};
