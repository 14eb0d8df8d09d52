/** Ends a share that is not to be: removes what lies at its destination, enters what became of it, and removes the work folder. */
import type { Destination, RemovalReport, UploadState } from "@creance/courier";
import type { NewJournalEntry } from "@creance/ledger";
import { enterWith } from "../shared-writer.ts";
import type { HandedObject } from "./hand-over-items.ts";
import type { ShareParts } from "./parts.ts";
import { removeObjects } from "./remove-objects.ts";
import type { ShareFolder, ShareWork } from "./share-folder.ts";
import type { ShareHandlers, ShareRemoval, ShareSummary } from "./types.ts";

/** What lies, or may lie, at the destination. */
export interface LeftThere {
  readonly destination: Destination;
  readonly objects: readonly string[];
  readonly uploads: readonly UploadState[];
  /** Of a server that works on what it gets: the task that holds the pictures, by the work folder or else by the journal. */
  readonly taskId: string | null;
}

/** What a share may have left, by its work folder and by the journal. `undefined`: the words were erased and there is no folder. */
export async function leftThere(
  folder: ShareFolder | undefined,
  work: ShareWork | undefined,
  share: ShareSummary | undefined,
): Promise<LeftThere | undefined> {
  const destination = work?.plan.destination ?? share?.agreed?.destination;
  if (destination === undefined) return undefined;
  const objects = new Set<string>();
  const items = share?.items ?? [];
  const handed = items.map(({ object }) => (object as HandedObject | null)?.taskId).filter((one) => one !== undefined);
  const taskId = destination.kind === "s3" ? null : ((await folder?.task())?.taskId ?? handed.at(-1) ?? null);
  const gone = new Set(items.filter(({ removal }) => removal === "removed").map(({ object }) => object?.key));
  // Without a task no picture has left for such a server.
  if (destination.kind === "s3" || taskId !== null) for (const { object } of work?.items ?? []) objects.add(object);
  for (const { object } of items) if (object !== null) objects.add(object.key);
  for (const object of gone) if (object !== undefined) objects.delete(object);
  const uploads: UploadState[] = [];
  for (const index of work?.items.keys() ?? []) {
    const state = await folder?.upload(index);
    if (state !== undefined) uploads.push(state);
  }
  return { destination, objects: [...objects], uploads, taskId };
}

/**
 * Removes what is there and enters it. With a `code` the share is entered as failed once nothing is left that could be removed later; without
 * (a revocation) each removal is entered alone. Returns what was done; a destination that does not answer leaves the share as it is.
 */
export async function endShare(
  parts: ShareParts,
  ended: {
    readonly shareId: string;
    readonly share: ShareSummary | undefined;
    readonly folder: ShareFolder | undefined;
    readonly work: ShareWork | undefined;
    readonly code: string | null;
  },
  handlers: ShareHandlers,
): Promise<ShareRemoval> {
  const { shareId, share, folder } = ended;
  const left = await leftThere(folder, ended.work, share);
  if (left === undefined) {
    return {
      shareId,
      removed: 0,
      notRemoved: share?.items.length ?? 0,
      sentence: `Where share ${shareId.slice(0, 8)} lies was erased from this vault, so nothing could be removed there.`,
    };
  }
  const reports = await removeObjects(parts, { shareId, ...left }, handlers);
  const entered = new Map((share?.items ?? []).map((item) => [item.object?.key, item]));
  const removals: NewJournalEntry[] = [];
  const timeUs = parts.now();
  for (const [object, { outcome }] of reports) {
    const item = entered.get(object);
    if (item === undefined || item.removal === outcome) continue;
    removals.push({ kind: "shareRemoved", timeUs, shareId, sealedSha256: item.sealedSha256, outcome });
  }
  const list = [...reports.values()];
  const later = list.filter(({ outcome }) => outcome === "unreachable");
  const isOver = later.length === 0;
  if (isOver && ended.code !== null && share?.state === "unfinished") {
    removals.push({ kind: "shareFailed", timeUs, shareId, code: ended.code });
  }
  if (removals.length > 0) await enterWith(parts.writers, () => removals);
  if (isOver) await folder?.remove();
  return removalOf(shareId, left.destination, list, entered.size);
}

function removalOf(shareId: string, { title }: Destination, reports: readonly RemovalReport[], items: number): ShareRemoval {
  const removed = reports.filter(({ outcome }) => outcome === "removed").length;
  const kept = reports.filter(({ outcome }) => outcome !== "removed");
  const name = `Share ${shareId.slice(0, 8)}`;
  const first = kept[0];
  const sentence =
    first === undefined
      ? `${name}: nothing of it lies at ${title} any more${items > 0 ? "; what was already read cannot be unread" : ""}.`
      : `${name}: ${kept.length} of ${reports.length} objects still lie at ${title}: ${first.sentence} Run the command again to try once more.`;
  return { shareId, removed, notRemoved: kept.length, sentence };
}
