/** Items and their keeping times as lines. */
import { formatBytes, isoFromEpochUs } from "@creance/core";
import { durationWords } from "@creance/policy";
import type { Operation } from "@creance/server";
import { printChunks, printJson, printLine, tell } from "../output.ts";
import { printable, textTable } from "../text-table.ts";

type List = Awaited<ReturnType<Operation["retention"]["list"]>>;
type Row = List["rows"][number];
type Deletion = List["alarms"][number];

/** How a phase reads. */
const phaseWords: Readonly<Record<Row["retention"]["phase"], string>> = {
  none: "no clock",
  running: "running",
  half: "half passed",
  nearly: "nine tenths passed",
  due: "DUE",
  excepted: "excepted",
  held: "HELD",
  deleting: "being deleted",
  failed: "NOT DELETED",
  deleted: "deleted",
};

/** Day and minute of a moment, UTC; `unknown` without one. */
export function minuteOf(timeUs: number | null): string {
  return timeUs === null ? "unknown" : (isoFromEpochUs(timeUs) ?? "unknown").slice(0, 16).replace("T", " ");
}

/** Prints rows as a table, or as JSON a line. */
export async function printRows(rows: readonly Row[], isJson: boolean): Promise<void> {
  if (isJson) for (const row of rows) printJson(row);
  else await printChunks(textTable(["sha256", "name", "size", "clock", "due (UTC)", "rule", ""], rows.map(cellsOf)));
}

function cellsOf({ sha256, fileName, sizeBytes, retention }: Row): string[] {
  const { phase, dueUs, rule, isAssumed, countedFrom, needsReview, exception } = retention;
  const marks = [
    isAssumed ? `counted from ${fromWords[countedFrom ?? "kept"]}: the moment the rule asks for is not known` : "",
    exception === null ? "" : `until ${minuteOf(exception.reviewUs)} (${exception.exceptionId})`,
    needsReview ? "REVIEW the exception" : "",
  ];
  return [
    sha256.slice(0, 16),
    fileName ?? "",
    formatBytes(sizeBytes),
    phaseWords[phase],
    dueUs === null ? "" : minuteOf(dueUs),
    rule ?? "",
    marks.filter((mark) => mark !== "").join("; "),
  ];
}

/** From what a clock counts, in words. */
export const fromWords = {
  "flight-end": "the end of the flight",
  collected: "when it was recorded",
  kept: "when it was kept",
  person: "a moment that was given",
} as const;

/** Says what stands over the whole vault: the standing rule, alarms, a doubtful clock. On standard error: it is no row. */
export function tellStanding({ standing, alarms, clockDoubt }: Pick<List, "standing" | "alarms" | "clockDoubt">): void {
  if (standing !== null) {
    tell(
      `Everything recorded that has no clock of its own: ${standing.rule}, ${durationWords(standing.keepUs)} from ${fromWords[standing.clock]}.`,
    );
  }
  if (clockDoubt !== null) tell(clockDoubt);
  for (const alarm of alarms) tell(alarmSentence(alarm));
}

/** An alarm in a sentence. */
export function alarmSentence({ sha256, state, begunUs, code }: Deletion): string {
  const since = minuteOf(begunUs);
  return state === "failed"
    ? `ALARM: ${sha256.slice(0, 16)} is not deleted everywhere since ${since} (${(code ?? "").replaceAll("-", " ")}). \`creance retention run\` tries again.`
    : `The deletion of ${sha256.slice(0, 16)}, begun ${since}, did not end. \`creance retention run\` goes on with it.`;
}

/** Prints a line for each thing, its control characters made visible. */
export function printSafe(line: string): void {
  printLine(printable(line));
}

/** A number of items, in words. */
export function itemsWord(count: number): string {
  return count === 1 ? "1 item" : `${count} items`;
}
