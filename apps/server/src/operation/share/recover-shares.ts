/** Cleans up after shares that were cut off: either a share is whole, or nothing of it is left. */
import { isUserError } from "@creance/core";
import { endShare } from "./end-share.ts";
import type { ShareParts } from "./parts.ts";
import { readShare, readShares } from "./read-shares.ts";
import { enteredWork } from "./share-agreement.ts";
import { ShareFolder } from "./share-folder.ts";
import type { RecoverHandlers, ShareRemoval, ShareSummary } from "./types.ts";

/** Who works on which share in this process. */
export interface SharesUnderWay {
  isUnderWay(shareId: string): boolean;
  /** Makes this process the one that works on a share. Rejects with a `UserError` (`no-work-folder`, `share-busy`). */
  take(shareId: string): Promise<ShareFolder>;
  /** Ends that. */
  letGo(shareId: string): void;
}

/** Removes what they left, at their destinations and on this disk. Shares that are under way here, or in another living process, are left alone. */
export async function recoverShares(
  parts: ShareParts,
  underWay: SharesUnderWay,
  handlers: RecoverHandlers,
): Promise<readonly ShareRemoval[]> {
  // A journal that was cut would tell whole shares as ones that were cut off.
  await parts.ledger.assertWhole();
  const removals: ShareRemoval[] = [];
  const folders = new Map((await ShareFolder.all(parts.vault.path)).map((folder) => [folder.shareId, folder]));
  const busy = new Set<string>();
  for (const { shareId, isOthers } of await Promise.all(
    [...folders.values()].map(async (folder) => ({ shareId: folder.shareId, isOthers: await folder.isOthers() })),
  )) {
    if (isOthers) busy.add(shareId);
  }
  const isBusy = (shareId: string): boolean => busy.has(shareId) || underWay.isUnderWay(shareId);
  // After the folders: a share that begins meanwhile has a folder that is worked on.
  const shares = await readShares(parts);
  for (const [shareId, folder] of folders) {
    const share = shares.get(shareId);
    if (!isBusy(shareId) && (share === undefined || !mayHaveLeft(share, true))) await folder.remove();
  }
  if (handlers.onDiskOnly === true) return removals;
  for (const { shareId } of [...shares.values()].filter((share) => mayHaveLeft(share, folders.has(share.shareId)))) {
    if (isBusy(shareId)) continue;
    const removal = await endLeft(parts, shareId, { folder: folders.get(shareId), underWay, handlers });
    if (removal !== undefined) removals.push(removal);
  }
  return removals;
}

/** A share that never was whole, or was revoked and is not known to be gone. */
function mayHaveLeft({ state, items }: ShareSummary, hasFolder: boolean): boolean {
  return state === "unfinished" || (state === "revoked" && (hasFolder || items.some(({ removal }) => removal !== "removed")));
}

/** Ends one, worked on by this process alone. `undefined`: somebody else took it up, or ended it, meanwhile. */
async function endLeft(
  parts: ShareParts,
  shareId: string,
  {
    folder: seen,
    underWay,
    handlers,
  }: { readonly folder: ShareFolder | undefined; readonly underWay: SharesUnderWay; readonly handlers: RecoverHandlers },
): Promise<ShareRemoval | undefined> {
  let folder: ShareFolder | undefined;
  try {
    // Without a folder nobody can go on with it.
    if (seen !== undefined) folder = await underWay.take(shareId);
  } catch (error) {
    if (isUserError(error) && (error.code === "share-busy" || error.code === "no-work-folder")) return undefined;
    throw error;
  }
  try {
    const share = await readShare(parts, shareId);
    if (share === undefined || !mayHaveLeft(share, folder !== undefined)) return undefined;
    const work = enteredWork(await folder?.work().catch(() => undefined), share);
    const code = share.state === "unfinished" ? "abandoned" : null;
    return await endShare(parts, { shareId, share, folder, work, code }, handlers);
  } finally {
    if (folder !== undefined) underWay.letGo(shareId);
  }
}
