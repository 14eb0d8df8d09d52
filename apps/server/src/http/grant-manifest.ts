/** A privacy manifest as the page shows it: every word of the policy file with what people call it. */
import type { PolicyFlow, PolicyManifest, PolicyWord } from "@creance/api";
import { isoFromEpochUs } from "@creance/core";
import {
  type DataClass,
  type DataFlow,
  dataClassTable,
  keepWords,
  type PrivacyManifest,
  type Purpose,
  purposeTable,
  type RecipientKind,
  recipientKindTable,
} from "@creance/policy";

const openingWords = { always: "always open", "on-request": "opened on request", never: "never open" } as const;

/** The whole manifest. */
export function manifestWords(manifest: PrivacyManifest, sha256: string): PolicyManifest {
  const { title, revision, effectiveUs, controller, about, rights, collects, flows } = manifest;
  return {
    sha256,
    title,
    revision,
    effectiveUs,
    controller,
    about,
    rights,
    collects: collects.map(({ data, why, keepUs }) => ({ data: titlesOf(data), why, keep: keepWords(keepUs) })),
    flows: flows.map(flowWords),
  };
}

/** One sentence about a flow: what may go to whom, where, what for, how long. */
export function flowSentence(flow: DataFlow): string {
  const to = flow.to.map((kind) => recipientKindTable[kind].title).join(", or ");
  const without = flow.redact.length === 0 ? "" : `, once these were taken out: ${titlesOf(flow.redact).join(", ")}`;
  const purposes = flow.purposes.map((purpose) => purposeTable[purpose].title).join("; ");
  const keep = flow.keepUs === null ? "without an end to how long it is kept there" : `kept there for ${keepWords(flow.keepUs)}`;
  return `${titlesOf(flow.data).join(", ")} may go to ${to} in ${flow.regions.join(", ")}${without}, ${keep}. What for: ${purposes}. ${flow.readable ? "It may lie there readable." : "It lies there encrypted to the recipient."}`;
}

/** Titles of classes of data. */
export function titlesOf(classes: readonly DataClass[]): readonly string[] {
  return classes.map((each) => dataClassTable[each].title);
}

/** Classes of data with their words. */
export function classWords(classes: readonly DataClass[]): readonly PolicyWord[] {
  return classes.map((word) => ({ word, title: dataClassTable[word].title }));
}

/** Purposes with their words. */
function purposeWords(purposes: readonly Purpose[]): readonly PolicyWord[] {
  return purposes.map((word) => ({ word, title: purposeTable[word].title }));
}

/** A day, as the policy file writes it. */
export function dayWords(us: number): string {
  return (isoFromEpochUs(us) ?? "").slice(0, 10);
}

function flowWords(flow: DataFlow): PolicyFlow {
  const { id, who, regions, why, readable, hosts, open } = flow;
  return {
    id,
    data: classWords(flow.data),
    to: kindWords(flow.to),
    who,
    regions,
    purposes: purposeWords(flow.purposes),
    why,
    keep: keepWords(flow.keepUs),
    redact: classWords(flow.redact),
    readable,
    hosts,
    open: hosts.length === 0 || open === null ? null : openingWords[open],
  };
}

function kindWords(kinds: readonly RecipientKind[]): readonly PolicyWord[] {
  return kinds.map((word) => ({ word, title: recipientKindTable[word].title }));
}
