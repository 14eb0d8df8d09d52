/** `creance requests`: the register of requests for data by authorities and others. */
import type { Command } from "commander";
import { addAdd, addDecide, addDisclose, addErase } from "../requests/enter-requests.ts";
import { addReading } from "../requests/read-requests.ts";

/** Adds the commands. */
export function addRequests(creance: Command): void {
  const requests = creance
    .command("requests")
    .description("Requests for data by authorities and others: who asked, on what basis, what was decided, what was given.");
  for (const add of [addAdd, addDecide, addDisclose, addReading, addErase]) add(requests);
}
