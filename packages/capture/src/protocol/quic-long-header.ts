/** QUIC's long header (RFC 8999, RFC 9000 section 17.2). */
import { u8, u32 } from "./big-endian.ts";

/** A packet with a long header, by positions in the datagram. */
export interface QuicLongPacket {
  readonly version: number;
  /** The two type bits; their meaning depends on the version. */
  readonly type: number;
  readonly destinationAt: number;
  readonly destinationEnd: number;
  readonly sourceAt: number;
  readonly sourceEnd: number;
}

/** RFC 9000: 20; drafts before 22 coded it otherwise. */
const MAX_CONNECTION_ID_BYTES = 20;

/** Reads the invariant part. `undefined` when it does not fit. Version 0 is a version negotiation. */
export function readQuicLongHeader(bytes: Uint8Array, start: number, end: number): QuicLongPacket | undefined {
  if (end - start < 7 || u8(bytes, start) < 0x80) return undefined;
  if (isNibbleVersion(u32(bytes, start + 1))) return readNibbleHeader(bytes, start, end);
  const destinationAt = start + 6;
  const destinationLength = u8(bytes, start + 5);
  const destinationEnd = destinationAt + destinationLength;
  if (destinationLength > MAX_CONNECTION_ID_BYTES || destinationEnd >= end) return undefined;
  const sourceLength = u8(bytes, destinationEnd);
  const sourceAt = destinationEnd + 1;
  const sourceEnd = sourceAt + sourceLength;
  if (sourceLength > MAX_CONNECTION_ID_BYTES || sourceEnd > end) return undefined;
  return {
    version: u32(bytes, start + 1),
    type: (u8(bytes, start) >> 4) & 3,
    destinationAt,
    destinationEnd,
    sourceAt,
    sourceEnd,
  };
}

/** Q044 to Q049 (and T048): the lengths of both connection ids share one byte, less three each. */
function isNibbleVersion(version: number): boolean {
  const family = version >>> 8;
  return (family === 0x513034 || family === 0x543034) && (version & 0xff) >= 0x34 && (version & 0xff) <= 0x39;
}

function readNibbleHeader(bytes: Uint8Array, start: number, end: number): QuicLongPacket | undefined {
  const lengths = u8(bytes, start + 5);
  const destinationAt = start + 6;
  const destinationEnd = destinationAt + (lengths >> 4 === 0 ? 0 : (lengths >> 4) + 3);
  const sourceEnd = destinationEnd + ((lengths & 15) === 0 ? 0 : (lengths & 15) + 3);
  if (sourceEnd > end) return undefined;
  const type = (u8(bytes, start) >> 4) & 3;
  return { version: u32(bytes, start + 1), type, destinationAt, destinationEnd, sourceAt: destinationEnd, sourceEnd };
}

/** A variable-length integer (RFC 9000 section 16) as [value, next position]; `undefined` when cut or above 2^53. */
export function readVarint(bytes: Uint8Array, at: number, end: number): readonly [number, number] | undefined {
  if (at >= end) return undefined;
  const first = u8(bytes, at);
  const length = 1 << (first >> 6);
  if (at + length > end) return undefined;
  let value = first & 0x3f;
  for (let i = 1; i < length; i++) value = value * 256 + u8(bytes, at + i);
  return value <= Number.MAX_SAFE_INTEGER ? [value, at + length] : undefined;
}
