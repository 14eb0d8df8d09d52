/** Holds `gate.jsonl`, the rules and the policy against each other: were these rules in force, all the time, made from this policy? */
import { isUserError, type Platform, toHex } from "@creance/core";
import { type Policy, readPolicy } from "@creance/policy";
import { relayUidOf } from "../plan/relay-uid.ts";
import { listingFaults } from "../rules/listing-faults.ts";
import { type RulesInput, rulesInput } from "../rules/rules-input.ts";
import { rulesText } from "../rules/rules-text.ts";
import { MAX_PROOF_DOCUMENT_BYTES, type ProofFiles, proofFileNames } from "./bundle.ts";
import type { Findings } from "./findings.ts";
import type { CountsLine, GateLog } from "./gate-log.ts";
import { asObject, type JsonObject, member } from "./json-value.ts";
import type { ProofDocument } from "./types.ts";
import { type ProofWindow, proofWindow } from "./window.ts";

/** Bound of a slewing clock: half a second for every 1,000, and one. */
const CLOCK_SLACK_US = 1e6;

/** Longest time that reading the counts of a mark may take: packets of that time may count or not. */
const MOST_READ_US = 5e6;

/** What the rest of the checks stands on. */
export interface GateBasis {
  readonly policy: Policy;
  readonly input: RulesInput;
  readonly window: ProofWindow;
}

/** Checks it; `undefined` when there is nothing for the rest to stand on. */
export async function checkGate(
  files: ProofFiles,
  platform: Pick<Platform, "sha256">,
  document: ProofDocument,
  log: GateLog,
  findings: Findings,
): Promise<GateBasis | undefined> {
  const window = findWindow(document, log, findings);
  const policyText = await files.text(proofFileNames.policy, MAX_PROOF_DOCUMENT_BYTES);
  const rules = await files.text(proofFileNames.rules, MAX_PROOF_DOCUMENT_BYTES);
  const hash = (text: string): string => toHex(platform.sha256(new TextEncoder().encode(text)));
  const { started } = log;
  if (log.changes[0]?.kind !== "started" || started === undefined)
    findings.fail("log-invalid", "gate.jsonl", "The log does not begin with the gateway's start.");
  if (hash(rules) !== document.rulesSha256 || document.rulesSha256 !== started?.rulesSha256) {
    findings.fail("rules-hash", proofFileNames.rules, "These are not the rules that the gateway was started with.");
  }
  if (hash(policyText) !== document.policySha256 || document.policySha256 !== started?.policySha256) {
    findings.fail("policy-changed", proofFileNames.policy, "This is not the policy that the gateway was started with.");
  }
  for (const line of log.changes) {
    if (line.kind === "policy" && hash(line.text) !== line.policySha256) {
      findings.fail("policy-changed", "gate.jsonl", "A policy that came into force is not the one whose hash was written down.");
    }
  }
  const reading = readPolicy(policyText);
  if (!reading.ok) {
    findings.fail("document-invalid", proofFileNames.policy, `The policy cannot be read: ${reading.problems[0]?.sentence ?? ""}`);
    return undefined;
  }
  const input = checkRules(reading.policy, document, rules, findings);
  if (window === undefined || input === undefined) return undefined;
  await checkListing(files, hash, log, input, findings);
  checkStates(log, window, findings);
  checkClock(log, window, findings);
  return { policy: reading.policy, input, window };
}

function findWindow(document: ProofDocument, log: GateLog, findings: Findings): ProofWindow | undefined {
  const find = (mark: string): CountsLine | undefined => {
    const lines = log.marks.filter((line) => line.mark === mark);
    if (lines.length === 1) return lines[0];
    findings.fail("capture-gap", "gate.jsonl", `The mark ${JSON.stringify(mark)} stands ${lines.length} times in the log, not once.`);
    return undefined;
  };
  const [from, until] = [find(document.fromMark), find(document.untilMark)];
  if (from === undefined || until === undefined) return undefined;
  if (from.timeUs >= until.timeUs || Math.abs(from.timeUs - document.fromUs) > 1e6 || Math.abs(until.timeUs - document.untilUs) > 1e6) {
    findings.fail("document-invalid", proofFileNames.document, "The window is not the one between its marks.");
    return undefined;
  }
  for (const line of [from, until]) {
    const counted = line.captures.flatMap(({ countedFromUs, countedUntilUs }) => [
      countedFromUs ?? line.timeUs,
      countedUntilUs ?? line.timeUs,
    ]);
    const isLate = (line.tookUs ?? 0) > MOST_READ_US || counted.some((at) => Math.abs(at - line.timeUs) > MOST_READ_US);
    if (isLate)
      findings.fail("counter-sum", `mark ${line.mark}`, "Reading the counts took longer than 5 s: nothing can be held against them.");
  }
  const ends = log.changes.filter(
    (line) => (line.kind === "started" || line.kind === "ended") && line.timeUs > from.timeUs && line.timeUs < until.timeUs,
  );
  if (ends.length > 0) findings.fail("restarted", "gate.jsonl", "The gateway ended or was started in the window.");
  return proofWindow(from, until);
}

