/**
 * Sends a share, step by step. Every step can be the last one: what is there is either entered or known to the work folder, so that the share can
 * be continued, or removed without a trace at its destination.
 */
import { createHash } from "node:crypto";
import { type ByteSource, type EpochUs, isoFromEpochUs, isUserError, toHex, UserError } from "@creance/core";
import type { Destination, RegionRecord } from "@creance/courier";
import type { NewJournalEntry } from "@creance/ledger";
import { MAX_TEXT_LENGTH } from "@creance/ledger";
import { nodePlatform, openFileSource } from "@creance/node";
import type { Decision } from "@creance/policy";
import { type Sealing, sealedSource } from "@creance/seal";
import { enterWith } from "../shared-writer.ts";
import { documentWords } from "./document-words.ts";
import { endShare } from "./end-share.ts";
import { openOriginal } from "./gather-items.ts";
import { handOverItems } from "./hand-over-items.ts";
import { newId } from "./new-id.ts";
import type { ShareParts } from "./parts.ts";
import { isPassing } from "./passing-trouble.ts";
import { credentialsOf, readRecipients } from "./places.ts";
import { readShare } from "./read-shares.ts";
import { recordHash } from "./record-hash.ts";
import { agreementOf, enteredWork, saysSo } from "./share-agreement.ts";
import type { ShareFolder, ShareWork, WorkItem } from "./share-folder.ts";
import { leavingClasses, shareQuestion } from "./share-question.ts";
import { trustedNow } from "./trusted-now.ts";
import type { SharedObject, ShareHandlers, SharePlan, ShareSummary } from "./types.ts";

const BLOCK_BYTES = 1024 * 1024;
/** How often a revocation by somebody else is looked for while bytes go out. */
const LOOK_MS = 2000;

/** Runs a share from where it stands to its end. This process works on its folder. */
export async function runShare(
  parts: ShareParts,
  folder: ShareFolder,
  /** What was planned and shown; `null`: what was entered when the share began counts. */
  shown: Omit<SharePlan, "items"> | null,
  handlers: ShareHandlers = {},
): Promise<ShareSummary> {
  const { shareId } = folder;
  const work = await folder.work();
  if (work === undefined) {
    await folder.remove();
    throw new UserError("no-such-share", "notFound", `Share ${shareId.slice(0, 8)} was never made ready. Nothing was sent.`);
  }
  const before = await readShare(parts, shareId);
  if (before !== undefined && before.state !== "unfinished") return finished(parts, folder, work, before, handlers);
  try {
    await assertAllowed(parts, work);
    await assertUnchanged(work, { begun: before, shown });
    const region = await checkRegion(parts, work, handlers);
    await decideNow(parts, work, region);
    if (before === undefined) await begin(parts, work);
    if (work.plan.destination.kind === "nodeodm") await handOver(parts, folder, work, handlers);
    else await sendItems(parts, folder, work, handlers);
    const share = await readShare(parts, shareId);
    const sealedBytes = share?.items.reduce((sum, item) => sum + item.sealedBytes, 0) ?? 0;
    await enterWith(parts.writers, () => [{ kind: "shareDone", timeUs: parts.now(), shareId, items: work.items.length, sealedBytes }]);
    // A revocation that was entered after the last look found the share under way: what is there is removed here.
    const done = await readShare(parts, shareId);
    if (done?.revokedUs !== null && done?.revokedUs !== undefined) throw revokedMeanwhile(shareId);
  } catch (error) {
    throw await afterTrouble(parts, folder, work, error, handlers);
  }
  await folder.remove();
  handlers.onProgress?.({
    step: "done",
    item: work.items.length,
    items: work.items.length,
    bytesDone: work.plan.sealedBytes,
    bytes: work.plan.sealedBytes,
  });
  return (await readShare(parts, shareId)) as ShareSummary;
}

