/** The positive control: a connection made on purpose must stand on both sides with equal bytes, or the captures may have been blind. */
import type { Policy } from "@creance/policy";
import { isInWindow } from "./check-flows.ts";
import type { Findings } from "./findings.ts";
import type { RelayFlow } from "./relay-flows.ts";
import type { ProofDocument } from "./types.ts";
import type { ProofWindow } from "./window.ts";

/** Checks it where the policy or the proof names one. */
export function checkControl(
  policy: Policy,
  document: ProofDocument,
  flows: readonly RelayFlow[],
  window: ProofWindow,
  findings: Findings,
): void {
  const wished = policy.hold?.control ?? null;
  const { control } = document;
  if (control === null && (wished === null || policy.hold?.mode === "local-data")) return;
  if (control === null || control !== wished) {
    findings.fail("control-missing", "proof.json", `The policy's control is ${wished ?? "none"}, the proof's is ${control ?? "none"}.`);
    return;
  }
  const made = flows.filter(({ line }) => line.name === control && line.localPort !== null && isInWindow(line, window));
  if (made.length === 0) {
    findings.fail("control-missing", "relay.jsonl", `No connection to the control ${control} was relayed in the window.`);
    return;
  }
  const equal = made.find(isEqual);
  if (equal === undefined)
    findings.fail("control-differs", "relay.jsonl", `No connection to the control ${control} stands on both sides with equal bytes.`);
  else
    findings.checked.push(
      `The control ${control} stands on both sides with equal bytes (${equal.wan?.up.bytes} out, ${equal.wan?.down.bytes} in).`,
    );
}

function isEqual({ lan, wan }: RelayFlow): boolean {
  if (lan === null || wan === null || !lan.up.isWhole || !wan.up.isWhole) return false;
  return lan.up.bytes === wan.up.bytes && lan.down.bytes === wan.down.bytes && wan.up.bytes > 0 && wan.down.bytes > 0;
}
