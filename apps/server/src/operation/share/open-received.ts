/** The recipient's side: decrypts received files with this vault's identity, names them by the list of contents, and keeps what was inside. */
import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type ByteSource, isFormatError, isUserError, toHex, UserError } from "@creance/core";
import { nodePlatform, openFileSource } from "@creance/node";
import { openSealed } from "@creance/seal";
import type { ImportItem, Operation } from "../types.ts";
import { MOST_CONTENTS_BYTES, readContents } from "./contents-list.ts";
import type { ShareParts } from "./parts.ts";
import type { OpenedShare, ShareContents, ShareHandlers } from "./types.ts";

const MOST_FILES = 20_000;
const BLOCK_BYTES = 1024 * 1024;

interface Opened {
  readonly path: string;
  readonly plain: ByteSource;
  readonly sha256: string;
  close(): Promise<void>;
}

/** Opens and keeps. Files that cannot be opened are named, the others are kept. Rejects with a `UserError` when none could be. */
export async function openReceived(
  parts: Pick<ShareParts, "keyring">,
  importItems: Operation["importItems"],
  paths: readonly string[],
  handlers: ShareHandlers = {},
): Promise<OpenedShare> {
  const files = await filesOf(paths);
  const { identity } = await parts.keyring();
  const issues: string[] = [];
  const opened: Opened[] = [];
  const lists: ShareContents[] = [];
  try {
    for (const path of files) {
      if (handlers.signal?.aborted === true) throw new UserError("stopped", "conflict", "Stopped. Nothing was kept.");
      try {
        const one = await openOne(path, identity);
        const contents = one.plain.size > MOST_CONTENTS_BYTES ? undefined : readContents(await one.plain.read(0, one.plain.size));
        if (contents === undefined) opened.push(one);
        else {
          lists.push(contents);
          await one.close();
        }
      } catch (error) {
        if (!isUserError(error) && !isFormatError(error)) throw error;
        issues.push(`${basename(path)}: ${error.message}`);
      }
    }
    if (opened.length === 0) {
      throw new UserError(
        "nothing-opened",
        "wrongUse",
        `None of the files could be opened. Nothing was kept. ${issues.slice(0, 3).join(" ")}`.trim(),
      );
    }
    const named = new Map(lists.flatMap(({ items }) => items.map((item) => [item.sha256, item.name] as const)));
    const kept: OpenedShare["kept"][number][] = [];
    const items = opened.map((one) => ({ one, name: safeName(named.get(one.sha256)) ?? withoutAge(one.path) }));
    await importItems(asItems(items), {
      ...(handlers.signal === undefined ? {} : { signal: handlers.signal }),
      onFile: (file) => {
        if (file.sha256 === null || file.status === "failed") issues.push(`${file.path}: ${file.sentence ?? "not kept"}`);
        else kept.push({ name: file.path, sha256: file.sha256, status: file.status });
      },
    });
    const here = new Set(opened.map(({ sha256 }) => sha256));
    for (const { items: listed } of lists) {
      for (const { name, sha256 } of listed)
        if (!here.has(sha256)) issues.push(`${name} stands in the list of contents and is not among the files.`);
    }
    return { kept, contents: lists[0] ?? null, issues };
  } finally {
    for (const one of opened) await one.close();
  }
}

async function openOne(path: string, identity: string): Promise<Opened> {
  const file = await openFileSource(path);
  try {
    const plain = await openSealed(file, [identity], nodePlatform);
    const hash = createHash("sha256");
    for (let at = 0; at < plain.size; at += BLOCK_BYTES) hash.update(await plain.read(at, Math.min(plain.size, at + BLOCK_BYTES)));
    return { path, plain, sha256: toHex(hash.digest()), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* asItems(items: readonly { readonly one: Opened; readonly name: string }[]): AsyncGenerator<ImportItem> {
  for (const { one, name } of items) yield { path: name, source: one.plain, release: async () => {} };
}

/** The files of the paths; of a folder those that end in `.age`. */
async function filesOf(paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const facts = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") {
        throw new UserError("no-such-file", "notFound", `There is no file ${path}. Nothing was kept.`, { cause: error });
      }
      throw error;
    });
    if (!facts.isDirectory()) files.push(path);
    else for (const name of await readdir(path, { recursive: true })) if (name.endsWith(".age")) files.push(join(path, name));
    if (files.length > MOST_FILES)
      throw new UserError("too-many-files", "wrongUse", `More than ${MOST_FILES} files: open them in parts. Nothing was kept.`);
  }
  return files;
}

/** A name from a sender: never a path. */
function safeName(name: string | undefined): string | undefined {
  const last = name?.split(/[/\\]/).at(-1);
  return last === undefined || last === "" || last === "." || last === ".." ? undefined : last;
}

function withoutAge(path: string): string {
  return basename(path).replace(/\.age$/, "");
}
