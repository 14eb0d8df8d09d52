/** Key log files that were named on the command line, and the key logs inside captures: read before the packets that they open. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { createKeyLogCollector, KeyLog, type KeyLogCounts } from "@creance/capture";
import { isFormatError, UserError } from "@creance/core";
import { nodePlatform } from "@creance/node";

/** Bytes of key logs that are read; the reader takes no more than this in all. */
const MAX_BYTES = 256 * 1024 * 1024;
/** Bytes of a capture that are looked through at once. */
const CHUNK_BYTES = 1_048_576;
const PCAPNG_MAGIC = 0x0a0d0d0a;

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

/** The key logs inside captures. Damage is left to the reading that follows; standard input, which can be read once, is passed over. */
export async function keyLogsInside(paths: readonly string[]): Promise<string[]> {
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

/** Keeps the texts that it is given. */
class KeptTexts extends KeyLog {
  readonly texts: string[] = [];
  #length = 0;

  override add(text: string): void {
    this.#length += text.length;
    if (this.#length <= MAX_BYTES) this.texts.push(text.endsWith("\n") ? text : `${text}\n`);
  }
}

async function keyLogsOf(path: string): Promise<readonly string[]> {
  const keyLog = new KeptTexts();
  // Not opened unless it is a file: a pipe can be opened once. What is not there is told by the reading.
  const isFile = await stat(path).then(
    (state) => state.isFile(),
    () => false,
  );
  const file = isFile ? await open(path, "r").catch(() => undefined) : undefined;
  if (file === undefined) return [];
  try {
    const collector = createKeyLogCollector({ platform: nodePlatform, keyLog });
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (let offset = 0; ; ) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, offset);
      const chunk = buffer.subarray(0, bytesRead);
      if (bytesRead === 0 || (offset === 0 && !mayHoldKeys(chunk)) || !collector.push(chunk)) break;
      offset += bytesRead;
    }
  } catch (error) {
    if (!isFormatError(error) && !(error instanceof Error && "code" in error)) throw error;
  } finally {
    await file.close();
  }
  return keyLog.texts;
}

/** True for pcapng, gzip around it included. */
function mayHoldKeys(head: Uint8Array): boolean {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return isPcapng(head);
  try {
    return isPcapng(nodePlatform.createGunzip({ maxOutputBytes: 1 << 30 }).push(head.subarray(0, 4096)));
  } catch {
    return false;
  }
}

function isPcapng(head: Uint8Array): boolean {
  return head.byteLength >= 4 && new DataView(head.buffer, head.byteOffset).getUint32(0) === PCAPNG_MAGIC;
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
