/** Redacts files into a folder and checks all of them for what was taken out: either every output passed the check, or none is left. */
import { constants } from "node:fs";
import { mkdir, mkdtemp, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type ByteSource, isFormatError, isUserError, UserError } from "@creance/core";
import { type MediaMaker, openMediaMaker } from "@creance/media";
import { nodePlatform, openFileSource, SpareBuffers, writeSource } from "@creance/node";
import type { RedactionChange, RedactionPlace, RedactionRecipe, RemovedValue } from "@creance/seal";
import { checkLeaks, type LeakReport } from "../leaks/index.ts";
import { baseName } from "../readers/base-name.ts";
import { type ClaimWish, claimRedaction } from "./claim-redaction.ts";
import { redactFile } from "./redact-file.ts";

/** Files, where to, and how. */
export interface RedactFilesOptions {
  readonly paths: readonly string[];
  readonly recipe: RedactionRecipe;
  readonly homes: readonly RedactionPlace[];
  /** Made when it does not exist. No file in it is ever replaced. */
  readonly folder: string;
  readonly keychain: string | null;
  /** `original`: outputs keep the inputs' names, which often hold a date; `numbers`: `0001.jpg`. */
  readonly names: "original" | "numbers";
  /** Puts claims into pictures, signed so; `null` or absent: none. */
  readonly claims?: ClaimWish | null;
  readonly signal?: AbortSignal;
}

/** What came of one file. */
export interface RedactedOutput {
  readonly file: string;
  readonly inputFormat: string | null;
  /** Name in the folder; `null` when nothing was written. */
  readonly output: string | null;
  readonly format: string | null;
  readonly sizeBytes: number | null;
  readonly changes: readonly RedactionChange[];
  readonly left: readonly string[];
  /** True when a signed claim (C2PA) of what was done is in it. */
  readonly isClaimed: boolean;
  /** Why nothing was written; `null` when it was. */
  readonly refused: { readonly code: string; readonly sentence: string } | null;
}

/** Files at once: while one is written the next is read. */
const AT_ONCE = 4;

/** Redacts, then checks. When the check finds anything, all outputs are removed and `outputs` says so. */
export async function redactFiles(
  options: RedactFilesOptions,
): Promise<{ readonly outputs: readonly RedactedOutput[]; readonly leaks: LeakReport }> {
  await mkdir(options.folder, { recursive: true });
  const workFolder = await mkdtemp(join(options.folder, ".redacting-"));
  let maker: Promise<MediaMaker> | undefined;
  const media = (): Promise<MediaMaker> => {
    maker ??= openMediaMaker();
    return maker;
  };
  const spare = new SpareBuffers(AT_ONCE);
  const outputs: RedactedOutput[] = [];
  const removed: RemovedValue[] = [];
  try {
    const queue = options.paths.entries();
    const take = async (): Promise<void> => {
      for (const [index, path] of queue) {
        options.signal?.throwIfAborted();
        outputs[index] = await redactOne(path, index, { ...options, workFolder, media, spare }, removed);
      }
    };
    // All have stopped before the folder they work in goes.
    const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, take));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    const leaks = await checkWritten(outputs, workFolder, removed);
    if (!leaks.ok) return { outputs: outputs.map(withoutOutput), leaks };
    await publish(outputs, workFolder, options.folder);
    return { outputs, leaks };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

async function redactOne(
  path: string,
  index: number,
  options: RedactFilesOptions & { readonly workFolder: string; readonly media: () => Promise<MediaMaker>; readonly spare: SpareBuffers },
  removed: RemovedValue[],
): Promise<RedactedOutput> {
  const file = baseName(path) ?? path;
  const nothing = { file, inputFormat: null, output: null, format: null, sizeBytes: null, changes: [], left: [], isClaimed: false };
  const { recipe, homes, keychain, workFolder, media, spare, signal } = options;
  try {
    const shared = { path, recipe, homes, keychain, workFolder, media, spare };
    const { redaction, inputFormat, close } = await redactFile({ ...shared, ...(signal === undefined ? {} : { signal }) });
    try {
      const output = outputName(file, index, redaction.extension, options.names);
      const { out, isClaimed } = await claimRedaction(redaction, recipe, options.claims ?? null);
      await writeNew(join(workFolder, output), out);
      removed.push(...redaction.removed);
      const { format, changes, left } = redaction;
      return { file, inputFormat, output, format, sizeBytes: out.size, changes, left, isClaimed, refused: null };
    } finally {
      await close();
    }
  } catch (error) {
    if (isFormatError(error)) return { ...nothing, refused: { code: error.code, sentence: `${error.message}.` } };
    if (isUserError(error) && error.code !== "redact-bad-recipe")
      return { ...nothing, refused: { code: error.code, sentence: error.message } };
    throw error;
  }
}

function outputName(file: string, index: number, extension: string, names: RedactFilesOptions["names"]): string {
  const number = String(index + 1).padStart(4, "0");
  const dot = file.lastIndexOf(".");
  const ending = extension === "" ? (dot > 0 ? file.slice(dot + 1).toLowerCase() : "bin") : extension;
  if (names === "numbers") return `${number}.${ending}`;
  return `${dot > 0 ? file.slice(0, dot) : file}.${ending}`;
}

async function writeNew(path: string, source: ByteSource): Promise<void> {
  const handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await writeSource(handle, source);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The check reads what was written, not what was meant to be. */
async function checkWritten(outputs: readonly RedactedOutput[], folder: string, removed: readonly RemovedValue[]): Promise<LeakReport> {
  const written = outputs.flatMap(({ output }) => (output === null ? [] : [output]));
  const sources = [];
  try {
    for (const name of written) sources.push({ name, source: await openFileSource(join(folder, name)) });
    return await checkLeaks(sources, removed, { platform: nodePlatform });
  } finally {
    for (const { source } of sources) await source.close();
  }
}

async function publish(outputs: readonly RedactedOutput[], from: string, to: string): Promise<void> {
  const names = outputs.flatMap(({ output }) => (output === null ? [] : [output]));
  for (const name of names) {
    const isThere = await open(join(to, name), "r").then(
      (handle) => handle.close().then(() => true),
      () => false,
    );
    if (isThere)
      throw new UserError(
        "redact-exists",
        "conflict",
        `There is a file ${name} in the folder already. Nothing was written: name an empty folder.`,
      );
  }
  for (const name of names) await rename(join(from, name), join(to, name));
}

function withoutOutput(output: RedactedOutput): RedactedOutput {
  if (output.output === null) return output;
  const sentence = "Something that was to go was found in the outputs: none of them is kept.";
  return { ...output, output: null, sizeBytes: null, isClaimed: false, refused: { code: "redact-leak", sentence } };
}
