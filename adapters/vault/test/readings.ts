/** What the vault's tests share: folders, kept bytes, made-up readings. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memorySource } from "@creance/core";
import { onTestFinished } from "vitest";
import type { KeptOriginal, VaultWriter } from "../src/index.ts";
import { bytesOf } from "./seeds.ts";

export { captureReading, captureReadingOf, type FlightWish, flightReading, pictureReading, readingOf } from "./made-readings.ts";
export { captureQuery, query } from "./queries.ts";
export { bytesOf, sha256Of } from "./seeds.ts";

/** A new folder that is removed after the test; `inMemory` where the machine has room for it and syncs should cost nothing. */
export function tmpFolder(place: "onDisk" | "inMemory" = "onDisk"): string {
  const root = place === "inMemory" && existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const path = mkdtempSync(join(root, "creance-vault-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Keeps bytes made from a seed. */
export function keepSeed(writer: VaultWriter, seed: string, sizeBytes?: number): Promise<KeptOriginal> {
  return writer.keep(memorySource(bytesOf(seed, sizeBytes)), { fileName: `${seed}.bin` });
}
