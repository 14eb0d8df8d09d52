/** The id of a flight: the same for the same record, on every machine, kept or not. */
import { toHex } from "@creance/core";

/** 16 hexadecimal characters from the SHA-256 (hex) of the record region and the place of the flight in it, 0 for the first. */
export function flightId(regionSha256: string, segment: number, sha256: (bytes: Uint8Array) => Uint8Array): string {
  const text = `creance flight\n${regionSha256}\n${segment}\n`;
  return toHex(sha256(Uint8Array.from(text, (character) => character.charCodeAt(0)))).slice(0, 16);
}
