/** AWS Signature Version 4 for S3, in headers and in links: AWS's "Signature Version 4 for API requests". Every body's hash is signed. */
import { createHash, createHmac } from "node:crypto";
import type { Credentials } from "../types.ts";

/** A request as it is signed. */
export interface SignableRequest {
  readonly method: string;
  /** As it stands in the `Host` header: with its port, unless that is the scheme's own. */
  readonly host: string;
  /** Encoded already (`encodePath`), begins with `/`. */
  readonly path: string;
  /** Not encoded; in any order. */
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case; `host`, `x-amz-date` and `x-amz-content-sha256` are added here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** SHA-256 of the body, hex. */
  readonly bodySha256: string;
}

/** Who signs, for where, and when. */
export interface SigningScope {
  readonly credentials: Credentials;
  readonly region: string;
  /** `s3` unless told (the published test vectors use another). */
  readonly service?: string;
  readonly timeMs: number;
}

/** SHA-256 of no bytes. */
export const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const ALGORITHM = "AWS4-HMAC-SHA256";

/** All headers to send, the signature among them. */
export function signRequest(request: SignableRequest, scope: SigningScope): Record<string, string> {
  const { credentials } = scope;
  const stamp = stampOf(scope.timeMs);
  const isS3 = (scope.service ?? "s3") === "s3";
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.host,
    "x-amz-date": stamp,
    ...(isS3 ? { "x-amz-content-sha256": request.bodySha256 } : {}),
    ...(credentials.sessionToken === undefined ? {} : { "x-amz-security-token": credentials.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const signed = names.join(";");
  const lines = names.map((name) => `${name}:${(headers[name] ?? "").trim().replace(/ +/g, " ")}\n`).join("");
  const canonical = [request.method, request.path, encodeQuery(request.query ?? {}), lines, signed, request.bodySha256].join("\n");
  const signature = signatureOf(canonical, stamp, scope);
  headers["authorization"] =
    `${ALGORITHM} Credential=${credentials.accessKeyId}/${scopeText(stamp, scope)}, SignedHeaders=${signed}, Signature=${signature}`;
  return headers;
}

/** The query of a link that needs no headers but `Host`, good for `seconds` from `scope.timeMs` on. */
export function signLink(request: Omit<SignableRequest, "bodySha256" | "headers">, seconds: number, scope: SigningScope): string {
  const { credentials } = scope;
  const stamp = stampOf(scope.timeMs);
  const query = {
    ...request.query,
    "X-Amz-Algorithm": ALGORITHM,
    "X-Amz-Credential": `${credentials.accessKeyId}/${scopeText(stamp, scope)}`,
    "X-Amz-Date": stamp,
    "X-Amz-Expires": String(seconds),
    "X-Amz-SignedHeaders": "host",
    ...(credentials.sessionToken === undefined ? {} : { "X-Amz-Security-Token": credentials.sessionToken }),
  };
  const text = encodeQuery(query);
  const canonical = [request.method, request.path, text, `host:${request.host}\n`, "host", "UNSIGNED-PAYLOAD"].join("\n");
  return `${text}&X-Amz-Signature=${signatureOf(canonical, stamp, scope)}`;
}

/** An object's name as a path: every byte but unreserved ones and `/` as `%XX`. */
export function encodePath(name: string): string {
  return name.split("/").map(encodeWord).join("/");
}

/** A query as SigV4 wants it, which servers take too: sorted by name, each with `=`. */
export function encodeQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]): readonly [string, string] => [encodeWord(name), encodeWord(value)])
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function encodeWord(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function signatureOf(canonical: string, stamp: string, scope: SigningScope): string {
  const hash = createHash("sha256").update(canonical).digest("hex");
  const text = [ALGORITHM, stamp, scopeText(stamp, scope), hash].join("\n");
  const day = keyed(`AWS4${scope.credentials.secretAccessKey}`, stamp.slice(0, 8));
  const key = keyed(keyed(keyed(day, scope.region), scope.service ?? "s3"), "aws4_request");
  return keyed(key, text).toString("hex");
}

function keyed(key: string | Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function scopeText(stamp: string, scope: SigningScope): string {
  return `${stamp.slice(0, 8)}/${scope.region}/${scope.service ?? "s3"}/aws4_request`;
}

/** `20150830T123600Z`. */
function stampOf(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
