/** Claims that something named is sent: C07, C13, C19. Each kind is judged apart. */
import { findingWords } from "../../finding-words.table.ts";
import type { FindingKind } from "../../types.ts";
import { claimKinds } from "../claim-kinds.table.ts";
import { type ClaimEvidence, type ClaimRule, notObserved, notTestable, type Ruling } from "../claim-rule.ts";
import { findingsText, ofKinds } from "../evidence-text.ts";

/** C07: identifiers of the phone and its networks. */
export const phoneIdentifiers: ClaimRule = {
  judge: (evidence) =>
    sentKinds(evidence, claimKinds.phone, "List the phone's identifiers (IMEI, IMSI, SIM, MAC, Wi-Fi names) to look for them.", [
      { title: "Installed apps", verdict: "NOT TESTABLE", because: "Lists of apps are not looked for." },
    ]),
};

/** C13: serial numbers. */
export const serialNumbers: ClaimRule = {
  judge: (evidence) => sentKinds(evidence, claimKinds.serials, "Choose a flight whose record names serials, or list them.", []),
};

/** C19: names, numbers, accounts. */
export const contactData: ClaimRule = {
  judge(evidence) {
    const ruling = sentKinds(evidence, claimKinds.contact, "List names, phone numbers, mail addresses or accounts to look for them.", []);
    if (ruling.verdict !== "SUPPORTED") return ruling;
    const signedIn = evidence.context.windows.signedIn;
    const during = (ruling.findings ?? []).filter(({ finding }) =>
      signedIn.some(([from, until]) => finding.sentUs >= from && finding.sentUs <= until),
    );
    const purpose =
      signedIn.length === 0
        ? "Whether somebody signed in then is not stated; a sign-in sends them by design."
        : `${during.length} of ${ruling.findings?.length ?? 0} in a time in which, as stated, somebody was signed in: a sign-in sends them by design.`;
    return { ...ruling, because: `${ruling.because} ${purpose}` };
  },
};

function sentKinds(
  evidence: ClaimEvidence,
  kinds: readonly FindingKind[],
  ask: string,
  others: readonly { readonly title: string; readonly verdict: "NOT TESTABLE"; readonly because: string }[],
): Ruling {
  const searched = kinds.filter((kind) => evidence.searched(kind) > 0);
  const findings = ofKinds(evidence.found, kinds);
  if (searched.length === 0 && findings.length === 0) return notTestable(`Nothing of this kind was looked for. ${ask}`);
  const parts = [
    ...kinds.map((kind) => {
      const found = ofKinds(findings, [kind]);
      const title = capital(findingWords[kind].many);
      if (found.length > 0) return { title, verdict: "SUPPORTED", because: `Found: ${findingsText(found)}.` } as const;
      return evidence.searched(kind) > 0
        ? ({ title, verdict: "NOT OBSERVED", because: "Looked for and not found in what could be read." } as const)
        : ({ title, verdict: "NOT TESTABLE", because: "None was given to look for." } as const);
    }),
    ...others,
  ];
  if (findings.length === 0) return notObserved("They were looked for in all encodings and not found in what could be read.", { parts });
  const chosen = findings.filter((found) => found.chosen).length;
  const consent =
    chosen === 0
      ? "none with a recorded consent"
      : chosen === findings.length
        ? "all with a recorded consent"
        : `${chosen} with a recorded consent`;
  return { verdict: "SUPPORTED", because: `Found going out: ${findingsText(findings)}; ${consent}.`, basis: "contents", findings, parts };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
