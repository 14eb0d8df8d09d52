/** Collects what claims need while captures are read, and judges in the end. Memory: bounded tallies, whatever the number of conversations. */
import type { FlowContents, FlowRow } from "@creance/capture";
import { formatBytes } from "@creance/core";
import type { OwnClaim, PolicyRule } from "../audit.ts";
import { judgePolicy } from "../policy/judge-policy.ts";
import type { AuditResult, Coverage } from "../result.ts";
import type { AuditFlight, AuditStatement, Consent, Finding, Identifiers } from "../types.ts";
import { auditAnswer } from "./answer.ts";
import type { ClaimEvidence, ClaimRule, SeenFinding } from "./claim-rule.ts";
import { claimRules } from "./claim-rules.table.ts";
import { claims } from "./claims.table.ts";
import { judgeClaim } from "./judge-claim.ts";
import { judgeOwnClaim, sortForOwnClaim } from "./judge-own-claim.ts";
import { kindTotals, tellingKinds } from "./kind-totals.ts";
import { claimContext, isChosen, type SeenConversation, seenConversation } from "./seen-conversation.ts";
import { isOtherApp, isStatedApp } from "./sender.ts";
import { createServerText } from "./server-text.ts";
import { ServerTotals } from "./server-totals.ts";
import { emptyTally, GrowingTally } from "./tally.ts";

/** What claims are judged with, besides captures. */
export interface ClaimOptions {
  readonly flights: readonly AuditFlight[];
  readonly identifiers: Identifiers;
  readonly consents: readonly Consent[];
  readonly statement: AuditStatement;
  readonly ownClaims: readonly OwnClaim[];
  readonly policies: readonly PolicyRule[];
}

/** Collects and judges. */
export interface ClaimCollector {
  /** Each conversation when it has ended; `contents` is what its reader told of it, `null` where it told nothing. */
  conversation(row: FlowRow, contents: FlowContents | null): void;
  /** Everything judged, once the last capture has ended. */
  judge(about: {
    readonly findings: readonly Finding[];
    readonly coverage: Coverage;
  }): Pick<AuditResult, "answer" | "totals" | "claims" | "policies" | "servers">;
}

/** Servers on the spot that are told apart. */
const MAX_LOCAL = 10_000;

/** Opens a collector. */
export function createClaimCollector(options: ClaimOptions): ClaimCollector {
  const { flights, identifiers, consents, statement, ownClaims, policies } = options;
  const context = claimContext({ flights, consents, statement, serverText: createServerText(flights, identifiers) });
  const sorters = Object.entries<ClaimRule>(claimRules).flatMap(([name, { sort }]) => (sort === undefined ? [] : [{ name, sort }]));
  const tallies = new Map<string, GrowingTally>();
  const servers = new ServerTotals();
  const local = new Set<string>();
  let statedApp = false;
  let otherApps = false;
  const add = (key: string, seen: SeenConversation): void => {
    let tally = tallies.get(key);
    if (tally === undefined) {
      tally = new GrowingTally();
      tallies.set(key, tally);
    }
    tally.add(seen);
  };
  return {
    conversation(row, contents) {
      const seen = seenConversation(row, contents, context);
      servers.add(seen);
      if (isStatedApp(row, context)) statedApp = true;
      else if (isOtherApp(row, context)) otherApps = true;
      if (!seen.leaves && local.size < MAX_LOCAL) local.add(seen.server);
      for (const { name, sort } of sorters) {
        const word = sort(seen, context);
        if (word !== null) add(`${name} ${word}`, seen);
      }
      ownClaims.forEach((claim, index) => {
        const word = sortForOwnClaim(claim, seen);
        if (word !== null) add(`own ${index} ${word}`, seen);
      });
    },
    judge({ findings, coverage }) {
      const seen = new Map<FlowRow, SeenConversation>();
      const all = findings.map((finding): SeenFinding => {
        const conversation = seen.get(finding.flow) ?? seenConversation(finding.flow, null, context);
        seen.set(finding.flow, conversation);
        return { finding, seen: conversation, chosen: isChosen(finding, context) };
      });
      const strong = all.filter(({ finding }) => !finding.weak).sort(byTelling);
      // What stays on the spot (a hardware address in a question for an address, a name told to the neighbours) has not left.
      const foundAnywhere = strong.filter(({ finding }) => finding.match === "found");
      const out = strong.filter(({ finding, seen: { leaves } }) => finding.direction === "out" && leaves);
      const found = out.filter(({ finding }) => finding.match === "found");
      const nearby = foundAnywhere.filter(({ finding, seen: { leaves } }) => finding.direction === "out" && !leaves);
      const consistent = out.filter(({ finding }) => finding.match === "consistentWith");
      const evidenceFor = (prefix: string): ClaimEvidence => ({
        context,
        coverage,
        policies,
        found,
        consistent,
        nearby,
        foundAnywhere,
        isStatedAppMissing: otherApps && !statedApp,
        searched: (kind) => coverage.search.needles[kind] ?? 0,
        tally: (word) => tallies.get(`${prefix} ${word}`) ?? emptyTally,
      });
      const evidence = evidenceFor("");
      const verdicts = [
        ...claims.map((claim) => judgeClaim(claim, evidenceFor(claim.rule))),
        ...ownClaims.map((claim, index) => judgeOwnClaim(claim, evidenceFor(`own ${index}`))),
      ];
      return {
        answer: auditAnswer(evidence, verdicts),
        totals: kindTotals(strong),
        claims: verdicts,
        policies: judgePolicy(policies, evidence.found, uncovered(coverage)),
        servers: servers.list(strong, local),
      };
    },
  };
}

/** Most telling kind first, then as found. */
function byTelling({ finding: one }: SeenFinding, { finding: other }: SeenFinding): number {
  return (
    tellingKinds.indexOf(one.kind) - tellingKinds.indexOf(other.kind) ||
    one.sentUs - other.sentUs ||
    (one.findingId < other.findingId ? -1 : one.findingId > other.findingId ? 1 : 0)
  );
}

function uncovered({ bytesOut: { sealed, missing, unread } }: Coverage): string | null {
  const closed = sealed + missing + unread;
  return closed === 0 ? null : `${formatBytes(closed)} that went out could not be read.`;
}
