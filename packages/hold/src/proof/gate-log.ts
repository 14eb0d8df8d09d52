/** Reads `gate.jsonl`: what was counted, opened, changed and wrong. */
import type { GateLine, LinkCounts } from "../log/types.ts";
import { counters } from "../rules/counters.table.ts";
import { type ProofFiles, proofFileNames } from "./bundle.ts";
import type { Findings } from "./findings.ts";
import { asObject, countAt, type JsonObject, member, textAt, textOrNull, timeAt } from "./json-value.ts";
import { readLines } from "./read-lines.ts";

/** A line of a kind. */
export type GateLineOf<Kind extends GateLine["kind"]> = Extract<GateLine, { kind: Kind }>;
/** A line of counts. */
export type CountsLine = GateLineOf<"counts">;

/** The log, sorted by kind. Of the counts only what is needed is kept. */
export interface GateLog {
  started: GateLineOf<"started"> | undefined;
  /** Lines of counts that have a mark. */
  readonly marks: CountsLine[];
  /** Openings, closings, policies and starts in order. */
  readonly changes: (GateLineOf<"opened"> | GateLineOf<"closed"> | GateLineOf<"policy"> | GateLineOf<"started"> | GateLineOf<"ended">)[];
  readonly drifts: GateLineOf<"drift">[];
  readonly clocks: GateLineOf<"clock">[];
  /** What each line of counts says of the rules and of routing; equal neighbours are one. */
  readonly states: { readonly timeUs: number; readonly listingSha256: string; readonly forwarding: boolean }[];
}

/** Most lines of each kind that are kept. */
const MAX_KEPT = 1_000_000;

/** Reads it. */
export async function readGateLog(files: ProofFiles, findings: Findings): Promise<GateLog> {
  const log: GateLog = { started: undefined, marks: [], changes: [], drifts: [], clocks: [], states: [] };
  await readLines(files, proofFileNames.gate, findings, (line) => isGateLine(line) && keep(log, line as unknown as GateLine));
  return log;
}

function keep(log: GateLog, line: GateLine): boolean {
  switch (line.kind) {
    case "counts": {
      if (line.mark !== null) log.marks.push(line);
      const { timeUs, listingSha256, forwarding } = line;
      const last = log.states.at(-1);
      if (last?.listingSha256 !== listingSha256 || last.forwarding !== forwarding) log.states.push({ timeUs, listingSha256, forwarding });
      break;
    }
    case "drift":
      log.drifts.push(line);
      break;
    case "clock":
      log.clocks.push(line);
      break;
    default:
      if (line.kind === "started") log.started ??= line;
      log.changes.push(line);
  }
  return log.marks.length + log.changes.length + log.drifts.length + log.clocks.length + log.states.length <= MAX_KEPT;
}

function isGateLine(line: JsonObject): boolean {
  if (timeAt(line, "timeUs") === undefined) return false;
  switch (member(line, "kind")) {
    case "started":
      return isHash(line, "rulesSha256") && isHash(line, "policySha256");
    case "opened":
      return textAt(line, "name") !== undefined && (member(line, "forUs") === null || timeAt(line, "forUs") !== undefined);
    case "closed":
      return textAt(line, "name") !== undefined && textAt(line, "why") !== undefined;
    case "policy":
      return isHash(line, "policySha256") && textAt(line, "text") !== undefined;
    case "counts":
      return isCounts(line);
    case "clock":
      return Number.isFinite(member(line, "jumpUs"));
    case "drift":
      return textAt(line, "code") !== undefined && textAt(line, "sentence") !== undefined;
    case "ended":
      return textAt(line, "why") !== undefined;
    default:
      return false;
  }
}

function isHash(line: JsonObject, key: string): boolean {
  return /^[0-9a-f]{64}$/.test(textAt(line, key) ?? "");
}

function isCounts(line: JsonObject): boolean {
  if (timeAt(line, "elapsedUs") === undefined || textOrNull(line, "mark") === undefined || !isHash(line, "listingSha256")) return false;
  if (typeof member(line, "forwarding") !== "boolean") return false;
  if (member(line, "tookUs") !== undefined && timeAt(line, "tookUs") === undefined) return false;
  const values = asObject(member(line, "counters"));
  if (values === undefined) return false;
  for (const name of Object.keys(counters)) {
    const value = asObject(member(values, name));
    if (value === undefined || countAt(value, "packets") === undefined || countAt(value, "bytes") === undefined) return false;
  }
  const captures = member(line, "captures");
  if (!Array.isArray(captures) || captures.length > 16) return false;
  if (!captures.every((each) => isCaptureCounts(asObject(each)))) return false;
  return isLink(asObject(member(line, "lan"))) && isLink(asObject(member(line, "wan")));
}

function isCaptureCounts(counts: JsonObject | undefined): boolean {
  if (counts === undefined || countAt(counts, "captured") === undefined) return false;
  for (const key of ["countedFromUs", "countedUntilUs"])
    if (member(counts, key) !== undefined && timeAt(counts, key) === undefined) return false;
  return member(counts, "dropped") === null || countAt(counts, "dropped") !== undefined;
}

function isLink(counts: JsonObject | undefined): boolean {
  const keys: readonly (keyof LinkCounts)[] = ["rxPackets", "rxBytes", "txPackets", "txBytes"];
  return counts !== undefined && keys.every((key) => countAt(counts, key) !== undefined);
}
