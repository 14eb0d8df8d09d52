/** Takes a gateway away without opening anything: the local link goes down first and stays down, routing stays off. */
import { UserError } from "@creance/core";
import { switchForwardingOff } from "../machine/forwarding.ts";
import { runTool, toolWords } from "../machine/run-tool.ts";
import { lowerLan } from "./apply-plan.ts";

/** What is taken away. */
export interface RemoveOptions {
  readonly lanInterface: string;
  /** `keep`: this machine itself stays cut off too. Default `remove`: it can reach the outside again. */
  readonly rules?: "keep" | "remove";
}

/**
 * After it the local link is down, routing is off, and what was told is a sentence a line. An interface that is gone counts as down. Throws a
 * `UserError` (`lan-not-down`, `forwarding-on`, `rules-not-removed`); the rules are then left as they are.
 */
export async function removePlan({ lanInterface, rules = "remove" }: RemoveOptions): Promise<readonly string[]> {
  const isThere = (await runTool(["ip", "link", "show", "dev", lanInterface])).status === 0;
  if (isThere && !(await lowerLan(lanInterface))) {
    throw new UserError(
      "lan-not-down",
      "machineRefused",
      `${lanInterface} could not be taken down; the rules stay in force, nothing passes.`,
    );
  }
  const still = switchForwardingOff();
  if (still.length > 0) {
    throw new UserError(
      "forwarding-on",
      "machineRefused",
      `Routing cannot be switched off (${still.slice(0, 4).join(", ")}); the rules stay in force.`,
    );
  }
  const told = [`${lanInterface} is down, and routing is off: devices on the local network have no connection.`];
  if (rules === "keep") return [...told, "The rules stay in force: this machine itself reaches nothing outside that they do not allow."];
  // Both are needed so that the second cannot fail for a table that is not there.
  const run = await runTool(["nft", "-f", "-"], { input: "table inet hold\ndelete table inet hold\n" });
  if (run.status !== 0) {
    throw new UserError("rules-not-removed", "machineRefused", `The rules could not be removed (${toolWords(run)}); they stay in force.`);
  }
  await runTool(["ip", "route", "del", "local", "198.18.0.0/15", "dev", "lo"]);
  return [
    ...told,
    "The rules are removed: this machine itself reaches the outside again. IPv6 stays off on the outside link until the next start.",
  ];
}
