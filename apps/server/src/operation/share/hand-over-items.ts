/** Hands pictures to a server that works on them (NodeODM): a share like any other, whose results come back and are kept. */
import { open } from "node:fs/promises";
import { type ByteSource, UserError } from "@creance/core";
import { openFileSource } from "@creance/node";
import { enterWith } from "../shared-writer.ts";
import type { Operation } from "../types.ts";
import { documentWords } from "./document-words.ts";
import { openOriginal } from "./gather-items.ts";
import type { ShareParts } from "./parts.ts";
import { credentialsOf } from "./places.ts";
import { readShare } from "./read-shares.ts";
import type { ShareFolder, ShareWork } from "./share-folder.ts";
import { leavingClasses } from "./share-question.ts";
import type { SharedObject, ShareHandlers } from "./types.ts";

/** Name of the results in the work folder. */
const RESULTS = "results.zip";

/** What stands behind `objectHash` of an item that was handed over: with the task that holds it, so that it can be removed without a work folder. */
export interface HandedObject extends SharedObject {
  readonly taskId?: string;
}

/** Enters the pictures, sends them, waits, keeps the results. Continues a task that was started before. */
export async function handOverItems(
  parts: ShareParts,
  importItems: Operation["importItems"],
  folder: ShareFolder,
  work: ShareWork,
  guard: { readonly signal: AbortSignal; look(): Promise<void>; tick(): void },
  handlers: ShareHandlers,
): Promise<void> {
  const { plan, items } = work;
  const { shareId, destination } = plan;
  const sources: (ByteSource & { close(): Promise<void> })[] = [];
  await guard.look();
  const results = await open(folder.fileOf(RESULTS), "w", 0o600);
  try {
    for (const item of items) {
      sources.push(item.file === null ? await openOriginal(parts.vault, item.sha256) : await openFileSource(folder.fileOf(item.file)));
    }
    const errand = { destination, credentials: await credentialsOf(parts, destination), shareId, signal: guard.signal };
    const before = await folder.task();
    if (before?.isCommitted === true) await enterItems(parts, work, before.taskId);
    else if (before !== undefined && !(await parts.courier().forgetTask({ ...errand, taskId: before.taskId }))) {
      // Its id would be lost with the next one's.
      throw new UserError("server-failed", "machineRefused", `${destination.title} did not forget the task that was broken off.`);
    }
    const receipt = await parts.courier().handOver({
      ...errand,
      name: `creance-${shareId.slice(0, 8)}`,
      files: items.map((item, index) => ({ name: item.object, source: sources[index] as ByteSource })),
      ...(before?.isCommitted === true ? { taskId: before.taskId } : {}),
      onTask: async (task) => {
        await folder.setTask(task);
        // Before the first picture: the server can read it as soon as it is there.
        if (!task.isCommitted) await enterItems(parts, work, task.taskId);
        await guard.look();
      },
      onProgress: ({ phase, bytes, totalBytes, taskPct }) => {
        guard.tick();
        const step = phase === "waiting" || phase === "fetching" ? phase : "sending";
        handlers.onProgress?.({
          step,
          item: 0,
          items: items.length,
          bytesDone: phase === "waiting" ? (taskPct ?? 0) : bytes,
          bytes: phase === "waiting" ? 100 : (totalBytes ?? 0),
        });
      },
      into: {
        write: async (bytes) => {
          await results.write(bytes);
        },
      },
      removeAfter: true,
    });
    await results.datasync();
    await keepResults(importItems, folder.fileOf(RESULTS), `processed-${shareId.slice(0, 8)}.zip`, handlers);
    if (receipt.isForgotten === true) {
      await enterWith(parts.writers, () =>
        items.map(({ outSha256 }) => ({ kind: "shareRemoved", timeUs: parts.now(), shareId, sealedSha256: outSha256, outcome: "removed" })),
      );
    } else handlers.onNotice?.(`${destination.title} did not say that it forgot the task. \`creance share revoke\` asks it again.`);
  } finally {
    await results.close();
    for (const source of sources) await source.close();
  }
}

/** Enters what is, or is about to be, in a task. What was entered as lying in it is not entered again. */
async function enterItems(parts: ShareParts, { plan, items }: ShareWork, taskId: string): Promise<void> {
  const share = await readShare(parts, plan.shareId);
  const lying = (share?.items ?? []).filter(
    ({ object, removal }) => removal === null && (object as HandedObject | null)?.taskId === taskId,
  );
  const there = new Set(lying.map(({ object }) => object?.key));
  const missing = items.filter(({ object }) => !there.has(object));
  if (missing.length === 0) return;
  await enterWith(parts.writers, (words) =>
    missing.map((item) => {
      const classes = leavingClasses([item]);
      const object: HandedObject = { key: item.object, name: item.name, classes, etag: null, versionId: null, taskId };
      return {
        kind: "shareItem" as const,
        timeUs: parts.now(),
        shareId: plan.shareId,
        sha256: item.sha256,
        outSha256: item.outSha256,
        // Readable there: what lies there is what was sent.
        sealedSha256: item.outSha256,
        sealedBytes: item.outBytes,
        recipientsHash: words(documentWords([])),
        objectHash: words(documentWords(object)),
      };
    }),
  );
}

async function keepResults(importItems: Operation["importItems"], path: string, name: string, handlers: ShareHandlers): Promise<void> {
  const source = await openFileSource(path);
  const failed: string[] = [];
  async function* only() {
    yield { path: name, source, release: () => source.close() };
  }
  await importItems(only(), {
    ...(handlers.signal === undefined ? {} : { signal: handlers.signal }),
    onFile: (file) => {
      if (file.status === "failed") failed.push(file.sentence ?? file.path);
    },
  });
  if (failed.length > 0) {
    throw new UserError(
      "results-not-kept",
      "machineRefused",
      `The results came, and ${failed.length} of them could not be kept: ${failed[0] ?? ""}`,
    );
  }
}
