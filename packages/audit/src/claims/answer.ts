/** The few sentences that answer "did anything leave that should not have?". */
import { allBytes } from "../coverage/byte-coverage.ts";
import { countText, shareText } from "../coverage/quantity-text.ts";
import type { ClaimVerdict } from "../result.ts";
import type { ClaimEvidence } from "./claim-rule.ts";
import { findingsText } from "./evidence-text.ts";

/** Gaps that stand beside the answer. */
const SHOWN_GAPS = 2;

/** The answer. `claims` are the verdicts, for what was stated about modes. */
export function auditAnswer(evidence: ClaimEvidence, claims: readonly ClaimVerdict[]): readonly string[] {
  const { coverage, found, consistent } = evidence;
  if (coverage.captures.every(({ packets }) => packets === 0)) return ["Nothing can be said: no capture was read, or it holds no packets."];
  const unchosen = found.filter(({ chosen }) => !chosen);
  const sentences = [unchosen.length > 0 ? `Yes: ${findingsText(unchosen)} went out without a recorded consent.` : noneText(evidence)];
  const chosen = found.length - unchosen.length;
  if (chosen > 0) {
    const which = unchosen.length > 0 ? `${countText(chosen, "other finding")}` : findingsText(found);
    sentences.push(`With a recorded consent, or in a stated sync window, went out: ${which}.`);
  }
  const sealed = consistent.filter((each) => !each.chosen);
  if (sealed.length > 0)
    sentences.push(`Sizes and times of sealed traffic are consistent with ${findingsText(sealed)}; nobody could read them.`);
  const mode = claims.find(({ id }) => id === "C04");
  if (mode !== undefined && mode.verdict !== "NOT TESTABLE") sentences.push(`Local Data Mode: ${mode.because}`);
  const hits = coverage.search.decoys.reduce((total, decoy) => total + decoy.hits, 0);
  if (hits > 0) {
    const searched = coverage.search.decoys.reduce((total, decoy) => total + decoy.searched, 0);
    sentences.push(`${hits} of ${searched} decoys were found: some findings may be chance.`);
  }
  return [...sentences, ...coverage.gaps.slice(0, SHOWN_GAPS)];
}

function noneText({ coverage: { bytesOut, search }, found }: ClaimEvidence): string {
  const all = allBytes(bytesOut);
  const read = bytesOut.plain + bytesOut.decrypted;
  const needles = Object.values(search.needles).reduce((total, count) => total + (count ?? 0), 0);
  if (all === 0) return "Not seen: no contents went out in these captures.";
  if (search.controls.planted === 0 || (needles === 0 && found.length === 0))
    return "Nothing can be said of contents: nothing was looked for.";
  const what = found.length > 0 ? "Nothing else" : "Nothing";
  const share =
    read >= all ? "All bytes that went out were read" : `${capital(shareText(read, all))} of the bytes that went out could be read`;
  return `Not seen: ${what.toLowerCase()} that was looked for was found going out without a recorded consent. ${share}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
