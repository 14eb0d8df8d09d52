/** What a line of the keeper says happened, in words. */
import { formatBytes } from "@creance/core";
import type { GateLine } from "../log/types.ts";
import { lengthWords, shown } from "./said.ts";
import type { GateHappening } from "./types.ts";

const closedWhy: Readonly<Record<Extract<GateLine, { kind: "closed" }>["why"], string>> = {
  time: "its time was over",
  person: "a person closed it",
  limit: "its byte limit was reached",
  policy: "the policy was changed",
  ended: "the gateway was stopped",
};

/** The happening that a line tells; `null` for counts. */
export function happening(line: GateLine): GateHappening | null {
  const told = (warns: boolean, sentence: string): GateHappening | null =>
    line.kind === "counts" ? null : { timeUs: line.timeUs, kind: line.kind, warns, sentence };
  switch (line.kind) {
    case "counts":
      return null;
    case "started":
      return told(false, `The gateway started (version ${shown(line.version)}); every opening is closed.`);
    case "opened":
      return told(
        false,
        `${shown(line.name)} was opened ${line.forUs === null ? "until it is closed" : `for ${lengthWords(line.forUs)}`} by ${shown(line.by)}: ${shown(line.reason).replace(/\.$/, "")}.`,
      );
    case "closed":
      return told(
        line.why === "limit",
        `${shown(line.name)} was closed, because ${closedWhy[line.why]}; ${formatBytes(line.upBytes)} had gone out.`,
      );
    case "policy":
      return told(false, "The policy file was read again.");
    case "clock":
      return told(true, `The clock of the gateway jumped ${line.jumpUs < 0 ? "back" : "ahead"} by ${lengthWords(Math.abs(line.jumpUs))}.`);
    case "drift":
      return told(true, shown(line.sentence));
    case "ended":
      return told(true, `The gateway stopped: ${shown(line.why).replace(/\.$/, "")}.`);
    default:
      // A line of a newer gateway.
      return null;
  }
}
