/** The series of a DataFlash log by name, with sound times. */
import type { Dataflash } from "@creance/formats";
import { type TimedSeries, timedSeries, valueAt } from "./timed-series.ts";

/** A parameter as the log last gives it. */
export interface LoggedParameter {
  readonly value: number;
  readonly byteOffset: number;
}

/** Series, parameters and units of one log. */
export class Messages {
  readonly #log: Dataflash;
  readonly #series: readonly TimedSeries[];
  #parameters: ReadonlyMap<string, LoggedParameter> | null = null;

  constructor(log: Dataflash) {
    this.#log = log;
    this.#series = log.series
      .map((series) => {
        // Logs from before 2015 count milliseconds.
        const [us, ms] = [series.numbers["TimeUS"], series.numbers["TimeMS"]];
        return timedSeries(series, (row) => (us === undefined ? valueAt(ms, row) * 1000 : valueAt(us, row)));
      })
      .sort((a, b) => a.instance - b.instance);
  }

  /** The lowest instance that has rows. */
  first(name: string): TimedSeries | undefined {
    return this.#series.find((series) => series.name === name && series.rows > 0);
  }

  all(name: string): TimedSeries[] {
    return this.#series.filter((series) => series.name === name && series.rows > 0);
  }

  /** Bytes of a message of that name. */
  lengthOf(name: string): number {
    return this.#log.formats.find((format) => format.name === name)?.lengthBytes ?? 0;
  }

  /** Factor from a column's number to the unit that the log names; `null` when it names none. */
  factor(name: string, column: string): number | null {
    const format = this.#log.formats.find((one) => one.name === name);
    const at = format?.columns.indexOf(column) ?? -1;
    return format === undefined || at < 0 || format.units[at] === null ? null : (format.multipliers[at] ?? null);
  }

  /** Every parameter with its last value. */
  parameters(): ReadonlyMap<string, LoggedParameter> {
    if (this.#parameters !== null) return this.#parameters;
    const series = this.#log.series.find(({ name }) => name === "PARM");
    const names = series?.texts["Name"] ?? [];
    const values = series?.numbers["Value"];
    const byName = new Map<string, LoggedParameter>();
    for (const [row, name] of names.entries())
      byName.set(name, { value: valueAt(values, row), byteOffset: series?.byteOffset[row] as number });
    this.#parameters = byName;
    return byName;
  }

  /** The first message of a series as names and texts. */
  valuesOf(name: string, series: TimedSeries): [string, string][] {
    const format = this.#log.formats.find((one) => one.name === name);
    return (format?.columns ?? []).flatMap((column): [string, string][] => {
      const text = series.texts(column)?.[0];
      if (text !== undefined) return text === "" ? [] : [[column, text]];
      const value = valueAt(series.column(column), 0);
      return Number.isNaN(value) || column === "TimeUS" ? [] : [[column, String(value)]];
    });
  }
}
