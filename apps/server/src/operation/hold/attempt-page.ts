/** One page of the targets that were tried. */
import type { HoldAttemptPage, HoldAttemptQuery } from "@creance/api";
import { type AttemptRow, type AttemptStretch, type Attempts, attemptWords, roleWordsOf, summaryWords } from "@creance/hold";

const MAX_US = 9e15;

/** The rows that match, sorted, and the stretch in words. Cost: grows with the targets that are kept (at most 10,000). */
export function attemptPage(attempts: Attempts, query: HoldAttemptQuery): HoldAttemptPage {
  const stretch = stretchOf(query);
  const rows = attempts.rows(stretch);
  const found = rows.filter((row) => matches(row, query));
  const sign = query.direction === "asc" ? 1 : -1;
  const value = sortValues[query.sort];
  found.sort((a, b) => sign * compare(value(a), value(b)) || b.lastUs - a.lastUs || (a.key < b.key ? -1 : 1));
  return {
    total: found.length,
    all: rows.length,
    rows: found
      .slice(query.offset, query.offset + query.limit)
      .map((row) => ({ ...row, words: attemptWords(row), role: roleWordsOf(row) })),
    sentence: summaryWords(attempts.summary(stretch), stretch === undefined ? "Since the gateway is watched" : "In this time"),
  };
}

const sortValues: Readonly<Record<HoldAttemptQuery["sort"], (row: AttemptRow) => number | string>> = {
  lastUs: (row) => row.lastUs,
  target: (row) => row.target,
  role: (row) => roleWordsOf(row),
  tries: (row) => row.refused + row.answered + row.relayed + row.local,
  refused: (row) => row.refused,
  upBytes: (row) => row.upBytes,
};

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function stretchOf({ fromUs, untilUs }: HoldAttemptQuery): AttemptStretch | undefined {
  if (fromUs === undefined && untilUs === undefined) return undefined;
  return { fromUs: fromUs ?? 0, untilUs: untilUs ?? MAX_US };
}

function matches(row: AttemptRow, { key, search, fate }: HoldAttemptQuery): boolean {
  if (key !== undefined && row.key !== key) return false;
  if (fate !== undefined && row[fate] === 0) return false;
  if (search === undefined || search.trim() === "") return true;
  const wanted = search.trim().toLowerCase();
  return `${row.target} ${row.port ?? ""} ${roleWordsOf(row)} ${row.clients.join(" ")}`.toLowerCase().includes(wanted);
}
