/** Checks a bundle: every file, log and packet of it against every other (docs/formats/proof.md lists the checks and their codes). */
import { isFormatError, isoFromEpochUs, type Platform, toHex } from "@creance/core";
import { ipv4Number } from "../rules/ipv4.ts";
import { type ProofFiles, proofFileNames } from "./bundle.ts";
import { CaptureRun } from "./captures.ts";
import { checkControl } from "./check-control.ts";
import { checkCounts } from "./check-counts.ts";
import { checkFiles } from "./check-files.ts";
import { checkFlows } from "./check-flows.ts";
import { checkGate, type GateBasis } from "./check-gate.ts";
import { checkNames, checkReplies } from "./check-names.ts";
import { DeniedCheck } from "./denied-check.ts";
import { DeniedMatch } from "./denied-match.ts";
import { Findings } from "./findings.ts";
import { gateFacts } from "./gate-facts.ts";
import { readGateLog } from "./gate-log.ts";
import { LanCheck } from "./lan-check.ts";
import { replayOpenings } from "./openings.ts";
import { proofLimits } from "./proof-limits.ts";
import { readDocument } from "./read-document.ts";
import { FlowIndex, readRelayFlows } from "./relay-flows.ts";
import { TriedTargets } from "./tried.ts";
import type { ProofDocument, ProofVerdict } from "./types.ts";
import { proofVerdict, unreadVerdict } from "./verdict.ts";
import { WanCheck } from "./wan-check.ts";

const [ETHERNET, NFLOG] = [1, 239] as const;

/**
 * Checks a bundle. What is wrong with it stands in the verdict; only files that cannot be read at all (the reader's own errors) throw.
 * Memory is bounded by the relay's connections, not by the captures.
 */
export async function checkProof(files: ProofFiles, platform: Platform): Promise<ProofVerdict> {
  const findings = new Findings();
  let document: ProofDocument | undefined;
  try {
    await checkFiles(files, platform, findings);
    if (!findings.has("file-missing")) document = await readDocument(files, findings);
    if (document === undefined) return unreadVerdict(findings, Number.NaN, Number.NaN);
    checkList(files, document, findings);
    const log = await readGateLog(files, findings);
    const basis = await checkGate(files, platform, document, log, findings);
    if (basis === undefined) return unreadVerdict(findings, document.fromUs, document.untilUs);
    return await checkTraffic(files, platform, document, { ...basis, log }, findings);
  } catch (error) {
    if (!isFormatError(error)) throw error;
    findings.fail("document-invalid", "", error.message);
    return unreadVerdict(findings, document?.fromUs ?? Number.NaN, document?.untilUs ?? Number.NaN);
  }
}

/** No file is there that the proof does not speak of; the captures follow on each other. */
function checkList(files: ProofFiles, { captures, flight }: ProofDocument, findings: Findings): void {
  const known = new Set([...Object.values(proofFileNames), ...captures.lan, ...captures.wan, ...captures.denied]);
  if (flight !== null) known.add(flight.file);
  for (const name of files.names()) if (!known.has(name)) findings.fail("file-unexpected", name, "The proof does not speak of this file.");
  for (const side of ["lan", "wan", "denied"] as const) {
    const numbers = captures[side].map((name) => Number(name.slice(side.length + 1, -5)));
    for (const [index, number] of numbers.entries()) {
      if (index > 0 && number !== (numbers[index - 1] as number) + 1) {
        findings.fail("capture-gap", captures[side][index] as string, "A capture is missing between this file and the one before it.");
      }
    }
  }
}

