/** Claims about modes and states that the operator states: C04 Local Data Mode, C05 Restricted Network Mode, C12 app closed. */
import { formatBytes } from "@creance/core";
import { durationText, listText } from "../../coverage/quantity-text.ts";
import { lengthOfSpansUs, type Span } from "../../coverage/spans.ts";
import type { ClaimColumn } from "../../result.ts";
import { boundedProblems, capturedIn, flightsIn } from "../bounded-support.ts";
import { type ClaimEvidence, type ClaimRule, type ConfidenceCap, notObserved, notTestable } from "../claim-rule.ts";
import { tallyText } from "../evidence-text.ts";
import { beginsIn, reachesInto, type SeenConversation } from "../seen-conversation.ts";
import { isOtherApp, isSenderKnown, unknownSender } from "../sender.ts";

/** Windows that are compared must be captured at least this long. */
const MIN_COMPARED_US = 60e6;
const stated: ConfidenceCap = { at: "moderate", because: "It rests on times that the operator stated." };

/** C04: nothing but addresses, neighbours and time while the mode is on. */
export const localDataMode: ClaimRule = {
  sort(seen, context) {
    const windows = context.windows.localDataMode;
    if (!isModeTraffic(seen) || isOtherApp(seen.row, context)) return null;
    if (beginsIn(seen, windows)) return isSenderKnown(seen, context) ? "known" : "any";
    return reachesInto(seen, windows) ? "reaching" : null;
  },
  judge(evidence) {
    const windows = evidence.context.windows.localDataMode;
    if (windows.length === 0) {
      return notTestable('State when the mode was on: a window "localDataMode" in the statement.');
    }
    const captured = capturedIn(evidence, windows);
    if (captured.length === 0) return notTestable("No capture ran while the mode was stated to be on.");
    const known = evidence.tally("known");
    const any = evidence.tally("any");
    const reaching = evidence.tally("reaching");
    const log = useColumn(evidence, windows);
    if (known.conversations + any.conversations > 0) {
      const tally = known.conversations > 0 ? known : any;
      const sender: readonly ConfidenceCap[] = known.conversations > 0 ? [] : [unknownSender];
      const also = known.conversations > 0 && any.conversations > 0 ? ` Besides, ${tallyText(any)} whose sender is not known.` : "";
      return {
        verdict: "CONTRADICTED",
        because: `With the mode on, as stated: ${tallyText(tally)}.${also}`,
        basis: "packets",
        conversations: [...known.cited, ...any.cited],
        caps: [stated, ...sender],
        log,
      };
    }
    const time = durationText(lengthOfSpansUs(captured) / 1e6);
    const problems = [
      ...appProblems(evidence),
      ...boundedProblems(evidence, { windows, contents: false }),
      ...(reaching.conversations > 0 ? [`${tallyText(reaching)} began before the mode and ended in it.`] : []),
    ];
    const nothing = `In ${time} captured with the mode on nothing left but address assignment, neighbour questions and time.`;
    if (problems.length > 0) return notObserved(nothing, { log, notCovered: problems });
    return {
      verdict: "SUPPORTED",
      because: `${nothing} This holds for that time and that capture point only.`,
      basis: "packets",
      caps: [stated],
      log,
    };
  },
};

