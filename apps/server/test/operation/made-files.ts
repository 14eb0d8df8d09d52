/** Files for tests, made by the project's own writers. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodePlatform } from "@creance/node";
import { makeRecord } from "@creance/sample";
import { afterAll } from "vitest";

/** A small readable record; each seed gives another flight. */
export function record(seed: number, sizeBytes = 60_000): Uint8Array {
  return makeRecord(seed, { platform: nodePlatform, sizeBytes }).bytes;
}

/** A folder that is removed after the tests of this file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "creance-operation-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
