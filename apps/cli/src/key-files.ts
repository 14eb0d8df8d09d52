/** Key log files that were named on the command line, and the key logs inside captures: read before the packets that they open. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { stat } from "node:fs/promises";
import { KeyLog, type KeyLogCounts } from "@creance/capture";
import { UserError } from "@creance/core";
import { nodePlatform, openFileSource } from "@creance/node";
import { keyLogsInside } from "@creance/server";

/** Bytes of key logs that are read; the reader takes no more than this in all. */
const MAX_BYTES = 256 * 1024 * 1024;

/** What a file gave since it was read last. */
interface KeyFile {
  readonly path: string;
  offset: number;
  /** A line whose end is not there yet. */
  rest: string;
}

/** Key log files, which may grow. */
export class KeyFiles {
  readonly #files: readonly KeyFile[];
  #bytes = 0;

  /** Throws `UserError` when a file is not there. */
  constructor(paths: readonly string[]) {
    this.#files = paths.map((path) => ({ path, offset: 0, rest: "" }));
  }

  /** Whole lines that came since the last call. `all` takes a last line without an end too. Throws `UserError` for a file that is no key log. */
  read(all: "whole lines" | "all"): string {
    return this.#files.map((file) => this.#readFile(file, all)).join("");
  }

  #readFile(file: KeyFile, all: "whole lines" | "all"): string {
    const isFirst = file.offset === 0;
    const text = file.rest + this.#grown(file);
    const end = all === "all" ? text.length : text.lastIndexOf("\n") + 1;
    file.rest = text.slice(end).slice(0, 65_536);
    const lines = all === "all" && end > 0 && !text.endsWith("\n") ? `${text}\n` : text.slice(0, end);
    if (isFirst && lines !== "") refuseOther(file.path, lines);
    return lines;
  }

  #grown(file: KeyFile): string {
    const handle = openKeys(file.path);
    try {
      const state = fstatSync(handle);
      if (state.isDirectory()) throw noSuchKeys(file.path);
      // A pipe is read to its end, once.
      if (!state.isFile()) return file.offset++ === 0 ? readFileSync(handle, "latin1").slice(0, MAX_BYTES) : "";
      const { size } = state;
      if (size < file.offset) Object.assign(file, { offset: 0, rest: "" });
      const bytes = Buffer.alloc(Math.max(0, Math.min(size - file.offset, MAX_BYTES - this.#bytes)));
      let length = 0;
      for (let got = -1; got !== 0 && length < bytes.byteLength; length += got) {
        got = readSync(handle, bytes, length, bytes.byteLength - length, file.offset + length);
      }
      file.offset += length;
      this.#bytes += length;
      return bytes.toString("latin1", 0, length);
    } finally {
      closeSync(handle);
    }
  }
}

/** The key logs inside captures that are files. Standard input and pipes, which can be read once, are passed over. */
export async function keyLogsOfCaptures(paths: readonly string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const path of paths) if (path !== "-") texts.push(...(await keyLogsOf(path)));
  return texts;
}

/** What there is in texts: connections with keys, and counts of lines. */
export function countKeys(texts: readonly string[]): KeyLogCounts & { readonly connections: number } {
  const keyLog = new KeyLog();
  for (const text of texts) keyLog.add(text);
  return { ...keyLog.counts, connections: keyLog.size };
}

/** What is not there, or cannot be read, is told by the reading that follows. */
async function keyLogsOf(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isFile()) return [];
    const source = await openFileSource(path);
    try {
      return await keyLogsInside(source, nodePlatform);
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return [];
    throw error;
  }
}

function refuseOther(path: string, text: string): void {
  const { secrets, badLines } = countKeys([text]);
  if (secrets > 0 || badLines === 0) return;
  throw new UserError("no-key-log", "wrongUse", `${path} is no key log: not one of its lines gives a key. Nothing was read.`);
}

function openKeys(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    throw noSuchKeys(path, error);
  }
}

function noSuchKeys(path: string, cause?: unknown): UserError {
  return new UserError("no-such-file", "notFound", `There is no key log ${path}. Nothing was read.`, { cause });
}
