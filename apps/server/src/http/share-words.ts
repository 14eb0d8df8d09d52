/** Shares, places and plans as the page shows them. */
import type { ShareOverview, SharePlaceRow, SharePreview, ShareRecipientRow, ShareRow } from "@creance/api";
import { formatBytes, isoFromEpochUs, UserError } from "@creance/core";
import {
  dataClassTable,
  MAX_GRANT_ITEMS,
  type Purpose,
  purposes,
  purposeTable,
  type RecipientKind,
  recipientKinds,
  recipientKindTable,
} from "@creance/policy";
import type { RedactionChange } from "@creance/seal";
import type { SharePlace, SharePlan, ShareRecipient, ShareSummary } from "../operation/share/types.ts";
import type { Operation } from "../operation/types.ts";
import type { ShareJobs } from "./share-jobs.ts";

/** Everything the page lists. */
export async function shareOverview({ share, grants }: Pick<Operation, "share" | "grants">, jobs: ShareJobs): Promise<ShareOverview> {
  const [shares, places, recipients, policy] = await Promise.all([share.list(), share.destinations(), share.recipients(), grants.policy()]);
  const names = new Map(recipients.map(({ key, name }) => [key, name]));
  const rows = shares
    .map((one) => ({ ...shareRow(one, names), isUnderWay: jobs.worksOn(one.shareId) }))
    .toSorted((a, b) => b.begunUs - a.begunUs);
  return {
    sentence: overviewSentence(rows),
    policy: policy === null ? null : { title: policy.manifest.controller.name, revision: policy.manifest.revision },
    shares: rows,
    jobs: jobs.open(),
    places: places.map(placeRow),
    recipients: recipients.map(recipientRow),
    grantOriginals: MAX_GRANT_ITEMS,
    purposes: purposes.map((word) => ({ word, title: purposeTable[word].title })),
    recipientKinds: recipientKinds.map((word) => ({
      word,
      title: recipientKindTable[word].title,
      purposes: [...new Set((policy?.manifest.flows ?? []).filter(({ to }) => to.includes(word)).flatMap((flow) => flow.purposes))],
    })),
  };
}

function overviewSentence(rows: readonly ShareRow[]): string {
  const lying = rows.filter(({ state, items }) => state !== "removed" && items.some(({ removal }) => removal !== "removed"));
  if (rows.length === 0) return "Nobody has anything from this vault: nothing was ever shared.";
  if (lying.length === 0) return "Nothing that was shared lies anywhere any more, as far as its places say.";
  const recipients = new Set(lying.flatMap((row) => row.recipients));
  const places = new Set(lying.map(({ destination }) => destination ?? "a place whose name was erased"));
  const items = lying.reduce((sum, row) => sum + row.items.filter(({ removal }) => removal !== "removed").length, 0);
  return `${items} ${items === 1 ? "item" : "items"} of ${lying.length} ${lying.length === 1 ? "share" : "shares"} lie at ${[...places].join(", ")}, readable by ${[...recipients].join(", ") || "the place itself"}.`;
}

/** A share as a row. */
function shareRow(share: ShareSummary, namesOf: ReadonlyMap<string, string>): Omit<ShareRow, "isUnderWay"> {
  const { agreed } = share;
  return {
    shareId: share.shareId,
    state: share.state,
    sentence: stateSentence(share),
    begunUs: share.begunUs,
    untilUs: agreed?.untilUs ?? null,
    destination: agreed?.destination.title ?? null,
    region: agreed === null ? null : regionWords(agreed.destination),
    recipients: (agreed?.recipients ?? []).map(({ key, name }) => name ?? namesOf.get(key) ?? shortKey(key)),
    purpose: agreed === null ? null : titleOf(purposeTable, agreed.purpose),
    by: agreed?.by ?? null,
    place: agreed?.destination.kind ?? null,
    items: share.items.map((item) => ({
      index: item.index,
      sha256: item.sha256,
      name: item.object?.name ?? null,
      sealedBytes: item.sealedBytes,
      redacted: item.outSha256 !== item.sha256,
      removal: item.removal,
    })),
    itemsPlanned: share.itemsPlanned,
    sealedBytes: share.items.reduce((sum, { sealedBytes }) => sum + sealedBytes, 0),
  };
}

/** A place as a row. Its keys are not among what is answered. */
export function placeRow({ destination, heldBy, addedUs, region }: SharePlace): SharePlaceRow {
  const { id, title, kind, endpoint, country, bucket, prefix } = destination;
  return {
    id,
    title,
    kind,
    endpoint,
    region: destination.region,
    country,
    bucket,
    prefix,
    heldBy: titleOf(recipientKindTable, heldBy),
    heldByKind: heldBy,
    addedUs,
    grade: region?.grade ?? null,
    checkedUs: region?.checkedUs ?? null,
  };
}

/** A recipient as a row. */
export function recipientRow({ id, name, kind, key, addedUs, revokedUs }: ShareRecipient): ShareRecipientRow {
  return { id, name, kind, kindWords: titleOf(recipientKindTable, kind), key, addedUs, revokedUs };
}

