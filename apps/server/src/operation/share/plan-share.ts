/** The plan of a share: exactly what would leave, ready on this disk, with the policy's answer. Nothing connects. */
import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { type EpochUs, isoFromEpochUs, memorySource, toHex, UserError } from "@creance/core";
import { type Grant, newGrant } from "@creance/policy";
import { newSealing, readRecipient, type Sealing, sealedSize } from "@creance/seal";
import { contentsText } from "./contents-list.ts";
import { findNamed } from "./fold-places.ts";
import { newId } from "./new-id.ts";
import type { ShareParts } from "./parts.ts";
import { findPlace, readRecipients } from "./places.ts";
import { checkOutputs, prepareOutputs, stopIfAsked } from "./prepare-outputs.ts";
import { ShareFolder, type WorkItem } from "./share-folder.ts";
import { type Asked, grantForShare, shareQuestion } from "./share-question.ts";
import { trustedNow } from "./trusted-now.ts";
import type { SealedFor, ShareHandlers, SharePlace, SharePlan, ShareRecipient, ShareWish } from "./types.ts";

/** Longest words of a reason. */
const MOST_REASON = 2000;

/** Makes a plan and its work folder; its id is among `planned` from the start. On any error the folder is gone again. */
export async function planShare(
  parts: ShareParts,
  wish: ShareWish,
  planned: Set<string>,
  handlers: ShareHandlers = {},
): Promise<SharePlan> {
  const nowUs = await trustedNow(parts);
  checkWish(wish, nowUs);
  const place = await findPlace(parts, wish.destination);
  const { recipients, kind } = await recipientsOf(parts, wish, place);
  const keyring = await parts.keyring();
  const hasClaims = wish.claims === true;
  const { manifest, sha256: manifestSha256 } = await parts.rules.manifest();
  const gathered = parts.gather(wish.things, { facesChecked: wish.facesChecked });
  const exposure = await parts.exposureOf({
    flights: wish.things.flatMap((thing) => (thing.kind === "flight" ? [thing.id] : [])),
    media: wish.things.flatMap((thing) => (thing.kind === "media" ? [thing.sha256] : [])),
  });
  const shareId = newId();
  planned.add(shareId);
  const folder = await ShareFolder.make(parts.vault.path, shareId);
  try {
    const outputs = await prepareOutputs(
      parts,
      folder,
      { items: gathered, recipe: wish.recipe, claims: hasClaims ? { signer: keyring.claims, timeUs: nowUs } : null },
      handlers,
    );
    const isSealed = recipients.length > 0;
    const items: WorkItem[] = outputs.items.map((item, index) => ({
      ...item,
      object: isSealed ? newObject(shareId) : plainName(index, item.name),
      sealedBytes: 0,
    }));
    const contents = contentsText({ shareId, wish, items });
    handlers.onProgress?.({ step: "checking", item: 0, items: items.length, bytesDone: 0, bytes: 0 });
    const leaks = await checkOutputs(parts, folder, outputs, [{ name: "list of contents", source: memorySource(contents) }]);
    stopIfAsked(parts, handlers);
    if (place.destination.kind === "s3") items.push(await contentsItem(folder, contents, newObject(shareId)));
    const sealings: Sealing[] = [];
    const sealedItems: WorkItem[] = [];
    for (const item of items) {
      const sealing = isSealed
        ? await newSealing(
            recipients.map(({ key }) => key),
            (length) => randomBytes(length),
          )
        : undefined;
      if (sealing !== undefined) sealings.push(sealing);
      sealedItems.push({ ...item, sealedBytes: sealing === undefined ? item.outBytes : sealedSize(item.outBytes, sealing) });
    }
    const asked: Asked = {
      items: sealedItems,
      leakCheck: leaks === null ? null : leaks.ok ? "passed" : "failed",
      destination: place.destination,
      recipientKind: kind,
      recipients,
      purpose: wish.purpose,
      by: wish.by,
    };
    const grant =
      wish.grantId === null
        ? newGrant(
            grantForShare(asked, { grantId: newId(), reason: wish.reason, madeUs: nowUs, untilUs: wish.untilUs, manifest, manifestSha256 }),
          )
        : await grantOf(parts, wish.grantId, nowUs);
    // The region is looked at after the person's yes, right before anything is sent: here as if it will be found as it should.
    const decision = await parts.rules.decide(shareQuestion(asked, { grade: "provider-asserted", takenUs: nowUs }), grant, nowUs);
    const plan: Omit<SharePlan, "items"> = {
      shareId,
      destination: place.destination,
      recipients,
      recipientKind: kind,
      purpose: wish.purpose,
      reason: wish.reason,
      untilUs: Math.min(wish.untilUs, grant.untilUs),
      recipe: wish.recipe,
      claims: hasClaims,
      grantId: wish.grantId,
      leftOut: outputs.leftOut,
      exposure,
      leaks,
      verdict: leaks?.ok === false ? "refuse" : decision.verdict,
      missing:
        leaks?.ok === false
          ? [...leakMissing(leaks.found.map(({ sentence }) => sentence)), ...decision.missing.filter(({ code }) => code !== "leak-found")]
          : decision.missing,
      sealedBytes: sealedItems.reduce((sum, { sealedBytes }) => sum + sealedBytes, 0),
      madeUs: nowUs,
    };
    await folder.begin({ format: 1, plan, items: sealedItems, wish, grant }, sealings, keyring);
    return { ...plan, items: sealedItems.map(({ object, file, ...item }) => item) };
  } catch (error) {
    planned.delete(shareId);
    await folder.remove();
    throw error;
  }
}

