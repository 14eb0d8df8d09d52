/** Grants as the page shows them: rows, a whole grant in words, its signed record and what was shared under it. */
import type { GrantDetail, GrantListRow, GrantOverview, GrantWords } from "@creance/api";
import { type EpochUs, isoFromEpochUs, isUserError } from "@creance/core";
import {
  dataClasses,
  type Grant,
  type GrantedKind,
  grantedKinds,
  keepWords,
  nextRunUs,
  purposeTable,
  recipientKindTable,
  type StandingScope,
  scheduleSpans,
  scopeWords,
} from "@creance/policy";
import type { GrantRow, PolicyInForce, SignatureState } from "../operation/grants/types.ts";
import { baseName } from "../operation/readers/base-name.ts";
import type { SharePlace } from "../operation/share/types.ts";
import type { Operation } from "../operation/types.ts";
import { missingUnder } from "./grant-fit.ts";
import { classWords, dayWords, flowSentence, manifestWords, titlesOf } from "./grant-manifest.ts";

const kindTitles: Readonly<Record<GrantedKind, string>> = {
  flight: "Flights",
  picture: "Pictures",
  clip: "Clips",
  capture: "Network captures",
  other: "Everything else that is kept",
};
const spanTitles: Readonly<Record<StandingScope["every"], string>> = { hour: "Every hour", day: "Every day", week: "Every Monday" };

const signatureWords: Readonly<Record<SignatureState, string>> = {
  fits: "The signature fits this vault's key.",
  "other-key": "It is signed by another key than this vault's present one.",
  "not-checked": "The signature was not checked: the vault's keyring is not open.",
};

/** What of the operation grants are shown with. */
export type GrantsOf = Pick<Operation, "grants" | "share" | "vault">;

/** Everything the page lists. */
export async function grantOverview({ grants, share }: GrantsOf): Promise<GrantOverview> {
  const nowUs = Date.now() * 1000;
  const [{ policy, damaged }, rows, places] = await Promise.all([inForceOrWhy(grants), grants.list(), share.destinations()]);
  const shown = rows.map((row) => grantRow(row, places));
  return {
    sentence: damaged ?? overviewSentence(policy, shown, nowUs),
    policy:
      policy === null
        ? null
        : {
            manifest: manifestWords(policy.manifest, policy.sha256),
            setUs: policy.setUs,
            holds: policy.manifest.effectiveUs <= nowUs,
          },
    damaged,
    grants: shown,
    kinds: grantedKinds.map((word) => ({ word, title: kindTitles[word] })),
    spans: scheduleSpans.map((word) => ({ word, title: spanTitles[word] })),
    classes: classWords(dataClasses),
  };
}

/** The policy in force; `damaged`: why it cannot be read. */
export async function inForceOrWhy(
  grants: Operation["grants"],
): Promise<{ readonly policy: PolicyInForce | null; readonly damaged: string | null }> {
  try {
    return { policy: await grants.policy(), damaged: null };
  } catch (error) {
    if (isUserError(error) && error.code === "policy-damaged") return { policy: null, damaged: error.message };
    throw error;
  }
}

