/** How many sealed bytes a file of a size takes on its way (leak-detection.md, section 5: 22 to 29 bytes a TLS record of up to 16 KB). */

/** Bounds of the sealed bytes, both included. */
export interface SizeWindow {
  readonly leastBytes: number;
  readonly mostBytes: number;
}

/** What carries the sealed bytes. */
export type SealedBy = "tls" | "quic";

const RECORD_BYTES = 16_384;
/** Many senders fill records to a quarter only. */
const SMALL_RECORD_BYTES = 4_096;
/** A hello and the end of a handshake, and the head of the shortest request. */
const LEAST_HEAD_BYTES = 300;
/** A full handshake with certificates of the client, long heads, the frame of a multipart body. */
const MOST_HEAD_BYTES = 6_144;
/** A window wider than this share of the size says too little. */
const MAX_WIDTH = 0.08;

/** The window for one file sent once in one conversation; `null` where the size is too small to tell anything. */
export function sizeWindow(sizeBytes: number, by: SealedBy): SizeWindow | null {
  const window =
    by === "tls"
      ? {
          leastBytes: sizeBytes + 22 * Math.ceil(sizeBytes / RECORD_BYTES) + LEAST_HEAD_BYTES,
          mostBytes: sizeBytes + (29 + 9) * Math.ceil(sizeBytes / SMALL_RECORD_BYTES) + MOST_HEAD_BYTES,
        }
      : {
          // Packets of 1,200 to 1,452 bytes with 25 to 60 bytes of heads and tags each; what is sent again counts again.
          leastBytes: Math.ceil(sizeBytes * (1 + 25 / 1_452)) + LEAST_HEAD_BYTES,
          mostBytes: Math.ceil(sizeBytes * (1 + 60 / 1_200)) + MOST_HEAD_BYTES,
        };
  return window.mostBytes - window.leastBytes <= MAX_WIDTH * sizeBytes ? window : null;
}