function checkWish(wish: ShareWish, nowUs: EpochUs): void {
  if (!(wish.untilUs > nowUs)) {
    throw new UserError(
      "until-past",
      "wrongUse",
      `The share is to end on ${isoFromEpochUs(wish.untilUs)}, which is over. Name a later time with --until. Nothing was sent.`,
    );
  }
  if (wish.reason.trim() === "" || wish.reason.length > MOST_REASON) {
    throw new UserError("no-reason", "wrongUse", `Say why in words of at most ${MOST_REASON} characters. Nothing was sent.`);
  }
}

async function recipientsOf(
  parts: ShareParts,
  wish: ShareWish,
  place: SharePlace,
): Promise<{ readonly recipients: readonly SealedFor[]; readonly kind: ShareRecipient["kind"] }> {
  const known = [...(await readRecipients(parts)).values()];
  if (place.destination.kind === "nodeodm") {
    if (wish.recipients.length > 0) {
      throw new UserError(
        "recipients-not-used",
        "wrongUse",
        "A NodeODM server works on the pictures themselves, so nothing can be sealed for anybody there. Leave --recipient out. Nothing was sent.",
      );
    }
    return { recipients: [], kind: wish.recipientKind ?? place.heldBy };
  }
  if (wish.recipients.length === 0) {
    throw new UserError(
      "no-recipient",
      "wrongUse",
      "Name who is to read it with --recipient: nothing is sent in the clear. Nothing was sent.",
    );
  }
  const found = new Map<string, SealedFor>();
  const kinds = new Set<ShareRecipient["kind"]>();
  for (const one of wish.recipients) {
    const named =
      findNamed(known, one, ({ id, name }) => ({ id, name })) ??
      known.find(({ key }) => key === one.trim().toLowerCase() || key === one.trim());
    if (named?.revokedUs !== undefined && named.revokedUs !== null) {
      throw new UserError(
        "recipient-revoked",
        "conflict",
        `The recipient ${named.name} was revoked on ${isoFromEpochUs(named.revokedUs)}: nothing is sealed to it any more. Nothing was sent.`,
      );
    }
    if (named !== undefined) kinds.add(named.kind);
    const key = named?.key ?? readRecipient(one);
    found.set(key, { key, name: named?.name ?? null });
  }
  const [first, ...others] = kinds;
  if (others.length > 0 && wish.recipientKind === null) {
    throw new UserError(
      "mixed-recipients",
      "wrongUse",
      "The recipients are of several kinds, which the policy may treat differently: share with each kind by itself. Nothing was sent.",
    );
  }
  return { recipients: [...found.values()], kind: wish.recipientKind ?? first ?? place.heldBy };
}

async function grantOf(parts: ShareParts, grantId: string, nowUs: EpochUs): Promise<Grant> {
  const found = await parts.rules.grant(grantId, nowUs);
  if (found !== undefined) return found.grant;
  throw new UserError(
    "no-such-grant",
    "notFound",
    `There is no grant ${grantId.slice(0, 40)}. \`creance grant list\` lists them. Nothing was sent.`,
  );
}

async function contentsItem(folder: ShareFolder, contents: Uint8Array, object: string): Promise<WorkItem> {
  const file = "contents.json";
  await writeFile(folder.fileOf(file), contents, { mode: 0o600 });
  const sha256 = toHex(createHash("sha256").update(contents).digest());
  return {
    sha256,
    name: file,
    format: null,
    kind: "other",
    aircraft: [],
    outBytes: contents.byteLength,
    outSha256: sha256,
    sealedBytes: 0,
    classes: [],
    redacted: [],
    changes: [],
    left: [],
    isClaimed: false,
    isContents: true,
    object,
    file,
  };
}

/** A name that tells nothing. */
function newObject(shareId: string): string {
  return `${shareId}/${newId()}.age`;
}

/** A name for a server that reads the files itself. */
function plainName(index: number, name: string): string {
  return `${String(index + 1).padStart(4, "0")}-${name.replace(/[^A-Za-z0-9._-]/g, "_").slice(-150)}`;
}

function leakMissing(sentences: readonly string[]) {
  return [
    {
      code: "leak-found",
      sentence: `What was to be taken out is still there: ${sentences.slice(0, 5).join(" ")}`,
      satisfiedBy:
        "Report this with the kind of file: the redaction missed a place. Until then share another form of it, such as a track as GPX.",
    },
  ];
}
