/** Lists what a message without a schema holds: path, kind and value of every leaf. */
import { ProtoReader } from "./proto-reader.ts";

/** One value. */
export interface ProtoLeaf {
  /** Numbers of the fields from the outermost in, e.g. `3-3-4-1`. */
  readonly path: string;
  /** `text` and `bytes` are fields with a length that are no message by themselves. */
  readonly kind: "varint" | "fixed64" | "fixed32" | "text" | "bytes";
  /** The text, or the number as text; of bytes their count. */
  readonly value: string;
  /** Place of the value in the message that was given. */
  readonly start: number;
  readonly end: number;
}

const MAX_DEPTH = 8;
const MAX_LEAVES = 1000;
const MAX_TEXT_BYTES = 4000;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The leaves of a message in the order of the bytes, at most 1,000, at most 8 levels deep. A field with a length is a text when all of it is
 * printable, else a message when all of it reads as one, else bytes: without a schema that is a guess and the caller may know better.
 */
export function protoLeaves(bytes: Uint8Array): readonly ProtoLeaf[] {
  const leaves: ProtoLeaf[] = [];
  const open: { readonly reader: ProtoReader; readonly prefix: string }[] = [{ reader: new ProtoReader(bytes), prefix: "" }];
  while (open.length > 0 && leaves.length < MAX_LEAVES) {
    const { reader, prefix } = open.at(-1) as (typeof open)[number];
    if (!reader.next()) {
      open.pop();
      continue;
    }
    const path = `${prefix}${reader.field}`;
    const { start, end } = reader;
    if (reader.wire === 0) leaves.push({ path, kind: "varint", value: numberText(reader.signed()), start, end });
    else if (reader.wire === 1) leaves.push({ path, kind: "fixed64", value: numberText(reader.float()), start, end });
    else if (reader.wire === 5) leaves.push({ path, kind: "fixed32", value: numberText(reader.float()), start, end });
    else {
      const text = printable(bytes.subarray(start, end));
      if (text !== null) leaves.push({ path, kind: "text", value: text, start, end });
      else if (open.length < MAX_DEPTH && isMessage(bytes, start, end))
        open.push({ reader: new ProtoReader(bytes, start, end), prefix: `${path}-` });
      else leaves.push({ path, kind: "bytes", value: `${end - start} bytes`, start, end });
    }
  }
  return leaves;
}

function isMessage(bytes: Uint8Array, start: number, end: number): boolean {
  const reader = new ProtoReader(bytes, start, end);
  let fields = 0;
  while (reader.next()) fields += 1;
  return fields > 0 && !reader.isDamaged;
}

function printable(bytes: Uint8Array): string | null {
  if (bytes.byteLength === 0 || bytes.byteLength > MAX_TEXT_BYTES) return null;
  for (const byte of bytes) if (byte < 32 || byte === 127) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

function numberText(value: number): string {
  return Number.isNaN(value) ? "a number of 2^53 or more" : String(value);
}
