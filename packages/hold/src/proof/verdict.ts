/** The verdict of a proof in one sentence, with what was tried and what was carried. */
import { isoFromEpochUs } from "@creance/core";
import { isFlowInWindow } from "./check-flows.ts";
import type { NamesChecked } from "./check-names.ts";
import type { Findings } from "./findings.ts";
import type { RelayFlow } from "./relay-flows.ts";
import type { TriedTargets } from "./tried.ts";
import type { ProofAttempt, ProofCarried, ProofVerdict } from "./types.ts";
import type { WanCheck, WanOther } from "./wan-check.ts";
import type { ProofWindow } from "./window.ts";

/** What a verdict is made of. */
export interface VerdictParts {
  readonly window: ProofWindow;
  readonly flows: readonly RelayFlow[];
  readonly wan: WanCheck;
  readonly tried: TriedTargets;
  readonly names: NamesChecked;
  readonly control: string | null;
  readonly resolver: string | null;
  readonly limits: readonly string[];
  readonly findings: Findings;
}

/** The verdict. */
export function proofVerdict(parts: VerdictParts): ProofVerdict {
  const { window, flows, tried, findings } = parts;
  const inWindow = flows.filter((flow) => isFlowInWindow(flow, window));
  for (const { line, lan } of inWindow) {
    const target = line.name ?? `${line.syntheticIp}:${line.port}`;
    const fate = line.end === "portal" ? "answered" : line.localPort === null ? "refused" : "relayed";
    tried.add(fate, "lanRelay", target, lan?.packets ?? 0, line.clientBytes);
  }
  const attempts = tried.list();
  const carried = carriedOf(parts, inWindow);
  const failures = findings.failures();
  const { timeUs: fromUs } = window.from;
  const { timeUs: untilUs } = window.until;
  const ok = failures.length === 0;
  return {
    ok,
    checked: findings.checked,
    failures,
    sentence: ok ? provenSentence(parts, attempts, carried, inWindow.length) : failedSentence(failures),
    fromUs,
    untilUs,
    tried: attempts,
    carried,
    limits: parts.limits,
  };
}

/** The verdict where the bundle does not even allow to look. */
export function unreadVerdict(findings: Findings, fromUs: number, untilUs: number): ProofVerdict {
  const failures = findings.failures();
  const sentence = failedSentence(failures);
  return { ok: false, checked: findings.checked, failures, sentence, fromUs, untilUs, tried: [], carried: [], limits: [] };
}

function failedSentence(failures: ProofVerdict["failures"]): string {
  const [first] = failures;
  const how = failures.length === 1 ? "one check fails" : `${failures.length} checks fail`;
  const where = first === undefined || first.where === "" ? "" : `${first.where}: `;
  return `This proof does not hold: ${how}. ${where}${first?.sentence ?? ""}`;
}

function provenSentence(
  { window, names }: VerdictParts,
  attempts: readonly ProofAttempt[],
  carried: readonly ProofCarried[],
  relayed: number,
): string {
  const refused = attempts.filter(({ fate, counter }) => fate === "refused" && counter !== "lanDns" && counter !== "lanRelay");
  const packets = refused.reduce((sum, each) => sum + each.packets, 0);
  const tried = names.refused + packets + relayed;
  const what = [
    names.refused > 0 ? `${count(names.refused, "refused question")} for names` : "",
    packets > 0 ? `${count(packets, "refused packet")} to ${count(refused.length, "target")}` : "",
    relayed > 0 ? count(relayed, "connection") : "",
  ].filter((each) => each !== "");
  const services = carried.filter(({ what: kind }) => kind === "relay" || kind === "control" || kind === "resolver" || kind === "manage");
  const when = `from ${isoFromEpochUs(window.from.timeUs)} until ${isoFromEpochUs(window.until.timeUs)}, at this gateway`;
  const lan = `LAN tried ${tried.toLocaleString("en-US")}${what.length === 0 ? "" : ` (${what.join(", ")})`}`;
  if (services.length === 0) return `${lan}, WAN carried 0: ${when}.`;
  const list = services.map(({ what: kind, target, connections, upBytes, downBytes }) => {
    const name = kind === "resolver" ? `questions to the resolver ${target}` : kind === "manage" ? `management on port ${target}` : target;
    const times = connections > 0 ? `${count(connections, "connection")}, ` : "";
    return `${name} (${times}${upBytes.toLocaleString("en-US")} bytes out, ${downBytes.toLocaleString("en-US")} in)`;
  });
  return `${lan}, WAN carried only these: ${list.join("; ")}: ${when}.`;
}

function count(value: number, word: string): string {
  return `${value.toLocaleString("en-US")} ${word}${value === 1 ? "" : "s"}`;
}

function carriedOf({ wan, control, resolver }: VerdictParts, flows: readonly RelayFlow[]): readonly ProofCarried[] {
  const services = new Map<string, { connections: number; packets: number; upBytes: number; downBytes: number }>();
  for (const { line, wan: side } of flows) {
    if (side === null || line.name === null) continue;
    const sum = services.get(line.name) ?? { connections: 0, packets: 0, upBytes: 0, downBytes: 0 };
    sum.connections += 1;
    sum.packets += side.packets;
    sum.upBytes += side.up.bytes;
    sum.downBytes += side.down.bytes;
    services.set(line.name, sum);
  }
  const carried: ProofCarried[] = [...services].map(([target, sum]) => ({
    what: target === control ? "control" : "relay",
    target,
    ...sum,
  }));
  const add = (what: ProofCarried["what"], target: string, other: WanOther): void => {
    if (other.packets > 0) carried.push({ what, target, connections: 0, ...other });
  };
  add("relay", "addresses that did not answer", wan.vain);
  add("resolver", resolver ?? "", wan.resolver);
  add("manage", "", wan.manage);
  add("arp", "address questions (ARP)", wan.arp);
  add("dhcp", "the outside link's own address (DHCP)", wan.dhcp);
  return carried;
}
