/** Rounds in which the engine, or the process that started it, is killed in the middle of loading; afterwards every row counts once. */
import { spawn } from "node:child_process";
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type ColumnEngine, type Dataset, openColumnEngine, type Warehouse } from "../../src/index.ts";
import { talks } from "./made-up-talks.ts";

/** Where rounds are played. */
export interface Field {
  /** The engine's folder. */
  readonly folder: string;
  readonly derived: string;
  readonly warehouse: Warehouse;
  /** Of three segments, with 4000, 3000 and 500 rows. */
  readonly datasets: readonly Dataset[];
}

/** Kills the engine's process while it loads. Returns how many of the rounds it was in the middle of a load. */
export async function killEngine(field: Field, rounds: number): Promise<number> {
  let interrupted = 0;
  for (let round = 0; round < rounds; round += 1) {
    const datasets = cut(field.datasets, round);
    const engine = openColumnEngine(field);
    await engine.groups({ ...everything, datasets: [] });
    const [pid] = enginesIn(field.folder);
    const load = Promise.all(datasets.map((dataset) => engine.load(talks, dataset))).then(() => false);
    await new Promise((resolve) => setTimeout(resolve, (round * 29) % 160));
    process.kill(pid as number, "SIGKILL");
    const wasLoading = await load.catch((error: unknown) => {
      expect(error).toMatchObject({ name: "UserError", code: "column-engine" });
      return true;
    });
    if (wasLoading) interrupted += 1;
    // A question that is put before the end was seen would go to the dying process.
    await expect.poll(() => engine.state().state).toBe("idle");
    // The same engine starts its process again for the next question, which loads what is missing.
    await expectOnce(engine, datasets);
    await engine.close();
  }
  return interrupted;
}

/** Kills the process that started the engine, which must end with it. Returns how many of the rounds it was in the middle of a load. */
export async function killParent(field: Field, rounds: number): Promise<number> {
  let interrupted = 0;
  for (let round = 0; round < rounds; round += 1) {
    const datasets = cut(field.datasets, round);
    const script = join(import.meta.dirname, "load-until-killed.mjs");
    const parent = spawn(process.execPath, [script, field.folder, field.derived, JSON.stringify(datasets)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let out = "";
    parent.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    const ended = new Promise<void>((resolve) => parent.once("close", () => resolve()));
    await Promise.race([ended, new Promise<void>((resolve) => parent.stdout.once("data", () => resolve()))]);
    await new Promise((resolve) => setTimeout(resolve, (round * 29) % 120));
    const engines = enginesIn(field.folder);
    parent.kill("SIGKILL");
    await ended;
    // By all that it said: it may have come to its end before it was killed, and the engine with it.
    if (out.split("\n").length - 1 < datasets.length) {
      interrupted += 1;
      expect(engines).toHaveLength(1);
    }
    await expect.poll(() => enginesIn(field.folder)).toEqual([]);
    const engine = openColumnEngine(field);
    await expectOnce(engine, datasets);
    await engine.close();
  }
  return interrupted;
}

const everything = {
  table: talks,
  where: [],
  by: [{ column: "original" }],
  measures: { rows: { of: "count" } },
  order: [],
  offset: 0,
  limit: 100,
} as const;

/** The datasets as another reading would cut them, every second round: what the last round loaded is replaced. */
function cut(datasets: readonly Dataset[], round: number): Dataset[] {
  return datasets.map((dataset) => (round % 2 === 0 ? dataset : { ...dataset, segments: 2, rows: 7000 }));
}

async function expectOnce(engine: ColumnEngine, datasets: readonly Dataset[]): Promise<void> {
  const { rows } = await engine.groups({ ...everything, datasets });
  const counted = Object.fromEntries(rows.map(({ keys, measures }) => [keys[0], measures["rows"]]));
  expect(counted).toEqual(Object.fromEntries(datasets.map(({ sha256, rows: whole }) => [sha256, whole])));
}

/** Processes that work in the engine's folder. */
function enginesIn(folder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => {
      try {
        return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === join(folder, "data");
      } catch {
        return false;
      }
    })
    .map(Number);
}