/** Rules made again from policy and machine must be those of the bundle, byte for byte. */
function checkRules(policy: Policy, document: ProofDocument, rules: string, findings: Findings): RulesInput | undefined {
  try {
    const machine = asObject(document.machine) ?? {};
    const accounts: JsonObject = asObject(member(machine, "accounts")) ?? {};
    const input = rulesInput(policy, relayUidOf(accounts));
    if (rulesText(input) !== rules) {
      const sentence = "The rules are not the ones that the checking program makes of this policy on this machine.";
      const advice = `The gateway ran version ${document.version}: check the proof with that one.`;
      findings.fail("rules-differ", proofFileNames.rules, `${sentence} ${advice}`);
    } else findings.checked.push("The rules are those that this policy makes on this machine, byte for byte.");
    if (input.lanInterface !== document.lan.interface || input.wanInterface !== document.wan.interface || input.lanIp !== document.lan.ip) {
      findings.fail("rules-differ", proofFileNames.document, "The captured interfaces are not those of the policy.");
    }
    checkMacs(machine, document, findings);
    return input;
  } catch (error) {
    if (!isUserError(error)) throw error;
    findings.fail("rules-differ", proofFileNames.policy, `No rules can be made from the policy: ${error.message}`);
    return undefined;
  }
}

function checkMacs(machine: JsonObject, { lan, wan }: ProofDocument, findings: Findings): void {
  const interfaces = member(machine, "interfaces");
  for (const side of [lan, wan]) {
    const found = Array.isArray(interfaces)
      ? interfaces.map(asObject).find((each) => each !== undefined && member(each, "name") === side.interface)
      : undefined;
    const mac = found === undefined ? undefined : member(found, "mac");
    if (typeof mac !== "string" || mac.toLowerCase() !== side.mac) {
      findings.fail(
        "document-invalid",
        proofFileNames.document,
        `${side.interface} of the machine has not the address that the proof gives it.`,
      );
    }
  }
}

/** The kernel's own list of its rules is the one of the log, and lets pass what this policy opens and no more. */
async function checkListing(
  files: ProofFiles,
  hash: (text: string) => string,
  log: GateLog,
  input: RulesInput,
  findings: Findings,
): Promise<void> {
  const listing = await files.text(proofFileNames.listing, MAX_PROOF_DOCUMENT_BYTES);
  if (hash(listing) !== log.states[0]?.listingSha256) {
    findings.fail("listing-differ", proofFileNames.listing, "This is not the list of rules whose hash was written down at each look.");
    return;
  }
  const faults = listingFaults(`{"nftables":[${listing.trimEnd().split("\n").join(",")}]}`, input);
  for (const { sentence } of faults) findings.fail("listing-differ", proofFileNames.listing, sentence);
  if (faults.length === 0) findings.checked.push("The kernel's own list of its rules, read rule by rule, is the one of this policy.");
}

function checkStates(log: GateLog, window: ProofWindow, findings: Findings): void {
  const { from, until } = window;
  const first = log.states[0]?.listingSha256;
  for (const [index, state] of log.states.entries()) {
    const next = log.states[index + 1];
    if (state.timeUs > until.timeUs || (next !== undefined && next.timeUs <= from.timeUs)) continue;
    if (state.listingSha256 !== first) findings.fail("listing-differ", "gate.jsonl", "The kernel's rules were not those of the start.");
    if (state.forwarding) findings.fail("forwarding-on", "gate.jsonl", "Routing was switched on.");
  }
  for (const line of log.drifts) {
    if (line.timeUs >= from.timeUs && line.timeUs <= until.timeUs) findings.fail("drift", "gate.jsonl", line.sentence);
  }
  if (!findings.has("listing-differ", "forwarding-on", "drift")) {
    findings.checked.push("At each look the kernel held the rules of the start, and routing was off.");
  }
}

function checkClock(log: GateLog, window: ProofWindow, findings: Findings): void {
  const { from, until } = window;
  for (const line of log.clocks) {
    if (line.timeUs >= from.timeUs && line.timeUs <= until.timeUs)
      findings.fail("clock-jump", "gate.jsonl", `The clock jumped by ${line.jumpUs / 1e6} s.`);
  }
  const elapsed = until.elapsedUs - from.elapsedUs;
  if (Math.abs(until.timeUs - from.timeUs - elapsed) > CLOCK_SLACK_US + elapsed * 5e-4) {
    findings.fail("clock-jump", "gate.jsonl", "The clock and the time that passed do not agree.");
  }
}
