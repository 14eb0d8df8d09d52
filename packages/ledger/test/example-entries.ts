/** One valid entry of every kind, made from the tables: for tests. */
import { entryKinds, type JournalEntry, parseEntry } from "../src/index.ts";

const values: readonly unknown[] = [
  7,
  "region-probe",
  "a".repeat(64),
  "b".repeat(32),
  "c".repeat(16),
  null,
  ..."name note flight none undone media session proof made manifest permit refuse removed granted open contradicted collected warrant review share".split(
    " ",
  ),
];

/** Tries values until the reader takes the entry: fields and shapes are the tables' own. */
function exampleOf(kind: string, at: number): JournalEntry {
  const fields: Record<string, unknown> = { kind, sequence: at, timeUs: 1_700_000_000_000_000 + at };
  for (let tries = 0; tries < 200; tries++) {
    const line = `{${Object.keys(fields)
      .sort()
      .map((name) => `"${name}":${JSON.stringify(fields[name])}`)
      .join(",")}}`;
    const parsed = parseEntry(line);
    if (parsed.ok) return parsed.entry;
    if (kind === "settleMedia" && /do not go with word/.test(parsed.detail)) {
      Object.assign(fields, { word: "flight", flightId: "c".repeat(16), flightSha256: "a".repeat(64), segment: 0 });
      continue;
    }
    const name = /^(\w+) is missing or not valid$/.exec(parsed.detail)?.[1];
    if (name === undefined) break;
    const before = name in fields ? values.indexOf(fields[name]) : -1;
    if (before + 1 >= values.length) break;
    fields[name] = values[before + 1];
  }
  throw new Error(`no example of ${kind} was found`);
}

/** One of each kind. */
export const exampleEntries: readonly JournalEntry[] = entryKinds.map((kind, at) => exampleOf(kind, at));
