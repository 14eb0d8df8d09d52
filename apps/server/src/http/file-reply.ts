/** A file of this machine as an answer: streamed, in part when asked (206), not at all when the browser has it (304). */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { parseByteRange } from "./byte-range.ts";

/** What is sent besides the bytes. */
export interface FileReplyOptions {
  readonly request: Request;
  readonly contentType: string;
  /** Default: from size and time of change. */
  readonly entityTag?: string;
  readonly cacheControl?: string;
  readonly headers?: Record<string, string>;
}

/** `undefined` when there is no such file. `path` must be one that we made up, never one that came in a request. */
export async function fileReply(path: string, options: FileReplyOptions): Promise<Response | undefined> {
  const status = await statusOf(path);
  if (status === undefined) return undefined;
  const { sizeBytes } = status;
  const { request } = options;
  const entityTag = options.entityTag ?? `"${sizeBytes.toString(16)}-${Math.floor(status.changedMs).toString(16)}"`;
  const headers: Record<string, string> = {
    "content-type": options.contentType,
    "cache-control": options.cacheControl ?? "no-cache",
    etag: entityTag,
    "accept-ranges": "bytes",
    ...options.headers,
  };
  if (matchesTag(request.headers.get("if-none-match"), entityTag)) return new Response(null, { status: 304, headers });
  const ifRange = request.headers.get("if-range");
  const range = parseByteRange(
    ifRange === null || ifRange === entityTag ? (request.headers.get("range") ?? undefined) : undefined,
    sizeBytes,
  );
  if (range === "outside") return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${sizeBytes}` } });
  const { start, end } = range === "whole" ? { start: 0, end: sizeBytes } : range;
  headers["content-length"] = String(end - start);
  if (range !== "whole") headers["content-range"] = `bytes ${start}-${end - 1}/${sizeBytes}`;
  const body = request.method === "HEAD" || end === start ? null : readStream(path, start, end);
  return new Response(body, { status: range === "whole" ? 200 : 206, headers });
}

/** Attachment under a name that cannot be mistaken for a path, quoted for old and new readers (RFC 6266). */
export function attachmentHeader(fileName: string): string {
  const clean = (fileName.split(/[\\/]/).at(-1) ?? "")
    // Control and format characters, halves of pairs, quotes.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}"]/gu, "")
    .replace(/^\.+/, "");
  const name = clean === "" ? "original" : [...clean].slice(0, 150).join("");
  const ascii = name.replace(/[^\x20-\x7e]|[%;]/g, "_");
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

function readStream(path: string, start: number, end: number): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(path, { start, end: end - 1, highWaterMark: 256 * 1024 })) as ReadableStream<Uint8Array>;
}

async function statusOf(path: string): Promise<{ sizeBytes: number; changedMs: number } | undefined> {
  try {
    const handle = await open(path, "r");
    try {
      const status = await handle.stat();
      return status.isFile() ? { sizeBytes: status.size, changedMs: status.mtimeMs } : undefined;
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR" || code === "EACCES") return undefined;
    throw error;
  }
}

function matchesTag(header: string | null, entityTag: string): boolean {
  return (header ?? "").split(",").some((tag) => tag.trim().replace(/^W\//, "") === entityTag);
}