/** C05: less in a minute inside the windows than outside. */
export const restrictedNetworkMode: ClaimRule = {
  sort(seen, context) {
    if (!isModeTraffic(seen) || isOtherApp(seen.row, context)) return null;
    return beginsIn(seen, context.windows.restrictedNetworkMode) ? "inside" : "outside";
  },
  judge(evidence) {
    const windows = evidence.context.windows.restrictedNetworkMode;
    if (windows.length === 0) return notTestable('State when the mode was on: a window "restrictedNetworkMode" in the statement.');
    const insideUs = lengthOfSpansUs(capturedIn(evidence, windows));
    const outsideUs = lengthOfSpansUs(capturedIn(evidence, null)) - insideUs;
    if (insideUs < MIN_COMPARED_US || outsideUs < MIN_COMPARED_US) {
      return notTestable("A minute or more must be captured both with the mode on and with it off, to be compared.");
    }
    const inside = evidence.tally("inside");
    const outside = evidence.tally("outside");
    if (inside.bytesOut + outside.bytesOut === 0)
      return notObserved("Nothing left, with the mode or without.", { notCovered: appProblems(evidence) });
    const insideRate = inside.bytesOut / (insideUs / 60e6);
    const outsideRate = outside.bytesOut / (outsideUs / 60e6);
    const rates = `${formatBytes(Math.round(insideRate))} a minute with the mode on, ${formatBytes(Math.round(outsideRate))} with it off`;
    const both = `${inside.servers.length} and ${outside.servers.length} servers, ${durationText(insideUs / 1e6)} and ${durationText(outsideUs / 1e6)} captured`;
    return {
      verdict: insideRate < outsideRate ? "SUPPORTED" : "CONTRADICTED",
      because: `Out went ${rates} (${both}).`,
      basis: "comparison",
      conversations: [...inside.cited, ...outside.cited],
      caps: [stated],
    };
  },
};

/** C12: conversations of the app that begin while it is closed. */
export const talksWhenClosed: ClaimRule = {
  sort(seen, context) {
    if (!seen.leaves || seen.housekeeping !== null || isOtherApp(seen.row, context)) return null;
    if (!beginsIn(seen, context.windows.appClosed)) return null;
    return isSenderKnown(seen, context) ? "known" : "any";
  },
  judge(evidence) {
    const windows = evidence.context.windows.appClosed;
    if (windows.length === 0) return notTestable('State when the app was closed: a window "appClosed" in the statement.');
    const captured = capturedIn(evidence, windows);
    if (captured.length === 0) return notTestable("No capture ran while the app was stated to be closed.");
    const known = evidence.tally("known");
    const any = evidence.tally("any");
    if (known.conversations > 0) {
      const appKnown = known.cited.some((cited) => cited.appKnown);
      const sender: readonly ConfidenceCap[] = appKnown
        ? []
        : [{ at: "low", because: "The capture does not say which app it was: only the host is the maker's." }];
      return {
        verdict: "SUPPORTED",
        because: `While the app was closed, as stated: ${tallyText(known)}.`,
        basis: "packets",
        conversations: known.cited,
        caps: [stated, ...sender],
      };
    }
    const time = durationText(lengthOfSpansUs(captured) / 1e6);
    const others = any.conversations > 0 ? ` ${tallyText(any)} are of a sender that is not known.` : "";
    return notObserved(`In ${time} captured with the app closed no conversation of it began.${others}`, {
      notCovered: appProblems(evidence),
    });
  },
};

/** What counts as traffic in a mode: everything that leaves, and DNS questions, but neither addresses nor time. */
function isModeTraffic({ leaves, housekeeping, row }: SeenConversation): boolean {
  if (housekeeping === "address" || housekeeping === "time") return false;
  return leaves || (housekeeping === "names" && row.respPort !== 5353 && row.respPort !== 5355);
}

/** Other apps are left aside; where the stated one is never named, that may have left aside too much. */
function appProblems({ isStatedAppMissing }: ClaimEvidence): readonly string[] {
  return isStatedAppMissing ? ["The capture names apps, but never the stated one: state it as the capture does."] : [];
}

function useColumn(evidence: ClaimEvidence, windows: readonly Span[]): ClaimColumn {
  const flights = flightsIn(evidence, windows);
  return {
    verdict: "NOT TESTABLE",
    because:
      flights.length === 0
        ? "No flight inside the window shows that the app was in use."
        : `A record cannot say what was sent; ${listText(flights)} shows that the app was in use then.`,
  };
}