async function checkTraffic(
  files: ProofFiles,
  platform: Platform,
  document: ProofDocument,
  basis: GateBasis & { readonly log: Awaited<ReturnType<typeof readGateLog>> },
  findings: Findings,
): Promise<ProofVerdict> {
  const { policy, input, window, log } = basis;
  const openings = replayOpenings(policy, log, findings);
  const tried = new TriedTargets();
  const names = await checkNames(files, { window, openings, tried, findings });
  const flows = await readRelayFlows(files, findings);
  const match = new DeniedMatch();
  const lan = new LanCheck({
    facts: gateFacts(input, macBytes(document.lan.mac)),
    window,
    flows: new FlowIndex(flows, "lan"),
    denied: match,
    tried,
    openings,
    findings,
  });
  const denied = new DeniedCheck(window, match, findings);
  const wan = new WanCheck({
    mac: macBytes(document.wan.mac),
    resolver: ipv4Number(input.resolver ?? "") ?? null,
    managePort: input.manage?.interface === input.wanInterface ? input.manage.port : null,
    window,
    flows: new FlowIndex(flows, "wan"),
    openings,
    tried: new Set(flows.flatMap(({ line }) => line.triedIps ?? []).map((ip) => ipv4Number(ip) ?? 0)),
    findings,
  });
  const { captures } = document;
  const common = { files, platform, findings };
  const lanRun = new CaptureRun({ ...common, names: captures.lan, linkType: ETHERNET, take: (packet, file) => lan.take(packet, file) });
  const deniedRun = new CaptureRun({
    ...common,
    names: captures.denied,
    linkType: NFLOG,
    take: (packet, file) => denied.take(packet, file),
  });
  await sideBySide(lanRun, deniedRun);
  await new CaptureRun({ ...common, names: captures.wan, linkType: ETHERNET, take: (packet, file) => wan.take(packet, file) }).all();
  match.end(window, findings);
  if (!findings.has("denied-missing"))
    findings.checked.push(`${match.matched} refused packets stand in the local capture and in the log of refusals, one for one.`);
  checkReplies(names, lan.replies, findings);
  checkCounts({ lan, wan, denied }, window, findings);
  checkFlows(flows, window, openings, findings);
  if (!findings.has("wan-unaccounted")) findings.checked.push("Every frame that the gateway sent outside is accounted for.");
  checkControl(policy, document, flows, window, findings);
  await checkFlight(files, platform, document, findings);
  const limits = proofLimits(document, policy);
  return proofVerdict({ window, flows, wan, tried, names, control: document.control, resolver: input.resolver, limits, findings });
}

/** Both in the order of their times, so that what belongs together comes close together. */
async function sideBySide(a: CaptureRun, b: CaptureRun): Promise<void> {
  let [isA, isB] = [true, true];
  while (isA || isB) {
    if (isA && (!isB || a.timeUs <= b.timeUs)) isA = await a.step();
    else isB = await b.step();
  }
}

async function checkFlight(
  files: ProofFiles,
  platform: Platform,
  { flight, fromUs, untilUs }: ProofDocument,
  findings: Findings,
): Promise<void> {
  if (flight === null) return;
  const hasher = platform.createHash("sha256");
  for await (const piece of files.bytes(flight.file)) hasher.update(piece);
  if (toHex(hasher.digest()) !== flight.sha256) findings.fail("file-hash", flight.file, "This is not the flight that the proof speaks of.");
  else if (flight.startUs > untilUs || flight.endUs < fromUs) {
    const flown = `It was flown from ${isoFromEpochUs(flight.startUs)} until ${isoFromEpochUs(flight.endUs)}, by its own times`;
    findings.fail(
      "flight-outside",
      flight.file,
      `${flown}; the window is from ${isoFromEpochUs(fromUs)} until ${isoFromEpochUs(untilUs)}.`,
    );
  } else if (flight.startUs < fromUs || flight.endUs > untilUs) {
    const flown = `from ${isoFromEpochUs(flight.startUs)} until ${isoFromEpochUs(flight.endUs)}`;
    findings.checked.push(`Only a part of the flight that was handed in lies in the window: it was flown ${flown}, by its own times.`);
  } else findings.checked.push("The whole flight that was handed in was flown in the window, by its own times.");
}

function macBytes(text: string): Uint8Array {
  return Uint8Array.from(text.split(":").map((part) => Number.parseInt(part, 16)));
}
