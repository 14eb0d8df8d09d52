/** `creance hold watch`: what the local network tries, as it happens. */
import { isoFromEpochUs } from "@creance/core";
import type { HoldEvent } from "@creance/gateway";
import { lineWords } from "@creance/hold";
import type { Command } from "commander";
import { listenForInterrupt } from "../listen-for-interrupt.ts";
import { printJson, printLine } from "../output.ts";
import { holdControl, type PlaceOptions, withRuntime } from "./hold-options.ts";

interface WatchOptions extends PlaceOptions {
  readonly recall: string;
  readonly json?: boolean;
}

/** `09:14:07`, UTC: when a line was true, at its end where it tells of a stretch. */
function clockOf(event: Exclude<HoldEvent, { kind: "status" }>): string {
  const timeUs = "timeUs" in event ? event.timeUs : "untilUs" in event ? event.untilUs : event.endUs;
  return isoFromEpochUs(timeUs)?.slice(11, 19) ?? "        ";
}

/** Adds the command. */
export function addWatch(hold: Command): void {
  withRuntime(hold.command("watch"))
    .description("Tell what the local network tries and what became of it, as it happens (times in UTC), until Ctrl-C.")
    .option("--recall <count>", "begin with so many of the newest events", "20")
    .option("--json", "one JSON line an event")
    .addHelpText("after", "\nExamples:\n  creance hold watch\n  creance hold watch --recall 500 --json | grep denied")
    .action(async (options: WatchOptions) => {
      const recall = /^\d{1,6}$/.test(options.recall) ? Number(options.recall) : 20;
      const stop = new AbortController();
      void listenForInterrupt().ended.then(() => stop.abort());
      for await (const event of holdControl(options).watch(recall, stop.signal)) {
        if (options.json === true) printJson(event);
        else if (event.kind !== "status") {
          const words = lineWords(event);
          if (words !== null) printLine(`${clockOf(event)}  ${words}`);
        }
      }
      process.exit();
    });
}
