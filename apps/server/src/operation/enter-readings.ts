/** Enters readings in the catalogue. */
import type { AddedReading, Reading, Vault, VaultWriter } from "@creance/vault";
import { withPlaces } from "./reading-places.ts";

/**
 * Enters readings with their places, in one transaction. What was deleted while it was read has no place for a reading and is left out: looked at and
 * entered in one go, so nothing is deleted between the two. Returns what each of the others added, in their order. Throws as `addReadings` does.
 */
export function enterReadings(vault: Vault, writer: VaultWriter, readings: readonly Reading[]): readonly AddedReading[] {
  const standing = readings.filter(({ sha256 }) => vault.originalSize(sha256) !== undefined);
  return standing.length === 0 ? [] : writer.addReadings(standing.map(withPlaces));
}
