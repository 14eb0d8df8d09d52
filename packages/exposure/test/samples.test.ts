/** Real records, where they are at hand: every value stands where the reveal says. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { memorySource } from "@creance/core";
import { normalizeDji } from "@creance/flight";
import { collectDjiFlightRecord } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import { whatThisReveals } from "../src/index.ts";
import { bytesOf, valueIn } from "./reveal-bytes.ts";

const folder = process.env["CREANCE_SAMPLES"];
const note = folder === undefined ? " (skipped: CREANCE_SAMPLES not set)" : "";

describe.skipIf(folder === undefined)(`real records${note}`, () => {
  const names = folder === undefined ? ["none"] : readdirSync(join(folder, "dji-txt")).filter((name) => name.endsWith(".txt"));

  it.each(names)("points at the very bytes of every value: %s", async (name) => {
    const file = readFileSync(join(folder ?? "", "dji-txt", name));
    const record = await collectDjiFlightRecord(memorySource(file), { platform: nodePlatform });
    const reveals = whatThisReveals(record, normalizeDji(record));
    const wrong = reveals.filter((reveal) => {
      const found = valueIn(bytesOf(file, record.header.version, reveal), reveal);
      return found !== reveal.value;
    });
    expect(wrong.map(({ kind, byteOffset }) => ({ kind, byteOffset }))).toEqual([]);
    expect(reveals.length).toBeGreaterThan(8);
    expect(reveals.some(({ kind }) => kind === "aircraftSerial")).toBe(true);
  });
});
