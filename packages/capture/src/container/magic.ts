/** How a capture begins (docs/formats/captures.md, "Telling them apart"). */
import type { Platform } from "@creance/core";

/** What the first bytes say. `short` when there are too few to say anything. */
export type CaptureKind = "pcap" | "pcapng" | "gzip" | "unknown" | "short";

/** Bytes that `captureKind` looks at. */
export const MAGIC_BYTES = 4;

/** First word of a pcapng file, the same in both byte orders. */
export const SECTION_HEADER = 0x0a0d0d0a;

/** pcap magics as a big-endian word of the first four bytes: byte order, resolution and length of a record's header. */
export const pcapMagics: ReadonlyMap<
  number,
  { readonly littleEndian: boolean; readonly nanoseconds: boolean; readonly recordBytes: number }
> = new Map([
  [0xd4c3b2a1, { littleEndian: true, nanoseconds: false, recordBytes: 16 }],
  [0xa1b2c3d4, { littleEndian: false, nanoseconds: false, recordBytes: 16 }],
  [0x4d3cb2a1, { littleEndian: true, nanoseconds: true, recordBytes: 16 }],
  [0xa1b23c4d, { littleEndian: false, nanoseconds: true, recordBytes: 16 }],
  [0x34cdb2a1, { littleEndian: true, nanoseconds: false, recordBytes: 24 }],
  [0xa1b2cd34, { littleEndian: false, nanoseconds: false, recordBytes: 24 }],
]);

/** Tells the container by its first four bytes. */
export function captureKind(head: Uint8Array): CaptureKind {
  if (head.byteLength < MAGIC_BYTES) return "short";
  const word = new DataView(head.buffer, head.byteOffset, MAGIC_BYTES).getUint32(0);
  if (word === SECTION_HEADER) return "pcapng";
  if (pcapMagics.has(word)) return "pcap";
  return word >>> 8 === 0x1f8b08 ? "gzip" : "unknown";
}

const SNIFF_GZIP_BYTES = 4096;
const SNIFF_OUTPUT_BYTES = 8 * 1024 * 1024;

/**
 * How sure it is, 0 to 1, that a file that begins with `head` is a capture. Looks inside gzip when `platform` is given; at most
 * 4,096 compressed bytes are unpacked.
 */
export function sniffCapture(head: Uint8Array, platform?: Pick<Platform, "createGunzip">): number {
  const kind = captureKind(head);
  if (kind === "pcapng") return head.byteLength < 12 || isByteOrderMagic(head) ? 1 : 0;
  if (kind === "pcap") return 1;
  if (kind !== "gzip" || platform === undefined) return 0;
  try {
    const inner = platform.createGunzip({ maxOutputBytes: SNIFF_OUTPUT_BYTES }).push(head.subarray(0, SNIFF_GZIP_BYTES));
    return captureKind(inner) === "gzip" ? 0 : sniffCapture(inner);
  } catch {
    return 0;
  }
}

function isByteOrderMagic(head: Uint8Array): boolean {
  const word = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(8);
  return word === 0x1a2b3c4d || word === 0x4d3c2b1a;
}
