/** Messages of one kind as columns: what the readers of autopilot logs hand out. */
import type { FieldKind } from "./field-kinds.table.ts";

/** Values of a column in the narrowest array that holds them exactly (64-bit integers as numbers: exact to 2^53). */
export type SeriesColumn =
  | Float64Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** Where a value stands in a message. */
export interface SeriesField {
  /** The format's own name; parts of arrays and nested types as `q[0]`, `esc[2].esc_rpm`. */
  readonly name: string;
  readonly kind: FieldKind;
  /** From the first byte of the message's body. */
  readonly offset: number;
  /** Bytes of a text; for numbers the size of the kind. */
  readonly lengthBytes: number;
  /** Stored values are divided by this: 100 for centi-units, 1e7 for degrees. Absent: 1. */
  readonly divisor?: number;
}

/** All messages of one kind and instance, in file order. */
export interface MessageSeries {
  /** `vehicle_gps_position`, `GPS`, `GLOBAL_POSITION_INT`. */
  readonly name: string;
  /** Number of the sensor or topic instance; 0 where the format has none. */
  readonly instance: number;
  readonly rows: number;
  /** Offset of each message's first byte in the original. */
  readonly byteOffset: Float64Array<ArrayBuffer>;
  readonly numbers: Readonly<Record<string, SeriesColumn>>;
  readonly texts: Readonly<Record<string, readonly string[]>>;
  /** Messages that were met, those left out by `minStepUs` or the bound on rows included. */
  readonly messages: number;
  /** True when the bound on rows was reached: rows were thinned out evenly, or the later ones left out (`overflow`). */
  readonly isBounded: boolean;
}

/** What is wanted of the messages of one kind. */
export interface SeriesWish {
  /** Names of the fields; `all` of them. A name without brackets takes every part of an array or nested type. */
  readonly fields: readonly string[] | "all";
  /** Messages closer than this to the last one taken are left out (by the message's own time). Default 0: all are taken. */
  readonly minStepUs?: number;
  /** Rows at most; default that of the reader. */
  readonly maxRows?: number;
  /** When there are more: every second row is dropped and the step doubled, or the rest is left out. Default `thin`. */
  readonly overflow?: "thin" | "stop";
}
