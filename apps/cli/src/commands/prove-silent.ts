/** `creance prove-silent`: the sample operation under system-call tracing. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareTracing } from "@creance/node";
import type { Command } from "commander";
import { checkoutFolder, ensureWebApp } from "../ensure-web-app.ts";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine, tell } from "../output.ts";
import { runOperation } from "../prove-silent/operation-steps.ts";
import { isUndone, type SilenceReport, silenceReport } from "../prove-silent/silence-report.ts";

/** Adds the command. */
export function addProveSilent(creance: Command): void {
  creance
    .command("prove-silent")
    .description("Run the whole sample operation under system-call tracing and print every socket family and address it used.")
    .option("--json", "print one object: ok, checked, failures, families, addresses")
    .addHelpText(
      "after",
      "\nExamples:\n  creance prove-silent\n  creance prove-silent --json\n\nExit status: 0 nothing left; 1 something did, or may have; 4 strace is missing or forbidden. It takes a minute or several.",
    )
    .action(async (options: { readonly json?: boolean }) => {
      const start = await prepareTracing();
      ensureWebApp(checkoutFolder());
      const folder = mkdtempSync(join(tmpdir(), "creance-prove-silent-"));
      const stopping = new AbortController();
      const stop = (): void => stopping.abort();
      process.once("SIGINT", stop).once("SIGTERM", stop);
      try {
        const ran = await runOperation({ start, program: process.argv[1] ?? "", folder, signal: stopping.signal, onStep: tell });
        stopping.signal.throwIfAborted();
        const report = silenceReport(ran);
        if (options.json === true) printJson(report);
        else printReport(report);
        if (!report.ok) process.exitCode = exitStatus.damaged;
      } catch (error) {
        if (!stopping.signal.aborted) throw error;
        tell("Stopped before the end: nothing is shown.");
        process.exitCode = 130;
      } finally {
        process.off("SIGINT", stop).off("SIGTERM", stop);
        rmSync(folder, { recursive: true, force: true });
      }
    });
}

function printReport({ checked, families, addresses, failures, sentence }: SilenceReport): void {
  for (const each of checked) printLine(each);
  printLine("");
  for (const { family, calls } of families) printLine(`${String(calls).padStart(8)}  ${family}`);
  printLine("");
  for (const { family, address, call, calls, results } of addresses) {
    const words = Object.entries(results).map(([word, count]) => `${word === "0" ? "done" : word} ${count}`);
    printLine(`${String(calls).padStart(8)}  ${call} ${family} ${address} (${words.join(", ")})`);
  }
  if (failures.length > 0) printLine("");
  for (const { code, where, sentence: words } of failures) printLine(`${isUndone(code) ? "NOT SHOWN" : "NOT SILENT"}  ${where}: ${words}`);
  printLine("");
  printLine(sentence);
}
