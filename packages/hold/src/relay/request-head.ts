/**
 * Head of an HTTP/1 request (RFC 9112) for a decision: one host, one length, no byte that two readers could take differently. What is
 * doubtful is refused, not repaired.
 */
import type { RelayEnd } from "../log/types.ts";

/** What follows the head. */
export type RequestBody = { readonly kind: "none" } | { readonly kind: "length"; readonly bytes: number } | { readonly kind: "chunked" };

/** A head that may pass. */
export interface RequestHead {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Lower case, without a port. */
  readonly host: string;
  readonly body: RequestBody;
}

/** A head that may not. */
export interface RefusedHead {
  readonly end: Extract<RelayEnd, "not-http" | "no-name" | "many-names">;
  readonly host: string | null;
}

const MAX_FIELDS = 200;
/** Methods with which many servers read no body: one that is there would be read as the next request. */
const bodiless = new Set(["GET", "HEAD", "TRACE"]);
const notHttp: RefusedHead = { end: "not-http", host: null };
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const badInField = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** Reads a head as text, one character for each byte, with the CR LF of its last line but without the empty line behind. */
export function readRequestHead(text: string): RequestHead | RefusedHead {
  const lines = text.split("\r\n");
  // The last line's end leaves an empty piece.
  if (lines.pop() !== "" || lines.length > 1 + MAX_FIELDS) return notHttp;
  const request = /^([A-Z][A-Z0-9_-]{0,31}) ([!-~]{1,8192}) HTTP\/1\.([01])$/.exec(lines[0] ?? "");
  if (request === null) return notHttp;
  const [, method = "", target = "", minor = ""] = request;
  // Behind CONNECT the bytes are no requests any more.
  if (method === "CONNECT") return notHttp;
  const hosts: string[] = [];
  const lengths: string[] = [];
  const codings: string[] = [];
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(":");
    const field = line.slice(0, colon).toLowerCase();
    // No colon, a space before it, a folded line: all are no token.
    if (colon < 1 || !token.test(field) || badInField.test(line)) return notHttp;
    const value = withoutBlanks(line, colon + 1);
    if (field === "host") hosts.push(value);
    else if (field === "content-length") lengths.push(value);
    else if (field === "transfer-encoding") codings.push(value);
    // Neither are they behind an upgrade (WebSocket, h2c).
    else if (field === "upgrade") return notHttp;
  }
  const targetName = readTarget(method, target);
  if (targetName === null) return notHttp;
  const host = hosts.length > 0 ? readHost(hosts[0] ?? "") : null;
  if (hosts.length > 1) return { end: "many-names", host };
  if (hosts.length === 0) return { end: "no-name", host: targetName.host };
  if (host === null) return hosts[0] === "" ? { end: "no-name", host: null } : notHttp;
  if (targetName.host !== null && targetName.host !== host) return { end: "many-names", host };
  const body = readBody(method, minor, lengths, codings);
  return body === null ? { end: "not-http", host } : { method, path: targetName.path, host, body };
}

/** A field's value without the blanks around it. */
function withoutBlanks(line: string, from: number): string {
  const isBlank = (at: number): boolean => line[at] === " " || line[at] === "\t";
  let start = from;
  let end = line.length;
  while (start < end && isBlank(start)) start++;
  while (end > start && isBlank(end - 1)) end--;
  return line.slice(start, end);
}

/** `/path`, `http://host/path`, or `*` with OPTIONS. */
function readTarget(method: string, target: string): { readonly host: string | null; readonly path: string } | null {
  if (target.startsWith("/") || (target === "*" && method === "OPTIONS")) return { host: null, path: target };
  const absolute = /^http:\/\/([^/?#]+)([/?][!-~]*)?$/i.exec(target);
  const host = absolute === null ? null : readHost(absolute[1] ?? "");
  return host === null ? null : { host, path: absolute?.[2] ?? "/" };
}

function readHost(value: string): string | null {
  const host = /^([A-Za-z0-9._-]{1,253})(?::80)?$/.exec(value);
  return host === null ? null : (host[1] ?? "").toLowerCase();
}

function readBody(method: string, minor: string, lengths: readonly string[], codings: readonly string[]): RequestBody | null {
  if (lengths.length + codings.length > 1) return null;
  const [length] = lengths;
  const [coding] = codings;
  if (coding !== undefined) {
    return coding.toLowerCase() === "chunked" && minor === "1" && !bodiless.has(method) ? { kind: "chunked" } : null;
  }
  if (length === undefined) return { kind: "none" };
  if (!/^\d{1,15}$/.test(length)) return null;
  const bytes = Number(length);
  if (bytes === 0) return { kind: "none" };
  return bodiless.has(method) ? null : { kind: "length", bytes };
}
