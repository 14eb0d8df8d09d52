/** Fields of journal entries: their shapes, checked at run time and known to the types. All are flat: texts, numbers, `null`. */

/** Shapes of a field's value. */
const shapes = {
  /** Whole number from 0 on, exact in a double. Counts, bytes (`…Bytes`), microseconds (`…Us`). */
  count: (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
  /** 64 lower-case hexadecimal characters: SHA-256 of bytes, or (`…Hash`) of a salt and a personal text. */
  sha256: isSha256Hex,
  /** 32 lower-case hexadecimal characters, drawn at random. */
  id: (value: unknown): value is string => typeof value === "string" && /^[0-9a-f]{32}$/.test(value),
  /** 16 lower-case hexadecimal characters: id of a flight. */
  shortId: (value: unknown): value is string => typeof value === "string" && /^[0-9a-f]{16}$/.test(value),
  /** A word of our own programs: lower case letters, digits and hyphens, at most 64. Never personal. */
  code: (value: unknown): value is string => typeof value === "string" && /^[a-z][a-z0-9-]{0,63}$/.test(value),
} as const;

/** Shape of a field that is always there. */
type Shape = keyof typeof shapes;

/** What a field holds: a shape, a shape or `null`, or one of some words. */
export type Field = Shape | `${Shape}OrNull` | readonly string[];

/** The value of a field. */
export type FieldValue<F extends Field> = F extends readonly (infer Word)[]
  ? Word
  : F extends "count"
    ? number
    : F extends "countOrNull"
      ? number | null
      : F extends `${string}OrNull`
        ? string | null
        : string;

/** Kinds of entries with their fields, beside `kind`, `sequence` and `timeUs`. */
export type KindTable = Readonly<Record<string, Readonly<Record<string, Field>>>>;

/** True for a value that the field may hold. */
export function fieldFits(value: unknown, field: Field): boolean {
  if (typeof field !== "string") return (field as readonly unknown[]).includes(value);
  if (field.endsWith("OrNull")) return value === null || shapes[field.slice(0, -"OrNull".length) as Shape](value);
  return shapes[field as Shape](value);
}

/** True for 64 lower-case hexadecimal characters. */
export function isSha256Hex(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}
