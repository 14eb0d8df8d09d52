/** The counters' state out of a listing. */
import { FormatError } from "@creance/core";
import { type CounterName, type CounterValue, type CounterValues, counters } from "./counters.table.ts";
import { listedObjects, ofHold } from "./ruleset-json.ts";

/** Reads `nft -j list counters` or `nft -j list table inet hold`. Throws a `FormatError` (`bad-listing`, `counter-missing`, `bad-counter`). */
export function readCounterValues(json: string): CounterValues {
  const found = new Map<unknown, CounterValue>();
  for (const { kind, value } of ofHold(listedObjects(json))) {
    if (kind !== "counter") continue;
    const { name, packets, bytes } = value;
    if (!isCount(packets) || !isCount(bytes)) throw broken("bad-counter", "a counter has no number of packets and bytes", name);
    found.set(name, { packets, bytes });
  }
  const values: Partial<Record<CounterName, CounterValue>> = {};
  for (const name of Object.keys(counters) as CounterName[]) {
    const value = found.get(counters[name].nft);
    if (value === undefined) throw broken("counter-missing", `the counter ${counters[name].nft} is not there`, counters[name].nft);
    values[name] = value;
  }
  return values as CounterValues;
}

/** A count that is exact in a JavaScript number. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function broken(code: string, detail: string, name: unknown): FormatError {
  return new FormatError(code, { format: "nft", offset: 0, field: String(name).slice(0, 64) }, detail);
}
