/** Reads a capture from a file or standard input in one go: its conversations, its report and its SHA-256. */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { type CapturedConversation, type CaptureReport, createConversationReader } from "@creance/capture";
import { type Issue, UserError } from "@creance/core";
import { nodePlatform } from "@creance/node";

/** Bytes that are read at once. */
const CHUNK_BYTES = 1_048_576;

/** Who listens while a capture is read. */
export interface CaptureListener {
  onConversation(conversation: CapturedConversation): void;
  onIssue(issue: Issue): void;
}

/** What reading a capture gave. */
export interface ReadCapture {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly report: CaptureReport;
}

/** Reads `path`, `-` for standard input. Memory: one chunk and what the reader keeps. */
export async function readCapture(path: string, listener: CaptureListener): Promise<ReadCapture> {
  const reader = createConversationReader({
    platform: nodePlatform,
    onConversation: (conversation) => listener.onConversation(conversation),
    onIssue: (issue) => listener.onIssue(issue),
  });
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of path === "-" ? standardInput() : fileChunks(path)) {
    hash.update(chunk);
    sizeBytes += chunk.byteLength;
    reader.push(chunk);
  }
  const report = reader.end();
  return { sha256: hash.digest("hex"), sizeBytes, report };
}

async function* standardInput(): AsyncGenerator<Uint8Array> {
  for await (const chunk of process.stdin) yield chunk as Uint8Array;
}

async function* fileChunks(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, "r").catch((error: unknown) => {
    throw isMissing(error) ? noSuchFile(path, error) : error;
  });
  try {
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null).catch((error: unknown) => {
        throw isMissing(error) ? noSuchFile(path, error) : error;
      });
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function noSuchFile(path: string, cause: unknown): UserError {
  return new UserError("no-such-file", "notFound", `There is no file ${path}. Nothing was read.`, { cause });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "EISDIR");
}