/** What has ended needs no work folder; what was revoked meanwhile is removed. */
async function finished(
  parts: ShareParts,
  folder: ShareFolder,
  work: ShareWork,
  share: ShareSummary,
  handlers: ShareHandlers,
): Promise<ShareSummary> {
  if (share.state === "revoked")
    await endShare(parts, { shareId: folder.shareId, share, folder, work: enteredWork(work, share), code: null }, handlers);
  else await folder.remove();
  if (share.state === "whole" || share.state === "expired") return share;
  throw new UserError(`share-${share.state}`, "conflict", `Share ${folder.shareId.slice(0, 8)} is ${share.state}: it cannot be continued.`);
}

/** Grant, time, leak check and recipients, asked again: all of them may have changed since the preview. */
async function assertAllowed(parts: ShareParts, { plan, grant, wish }: ShareWork): Promise<void> {
  const nowUs = await trustedNow(parts);
  if (plan.leaks?.ok === false) {
    throw new UserError(
      "leak-found",
      "conflict",
      "What was to be taken out is still in a file, so the share was stopped. Nothing was sent.",
    );
  }
  if (plan.untilUs <= nowUs) throw expired(plan.untilUs);
  const standing = await parts.rules.grant(grant.grantId, nowUs);
  if (standing !== undefined && standing.state !== "active") {
    throw new UserError(
      `grant-${standing.state}`,
      "conflict",
      `The grant ${grant.grantId.slice(0, 8)} is ${standing.state}: nothing may leave under it.`,
    );
  }
  if (standing === undefined && wish.grantId !== null) throw new UserError("no-such-grant", "notFound", "The grant is not there any more.");
  const revoked = await recipientRevoked(parts, plan);
  if (revoked !== undefined) throw revoked;
}

/** What is to be thrown when a recipient of the share was revoked. */
async function recipientRevoked(parts: ShareParts, plan: ShareWork["plan"]): Promise<UserError | undefined> {
  const keys = new Set(plan.recipients.map(({ key }) => key));
  const revoked = [...(await readRecipients(parts)).values()].find((one) => one.revokedUs !== null && keys.has(one.key));
  if (revoked === undefined) return undefined;
  return new UserError("recipient-revoked", "conflict", `The recipient ${revoked.name} was revoked: nothing is sealed to it any more.`);
}

/** The work folder says what was shown and agreed to: nobody wrote another destination, or other recipients, into it. */
function assertUnchanged(
  work: ShareWork,
  { begun, shown }: { readonly begun: ShareSummary | undefined; readonly shown: Omit<SharePlan, "items"> | null },
): void {
  const agreed = begun === undefined ? shown && agreementOf(shown, work.wish.by) : begun.agreed;
  const isSame = agreed !== null && saysSo(work, agreed);
  if (isSame && (begun === undefined || (begun.itemsPlanned === work.items.length && begun.grantId === work.grant.grantId))) return;
  throw new UserError(
    "share-work-changed",
    "conflict",
    `The work folder of share ${work.plan.shareId.slice(0, 8)} does not say what was agreed to: it was changed, or the words of the share were erased.`,
  );
}

async function checkRegion(parts: ShareParts, { plan }: ShareWork, handlers: ShareHandlers): Promise<RegionRecord> {
  handlers.onProgress?.({ step: "region", item: 0, items: 0, bytesDone: 0, bytes: 0 });
  const { destination, shareId } = plan;
  const record =
    destination.kind === "nodeodm"
      ? ownWord(destination, parts.now())
      : await parts.courier().checkRegion({
          destination,
          credentials: await credentialsOf(parts, destination),
          shareId,
          ...signalOf(handlers),
        });
  await enterWith(parts.writers, () => [
    { kind: "regionChecked", timeUs: parts.now(), destinationId: destination.id, grade: record.grade, recordSha256: recordHash(record) },
  ]);
  if (record.grade !== "contradicted") return record;
  const why = record.observations.filter(({ verdict }) => verdict === "contradicts").map(({ sentence }) => sentence);
  throw new UserError("region-contradicted", "conflict", `Stopped: ${why.join(" ")} Nothing was sent.`);
}

