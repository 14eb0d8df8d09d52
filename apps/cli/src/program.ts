/** The commands with their options and help. */
import { creanceVersion } from "@creance/server";
import { Command } from "commander";
import { asWeSpeak } from "./command-habits.ts";
import { addAudit } from "./commands/audit.ts";
import { addBench } from "./commands/bench.ts";
import { addConfig } from "./commands/config.ts";
import { addDecode } from "./commands/decode.ts";
import { addDemo } from "./commands/demo.ts";
import { addExposure } from "./commands/exposure.ts";
import { addFlight } from "./commands/flight.ts";
import { addFlights } from "./commands/flights.ts";
import { addFlows } from "./commands/flows.ts";
import { addFsck } from "./commands/fsck.ts";
import { addGrant } from "./commands/grant.ts";
import { addHold } from "./commands/hold.ts";
import { addImport } from "./commands/import.ts";
import { addKeys } from "./commands/keys.ts";
import { addLedger } from "./commands/ledger.ts";
import { addMedia } from "./commands/media.ts";
import { addPolicy } from "./commands/policy.ts";
import { addProveSilent } from "./commands/prove-silent.ts";
import { addPublish } from "./commands/publish.ts";
import { addRebuild } from "./commands/rebuild.ts";
import { addRedact } from "./commands/redact.ts";
import { addRequests } from "./commands/requests.ts";
import { addRetention } from "./commands/retention.ts";
import { addServe } from "./commands/serve.ts";
import { addShare } from "./commands/share.ts";

/** The commands with their options and help. */
export function program(): Command {
  const creance = asWeSpeak(new Command("creance"))
    .description(
      "Keeps what your drones recorded, on your own machine, and shows every flight. It connects nowhere unless you share something.",
    )
    .version(creanceVersion, "--version", "print the version");
  for (const add of [
    addImport,
    addDecode,
    addFlights,
    addFlight,
    addMedia,
    addFlows,
    addAudit,
    addExposure,
    addRedact,
    addServe,
    addDemo,
    addKeys,
    addPolicy,
    addLedger,
    addGrant,
    addShare,
    addFsck,
    addHold,
    addRetention,
    addRequests,
    addPublish,
    addRebuild,
    addProveSilent,
    addConfig,
    addBench,
  ]) {
    add(creance);
  }
  return creance;
}
