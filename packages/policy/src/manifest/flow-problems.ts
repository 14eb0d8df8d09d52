/** What is wrong between a manifest's values that are each right by themselves. */
import { quoted } from "../problem.ts";
import type { CollectedData, DataFlow } from "./types.ts";

/** Flows of a manifest, at most. */
const MAX_FLOWS = 500;
/** Hosts of one flow, at most. */
const MAX_HOSTS = 100;
/** Entries of `collects` and of `rights`, at most, together with what a page can show. */
const MAX_COLLECTED = 200;

type Tell = (path: readonly (string | number)[], sentence: string) => void;

/** Tells every contradiction. What could not be read is `null` and is not compared. */
export function flowProblems(flows: readonly (DataFlow | null)[], collects: readonly (CollectedData | null)[], tell: Tell): void {
  if (flows.length > MAX_FLOWS) tell(["flows"], `There are ${flows.length} flows; a manifest has at most ${MAX_FLOWS}.`);
  if (collects.length > MAX_COLLECTED) tell(["collects"], `There are ${collects.length} entries; a manifest has at most ${MAX_COLLECTED}.`);
  const lines = new Map<string, number>();
  for (const [index, flow] of flows.entries()) {
    if (flow === null) continue;
    const before = lines.get(flow.id);
    if (before === undefined) lines.set(flow.id, flow.line);
    else tell(["flows", index, "id"], `${quoted(flow.id)} stands twice; the first is in line ${before}. Each flow has its own id.`);
    oneFlow(flow, (path, sentence) => tell(["flows", index, ...path], sentence));
  }
  for (const [index, each] of collects.entries()) {
    if (each !== null && new Set(each.data).size !== each.data.length)
      tell(["collects", index, "data"], "An entry stands twice in this list.");
  }
  const collected = new Set(collects.flatMap((each) => each?.data ?? []));
  if (collects.length === 0 || collects.includes(null)) return;
  for (const [index, flow] of flows.entries()) {
    const missing = flow?.data.find((each) => !collected.has(each));
    if (missing !== undefined)
      tell(
        ["flows", index, "data"],
        `${quoted(missing)} goes somewhere and is not collected: name it under collects too, with why and how long.`,
      );
  }
}

function oneFlow(flow: DataFlow, tell: Tell): void {
  for (const key of ["data", "to", "regions", "purposes", "redact", "hosts"] as const) {
    const list: readonly string[] = flow[key];
    if (new Set(list).size !== list.length) tell([key], "An entry stands twice in this list.");
  }
  const both = flow.redact.find((each) => flow.data.includes(each));
  if (both !== undefined) tell(["redact"], `${quoted(both)} may go there and must have been taken out: it stands in data too. Keep one.`);
  if (flow.hosts.length > MAX_HOSTS) tell(["hosts"], `There are ${flow.hosts.length} hosts; a flow has at most ${MAX_HOSTS}.`);
  if (flow.hosts.length === 0 && flow.open !== null)
    tell(["open"], "Without hosts there is nothing to open: leave the line out, or name the hosts.");
  if (flow.open === "never")
    tell(["open"], "A flow is what may go: a host that stays shut stands under services, with open: never, and not here.");
  if (flow.to.includes("public") && flow.to.length > 1)
    tell(["to"], "What goes to the public goes to everybody: give it a flow of its own.");
}
