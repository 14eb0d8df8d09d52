/** The verdict of a proof for people. */
import { formatBytes } from "@creance/core";
import type { ProofAttempt, ProofCarried, ProofVerdict } from "@creance/hold";

/** Rows of each table; `--json` has all. */
const SHOWN_ROWS = 20;

/** The verdict, a line at a time: the sentence first, then what it rests on, or why it does not hold. */
export function* verdictLines(verdict: ProofVerdict): Generator<string> {
  const { ok, sentence, failures, checked, tried, carried, limits } = verdict;
  yield sentence;
  if (failures.length > 0) yield "";
  for (const { code, where, sentence: why } of failures) yield `  ${code}${where === "" ? "" : ` (${where})`}: ${why}`;
  if (tried.length > 0) {
    yield "";
    yield "The local network tried";
    yield* shown(tried, attemptLine);
  }
  if (carried.length > 0) {
    yield "The outside link carried";
    yield* shown(carried, carriedLine);
  }
  yield "";
  if (checked.length > 0) yield ok ? "Checked" : "Checked, and found right";
  for (const line of checked) yield `  ${line}`;
  if (limits.length > 0) yield "What this cannot show";
  for (const line of limits) yield `  ${line}`;
}

function* shown<Row>(rows: readonly Row[], line: (row: Row) => string): Generator<string> {
  for (const row of rows.slice(0, SHOWN_ROWS)) yield `  ${line(row)}`;
  if (rows.length > SHOWN_ROWS) yield `  and ${(rows.length - SHOWN_ROWS).toLocaleString("en-US")} more (--json has all)`;
}

function attemptLine({ fate, counter, target, packets, bytes }: ProofAttempt): string {
  // The log of names counts questions, not their bytes.
  if (counter === "lanDns" && bytes === 0) return `${fate.padEnd(10)}  ${target}  ${count(packets, "question")}`;
  return `${fate.padEnd(10)}  ${target}  ${count(packets, "packet")}, ${formatBytes(bytes)}`;
}

function carriedLine({ what, target, connections, packets, upBytes, downBytes }: ProofCarried): string {
  const flows = connections > 0 ? `${count(connections, "connection")}, ` : "";
  return `${what.padEnd(10)}  ${target}  ${flows}${count(packets, "packet")}, ${upBytes.toLocaleString("en-US")} bytes out, ${downBytes.toLocaleString("en-US")} in`;
}

function count(value: number, word: string): string {
  return `${value.toLocaleString("en-US")} ${word}${value === 1 ? "" : "s"}`;
}