/** How a browser can show a file: only what it reads without doubt. */
export function lookOf(format: string | null): SharePreview["items"][number]["look"] {
  if (format === "jpeg" || format === "png") return "picture";
  return format === "mp4" ? "film" : "none";
}

/** A plan as a person checks it before anything leaves. `boxes`: how many were painted over what. */
export function previewOf(plan: SharePlan, boxes: ReadonlyMap<string, number>): SharePreview {
  const { leaks } = plan;
  return {
    shareId: plan.shareId,
    verdict: plan.verdict,
    sentence:
      plan.verdict === "permit"
        ? `${formatBytes(plan.sealedBytes)} would go to ${plan.destination.title} (${regionWords(plan.destination)}). Nothing was sent yet.`
        : "The policy refuses this share. Nothing was sent.",
    missing: plan.missing,
    items: plan.items.map((item) => ({
      name: item.name,
      sha256: item.sha256,
      outBytes: item.outBytes,
      sealedBytes: item.sealedBytes,
      classes: item.classes.map((word) => titleOf(dataClassTable, word)),
      changes: changeWords(item.changes),
      left: item.left,
      isContents: item.isContents,
      isClaimed: item.isClaimed ?? false,
      mediaSha256: item.kind === "picture" || item.kind === "clip" ? item.sha256 : null,
      painted: boxes.get(item.sha256) ?? 0,
      look: lookOf(item.format),
    })),
    placeKind: plan.destination.kind,
    grant: plan.grantId,
    destination: plan.destination.title,
    region: regionWords(plan.destination),
    recipients: plan.recipients.map(({ key, name }) => (name === null ? shortKey(key) : `${name} (${shortKey(key)})`)),
    purpose: titleOf(purposeTable, plan.purpose),
    untilUs: plan.untilUs,
    leftOut: plan.leftOut,
    exposure: plan.exposure,
    leaks:
      leaks === null
        ? null
        : {
            ok: leaks.ok,
            sentence: leaks.ok
              ? `Searched ${formatBytes(leaks.searched.bytes)} for ${countOf(leaks.searched.values, "value")} and ${countOf(leaks.searched.positions, "position")} that were taken out: none is left.`
              : `${leaks.found.length} of the values that were to be taken out are still there.`,
            found: leaks.found.map(({ name, byteOffset, sentence }) => ({ name, byteOffset, sentence })),
          },
    sealedBytes: plan.sealedBytes,
  };
}

/** Words for what was taken out of one item: one sentence a class. */
function changeWords(changes: readonly RedactionChange[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { class: of, how } of changes) counts.set(`${of} ${how}`, (counts.get(`${of} ${how}`) ?? 0) + 1);
  return [...counts].map(([key, count]) => {
    const [of = "", how = ""] = key.split(" ");
    return `${of} ${how}${count === 1 ? "" : ` (${count} places)`}`;
  });
}

function stateSentence(share: ShareSummary): string {
  const whole = `${share.items.length} of ${share.itemsPlanned} items lie at the destination`;
  if (share.state === "whole") return `${whole}, each read back and compared.`;
  if (share.state === "expired")
    return `${whole}; its time ended${share.agreed === null ? "" : ` ${isoFromEpochUs(share.agreed.untilUs) ?? ""}`}.`;
  if (share.state === "unfinished") return `Cut off: ${whole}. It can be resumed; otherwise it is removed.`;
  if (share.state === "failed") return `It ended without being whole (${(share.code ?? "unknown").replaceAll("-", " ")}).`;
  const left = share.items.filter(({ removal }) => removal !== "removed").length;
  if (share.state === "removed") return "Taken back: nothing of it lies at the destination. What was read already cannot be unread.";
  return `Taken back; ${left} ${left === 1 ? "item is" : "items are"} not removed yet. What was read already cannot be unread.`;
}

function countOf(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}

function regionWords({ region, country }: { readonly region: string; readonly country: string }): string {
  return `${region}, ${country}`;
}

/** The title of a word; a word that this version does not know stands for itself. */
export function titleOf(table: Readonly<Record<string, { readonly title: string }>>, word: string): string {
  return Object.hasOwn(table, word) ? (table[word]?.title ?? word) : word;
}

function shortKey(key: string): string {
  return key.length > 24 ? `${key.slice(0, 12)}…${key.slice(-6)}` : key;
}

/** A kind of recipient by its word. Throws a `UserError` (`unknown-recipient-kind`). */
export function recipientKind(word: string): RecipientKind {
  return oneOf(recipientKinds, word, { code: "unknown-recipient-kind", what: "kind of recipient" });
}

/** A purpose by its word. Throws a `UserError` (`unknown-purpose`). */
export function purposeNamed(word: string): Purpose {
  return oneOf(purposes, word, { code: "unknown-purpose", what: "purpose that a policy file knows" });
}

function oneOf<Word extends string>(
  words: readonly Word[],
  word: string,
  { code, what }: { readonly code: string; readonly what: string },
): Word {
  const known = words.find((each) => each === word);
  if (known === undefined) throw new UserError(code, "wrongUse", `"${word}" is no ${what}; one of ${words.join(", ")} is.`);
  return known;
}