/** A server that tells no region: where it stands is the operator's word, and is said to be. */
function ownWord(destination: Destination, takenUs: EpochUs): RegionRecord {
  const sentence = `${destination.title} tells no region: that it stands in ${destination.country} is your own word.`;
  return {
    destinationId: destination.id,
    takenUs,
    endpoint: destination.endpoint,
    bucket: "",
    region: destination.region,
    country: destination.country,
    grade: "provider-asserted",
    observations: [{ code: "own-word", verdict: "note", sentence }],
    addresses: [],
    certificates: [],
    keepsVersions: null,
    hasObjectLock: null,
    limit: "Nothing was asked: no server can prove where its bytes physically lie.",
  };
}

async function decideNow(parts: ShareParts, work: ShareWork, region: RegionRecord): Promise<void> {
  const { plan, grant, wish } = work;
  const question = shareQuestion(
    {
      items: work.items,
      leakCheck: plan.leaks === null ? null : "passed",
      destination: plan.destination,
      recipientKind: plan.recipientKind,
      recipients: plan.recipients,
      purpose: plan.purpose,
      by: wish.by,
    },
    region,
  );
  const decision = await parts.rules.decide(question, grant, parts.now());
  await enterDecision(parts, work, decision);
  if (decision.verdict === "permit") return;
  const missing = decision.missing.map(({ sentence, satisfiedBy }) => `${sentence} ${satisfiedBy}`).join(" ");
  throw new UserError("share-refused", "conflict", `The policy refuses this share. ${missing} Nothing was sent.`);
}

async function enterDecision(parts: ShareParts, { grant }: ShareWork, decision: Decision): Promise<void> {
  const { sha256: policySha256 } = await parts.rules.manifest();
  await enterWith(parts.writers, (words) => [
    {
      kind: "decided",
      timeUs: parts.now(),
      decisionId: newId(),
      grantId: grant.grantId,
      verdict: decision.verdict,
      inputHash: words(fitting(decision.input)),
      policySha256,
      reasonsHash: decision.missing.length === 0 ? null : words(fitting(JSON.stringify(decision.missing))),
    },
  ]);
}

/** A text that an entry can have; of a longer one its hash, so that it can be compared still. */
function fitting(text: string): string {
  if (text.length <= MAX_TEXT_LENGTH) return text;
  return JSON.stringify({ sha256: toHex(createHash("sha256").update(text).digest()), characters: text.length });
}

async function begin(parts: ShareParts, { plan, items, wish, grant }: ShareWork): Promise<void> {
  const { shareId } = plan;
  const agreed = documentWords(agreementOf(plan, wish.by));
  // It may have been made by a run that was cut off right after.
  if ((await parts.rules.grant(grant.grantId, parts.now())) === undefined) await parts.rules.make(grant, wish.by);
  await enterWith(parts.writers, (words) => {
    const timeUs = parts.now();
    const redacted: NewJournalEntry[] = items
      .filter(({ outSha256, sha256, redacted: out, changes }) => outSha256 !== sha256 && (out.length > 0 || changes.length > 0))
      .map(({ sha256, outSha256 }) => ({ kind: "redacted", timeUs, sha256, outSha256, recipeHash: words(JSON.stringify(plan.recipe)) }));
    return [...redacted, { kind: "shareBegun", timeUs, shareId, grantId: grant.grantId, items: items.length, planHash: words(agreed) }];
  });
}

