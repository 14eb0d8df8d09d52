/** protobuf without a schema: a run of bytes is taken for a message only when all of it parses (protobuf.dev, Encoding). */

/** Nested messages that are followed. */
const MAX_DEPTH = 8;
/** Field numbers beyond this are not met in messages that people write; allowing them makes chance hits. */
const MAX_FIELD = 2000;
const MIN_BYTES = 4;

/** A string, or bytes that are no message, in a message. */
export type OnLeaf = (start: number, end: number) => void;

/** True when [start, end) parses wholly as fields. Cost: one pass, values are skipped. */
export function isProtobuf(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < MIN_BYTES) return false;
  let at = start;
  let fields = 0;
  while (at < end) {
    const next = fieldEnd(bytes, at, end);
    if (next < 0) return false;
    at = next;
    fields++;
  }
  return fields > 0;
}

/** Tells every string and every run of bytes in a message, nested messages included. */
export function protobufLeaves(bytes: Uint8Array, start: number, end: number, onLeaf: OnLeaf, depth = 0): void {
  for (let at = start; at < end; ) {
    const next = fieldEnd(bytes, at, end);
    if (next < 0) return;
    const tag = readVarint(bytes, at, end);
    if ((tag.low & 7) === 2) {
      const from = readVarint(bytes, tag.next, end).next;
      if (depth < MAX_DEPTH && isNested(bytes, from, next)) protobufLeaves(bytes, from, next, onLeaf, depth + 1);
      else if (next - from >= MIN_BYTES) onLeaf(from, next);
    }
    at = next;
  }
}

/** Numbers of the fields that hold the byte at `offset`, outer first: `3.2`. */
export function protobufField(bytes: Uint8Array, start: number, end: number, offset: number, depth = 0): string {
  for (let at = start; at < end; ) {
    const next = fieldEnd(bytes, at, end);
    if (next < 0) return "";
    if (offset < next) {
      const tag = readVarint(bytes, at, end);
      const number = String(tag.low >>> 3);
      if ((tag.low & 7) !== 2 || depth >= MAX_DEPTH) return number;
      const from = readVarint(bytes, tag.next, end).next;
      if (offset < from || !isNested(bytes, from, next)) return number;
      const inner = protobufField(bytes, from, next, offset, depth + 1);
      return inner === "" ? number : `${number}.${inner}`;
    }
    at = next;
  }
  return "";
}

/** A run of bytes that is a message and not plain text. */
function isNested(bytes: Uint8Array, start: number, end: number): boolean {
  if (!isProtobuf(bytes, start, end)) return false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 || byte >= 0x7f) return true;
  }
  return false;
}

/** Where the field that begins at `at` ends; -1 when there is none. */
function fieldEnd(bytes: Uint8Array, at: number, end: number): number {
  const tag = readVarint(bytes, at, end);
  const field = tag.low >>> 3;
  if (tag.next < 0 || tag.next - at > 3 || field < 1 || field > MAX_FIELD) return -1;
  switch (tag.low & 7) {
    case 0:
      return readVarint(bytes, tag.next, end).next;
    case 1:
      return tag.next + 8 <= end ? tag.next + 8 : -1;
    case 5:
      return tag.next + 4 <= end ? tag.next + 4 : -1;
    case 2: {
      const length = readVarint(bytes, tag.next, end);
      const next = length.next + length.low;
      return length.next < 0 || length.next - tag.next > 5 || next > end ? -1 : next;
    }
    default:
      return -1;
  }
}

/** The low 32 bits of a varint and where it ends; `next` is -1 when it does not end. */
function readVarint(bytes: Uint8Array, from: number, end: number): { readonly low: number; readonly next: number } {
  let low = 0;
  let next = -1;
  for (let at = from, shift = 0; at < end && shift < 70; at++, shift += 7) {
    const byte = bytes[at] as number;
    if (shift < 32) low |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      next = at + 1;
      break;
    }
  }
  return { low: low >>> 0, next };
}
