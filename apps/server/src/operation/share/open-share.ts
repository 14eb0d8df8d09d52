/** Shares of this vault: planned, sent, continued, revoked, opened. */
import { isoFromEpochUs, UserError } from "@creance/core";
import type { GrantState } from "@creance/policy";
import { enterChecked, enterWith } from "../shared-writer.ts";
import { endShare } from "./end-share.ts";
import { ledgerRows } from "./ledger-rows.ts";
import { openReceived } from "./open-received.ts";
import type { OwnCourier } from "./own-courier.ts";
import type { ShareParts } from "./parts.ts";
import { addPlace, addRecipient, credentialsOf, findPlace, readPlaces, readRecipients, removePlace, revokeRecipient } from "./places.ts";
import { planShare } from "./plan-share.ts";
import { findShare, readShare, readShares } from "./read-shares.ts";
import { readyFile, storedFrame } from "./ready-file.ts";
import { recordHash } from "./record-hash.ts";
import { recoverShares } from "./recover-shares.ts";
import { runShare } from "./run-share.ts";
import { enteredWork } from "./share-agreement.ts";
import { ShareFolder } from "./share-folder.ts";
import { standingShares } from "./standing-shares.ts";
import { trustedNow } from "./trusted-now.ts";
import type { Share, ShareHandlers, SharePlan, ShareState } from "./types.ts";

/** Longest a link can live: S3's own bound. */
const MOST_LINK_S = 7 * 86_400;

/** What opening needs beside the parts. */
export interface ShareSurroundings {
  readonly courier: OwnCourier;
  /** Runs something that the closing of the vault stops and waits for. */
  readonly work: <Result>(step: () => Promise<Result>) => Promise<Result>;
}

