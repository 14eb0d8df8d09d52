/** What a policy says of one name: may it be reached, why, and what would have to stand there. */
import type { AllowRule, Policy, Service } from "./types.ts";
import { durationWords } from "./words/duration.ts";
import { hostNameFault } from "./words/names.ts";
import { sizeWords } from "./words/size.ts";

/** What becomes of a name: `open` without asking, `on-request` when a person opens it, `shut` although it is named, `not-named`. */
export type NameVerdict = "open" | "on-request" | "shut" | "not-named";

/** A policy's decision about a name. */
export interface NameDecision {
  /** Lower case, without a final dot. */
  readonly name: string;
  readonly verdict: NameVerdict;
  /** The service of that name, `null` where there is none. */
  readonly service: Service | null;
  /** Rules for audits alone that fit the name. */
  readonly allow: readonly AllowRule[];
  /** The decision and its reasons, a sentence each. */
  readonly sentences: readonly string[];
  /** What would have to be different for the name to be reached, a sentence each. */
  readonly missing: readonly string[];
}

/** The decision about a name as a person types it. */
export function explainName(policy: Policy, asTyped: string): NameDecision {
  const name = asTyped.toLowerCase().replace(/\.$/, "");
  const service = policy.services.find((each) => each.name === name) ?? null;
  const allow = policy.allow.filter(({ hosts }) => hosts.length === 0 || hosts.some((host) => fits(name, host)));
  const sentences: string[] = [];
  const missing: string[] = [];
  if (policy.hold === null)
    missing.push("The file says nothing about a gateway (hold): nothing holds the name back, and nothing opens it.");
  const verdict = service === null ? "not-named" : verdictOf(service, policy);
  if (service === null) {
    sentences.push(`${name} is not one of the services: the gateway answers that there is no such name.`);
    missing.push(hostNameFault(name) ?? "A service with this name, a reason, and when it is open.");
    const relatives = policy.services.filter((each) => isRelative(name, each.name)).map((each) => each.name);
    if (relatives.length > 0)
      sentences.push(`A service is one exact name; ${relatives.join(", ")} ${relatives.length === 1 ? "opens" : "open"} nothing beside.`);
  } else {
    sentences.push(openingSentence(service), `Why: ${service.reason}`);
    if (service.open !== "never") sentences.push(boundsSentence(service));
    sentences.push(dataSentence(service));
    if (service.open === "never") missing.push("open: always, or open: on-request.");
    if (policy.hold?.mode === "local-data") {
      sentences.push("The gateway lets nothing pass now: its mode is local-data, whatever the services say.");
      missing.push("mode: named-services in hold.");
    }
  }
  for (const { rule, kinds, hosts, purpose } of allow) {
    sentences.push(`An audit takes ${kinds.join(", ")} ${hosts.length === 0 ? "to any host" : "there"} as allowed (${rule}: ${purpose}).`);
  }
  return { name, verdict, service, allow, sentences, missing };
}

function verdictOf({ open }: Service, { hold }: Policy): NameVerdict {
  if (open === "never" || hold?.mode === "local-data") return "shut";
  return open === "always" ? "open" : "on-request";
}

function openingSentence({ name, open, openForUs, line }: Service): string {
  if (open === "never") return `${name} is named and stays shut (line ${line}).`;
  if (open === "always") return `${name} is open as long as the gateway runs (line ${line}).`;
  return `${name} is opened by a person, for at most ${durationWords(openForUs ?? 0)} at a time (line ${line}).`;
}

function boundsSentence({ ports, limit }: Service): string {
  const how = ports.length === 1 ? `TCP port ${ports[0]}` : `TCP ports ${ports.join(" and ")}`;
  if (limit === null) return `${how}; no limit on what goes out.`;
  return `${how}; at most ${sizeWords(limit.upBytes)} go out ${limit.span === "day" ? "a day (UTC)" : "in each opening"}.`;
}

function dataSentence({ data }: Service): string {
  return data.length === 0 ? "Nothing that an audit recognises may go there." : `What an audit may find going there: ${data.join(", ")}.`;
}

function fits(name: string, pattern: string): boolean {
  return pattern.startsWith("*.") ? name.length > pattern.length - 1 && name.endsWith(pattern.slice(1)) : name === pattern;
}

/** Above, below or beside each other under a name of at least two parts. */
function isRelative(name: string, other: string): boolean {
  const above = (text: string): string => text.split(".").slice(1).join(".");
  return name.endsWith(`.${other}`) || other.endsWith(`.${name}`) || (above(name) === above(other) && above(name).includes("."));
}
