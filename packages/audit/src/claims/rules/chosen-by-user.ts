/** Claims about what leaves without a choice of the user: C03 for every kind of data, C06 for pictures. */
import type { Verdict } from "../../result.ts";
import { type ClaimKindGroup, claimKinds, claimKindWords } from "../claim-kinds.table.ts";
import { type ClaimEvidence, type ClaimRule, notObserved, notTestable } from "../claim-rule.ts";
import { consistentText, findingsText, ofKinds, tallyText } from "../evidence-text.ts";
import { recordCaps } from "./place-of-servers.ts";

const groups = Object.keys(claimKinds) as readonly ClaimKindGroup[];
const usageRoles: readonly string[] = ["analytics", "crash", "third-party-analytics", "third-party-crash"];

/** C03: nothing without a choice, each kind of data apart. */
export const nothingUnchosen: ClaimRule = {
  sort: ({ row, agreed, uploadBytes }) => (!agreed && uploadBytes > 0 && usageRoles.includes(row.endpoint?.role ?? "") ? "usage" : null),
  judge(evidence) {
    const unchosen = evidence.found.filter(({ chosen }) => !chosen);
    const sealed = evidence.consistent.filter(({ chosen }) => !chosen);
    const usage = evidence.tally("usage");
    const parts = [
      ...groups.map((group) => groupPart(evidence, group)),
      {
        title: "Usage data",
        verdict: (usage.conversations > 0 ? "CONTRADICTED" : "NOT OBSERVED") as Verdict,
        because:
          usage.conversations > 0
            ? `${tallyText(usage)} for usage or crash data, by the catalogue; what they carried is not judged.`
            : "No conversation with a host that the catalogue knows for usage or crash data carried more than a handshake.",
      },
    ];
    const caps = recordCaps(evidence.context);
    if (unchosen.length > 0) {
      const because = `Without a recorded consent went out: ${findingsText(unchosen)}.`;
      return { verdict: "CONTRADICTED", because, basis: "contents", findings: unchosen, conversations: usage.cited, caps, parts };
    }
    if (usage.conversations + sealed.length > 0) {
      const reasons = [
        sealed.length > 0 ? `${consistentText(sealed)}.` : "",
        usage.conversations > 0 ? `${tallyText(usage)} for usage or crash data.` : "",
      ];
      const because = `Without a recorded consent: ${reasons.filter((reason) => reason !== "").join(" ")}`;
      return { verdict: "CONTRADICTED", because, basis: "sizes", findings: sealed, conversations: usage.cited, caps, parts };
    }
    if (parts.every((part) => part.verdict === "NOT TESTABLE")) return notTestable("Nothing was looked for.", { parts });
    const chosen = evidence.found.length;
    const rest = chosen > 0 ? " What was found going out is covered by recorded consents or stated sync windows." : "";
    return notObserved(`Nothing that was looked for was found going out without a recorded consent.${rest}`, { parts });
  },
};

/** C06: no capture shows that a face is registered. Pictures without a choice are a part of their own; whether one shows a face is not looked at. */
export const picturesUnchosen: ClaimRule = {
  judge(evidence) {
    const findings = ofKinds(evidence.found, ["picture"]).filter(({ chosen }) => !chosen);
    const templates = {
      title: "Face templates",
      verdict: "NOT TESTABLE",
      because: "Their format is not published: nobody can look for them.",
    } as const;
    const pictures =
      findings.length === 0
        ? ({ title: "Pictures", verdict: "NOT OBSERVED", because: "No picture was found going out without a recorded consent." } as const)
        : ({
            title: "Pictures",
            verdict: "SUPPORTED",
            because: `Without a recorded consent went out: ${findingsText(findings)}.`,
          } as const);
    return notTestable("No capture shows that a face is registered: templates have no published format, and a picture is no face data.", {
      findings,
      parts: [pictures, templates],
    });
  },
};

function groupPart(
  evidence: ClaimEvidence,
  group: ClaimKindGroup,
): { readonly title: string; readonly verdict: Verdict; readonly because: string } {
  const kinds = claimKinds[group];
  const title = claimKindWords[group];
  const all = ofKinds(evidence.found, kinds);
  const unchosen = all.filter(({ chosen }) => !chosen);
  if (unchosen.length > 0)
    return { title, verdict: "CONTRADICTED", because: `Found without a recorded consent: ${findingsText(unchosen)}.` };
  if (all.length > 0) return { title, verdict: "NOT OBSERVED", because: `Only with a recorded consent: ${findingsText(all)}.` };
  const known = group === "media" || kinds.some((kind) => evidence.searched(kind) > 0);
  return known
    ? { title, verdict: "NOT OBSERVED", because: "Looked for and not found in what could be read." }
    : { title, verdict: "NOT TESTABLE", because: "None was given to look for." };
}
