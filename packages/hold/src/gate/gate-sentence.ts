/** What passes now, in one sentence. */
import { formatBytes } from "@creance/core";
import type { GateState } from "./types.ts";

/** For the status: what is open, with what may still go out. */
export function gateSentence(mode: "local-data" | "named-services", state: GateState): string {
  if (mode === "local-data") return "Local Data Mode: nothing passes.";
  const open = state.services.filter(({ answer, isOpen }) => answer === "relay" && isOpen);
  if (open.length === 0) return "Nothing passes: every service is closed.";
  const names = open
    .slice(0, 8)
    .map(({ name, leftUpBytes }) => `${name} (${leftUpBytes === null ? "no limit" : `${formatBytes(leftUpBytes)} left`})`);
  const more = open.length > names.length ? ` and ${open.length - names.length} more` : "";
  return `Only these pass: ${names.join(", ")}${more}.`;
}
