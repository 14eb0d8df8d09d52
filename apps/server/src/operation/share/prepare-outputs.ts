/** Makes the files that would leave: redacted where that was asked, written to the work folder, hashed. Originals stay as they are. */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { type ByteSource, isFormatError, isUserError, toHex, UserError } from "@creance/core";
import { nodePlatform, openFileSource, SpareBuffers, writeSource } from "@creance/node";
import { keepEverything, type RedactionRecipe, type RemovedValue, takesAnythingOut } from "@creance/seal";
import type { LeakReport } from "../leaks/types.ts";
import { type ClaimWish, claimRedaction } from "../redaction/index.ts";
import type { GatheredItem } from "./gather-items.ts";
import { openOriginal } from "./gather-items.ts";
import { redactedClasses } from "./item-classes.ts";
import type { ShareParts } from "./parts.ts";
import type { RedactedItem } from "./redact-item.ts";
import type { ShareFolder, WorkItem } from "./share-folder.ts";
import type { ShareHandlers } from "./types.ts";

/** An item that is ready to be sealed. */
export type PreparedItem = Omit<WorkItem, "object" | "sealedBytes">;

/** The prepared items, and what must not be found in them. */
export interface PreparedOutputs {
  readonly items: readonly PreparedItem[];
  readonly removed: readonly RemovedValue[];
  /** True: something was to be taken out of at least one of them, whether it was there or not. */
  readonly isRedacted: boolean;
  /** Files that could not be redacted, so that they do not leave. */
  readonly leftOut: readonly { readonly name: string; readonly sentence: string }[];
}

/** Prepares every item. Rejects with a `UserError`: a format that cannot be redacted (nothing is shared unredacted then), a claim that cannot be written, a full disk, stopped. */
export async function prepareOutputs(
  parts: ShareParts,
  folder: ShareFolder,
  wanted: { readonly items: readonly GatheredItem[]; readonly recipe: RedactionRecipe | null; readonly claims: ClaimWish | null },
  handlers: ShareHandlers,
): Promise<PreparedOutputs> {
  const items: PreparedItem[] = [];
  const removed: RemovedValue[] = [];
  const leftOut: { readonly name: string; readonly error: Error }[] = [];
  let isRedacted = false;
  const spare = new SpareBuffers(1);
  const { recipe } = wanted;
  const hidesNames = recipe !== null && (recipe.names === "drop" || recipe.times !== "keep" || recipe.positions !== "keep");
  for (const [index, item] of wanted.items.entries()) {
    stopIfAsked(parts, handlers);
    handlers.onProgress?.({ step: "preparing", item: index, items: wanted.items.length, bytesDone: 0, bytes: 0 });
    const ownRecipe = recipeFor(recipe, item);
    const name = hidesNames ? `item-${index + 1}${extensionOf(item.name)}` : item.name;
    if (ownRecipe === null && item.originalPath !== null) {
      items.push(await asItIs(parts, item, name));
      continue;
    }
    if (ownRecipe === null) {
      const source = await exportedSource(folder, item, index);
      try {
        items.push({ ...factsOf(item, name), ...(await writeOut(folder, `item-${index}`, source, parts, handlers)), format: item.format });
      } finally {
        await source.close();
      }
      continue;
    }
    const redacted = await redactOrLeaveOut(parts, folder, { item, recipe: ownRecipe, spare }, handlers);
    if ("error" in redacted) {
      leftOut.push({ name: item.name, error: redacted.error });
      continue;
    }
    const { redaction, close } = redacted;
    try {
      isRedacted = true;
      removed.push(...redaction.removed);
      const { out, isClaimed } = await claimRedaction(redaction, ownRecipe, wanted.claims);
      const written = await writeOut(folder, `item-${index}`, out, parts, handlers);
      items.push({
        ...factsOf(item, hidesNames ? `item-${index + 1}${dotted(redaction.extension)}` : withExtension(item.name, redaction.extension)),
        ...written,
        format: redaction.format,
        redacted: redactedClasses(ownRecipe, item.classes, item.masks.length > 0),
        changes: redaction.changes.slice(0, MOST_CHANGES),
        left: redaction.left,
        isClaimed,
      });
    } finally {
      await close();
    }
  }
  const [first] = leftOut;
  if (items.length === 0 && first !== undefined) throw first.error;
  return {
    items: distinctNames(items),
    removed,
    isRedacted,
    leftOut: leftOut.map(({ name, error }) => ({ name, sentence: error.message })),
  };
}

/** What must not be shared as it is and cannot be redacted is left out, and said to be: nothing is shared unredacted. */
async function redactOrLeaveOut(
  parts: ShareParts,
  folder: ShareFolder,
  { item, recipe, spare }: { readonly item: GatheredItem; readonly recipe: RedactionRecipe; readonly spare: SpareBuffers },
  handlers: ShareHandlers,
): Promise<RedactedItem | { readonly error: Error }> {
  try {
    return await parts.redactItem(item, recipe, { workFolder: folder.path, signal: handlers.signal, spare });
  } catch (error) {
    if (isFormatError(error) || (isUserError(error) && leavingOut.has(error.code))) return { error };
    throw error;
  }
}