function overviewSentence(policy: PolicyInForce | null, rows: readonly GrantListRow[], nowUs: EpochUs): string {
  if (policy === null) return "No policy is in force, so nothing may be shared with anybody.";
  const { flows, effectiveUs } = policy.manifest;
  if (effectiveUs > nowUs) return `The policy holds from ${dayWords(effectiveUs)} on: until then nothing may be shared.`;
  if (flows.length === 0) return "The policy in force has no flow: nothing may be shared with anybody.";
  const active = rows.filter(({ state }) => state === "active");
  if (active.length === 0) return "Nobody may have anything now: no grant holds.";
  const names = [...new Set(active.map(({ recipient }) => recipient))];
  const shown = names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} others` : names.join(", ");
  return `${active.length === 1 ? "One grant holds" : `${active.length} grants hold`} now: for ${shown}. Whatever stands in none may not be shared.`;
}

/** A grant as a row. */
function grantRow({ grant, state, revokedUs }: GrantRow, places: readonly SharePlace[]): GrantListRow {
  return {
    grantId: grant.grantId,
    state,
    recipient: grant.recipient.name,
    recipientKind: recipientKindTable[grant.recipient.kind].title,
    data: titlesOf(grant.data),
    purposes: grant.purposes.map((purpose) => purposeTable[purpose].title),
    why: grant.why,
    destinations: placeTitles(grant, places),
    regions: grant.regions,
    madeUs: grant.madeUs,
    fromUs: grant.fromUs,
    untilUs: grant.untilUs,
    revokedUs,
    standing: grant.standing !== null,
    what: whatWords(grant),
  };
}

/** A grant in full, made or drafted. `open`: it can hold, now or later. */
export async function grantWords(grant: Grant, of: GrantsOf, open: boolean): Promise<GrantWords> {
  const nowUs = Date.now() * 1000;
  const [{ policy }, places, recipients] = await Promise.all([inForceOrWhy(of.grants), of.share.destinations(), of.share.recipients()]);
  const flow = policy?.manifest.flows.find(({ id }) => id === grant.flowId);
  const { standing } = grant;
  return {
    grantId: grant.grantId,
    sentence: plainSentence(grant, places),
    giver: grant.giver,
    controller: grant.controller,
    recipient: { ...grant.recipient, kind: recipientKindTable[grant.recipient.kind].title },
    data: titlesOf(grant.data),
    redact: titlesOf(grant.redact),
    purposes: grant.purposes.map((purpose) => purposeTable[purpose].title),
    why: grant.why,
    destinations: placeTitles(grant, places),
    regions: grant.regions,
    fromUs: grant.fromUs,
    untilUs: grant.untilUs,
    keep: keepWords(grant.keepUs),
    items: grant.items?.map((sha256) => itemWords(sha256, of)) ?? null,
    standing: standing === null ? null : scopeWords(standing),
    nextRunUs: standing === null || !open ? null : runBefore(grant, standing, nowUs),
    flowId: grant.flowId,
    manifestSha256: grant.manifestSha256,
    flow: flow === undefined ? null : flowSentence(flow),
    missing: !open
      ? []
      : policy === null
        ? [noPolicy]
        : await missingUnder(grant, { manifest: policy.manifest, manifestSha256: policy.sha256, places, recipients, nowUs }),
  };
}

const noPolicy = {
  code: "no-policy",
  sentence: "No policy is in force, so nothing may be shared.",
  satisfiedBy: "A policy file that is put in force.",
};

/** A made grant in full. */
export async function grantDetail(row: GrantRow, of: GrantsOf): Promise<GrantDetail> {
  const open = row.state === "active" || row.state === "not-yet";
  const [places, shares, words] = await Promise.all([of.share.destinations(), of.share.list(), grantWords(row.grant, of, open)]);
  const under = shares.filter(({ grantId }) => grantId === row.grant.grantId).toSorted((a, b) => b.begunUs - a.begunUs);
  return {
    row: grantRow(row, places),
    words,
    record: row.note,
    signature: signatureWords[row.signature],
    index: row.index,
    shares: under.map(({ shareId, begunUs, items, agreed }) => {
      const lying = items.filter(({ removal }) => removal !== "removed").length;
      const where = agreed?.destination.title ?? "a place whose name was erased";
      return {
        shareId,
        begunUs,
        lying,
        sentence:
          lying === 0 ? `Nothing of it lies at ${where} any more.` : `${lying} ${lying === 1 ? "item lies" : "items lie"} at ${where}.`,
      };
    }),
  };
}

function itemWords(sha256: string, { vault }: GrantsOf): { sha256: string; name: string | null; flightId: string | null } {
  const [flightId = null] = vault.reading(sha256)?.flightIds ?? [];
  return { sha256, name: baseName(vault.fileName(sha256) ?? null), flightId };
}

/** One sentence: who lets whom have what, without what, what for, where, until when. */
function plainSentence(grant: Grant, places: readonly SharePlace[]): string {
  const { giver, recipient, items, standing, data, redact, purposes, why, regions } = grant;
  const what = items === null ? scopeWords(standing) : items.length === 1 ? "one original" : `${items.length} originals`;
  const without = redact.length === 0 ? "" : `, once these were taken out: ${titlesOf(redact).join(", ")}`;
  const purpose = purposes.map((each) => purposeTable[each].title).join("; ");
  return `${giver.name} lets ${recipient.name} (${recipientKindTable[recipient.kind].title}) have ${what}, which may hold: ${titlesOf(data).join(", ")}${without}. What for: ${purpose}; “${why}”. Where: ${placeTitles(grant, places).join(", ")}, in ${regions.join(", ")}. Until ${untilWords(grant.untilUs)}.`;
}

function untilWords(us: EpochUs): string {
  return `${(isoFromEpochUs(us) ?? "").slice(0, 16).replace("T", " ")} UTC`;
}

function placeTitles({ destinations }: Pick<Grant, "destinations">, places: readonly SharePlace[]): readonly string[] {
  return destinations.map((id) => places.find(({ destination }) => destination.id === id)?.destination.title ?? id);
}

function whatWords({ items, standing }: Grant): string {
  if (items === null) return `Standing: ${scopeWords(standing)}`;
  return items.length === 1 ? "1 original" : `${items.length} originals`;
}

function runBefore({ fromUs, untilUs }: Grant, standing: StandingScope, nowUs: EpochUs): EpochUs | null {
  const next = nextRunUs(standing, Math.max(nowUs, fromUs));
  return next < untilUs ? next : null;
}
