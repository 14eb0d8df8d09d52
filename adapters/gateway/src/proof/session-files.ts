/** A session's files as a proof needs them: whole lines of its logs, whole records of its captures, those of a stretch of time. */
import { constants } from "node:fs";
import { type FileHandle, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "@creance/core";
import type { CaptureSide } from "../recorder/capture-files.ts";
import { PcapCutter } from "../recorder/pcap-cutter.ts";
import { RecorderFault } from "../recorder/recorder-fault.ts";

/** A stretch of time, microseconds since 1970-01-01 UTC. */
export interface Stretch {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** Longest line of a log that is looked at. */
const MAX_LINE_BYTES = 2 * 1_048_576;
const PIECE_BYTES = 262_144;
const NEW_LINE = 10;
/** Time of the first packet: behind the file's header. */
const FIRST_TIME_AT = 24;

/** Pieces of a file, from the beginning to where it ends now. A piece is borrowed. Throws a `UserError` when it is not there. */
export async function* filePieces(folder: string, name: string): AsyncGenerator<Uint8Array> {
  const file = await openFile(folder, name);
  try {
    const piece = new Uint8Array(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, piece.byteLength, null);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Whole lines of a log, as they stand there, with what they say; a line that is being written now is left out. Memory: one line. */
export async function* logLines(folder: string, name: string): AsyncGenerator<{ readonly bytes: Uint8Array; readonly value: unknown }> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for await (const piece of filePieces(folder, name)) {
    let start = 0;
    for (let end = piece.indexOf(NEW_LINE); end !== -1; end = piece.indexOf(NEW_LINE, start)) {
      const bytes = Buffer.concat([...waiting, piece.subarray(start, end + 1)]);
      waiting = [];
      waitingBytes = 0;
      start = end + 1;
      yield { bytes, value: parsed(bytes, name) };
    }
    waitingBytes += piece.byteLength - start;
    if (waitingBytes > MAX_LINE_BYTES) throw damaged(name, "a line is too long");
    if (start < piece.byteLength) waiting.push(piece.slice(start));
  }
}

/** Whole records of a capture: what the recorder writes now may end in the middle of one. */
export async function* captureRecords(folder: string, name: string): AsyncGenerator<Uint8Array> {
  const cut: Uint8Array[] = [];
  const cutter = new PcapCutter({
    header: (bytes) => cut.push(bytes),
    records: ({ bytes, bounds, count }) => cut.push(bytes.slice(bounds[0], bounds[count])),
  });
  for await (const piece of filePieces(folder, name)) {
    try {
      cutter.push(piece);
    } catch (error) {
      if (error instanceof RecorderFault) throw damaged(name, error.message);
      throw error;
    }
    yield* cut.splice(0);
  }
}

/** Captures of a side that may hold packets of a stretch, in order, without a gap; at least one where there is any. */
export async function capturesOf(folder: string, side: CaptureSide, { fromUs, untilUs }: Stretch): Promise<readonly string[]> {
  const pattern = new RegExp(`^${side}-[0-9]{6}[.]pcap$`);
  const names = (await readdir(folder)).filter((name) => pattern.test(name)).sort();
  const starts = await Promise.all(names.map((name) => firstTimeUs(folder, name)));
  let first = 0;
  // A file is over where the next one has begun.
  while (first + 1 < names.length && (starts[first + 1] ?? Number.POSITIVE_INFINITY) < fromUs) first++;
  let last = names.length - 1;
  while (last > first && (starts[last] ?? Number.POSITIVE_INFINITY) > untilUs) last--;
  return names.slice(first, last + 1);
}

async function firstTimeUs(folder: string, name: string): Promise<number | undefined> {
  const file = await openFile(folder, name);
  try {
    const head = Buffer.alloc(FIRST_TIME_AT + 8);
    const { bytesRead } = await file.read(head, 0, head.byteLength, 0);
    if (bytesRead < head.byteLength) return undefined;
    const isLittle = head.readUInt32LE(0) === 0xa1b2c3d4;
    const at = (offset: number): number => (isLittle ? head.readUInt32LE(offset) : head.readUInt32BE(offset));
    return at(FIRST_TIME_AT) * 1e6 + at(FIRST_TIME_AT + 4);
  } finally {
    await file.close();
  }
}

async function openFile(folder: string, name: string): Promise<FileHandle> {
  try {
    return await open(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new UserError("no-such-session", "notFound", `${folder} is no session of a gateway: it has no ${name}.`, { cause: error });
    }
    if (code === "EACCES") {
      const help = "Sessions belong to the group creance-hold: use sudo, or an account of that group.";
      throw new UserError("hold-no-permission", "machineRefused", `${join(folder, name)} may not be read. ${help}`, { cause: error });
    }
    throw error;
  }
}

function parsed(bytes: Buffer, name: string): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw damaged(name, "a line is no JSON");
  }
}

function damaged(name: string, why: string): UserError {
  return new UserError("session-damaged", "wrongUse", `The session cannot be used for a proof: ${name}: ${why}. No proof was made.`);
}
