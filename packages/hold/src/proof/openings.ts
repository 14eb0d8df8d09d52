/** When each service was open, replayed from the policy and `gate.jsonl`. */
import { type Policy, readPolicy, type Service } from "@creance/policy";
import { portalHosts } from "../plan/portal.table.ts";
import type { Findings } from "./findings.ts";
import type { GateLog } from "./gate-log.ts";

/** A span in which a service was open. */
export interface Opening {
  readonly fromUs: number;
  untilUs: number;
}

/** What was open when. */
export interface Openings {
  /** Openings of a name, oldest first. */
  of(name: string): readonly Opening[];
  /** The opening of a name at a moment, or undefined. */
  at(name: string, timeUs: number): Opening | undefined;
  /** Services by name, as the newest policy that names them has them. */
  readonly services: ReadonlyMap<string, Service>;
  /** Names of phones' probes that were answered here. */
  readonly probes: ReadonlySet<string>;
}

/** The gateway's processes hear of an opening or a closing a moment later than it is written down. */
export const CLOSE_GRACE_US = 1_000_000;
const OPEN_GRACE_US = 50_000;

/** Replays the log from its start. A policy text that cannot be read is a failure. */
export function replayOpenings(first: Policy, log: GateLog, findings: Findings): Openings {
  const spans = new Map<string, Opening[]>();
  const services = new Map<string, Service>();
  const open = (name: string, fromUs: number, untilUs: number): void => {
    const list = spans.get(name) ?? [];
    const last = list.at(-1);
    if (last !== undefined && last.untilUs > fromUs) last.untilUs = fromUs;
    list.push({ fromUs, untilUs });
    spans.set(name, list);
  };
  const close = (name: string, timeUs: number): void => {
    const last = spans.get(name)?.at(-1);
    if (last !== undefined && last.untilUs > timeUs) last.untilUs = timeUs;
  };
  const isOpen = (name: string, timeUs: number): boolean => (spans.get(name)?.at(-1)?.untilUs ?? 0) > timeUs;
  let policy = first;
  const apply = (next: Policy, timeUs: number): void => {
    policy = next;
    for (const service of next.services) services.set(service.name, service);
    const always = new Set(
      next.hold?.mode === "named-services" ? next.services.filter((each) => each.open === "always").map((each) => each.name) : [],
    );
    const kept = new Set(next.services.map((each) => each.name));
    for (const name of spans.keys()) if (!kept.has(name)) close(name, timeUs);
    for (const name of always) if (!isOpen(name, timeUs)) open(name, timeUs, Number.POSITIVE_INFINITY);
  };
  for (const [index, line] of log.changes.entries()) {
    switch (line.kind) {
      case "started":
        for (const name of spans.keys()) close(name, line.timeUs);
        apply(policy, line.timeUs);
        break;
      case "opened": {
        const service = policy.services.find((each) => each.name === line.name);
        if (policy.hold?.mode !== "named-services" || service === undefined || service.open === "never") {
          findings.fail(
            "relay-without-policy",
            `gate.jsonl, opening ${index + 1}`,
            `${line.name} was opened, which the policy does not allow.`,
          );
          break;
        }
        const longest = service.open === "always" ? Number.POSITIVE_INFINITY : (service.openForUs ?? 0);
        open(line.name, line.timeUs, line.timeUs + Math.min(longest, line.forUs ?? Number.POSITIVE_INFINITY));
        break;
      }
      case "closed":
        close(line.name, line.timeUs);
        break;
      case "policy": {
        const reading = readPolicy(line.text);
        if (reading.ok) apply(reading.policy, line.timeUs);
        else findings.fail("policy-changed", "gate.jsonl", "A policy that came into force cannot be read.");
        break;
      }
      case "ended":
        for (const name of spans.keys()) close(name, line.timeUs);
    }
  }
  const named = new Set(services.keys());
  const probes = first.hold?.portal === "answer" ? portalHosts.map(({ name }) => name).filter((name) => !named.has(name)) : [];
  return {
    of: (name) => spans.get(name) ?? [],
    at: (name, timeUs) =>
      spans.get(name)?.findLast((span) => timeUs >= span.fromUs - OPEN_GRACE_US && timeUs <= span.untilUs + CLOSE_GRACE_US),
    services,
    probes: new Set(probes),
  };
}
