/** Takes a share's objects away from its destination: whole ones, uploads that were broken off, and what nobody remembers. */
import { isUserError } from "@creance/core";
import type { Destination, RemovalReport, UploadState } from "@creance/courier";
import type { ShareParts } from "./parts.ts";
import { credentialsOf } from "./places.ts";
import type { ShareHandlers } from "./types.ts";

const MOST_PAGES = 100;

/** What became of each object, by its name without the destination's prefix. Never rejects because a destination does not answer. */
export async function removeObjects(
  parts: ShareParts,
  what: {
    readonly shareId: string;
    readonly destination: Destination;
    /** Objects that are known to lie there, or may. */
    readonly objects: readonly string[];
    readonly uploads: readonly UploadState[];
    readonly taskId: string | null;
  },
  handlers: ShareHandlers,
): Promise<ReadonlyMap<string, RemovalReport>> {
  const { shareId, destination } = what;
  const unreachable = (object: string, sentence: string): RemovalReport => ({ object, outcome: "unreachable", versions: 0, sentence });
  if (destination.kind !== "s3") return removeTask(parts, what, handlers);
  try {
    const errand = { destination, credentials: await credentialsOf(parts, destination), shareId };
    const courier = parts.courier();
    for (const state of what.uploads) {
      const isGone = await courier.abandon({ ...errand, state });
      if (!isGone)
        return new Map([[state.object, unreachable(state.object, "An upload that was broken off is still held there in parts.")]]);
    }
    const objects = new Set([...what.objects, ...(await strays(parts, what))]);
    handlers.onProgress?.({ step: "removing", item: 0, items: objects.size, bytesDone: 0, bytes: 0 });
    if (objects.size === 0) return new Map();
    const reports = await courier.remove({ ...errand, objects: [...objects] });
    return new Map(reports.map((report) => [report.object, report]));
  } catch (error) {
    if (!isUserError(error)) throw error;
    handlers.onNotice?.(`${error.message} What lies at ${destination.title} could not be removed now.`);
    return new Map(
      [...what.objects, ...what.uploads.map(({ object }) => object), shareId].map((object) => [object, unreachable(object, error.message)]),
    );
  }
}

/** Has the server forget the task that holds them: all of them go, or none. */
async function removeTask(
  parts: ShareParts,
  { shareId, destination, objects, taskId }: Parameters<typeof removeObjects>[1],
  handlers: ShareHandlers,
): Promise<ReadonlyMap<string, RemovalReport>> {
  const all = (outcome: RemovalReport["outcome"], sentence: string) =>
    new Map(objects.map((object) => [object, { object, outcome, versions: outcome === "removed" ? 1 : 0, sentence }]));
  if (objects.length === 0) return new Map();
  if (taskId === null) return all("refused", "The id of the task is not known here: remove the task there.");
  handlers.onProgress?.({ step: "removing", item: 0, items: objects.length, bytesDone: 0, bytes: 0 });
  try {
    const isForgotten = await parts
      .courier()
      .forgetTask({ destination, credentials: await credentialsOf(parts, destination), shareId, taskId });
    return isForgotten
      ? all("removed", "The task was removed there.")
      : all("unreachable", "The server did not say that it forgot the task: its pictures may still lie there.");
  } catch (error) {
    if (!isUserError(error)) throw error;
    handlers.onNotice?.(`${error.message} What lies at ${destination.title} could not be removed now.`);
    return all("unreachable", error.message);
  }
}

/** Objects below the share's own name that are there although nobody remembers them. */
async function strays(
  parts: ShareParts,
  { destination, shareId }: { readonly destination: Destination; readonly shareId: string },
): Promise<readonly string[]> {
  const found: string[] = [];
  const errand = { destination, credentials: await credentialsOf(parts, destination), shareId, under: `${shareId}/` };
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { objects, next } = await parts.courier().list(after === undefined ? errand : { ...errand, after });
    // A server that answers with others' objects does not get them removed by us.
    found.push(...objects.map(({ object }) => object).filter((object) => object.startsWith(`${shareId}/`)));
    if (next === null) break;
    after = next;
  }
  return found;
}
