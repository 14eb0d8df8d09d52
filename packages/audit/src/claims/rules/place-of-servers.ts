/** Claims about where data goes: C01, C10, C18. A country needs two databases that agree and no round trip that excludes it. */
import { countText } from "../../coverage/quantity-text.ts";
import {
  type ClaimEvidence,
  type ClaimRule,
  type ConfidenceCap,
  notObserved,
  notTestable,
  type Ruling,
  type SeenFinding,
} from "../claim-rule.ts";
import { findingsText, serversText, tallyText } from "../evidence-text.ts";
import type { ClaimContext, SeenConversation } from "../seen-conversation.ts";
import { senderCaps } from "../sender.ts";
import type { Tally } from "../tally.ts";

/** C01: bytes out to China, Taiwan or Hong Kong that nobody chose. */
export const uploadsToPlaces: ClaimRule = {
  sort: (seen) => (seen.chosen ? chosenWord(seen) : placedWord(seen, ["CN", "TW", "HK"])),
  judge(evidence) {
    const problem = noDatabases(evidence);
    if (problem !== null) return notTestable(problem);
    const findings = evidence.found.filter(({ seen, chosen }) => !chosen && isIn(seen, ["CN", "TW", "HK"]));
    return sent(evidence, findings, "SUPPORTED", "China, Taiwan or Hong Kong", recordCaps(evidence.context));
  },
};

/** C18: nothing of a US account goes to China or Hong Kong. */
export const nothingToChina: ClaimRule = {
  sort: (seen) => placedWord(seen, ["CN", "HK"]),
  judge(evidence) {
    if (!isUsRegion(evidence.context)) return notTestable(regionSentence(evidence.context));
    const problem = noDatabases(evidence);
    if (problem !== null) return notTestable(problem);
    const findings = evidence.found.filter(({ seen }) => isIn(seen, ["CN", "HK"]));
    return sent(evidence, findings, "CONTRADICTED", "China or Hong Kong", []);
  },
};

/** C10: the maker's own hosts in Taiwan. */
export const noServersInTaiwan: ClaimRule = {
  sort(seen) {
    if (!seen.leaves) return null;
    if (seen.makers && seen.placed.country === "TW") return "placed";
    return seen.makers ? (seen.placed.named.includes("TW") ? "disputed" : seen.row.countries.length > 0 ? "elsewhere" : null) : null;
  },
  judge(evidence) {
    const placed = evidence.tally("placed");
    const disputed = evidence.tally("disputed");
    const elsewhere = evidence.tally("elsewhere");
    if (placed.conversations + disputed.conversations + elsewhere.conversations === 0) {
      return notTestable("No conversation with a host of the maker that address databases know is in these captures.");
    }
    if (placed.conversations > 0) {
      return {
        verdict: "CONTRADICTED",
        because: `At least two databases place ${tallyText(placed)} in Taiwan; a country by database is an opinion, not a measurement.`,
        basis: "names",
        conversations: placed.cited,
      };
    }
    return notObserved(`No host of the maker is placed in Taiwan by two databases.${disputedText(disputed, "Taiwan")}`);
  },
};

/** True when the stated region of the account is the US. */
export function isUsRegion({ statement: { accountRegion } }: ClaimContext): boolean {
  return accountRegion !== null && /^(us|usa|u\.s\.a?\.?|united states( of america)?)$/i.test(accountRegion.trim());
}

/** Why a claim about US users cannot be tested. */
export function regionSentence({ statement: { accountRegion } }: ClaimContext): string {
  return accountRegion === null
    ? 'The claim speaks of US users: state the region of the account ("accountRegion": "US").'
    : "The claim speaks of US users, and the stated region of the account is another one.";
}

/** Limits of confidence for claims about what a user chose. */
export function recordCaps({ consents, windows }: ClaimContext): readonly ConfidenceCap[] {
  if (consents.length === 0 && windows.sync.length === 0) {
    return [{ at: "moderate", because: "No consent was recorded at all: that the user chose nothing is not shown." }];
  }
  return [];
}

function sent(
  evidence: ClaimEvidence,
  findings: readonly SeenFinding[],
  verdict: "SUPPORTED" | "CONTRADICTED",
  places: string,
  caps: readonly ConfidenceCap[],
): Ruling {
  const placed = evidence.tally("placed");
  const disputed = disputedText(evidence.tally("disputed"), places);
  const excluded = excludedText(evidence.tally("excluded"), places);
  if (findings.length === 0 && placed.conversations === 0) {
    return notObserved(`No bytes that may be data went to a server that two databases place in ${places}.${disputed}${excluded}`);
  }
  const outvoted = findings.some(({ seen }) => seen.placed.outvoted) || (findings.length === 0 && placed.outvoted > 0);
  const country: ConfidenceCap = outvoted
    ? { at: "low", because: "One database names another country for the server." }
    : { at: "moderate", because: "A country by database is an opinion, not a measurement." };
  const what = findings.length > 0 ? `Found: ${findingsText(findings)}` : tallyText(placed);
  return {
    verdict,
    because: `${what}, placed in ${places} by at least two databases.${findings.length > 0 ? "" : " What the bytes are is not known."}${disputed}${excluded}`,
    basis: findings.length > 0 ? "contents" : "sizes",
    findings,
    conversations: placed.cited,
    caps: [country, ...(findings.length > 0 ? [] : senderCaps(placed)), ...caps],
  };
}

function placedWord(seen: SeenConversation, countries: readonly string[]): string | null {
  if (seen.uploadBytes === 0) return null;
  if (isIn(seen, countries)) return "placed";
  if (seen.placed.excluded !== null && countries.includes(seen.placed.excluded)) return "excluded";
  if (seen.placed.named.some((country) => countries.includes(country))) return "disputed";
  return seen.row.countries.length > 0 ? "elsewhere" : null;
}

/** What was chosen is no evidence here, but shows that databases know servers. */
function chosenWord({ uploadBytes, row }: SeenConversation): string | null {
  return uploadBytes > 0 && row.countries.length > 0 ? "elsewhere" : null;
}

function isIn({ placed, leaves }: SeenConversation, countries: readonly string[]): boolean {
  return leaves && placed.country !== null && countries.includes(placed.country);
}

function noDatabases(evidence: ClaimEvidence): string | null {
  const known = ["placed", "disputed", "excluded", "elsewhere"].some((word) => evidence.tally(word).conversations > 0);
  return known ? null : "No address database knows a server that data may have gone to, so nothing can be placed in a country.";
}

function disputedText(tally: Tally, places: string): string {
  if (tally.conversations === 0) return "";
  return ` Disputed: ${serversText(tally)} (${countText(tally.conversations, "conversation")}); a database names ${places}, no two agree.`;
}

function excludedText(tally: Tally, places: string): string {
  return tally.conversations === 0 ? "" : ` Databases name ${places} for ${serversText(tally)}, but the round trip is too short for it.`;
}
