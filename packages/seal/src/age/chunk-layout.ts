/**
 * How the payload of an age file is cut (C2SP age v1, "Payload"): 64 KiB of plain bytes a chunk, each with a tag of 16 bytes; the last one
 * may be shorter, and is empty only when there is nothing at all.
 */

/** Plain bytes of a full chunk. */
export const CHUNK_BYTES = 65_536;
/** Poly1305 tag behind each chunk. */
export const TAG_BYTES = 16;
/** Bytes of a full chunk as sealed. */
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
/** Random bytes between header and chunks, from which the payload's key is derived. */
export const PAYLOAD_NONCE_BYTES = 16;
/** The key that the header wraps. */
export const FILE_KEY_BYTES = 16;

/** Chunks of so many plain bytes. */
export function chunksOf(plainBytes: number): number {
  return Math.max(1, Math.ceil(plainBytes / CHUNK_BYTES));
}

/** Nonce of a chunk: its number in 11 bytes, big endian, then 1 for the last one, else 0. */
export function chunkNonce(chunk: number, isLast: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  const view = new DataView(nonce.buffer);
  view.setUint32(3, Math.floor(chunk / 0x1_0000_0000));
  view.setUint32(7, chunk % 0x1_0000_0000);
  if (isLast) nonce[11] = 1;
  return nonce;
}