/** Refusals that are about one file alone. */
const leavingOut: ReadonlySet<string> = new Set(["redact-withheld", "redact-not-possible", "mask-refused"]);

/** Looks for what was taken out in everything that would leave. `null`: nothing was asked to be taken out. */
export async function checkOutputs(
  parts: ShareParts,
  folder: ShareFolder,
  outputs: PreparedOutputs,
  extra: readonly { readonly name: string; readonly source: ByteSource }[],
): Promise<LeakReport | null> {
  if (!outputs.isRedacted) return null;
  const opened: (ByteSource & { close(): Promise<void> })[] = [];
  try {
    const sources = [...extra];
    for (const item of outputs.items) {
      const source = item.file === null ? await openOriginal(parts.vault, item.sha256) : await openFileSource(folder.fileOf(item.file));
      opened.push(source);
      sources.push({ name: item.name, source });
    }
    return await parts.checkLeaks(sources, outputs.removed, { platform: nodePlatform });
  } finally {
    for (const source of opened) await source.close();
  }
}

/** Throws a `UserError` (`stopped`) once the person asked for it, or the vault is being closed. */
export function stopIfAsked(parts: Pick<ShareParts, "closing">, handlers: ShareHandlers): void {
  if (handlers.signal?.aborted === true || parts.closing.aborted) {
    throw new UserError("stopped", "conflict", "Stopped. Nothing was sent, and what was made ready was removed.");
  }
}

/** Shown and kept of one item; a flight record can have thousands. */
const MOST_CHANGES = 200;

function recipeFor(recipe: RedactionRecipe | null, item: GatheredItem): RedactionRecipe | null {
  const base = recipe ?? keepEverything;
  const own = item.masks.length === 0 ? base : { ...base, masks: [...base.masks, ...item.masks] };
  return takesAnythingOut(own) ? own : null;
}

async function asItIs(parts: ShareParts, item: GatheredItem, name: string): Promise<PreparedItem> {
  const source = await openOriginal(parts.vault, item.sha256);
  await source.close();
  return { ...factsOf(item, name), file: null, format: item.format, outBytes: source.size, outSha256: item.sha256 };
}

function factsOf(item: GatheredItem, name: string) {
  const { sha256, classes, kind, aircraft } = item;
  return { sha256, name, classes, kind, aircraft, redacted: [], changes: [], left: [], isClaimed: false, isContents: false } as const;
}

/** The text of an export, in a file of the work folder. */
async function exportedSource(folder: ShareFolder, item: GatheredItem, index: number): Promise<ByteSource & { close(): Promise<void> }> {
  if (item.exported === null) throw new Error("share: an item that is neither an original nor an export");
  const path = folder.fileOf(`export-${index}`);
  const file = await open(path, "w", 0o600);
  try {
    for await (const piece of await item.exported.text()) await file.write(Buffer.from(piece));
  } catch (error) {
    throw refused(error);
  } finally {
    await file.close();
  }
  return openFileSource(path);
}

async function writeOut(
  folder: ShareFolder,
  name: string,
  source: ByteSource,
  parts: ShareParts,
  handlers: ShareHandlers,
): Promise<{ readonly file: string; readonly outBytes: number; readonly outSha256: string }> {
  const hash = createHash("sha256");
  const file = await open(folder.fileOf(name), "w", 0o600);
  try {
    await writeSource(file, source, (bytes, askedBytes) => {
      stopIfAsked(parts, handlers);
      if (bytes.byteLength !== askedBytes) {
        throw new UserError("original-unreadable", "machineRefused", "An original became shorter while it was read. Nothing was sent.");
      }
      hash.update(bytes);
    });
    await file.datasync();
  } catch (error) {
    throw refused(error);
  } finally {
    await file.close();
  }
  return { file: name, outBytes: source.size, outSha256: toHex(hash.digest()) };
}

function refused(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "ENOSPC" && code !== "EDQUOT" && code !== "EROFS" && code !== "EACCES") return error;
  return new UserError(
    "disk-full",
    "machineRefused",
    `What is to be shared could not be written to the vault's disk (${String(code)}). Nothing was sent, and what was made ready was removed.`,
    { cause: error },
  );
}

function distinctNames(items: readonly PreparedItem[]): readonly PreparedItem[] {
  const seen = new Set<string>();
  return items.map((item, index) => {
    const name = seen.has(item.name) ? `${index + 1}-${item.name}` : item.name;
    seen.add(name);
    return { ...item, name };
  });
}

function extensionOf(name: string): string {
  return /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? "";
}

function dotted(extension: string): string {
  return extension === "" || extension.startsWith(".") ? extension : `.${extension}`;
}

function withExtension(name: string, extension: string): string {
  const own = extensionOf(name);
  return own.toLowerCase() === dotted(extension).toLowerCase() ? name : `${name.slice(0, name.length - own.length)}${dotted(extension)}`;
}
