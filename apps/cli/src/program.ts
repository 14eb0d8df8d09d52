/** The commands with their options and help. */
import { creanceVersion } from "@creance/server";
import { Command } from "commander";
import { asWeSpeak } from "./command-habits.ts";
import { addAudit } from "./commands/audit.ts";
import { addBench } from "./commands/bench.ts";
import { addConfig } from "./commands/config.ts";
import { addDecode } from "./commands/decode.ts";
import { addDemo } from "./commands/demo.ts";
import { addFlight } from "./commands/flight.ts";
import { addFlights } from "./commands/flights.ts";
import { addFlows } from "./commands/flows.ts";
import { addFsck } from "./commands/fsck.ts";
import { addImport } from "./commands/import.ts";
import { addKeys } from "./commands/keys.ts";
import { addRebuild } from "./commands/rebuild.ts";
import { addServe } from "./commands/serve.ts";

/** The commands with their options and help. */
export function program(): Command {
  const creance = asWeSpeak(new Command("creance"))
    .description("Keeps what your drones recorded, on your own machine, and shows every flight. It opens no outbound connection.")
    .version(creanceVersion, "--version", "print the version");
  for (const add of [
    addImport,
    addDecode,
    addFlights,
    addFlight,
    addFlows,
    addAudit,
    addServe,
    addDemo,
    addKeys,
    addFsck,
    addRebuild,
    addConfig,
    addBench,
  ]) {
    add(creance);
  }
  return creance;
}
