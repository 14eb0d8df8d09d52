/** What an import says while it runs and when it ends: shared by `import` and `demo`. */
import type { ImportedFile, ImportSummary } from "@creance/api";
import type { ImportHandlers } from "@creance/server";
import { exitStatus } from "./exit-status.ts";
import { printJson, printLine, tell } from "./output.ts";
import { openProgress } from "./progress.ts";
import { stopOnInterrupt } from "./stop-on-interrupt.ts";
import { printable } from "./text-table.ts";

/** How to say it. */
export interface ReportOptions {
  readonly json?: boolean;
  readonly summary?: boolean;
  /** Something else is printed (`flows --keep`): the result goes to standard error, progress to terminals only. */
  readonly quiet?: boolean;
}

/** Runs an import, prints its files and summary, and sets the exit status. */
export async function reportImport(
  options: ReportOptions,
  run: (handlers: ImportHandlers) => Promise<ImportSummary>,
): Promise<ImportSummary> {
  const progress = openProgress();
  const say = (sentence: string): void => {
    progress.clear();
    tell(sentence);
  };
  const { result, interrupted } = await stopOnInterrupt((signal) =>
    run({
      signal,
      onFile: (file) => {
        if (options.json === true && options.summary !== true) printJson(file);
        else if (options.json !== true && isProblem(file)) say(problemLine(file));
      },
      onProgress: (state) => {
        if (options.quiet !== true || process.stderr.isTTY === true) progress.update(state);
      },
      onNotice: say,
    }),
  );
  progress.clear();
  if (options.quiet === true) tell(summaryLine(result));
  else if (options.json === true) printJson(result);
  else printLine(summaryLine(result));
  if (interrupted) {
    tell("Stopped before the end. Everything counted here is kept; run the same import again to go on.");
    process.exitCode = exitStatus.interrupted;
  } else if (result.failed > 0 || result.damaged > 0) process.exitCode = exitStatus.damaged;
  return result;
}

/** `Kept 24 files, 3 were kept before, 1 could not be read. 22 new flights. 1 is sealed ...` */
export function summaryLine(summary: ImportSummary): string {
  const parts = [`${files(summary.kept)} kept`];
  if (summary.alreadyKept > 0) parts.push(`${summary.alreadyKept} kept before`);
  if (summary.failed > 0) parts.push(`${summary.failed} failed`);
  const sentences = [
    `${files(summary.files)}: ${parts.join(", ")}.`,
    ...(summary.flights > 0 || summary.captures === 0 ? [`${summary.flights} new ${summary.flights === 1 ? "flight" : "flights"}.`] : []),
  ];
  if (summary.captures > 0) sentences.push(`${summary.captures} packet ${summary.captures === 1 ? "capture" : "captures"}.`);
  if (summary.sealed > 0) sentences.push(`${summary.sealed} sealed.`);
  if (summary.damaged > 0) sentences.push(`${summary.damaged} damaged, read as far as they go.`);
  if (summary.unread > 0) sentences.push(`${summary.unread} of no format that is read: kept as they are.`);
  return sentences.join(" ");
}

function isProblem(file: ImportedFile): boolean {
  return file.status === "failed" || file.damaged || file.sealed;
}

function problemLine(file: ImportedFile): string {
  const word = file.status === "failed" ? "failed" : file.sealed ? "sealed" : "damaged";
  return `${word}: ${printable(file.path)}: ${printable(file.sentence ?? "")}`;
}

function files(count: number): string {
  return count === 1 ? "1 file" : `${count} files`;
}
