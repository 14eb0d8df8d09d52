/** Boxes of ISO base media files (ISO/IEC 14496-12 section 4.2): film, HEIC pictures. Walked by ranges, one level at a time, never by recursion. */
import type { ByteSource } from "@creance/core";

/** One box. Offsets count from the start of the source. */
export interface Box {
  /** Four characters as stored, one byte each (`©xyz` begins with byte A9). */
  readonly type: string;
  /** First byte of the box's header. */
  readonly start: number;
  /** First byte after the header: 8 bytes on, 16 with a 64-bit size. A `uuid` box's 16 bytes of type count as content. */
  readonly contentStart: number;
  /** First byte after the box, never beyond its parent. */
  readonly end: number;
  /** True when the box claims to be longer than what is there. */
  readonly isCut: boolean;
}

/** Boxes of one level, and why the walk ended before the level did. */
export interface BoxList {
  readonly boxes: readonly Box[];
  /** `badSize`: a size smaller than its header or of 2^53 and more; `shortTail`: fewer bytes left than a header; `tooMany`: the limit. */
  readonly stopped: { readonly offset: number; readonly reason: "badSize" | "shortTail" | "tooMany" } | null;
}

/** Boxes of one level at most. */
const MAX_BOXES = 4096;
const WINDOW_BYTES = 65_536;

/**
 * Lists the boxes of a level that lies in memory. `bytes[from]` to `bytes[to]` is the content of the parent and `base` the offset of `bytes[0]`
 * in the source. Size 0 (to the end of the file) has no meaning inside a box and counts as a wrong size. Never throws.
 */
export function boxesIn(
  bytes: Uint8Array,
  options: { readonly base: number; readonly from?: number; readonly to?: number; readonly maxBoxes?: number },
): BoxList {
  const to = Math.min(options.to ?? bytes.byteLength, bytes.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const boxes: Box[] = [];
  let at = options.from ?? 0;
  while (at < to) {
    const box =
      at + 4 <= to && view.getUint32(at) === 0 ? "badSize" : boxAt(view, at, Math.min(to, at + 16), options.base + at, options.base + to);
    if (typeof box === "string") return { boxes, stopped: { offset: options.base + at, reason: box } };
    if (boxes.length >= (options.maxBoxes ?? MAX_BOXES)) return { boxes, stopped: { offset: box.start, reason: "tooMany" } };
    boxes.push(box);
    at = box.end - options.base;
  }
  return { boxes, stopped: null };
}

/** Lists the boxes of a level by ranges, where a box of size 0 reaches to the end: reads their headers and what stands within 64 KiB of one, never their contents. Never throws by itself. */
export async function readBoxes(
  source: ByteSource,
  options: { readonly start?: number; readonly end?: number; readonly maxBoxes?: number } = {},
): Promise<BoxList> {
  const end = options.end ?? source.size;
  const boxes: Box[] = [];
  let at = options.start ?? 0;
  let windowStart = 0;
  let window = new Uint8Array(0);
  while (at < end) {
    const headerEnd = Math.min(end, at + 16);
    if (at < windowStart || headerEnd > windowStart + window.byteLength) {
      windowStart = at;
      // After a long box only its neighbour's header is wanted; the first read takes a whole window.
      window = new Uint8Array(await source.read(at, Math.min(end, at + (boxes.length === 0 ? WINDOW_BYTES : 4096))));
    }
    const view = new DataView(window.buffer, window.byteOffset, window.byteLength);
    const box = boxAt(view, at - windowStart, Math.min(headerEnd - windowStart, window.byteLength), at, end);
    if (typeof box === "string") return { boxes, stopped: { offset: at, reason: box } };
    if (boxes.length >= (options.maxBoxes ?? MAX_BOXES)) return { boxes, stopped: { offset: at, reason: "tooMany" } };
    boxes.push(box);
    at = box.end;
  }
  return { boxes, stopped: null };
}

/** The box whose header is at `at` of the view; what is wrong with it otherwise. */
function boxAt(view: DataView, at: number, headerEnd: number, start: number, parentEnd: number): Box | "badSize" | "shortTail" {
  if (headerEnd - at < 8) return "shortTail";
  let sizeBytes = view.getUint32(at);
  let headerBytes = 8;
  if (sizeBytes === 1) {
    if (headerEnd - at < 16) return "shortTail";
    const high = view.getUint32(at + 8);
    if (high >= 0x20_0000) return "badSize";
    sizeBytes = high * 0x1_0000_0000 + view.getUint32(at + 12);
    headerBytes = 16;
  } else if (sizeBytes === 0) sizeBytes = parentEnd - start;
  if (sizeBytes < headerBytes) return "badSize";
  const type = String.fromCharCode(view.getUint8(at + 4), view.getUint8(at + 5), view.getUint8(at + 6), view.getUint8(at + 7));
  const end = Math.min(start + sizeBytes, parentEnd);
  return { type, start, contentStart: start + headerBytes, end, isCut: start + sizeBytes > parentEnd };
}