/** Makes the door. Nothing is opened and nothing connects. */
export function openShare(parts: ShareParts, { courier, work }: ShareSurroundings): Share {
  /** The work folder of a share, now this process's own. */
  async function takeFolder(shareId: string): Promise<ShareFolder> {
    const lease = await parts.writers.lease();
    try {
      const folder = await ShareFolder.find(parts.vault.path, shareId);
      if (folder === undefined) {
        throw new UserError("no-work-folder", "conflict", `Share ${shareId.slice(0, 8)} has nothing left to continue on this disk.`);
      }
      if ((await folder.isOthers()) || running.has(shareId)) {
        throw new UserError("share-busy", "conflict", `Share ${shareId.slice(0, 8)} is being worked on already. Nothing was changed.`);
      }
      running.add(shareId);
      await folder.takeOver().catch((error: unknown) => {
        running.delete(shareId);
        throw error;
      });
      planned.delete(shareId);
      return folder;
    } finally {
      lease.release();
    }
  }

  async function runFolder(shareId: string, shown: SharePlan | null, handlers: ShareHandlers) {
    const folder = await takeFolder(shareId);
    const share = await runShare(parts, folder, shown, handlers).finally(() => running.delete(shareId));
    // From here on a revocation removes what is there itself; one that came before left it to this run, which may have looked for the last time by then.
    const after = await readShare(parts, shareId);
    if (after === undefined || after.revokedUs === null) return share;
    const removal = await endShare(parts, { shareId, share: after, folder: undefined, work: undefined, code: null }, handlers);
    throw new UserError("share-revoked", "conflict", `Share ${shareId.slice(0, 8)} was revoked. ${removal.sentence}`);
  }

  const running = new Set<string>();
  /** Made ready by this process, and neither sent nor discarded yet. */
  const planned = new Set<string>();

  return {
    destinations: async () => [...(await readPlaces(parts)).values()],
    addDestination: (wish) => work(() => addPlace(parts, wish)),
    removeDestination: (name, by) => work(() => removePlace(parts, name, by)),
    checkDestination: (name, handlers = {}) =>
      work(async () => {
        const { destination } = await findPlace(parts, name);
        const record = await courier.get().checkRegion({
          destination,
          credentials: await credentialsOf(parts, destination),
          ...(handlers.signal === undefined ? {} : { signal: handlers.signal }),
        });
        const recordSha256 = recordHash(record);
        await enterWith(parts.writers, () => [
          { kind: "regionChecked", timeUs: parts.now(), destinationId: destination.id, grade: record.grade, recordSha256 },
        ]);
        return record;
      }),
    recipients: async () => [...(await readRecipients(parts)).values()],
    addRecipient: (wish) => work(() => addRecipient(parts, wish)),
    revokeRecipient: (name, by) => work(() => revokeRecipient(parts, name, by)),
    plan: (wish, handlers = {}) => work(() => planShare(parts, wish, planned, handlers)),
    run: (plan, handlers = {}) => work(() => runFolder(plan.shareId, plan, handlers)),
    readyFile: (shareId, item) => readyFile(parts, planned, shareId, item),
    frame: (sha256, atMs) => storedFrame(parts, sha256, atMs),
    async discard(plan) {
      planned.delete(plan.shareId);
      const folder = await ShareFolder.find(parts.vault.path, plan.shareId);
      if (folder === undefined || running.has(plan.shareId) || (await readShare(parts, plan.shareId)) !== undefined) return;
      await folder.remove();
    },
    list: async () => [...(await readShares(parts)).values()],
    show: (id) => findShare(parts, id),
    resume: (id, handlers = {}) => work(async () => runFolder((await findShare(parts, id)).shareId, null, handlers)),
    recover: (handlers = {}) =>
      work(() =>
        recoverShares(
          parts,
          {
            isUnderWay: (shareId) => running.has(shareId) || planned.has(shareId),
            take: takeFolder,
            letGo: (shareId) => running.delete(shareId),
          },
          handlers,
        ),
      ),
    revoke: (id, { by, reason }, handlers = {}) =>
      work(async () => {
        const share = await findShare(parts, id);
        const { shareId } = share;
        if (share.state === "removed") {
          return {
            shareId,
            removed: 0,
            notRemoved: 0,
            sentence: `Share ${shareId.slice(0, 8)} is removed already: all of it was taken away from where it lay.`,
          };
        }
        // What failed may have left something that could not be removed then: it is tried again.
        if (share.revokedUs === null && share.state !== "failed") {
          await enterWith(parts.writers, (words) => [
            { kind: "shareRevoked", timeUs: parts.now(), shareId, reasonHash: reason === null ? null : words(reason), byHash: words(by) },
          ]);
        }
        const folder = await ShareFolder.find(parts.vault.path, shareId);
        if (running.has(shareId) || (folder !== undefined && (await folder.isOthers()))) {
          return {
            shareId,
            removed: 0,
            notRemoved: share.items.length,
            sentence: `Share ${shareId.slice(0, 8)} is revoked from now on. It is being sent just now: whoever sends it stops and removes what is there.`,
          };
        }
        const revoked = await readShare(parts, shareId);
        return endShare(
          parts,
          { shareId, share: revoked, folder, work: enteredWork(await folder?.work().catch(() => undefined), revoked), code: null },
          handlers,
        );
      }),
    links: (id, { untilUs, by }) =>
      work(async () => {
        const nowUs = await trustedNow(parts);
        const share = await findShare(parts, id);
        const { agreed, shareId } = share;
        const standing = await parts.rules.grant(share.grantId, nowUs);
        if (standing?.state !== "active") throw noLinkUnder(share.grantId, standing?.state);
        if (share.state !== "whole" || agreed === null) throw noLinkTo(shareId, share.state);
        const seconds = Math.floor((Math.min(untilUs, agreed.untilUs) - nowUs) / 1e6);
        if (seconds < 1 || seconds > MOST_LINK_S || agreed.destination.kind !== "s3") {
          throw new UserError(
            "bad-link",
            "wrongUse",
            `A link ends within 7 days, and not after the share does (${isoFromEpochUs(agreed.untilUs)}). No link was made.`,
          );
        }
        const destination = agreed.destination;
        const credentials = await credentialsOf(parts, destination);
        const links = share.items.flatMap(({ object }) =>
          object === null
            ? []
            : [
                {
                  name: object.name,
                  url: courier.get().presign({ destination, credentials, object: object.key, seconds }),
                  untilUs: nowUs + seconds * 1e6,
                },
              ],
        );
        // The keyring may have waited for a person, and the writer for another process: what was revoked meanwhile gets no links.
        const stillStands = async (): Promise<void> => {
          const revoked = await ledgerRows(parts.ledger, { kinds: ["grantRevoked"], id: share.grantId });
          if (revoked.length > 0) throw noLinkUnder(share.grantId, "revoked");
          const state = (await readShare(parts, shareId))?.state;
          if (state !== "whole") throw noLinkTo(shareId, state);
        };
        await enterChecked(parts.writers, stillStands, (words) => [
          { kind: "linksMade", timeUs: nowUs, shareId, links: links.length, untilUs: nowUs + seconds * 1e6, byHash: words(by) },
        ]);
        return links;
      }),
    sync: (by) =>
      work(async () => {
        await trustedNow(parts);
        return standingShares(parts, await parts.rules.standing(), by);
      }),
    open: (paths, handlers = {}) => work(() => openReceived(parts, parts.importItems, paths, handlers)),
    connections: () => courier.connections(),
  };
}

function noLinkUnder(grantId: string, state: GrantState | undefined): UserError {
  return new UserError(
    `grant-${state ?? "unknown"}`,
    "conflict",
    `The grant ${grantId.slice(0, 8)} is ${state ?? "not known any more"}: nothing may be read under it. No link was made.`,
  );
}

function noLinkTo(shareId: string, state: ShareState | undefined): UserError {
  return new UserError(
    "share-not-whole",
    "conflict",
    `Share ${shareId.slice(0, 8)} is ${state ?? "not known any more"}: there is nothing to link to. No link was made.`,
  );
}
