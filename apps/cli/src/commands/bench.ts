/** `creance bench`: the numbers on this machine. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { UserError } from "@creance/core";
import { runScript } from "@creance/node";
import type { Command } from "commander";

const RUNNER = "tools/run-bench.mjs";

/** Adds the command. */
export function addBench(creance: Command): void {
  creance
    .command("bench [name...]")
    .description("Measure on this machine: both sides in one run, printed as ratios. Needs a checkout.")
    .addHelpText("after", "\nExamples:\n  creance bench\n  creance bench import")
    .action((names: string[]) => {
      // From source this file lies four folders deep, in the bundle two.
      const root = ["../../../../", "../../"]
        .map((up) => fileURLToPath(new URL(up, import.meta.url)))
        .find((folder) => existsSync(`${folder}${RUNNER}`));
      if (root === undefined) {
        throw new UserError("no-checkout", "wrongUse", "The benchmarks are part of the source: run `npm run bench` in a checkout.");
      }
      process.exitCode = runScript(`${root}${RUNNER}`, { args: names, cwd: root, output: "inherit" });
    });
}
