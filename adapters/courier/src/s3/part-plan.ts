/** How a file is cut into parts: S3 allows 10,000, each of at least 5 MiB but the last. */
import { courierError } from "../http/errors.ts";

const MIB = 1_048_576;
const MAX_PARTS = 10_000;
/** Files up to this go in one request, larger ones in parts of at least this. */
export const SMALLEST_PART_BYTES = 8 * MIB;
/** A part is held in memory until it lies there. */
const LARGEST_PART_BYTES = 64 * MIB;
/** What parts in flight may take together. */
const FLIGHT_BYTES = 96 * MIB;
const MOST_IN_FLIGHT = 4;

/** Bytes of a part; `null`: the file goes in one request. Throws `UserError` (`too-large`) above 625 GiB. */
export function partBytesFor(sizeBytes: number): number | null {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0 || sizeBytes > MAX_PARTS * LARGEST_PART_BYTES) {
    throw courierError("too-large", "An upload can have at most 625 GiB. Nothing was sent.");
  }
  if (sizeBytes <= SMALLEST_PART_BYTES) return null;
  return Math.max(SMALLEST_PART_BYTES, Math.ceil(sizeBytes / MAX_PARTS / MIB) * MIB);
}

/** Parts in flight at a time. */
export function partsInFlight(partBytes: number): number {
  return Math.max(1, Math.min(MOST_IN_FLIGHT, Math.floor(FLIGHT_BYTES / partBytes)));
}
