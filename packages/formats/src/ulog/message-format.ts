/** The formats that a ULog carries for its own messages, resolved to fields with offsets (docs/formats/ulog.md, section 3). */
import { type FieldKind, fieldKindBytes } from "../message-series/field-kinds.table.ts";
import type { SeriesField } from "../message-series/message-series.ts";

/** One line of a format as written: `float[4] q`. */
interface WrittenField {
  readonly type: string;
  readonly length: number;
  readonly isArray: boolean;
  readonly name: string;
}

/** A format with the place of every field. */
export interface ResolvedFormat {
  /** Every value, nested types and arrays taken apart; padding left out. */
  readonly fields: readonly SeriesField[];
  /** Bytes of a message with its trailing padding. */
  readonly sizeBytes: number;
}

const kinds: Readonly<Record<string, FieldKind>> = {
  int8_t: "int8",
  uint8_t: "uint8",
  int16_t: "int16",
  uint16_t: "uint16",
  int32_t: "int32",
  uint32_t: "uint32",
  int64_t: "int64",
  uint64_t: "uint64",
  float: "float32",
  double: "float64",
  bool: "uint8",
};

/** Types inside types at most; a type that contains itself is refused by it. */
const MAX_DEPTH = 12;
/** Values of one message at most: a message is at most 65,535 bytes. */
const MAX_FIELDS = 65_536;

/** Kind of a basic type of the format; `undefined` for `char` and nested types. */
function basicKind(type: string): FieldKind | undefined {
  return Object.hasOwn(kinds, type) ? kinds[type] : undefined;
}

/** Takes a format definition (`name:type field;type field;`) apart; `null` when it is not one. */
export function parseFormat(text: string): { readonly name: string; readonly fields: readonly WrittenField[] } | null {
  const colon = text.indexOf(":");
  if (colon <= 0) return null;
  const fields: WrittenField[] = [];
  for (const part of text.slice(colon + 1).split(";")) {
    if (part === "") continue;
    const field = parseField(part);
    if (field === null) return null;
    fields.push(field);
  }
  return fields.length === 0 ? null : { name: text.slice(0, colon), fields };
}

/** Takes `float[4] q` apart; `null` when it is not a field. Also the keys of information and parameters are written so. */
export function parseField(text: string): WrittenField | null {
  const match = /^([A-Za-z0-9_/]+)(?:\[(\d{1,5})\])? (.+)$/.exec(text.trim());
  if (match === null) return null;
  const [, type, length, name] = match as unknown as [string, string, string | undefined, string];
  return { type, length: length === undefined ? 1 : Number(length), isArray: length !== undefined, name };
}

/** Resolves a format; `null` when a type is missing, contains itself or is too large. */
export function resolveFormat(name: string, formats: ReadonlyMap<string, readonly WrittenField[]>): ResolvedFormat | null {
  const fields: SeriesField[] = [];
  const sizeBytes = place({ type: name, prefix: "", start: 0, depth: 0, formats, fields });
  return sizeBytes === null || sizeBytes > 65_535 ? null : { fields, sizeBytes };
}

/** Places the fields of a type from `start` on; returns its size. */
function place(at: {
  readonly type: string;
  readonly prefix: string;
  readonly start: number;
  readonly depth: number;
  readonly formats: ReadonlyMap<string, readonly WrittenField[]>;
  readonly fields: SeriesField[];
}): number | null {
  const written = at.formats.get(at.type);
  if (written === undefined || at.depth > MAX_DEPTH) return null;
  let offset = 0;
  for (const { type, length, isArray, name } of written) {
    const isPadding = name.startsWith("_padding");
    const kind = type === "char" ? "text" : basicKind(type);
    if (kind === "text") {
      if (!isPadding) at.fields.push({ name: at.prefix + name, kind, offset: at.start + offset, lengthBytes: length });
      offset += length;
    } else {
      for (let index = 0; index < length; index += 1) {
        const path = at.prefix + name + (isArray ? `[${index}]` : "");
        const start = at.start + offset;
        if (start > 65_535 || at.fields.length > MAX_FIELDS) return null;
        if (kind !== undefined) {
          const lengthBytes = fieldKindBytes[kind];
          if (!isPadding) at.fields.push({ name: path, kind, offset: start, lengthBytes });
          offset += lengthBytes;
          continue;
        }
        const size = place({ ...at, type, prefix: `${path}.`, start, depth: at.depth + 1 });
        if (size === null) return null;
        offset += size;
      }
    }
    if (at.start + offset > 65_535) return null;
  }
  return offset;
}
