/** The reading that knows nothing but the original: what every other one starts from. */
import type { Reading } from "@creance/vault";
import { READER } from "./reader-version.ts";

/** Kept, of no format we read, nothing to say. */
export function emptyReading(sha256: string): Reading {
  return {
    sha256,
    reader: READER,
    format: null,
    formatVersion: null,
    sealed: false,
    damaged: false,
    regionSha256: null,
    sentence: null,
    issues: [],
    flights: [],
    capture: null,
    media: null,
    reveals: [],
  };
}