async function sendItems(parts: ShareParts, folder: ShareFolder, work: ShareWork, handlers: ShareHandlers): Promise<void> {
  const share = await readShare(parts, folder.shareId);
  const there = new Set((share?.items ?? []).map(({ object }) => object?.key));
  const sealings = work.plan.recipients.length === 0 ? [] : await folder.sealings(await parts.keyring());
  let bytesBefore = 0;
  for (const [index, item] of work.items.entries()) {
    const sealing = sealings[index];
    // Only a server that works on the bytes gets them in the clear, and that one is handed them elsewhere.
    if (sealing === undefined) throw notSealed(work);
    if (!there.has(item.object)) await sendItem(parts, folder, { work, item, index, sealing, bytesBefore }, handlers);
    bytesBefore += item.sealedBytes;
  }
}

async function handOver(parts: ShareParts, folder: ShareFolder, work: ShareWork, handlers: ShareHandlers): Promise<void> {
  const watch = watchGrant(parts, work, handlers);
  try {
    await handOverItems(parts, parts.importItems, folder, work, watch, handlers);
  } catch (error) {
    throw watch.reason() ?? error;
  } finally {
    watch.end();
  }
}

async function sendItem(
  parts: ShareParts,
  folder: ShareFolder,
  sent: {
    readonly work: ShareWork;
    readonly item: WorkItem;
    readonly index: number;
    readonly sealing: Sealing;
    readonly bytesBefore: number;
  },
  handlers: ShareHandlers,
): Promise<void> {
  const { work, item, index, sealing, bytesBefore } = sent;
  const { plan } = work;
  const plain = item.file === null ? await openOriginal(parts.vault, item.sha256) : await openFileSource(folder.fileOf(item.file));
  const watch = watchGrant(parts, work, handlers);
  try {
    await watch.look();
    await assertWhole(plain, item);
    const source = sealedSource(plain, sealing, nodePlatform);
    const state = await folder.upload(index);
    const receipt = await parts.courier().upload({
      destination: plan.destination,
      credentials: await credentialsOf(parts, plan.destination),
      shareId: plan.shareId,
      object: item.object,
      source,
      ...(state === undefined ? {} : { state }),
      signal: watch.signal,
      onState: async (next) => {
        await folder.setUpload(index, next);
        await watch.look();
      },
      onProgress: ({ phase, bytes }) => {
        watch.tick();
        const step = phase === "reading-back" ? "reading-back" : "sending";
        handlers.onProgress?.({ step, item: index, items: work.items.length, bytesDone: bytesBefore + bytes, bytes: plan.sealedBytes });
      },
    });
    if (receipt.bytes !== item.sealedBytes) {
      throw new UserError(
        "other-bytes",
        "conflict",
        `${plan.destination.title} holds ${receipt.bytes} bytes where ${item.sealedBytes} were sent.`,
      );
    }
    await watch.look();
    const object: SharedObject = {
      key: item.object,
      name: item.name,
      classes: leavingClasses([item]),
      etag: receipt.etag,
      versionId: receipt.versionId,
    };
    await enterWith(parts.writers, (words) => [
      {
        kind: "shareItem",
        timeUs: parts.now(),
        shareId: plan.shareId,
        sha256: item.sha256,
        outSha256: item.outSha256,
        sealedSha256: receipt.sha256,
        sealedBytes: receipt.bytes,
        recipientsHash: words(documentWords(plan.recipients)),
        objectHash: words(documentWords(object)),
      },
    ]);
    await folder.clearUpload(index);
  } catch (error) {
    throw watch.reason() ?? error;
  } finally {
    watch.end();
    await plain.close();
  }
}

/** The bytes are those of the preview: neither the original nor what was made of it has changed on the disk. */
async function assertWhole(source: ByteSource, item: WorkItem): Promise<void> {
  const hash = createHash("sha256");
  for (let at = 0; at < source.size; at += BLOCK_BYTES) hash.update(await source.read(at, Math.min(source.size, at + BLOCK_BYTES)));
  if (source.size === item.outBytes && toHex(hash.digest()) === item.outSha256) return;
  throw new UserError(
    "original-damaged",
    "conflict",
    `${item.name} is not what it was when the share was prepared: its bytes on this disk changed. \`creance fsck\` says what is damaged.`,
  );
}

