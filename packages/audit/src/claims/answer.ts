/** The few sentences that answer "did anything leave that should not have?". */
import { allBytes } from "../coverage/byte-coverage.ts";
import { countText, shareText } from "../coverage/quantity-text.ts";
import type { ClaimVerdict } from "../result.ts";
import type { ClaimEvidence } from "./claim-rule.ts";
import { consistentText, findingsText } from "./evidence-text.ts";

/** Gaps that stand beside the answer. */
const SHOWN_GAPS = 2;

/** The answer. `claims` are the verdicts, for what was stated about modes. */
export function auditAnswer(evidence: ClaimEvidence, claims: readonly ClaimVerdict[]): readonly string[] {
  const { coverage, consistent, nearby } = evidence;
  if (coverage.captures.every(({ packets }) => packets === 0)) return ["Nothing can be said: no capture was read, or it holds no packets."];
  const sentences = foundText(evidence);
  const sealed = consistent.filter((each) => !each.chosen);
  if (sealed.length > 0) sentences.push(`${consistentText(sealed)}; nobody could read it.`);
  if (nearby.length > 0) sentences.push(`To the local network only, as far as is seen: ${findingsText(nearby)}.`);
  const mode = claims.find(({ id }) => id === "C04");
  if (mode !== undefined && mode.verdict !== "NOT TESTABLE") sentences.push(`Local Data Mode: ${mode.because}`);
  const hits = coverage.search.decoys.reduce((total, decoy) => total + decoy.hits, 0);
  if (hits > 0) {
    const searched = coverage.search.decoys.reduce((total, decoy) => total + decoy.searched, 0);
    sentences.push(`${hits} of ${searched} decoys were found: some findings may be chance.`);
  }
  return [...sentences, ...coverage.gaps.slice(0, SHOWN_GAPS)];
}

/** What was found without a recorded consent, else with one, else how far "nothing" goes. */
function foundText(evidence: ClaimEvidence): string[] {
  const { found } = evidence;
  const unchosen = found.filter(({ chosen }) => !chosen);
  const chosen = found.filter((each) => each.chosen);
  const agreed = "a recorded consent or a stated sync window";
  if (unchosen.length > 0) {
    const yes = `Yes: ${findingsText(unchosen)} went out without a recorded consent.`;
    if (chosen.length === 0) return [yes];
    return [yes, `${countText(chosen.length, "other finding is", "other findings are")} covered by ${agreed}.`];
  }
  if (chosen.length > 0)
    return [`What was found going out is covered by ${agreed}: ${findingsText(chosen)}.`, nothingText(evidence, "Nothing else")];
  return [nothingText(evidence, "Nothing")];
}

function nothingText({ coverage: { bytesOut, search }, found }: ClaimEvidence, nothing: string): string {
  const all = allBytes(bytesOut);
  const read = bytesOut.plain + bytesOut.decrypted;
  const needles = Object.values(search.needles).reduce((total, count) => total + (count ?? 0), 0);
  if (all === 0) return `${nothing} went out: these captures hold no contents that left.`;
  if (search.controls.planted === 0) return `${nothing} was found, and that says little: no control was planted.`;
  if (needles === 0 && found.length === 0) return "Nothing can be said of contents: nothing of the operator's was looked for.";
  const share = read >= all ? "all bytes that went out were read" : `${shareText(read, all)} of the bytes that went out could be read`;
  return `${nothing} that was looked for was found going out; ${share}.`;
}
