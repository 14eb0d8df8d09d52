/** Made-up rows of every column type, as conversations are: few values and many, unknown ones, ties, text that SQL could trip over. */
import { type MixedRows, type MixedTable, newColumn } from "@creance/core";
import type { Dataset, TableSpec, Warehouse } from "../../src/index.ts";

export const talkColumns = {
  talkId: { type: "text", unit: "", doc: "Id." },
  timeUs: { type: "float64", unit: "µs", doc: "Start.", whole: true },
  server: { type: "text", unit: "", doc: "Name." },
  countries: { type: "text", unit: "", doc: "Words." },
  bytes: { type: "float64", unit: "B", doc: "Size.", whole: true },
  loss: { type: "float64", unit: "%", doc: "Part." },
  level: { type: "float32", unit: "%", doc: "Level." },
  port: { type: "int32", unit: "", doc: "Port." },
  small: { type: "uint16", unit: "", doc: "Small." },
  flag: { type: "uint8", unit: "", doc: "Flag." },
} as const satisfies MixedTable;

export const talks: TableSpec = {
  name: "talks",
  columns: talkColumns,
  key: ["timeUs", "talkId"],
  tally: { by: ["server", "countries", "port", "flag"], sum: ["bytes", "small"], min: ["timeUs", "bytes"], max: ["timeUs", "small"] },
};

export const oddTexts = [
  "",
  "api.example.com",
  "API.example.org",
  "Straße",
  "strasse",
  "it's",
  'say "hi"',
  "back\\slash",
  "line\nfeed",
  "tab\tzero\0end",
  "{p0:String}",
  "'; DROP TABLE loads; --",
  "%_*?",
  "日本",
  "😀",
  "\u{10000}",
  "\uffff",
  " lead",
  "a  b",
] as const;

/** Rows that depend on `seed` alone. */
export function talkRows(rows: number, seed: number): MixedRows<typeof talkColumns> {
  const random = randomNumbers(seed);
  const columns = {
    talkId: [] as (string | null)[],
    timeUs: newColumn("float64", rows),
    server: [] as (string | null)[],
    countries: [] as (string | null)[],
    bytes: newColumn("float64", rows),
    loss: newColumn("float64", rows),
    level: newColumn("float32", rows),
    port: newColumn("int32", rows),
    small: newColumn("uint16", rows),
    flag: newColumn("uint8", rows),
  };
  const words = ["DE", "US", "CN", "--"];
  for (let row = 0; row < rows; row += 1) {
    columns.talkId.push((random() * 2 ** 32).toString(16).padStart(8, "0").slice(0, 8));
    if (random() > 0.02) columns.timeUs[row] = 1.7e15 + Math.floor(random() * 50) * 1e6;
    columns.server.push(random() < 0.1 ? null : (oddTexts[Math.floor(random() * oddTexts.length)] as string));
    columns.countries.push(random() < 0.2 ? null : [0, 1, 2].map(() => words[Math.floor(random() * words.length)]).join(" "));
    if (random() > 0.1) columns.bytes[row] = random() < 0.1 ? -5 : Math.floor(random() ** 4 * 2 ** 50);
    if (random() > 0.3) columns.loss[row] = random() < 0.1 ? -0 : Math.floor(random() * 64) / 8 - 2;
    if (random() > 0.3) columns.level[row] = Math.floor(random() * 10) / 10;
    columns.port[row] = random() < 0.05 ? -1 : Math.floor(random() * 5) * 1000;
    columns.small[row] = random() < 0.1 ? 65_535 : Math.floor(random() * 9);
    columns.flag[row] = random() < 0.5 ? 0 : 255;
  }
  return { rows, columns };
}

/** A hash for a made-up original. */
export function madeUpHash(seed: number): string {
  return (seed + 1).toString(16).padStart(2, "0").repeat(32).slice(0, 64);
}

/** Writes a made-up dataset, cut into segments, and returns what names it. */
export async function writeTalks(warehouse: Warehouse, seed: number, segmentRows: readonly number[]): Promise<Dataset> {
  const dataset: Dataset = {
    sha256: madeUpHash(seed),
    reader: "made-up-talks/1",
    segments: segmentRows.length,
    rows: segmentRows.reduce((sum, rows) => sum + rows, 0),
  };
  for (const [segment, rows] of segmentRows.entries()) {
    await warehouse.write({ sha256: dataset.sha256, segment, reader: dataset.reader }, talkColumns, talkRows(rows, seed * 100 + segment));
  }
  return dataset;
}

/** Numbers from 0 to 1, the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