/** Stops what is under way when the grant ends, when somebody revokes it, the share or one of its recipients, and when the person or the program stops. */
function watchGrant(parts: ShareParts, { plan, grant }: ShareWork, handlers: ShareHandlers) {
  const controller = new AbortController();
  let why: UserError | undefined;
  let looking: Promise<void> | undefined;
  let lookedMs = 0;
  const stop = (error: UserError): void => {
    why ??= error;
    controller.abort(error);
  };
  const onStop = (): void => stop(new UserError("stopped", "conflict", "Stopped. `creance share resume` continues the share."));
  const outside = [handlers.signal, parts.closing].filter((signal) => signal !== undefined);
  for (const signal of outside) {
    if (signal.aborted) onStop();
    signal.addEventListener("abort", onStop);
  }
  const look = async (): Promise<void> => {
    lookedMs = performance.now();
    const nowUs = parts.now();
    if (plan.untilUs <= nowUs) stop(expired(plan.untilUs));
    const share = await readShare(parts, plan.shareId);
    if (share?.revokedUs !== null && share?.revokedUs !== undefined) {
      stop(revokedMeanwhile(plan.shareId));
    }
    if (share?.state === "failed") {
      stop(new UserError("share-failed", "conflict", `Share ${plan.shareId.slice(0, 8)} was ended by somebody else.`));
    }
    const standing = await parts.rules.grant(grant.grantId, nowUs);
    if (standing !== undefined && standing.state !== "active") {
      stop(new UserError(`grant-${standing.state}`, "conflict", `The grant ${grant.grantId.slice(0, 8)} is ${standing.state}.`));
    }
    const revoked = await recipientRevoked(parts, plan);
    if (revoked !== undefined) stop(revoked);
    if (why !== undefined) throw why;
  };
  return {
    signal: controller.signal,
    reason: () => why,
    /** Looks now; rejects when it may not go on. */
    look,
    /** Looks at the clock, and now and then at the rest. */
    tick(): void {
      if (plan.untilUs <= parts.now()) stop(expired(plan.untilUs));
      if (looking !== undefined || performance.now() - lookedMs < LOOK_MS) return;
      looking = look()
        .catch(() => {})
        .finally(() => {
          looking = undefined;
        });
    },
    end(): void {
      for (const signal of outside) signal.removeEventListener("abort", onStop);
    },
  };
}

/** Passing trouble leaves the share to be continued; everything else ends it, and what lies there is removed. Returns what is to be thrown. */
async function afterTrouble(
  parts: ShareParts,
  folder: ShareFolder,
  work: ShareWork,
  error: unknown,
  handlers: ShareHandlers,
): Promise<unknown> {
  const { shareId } = folder;
  const share = await readShare(parts, shareId);
  if (share === undefined) {
    // Never begun: nothing lies anywhere.
    if (!isPassing(error)) await folder.remove();
    return error;
  }
  if (!isUserError(error) || isPassing(error)) return error;
  const removal = await endShare(parts, { shareId, share, folder, work: enteredWork(work, share), code: error.code }, handlers);
  return new UserError(error.code, error.kind, `${error.message} The share was ended. ${removal.sentence}`, { cause: error });
}

function revokedMeanwhile(shareId: string): UserError {
  return new UserError("share-revoked", "conflict", `Share ${shareId.slice(0, 8)} was revoked.`);
}

function notSealed({ plan }: ShareWork): UserError {
  return new UserError(
    "not-sealed",
    "conflict",
    `An item of share ${plan.shareId.slice(0, 8)} is sealed for nobody, so it does not leave: the work folder is damaged.`,
  );
}

function expired(untilUs: EpochUs): UserError {
  return new UserError("grant-expired", "conflict", `The grant ended on ${isoFromEpochUs(untilUs)}: nothing more leaves.`);
}

function signalOf({ signal }: ShareHandlers): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
