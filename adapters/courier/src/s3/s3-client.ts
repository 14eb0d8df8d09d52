/** Signed requests to one bucket, and what the server's refusals mean. */
import { createHash } from "node:crypto";
import type { UserError } from "@creance/core";
import type { Endpoint } from "../destination.ts";
import { objectName } from "../destination.ts";
import { courierError, quoted } from "../http/errors.ts";
import type { Answer, Exchange, Exchanges, StreamedAnswer } from "../http/exchange.ts";
import type { ConnectionPurpose, Credentials, Destination } from "../types.ts";
import { childText, readXml, type XmlElement } from "./read-xml.ts";
import { EMPTY_SHA256, encodePath, encodeQuery, signRequest } from "./sign-request.ts";

/** One job's client. */
export interface S3Client {
  readonly destination: Destination;
  readonly signal: AbortSignal;
  /** Any status is an answer. */
  send(wish: S3Wish): Promise<Answer>;
  /** One attempt at a streamed answer. */
  stream(wish: S3Wish, attempt: number): Promise<StreamedAnswer | Answer>;
  patiently: Exchanges["patiently"];
}

/** One request. */
export interface S3Wish {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** Without the destination's prefix; `null`: the bucket itself. */
  readonly object: string | null;
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Of the body, hex, where it is known already. */
  readonly bodySha256?: string;
  /** Signs for another region (a probe). */
  readonly region?: string;
  readonly waits?: number;
}

/** What a client needs. */
export interface S3ClientOptions {
  readonly jobId: number;
  readonly purpose: ConnectionPurpose;
  readonly destination: Destination;
  readonly endpoint: Endpoint;
  readonly credentials: Credentials;
  readonly exchanges: Exchanges;
  readonly signal: AbortSignal;
}

/** Makes it. */
export function s3Client({ jobId, purpose, destination, endpoint, credentials, exchanges, signal }: S3ClientOptions): S3Client {
  const exchangeOf = ({ method, object, query = {}, headers = {}, body, bodySha256, region, waits }: S3Wish): Exchange => {
    const path = `${endpoint.basePath}${object === null ? (endpoint.basePath === "" ? "/" : "") : `/${encodePath(objectName(destination, object))}`}`;
    const text = encodeQuery(query);
    const sha256 = bodySha256 ?? (body === undefined ? EMPTY_SHA256 : createHash("sha256").update(body).digest("hex"));
    const owner = destination.expectedOwner;
    return {
      jobId,
      purpose,
      method,
      path: text === "" ? path : `${path}?${text}`,
      headers: () =>
        signRequest(
          {
            method,
            host: endpoint.hostHeader,
            path,
            query,
            headers: { ...headers, ...(owner === undefined ? {} : { "x-amz-expected-bucket-owner": owner }) },
            bodySha256: sha256,
          },
          { credentials, region: region ?? destination.region, timeMs: Date.now() },
        ),
      ...(body === undefined ? {} : { body }),
      ...(waits === undefined ? {} : { waits }),
      signal,
    };
  };
  return {
    destination,
    signal,
    send: (wish) => exchanges.short(exchangeOf(wish)),
    stream: (wish, attempt) => exchanges.streamed(exchangeOf(wish), attempt),
    patiently: exchanges.patiently,
  };
}

/** The answer's XML, its root of one of these names. Throws `UserError` (`bad-answer`). */
export function answerXml(answer: Answer, ...roots: readonly string[]): XmlElement {
  let root: XmlElement;
  try {
    root = readXml(answer.body);
  } catch (error) {
    throw courierError("bad-answer", "The server's answer is no XML that can be read.", { cause: error });
  }
  if (!roots.includes(root.name)) {
    // Some operations begin with 200 and end with an error.
    if (root.name === "Error") throw refusal({ ...answer, status: answer.status < 300 ? 500 : answer.status }, "finish");
    throw courierError("bad-answer", `The server answers ${quoted(root.name)} where ${roots.join(" or ")} was expected.`);
  }
  return root;
}

/** S3's own code of a refusal, e.g. `NoSuchKey`; empty: none was given. */
export function refusalCode(answer: Answer): string {
  return refusalOf(answer).code;
}

/** True: the server does not know the operation at all. */
export function isNotImplemented(answer: Answer): boolean {
  return [400, 405, 501].includes(answer.status) || refusalCode(answer) === "NotImplemented";
}

/** A refusal as an error. `doing` says what was tried: "The server refuses to ...". */
export function refusal(answer: Answer, doing: string): UserError {
  const { code, message } = refusalOf(answer);
  const said = `${answer.status}${code === "" ? "" : ` ${code}`}${message === "" ? "" : `, ${quoted(message)}`}`;
  if (answer.status >= 300 && answer.status < 400) {
    const region = answer.headers["x-amz-bucket-region"];
    const where = region ?? answer.headers["location"];
    return courierError(
      "redirected",
      `The server sends elsewhere (${where === undefined ? said : quoted(where)}) to ${doing}. Redirects are not followed: name the right endpoint and region.`,
    );
  }
  // A refused HEAD has no body: its date must tell.
  const isSkewed = code === "RequestTimeTooSkewed" || (code === "" && answer.status === 403 && skewMs(answer) > TOLERATED_SKEW_MS);
  if (isSkewed) {
    const theirs = answer.headers["date"];
    return courierError(
      "clock-skew",
      `The server's clock${theirs === undefined ? "" : ` (${quoted(theirs)})`} and this machine's (${quoted(new Date().toUTCString())}) differ too much to ${doing}. Set this machine's clock.`,
    );
  }
  if (code === "NoSuchBucket") return courierError("no-bucket", `The server has no such bucket (${said}).`);
  if (code === "NoSuchKey" || code === "NoSuchVersion") return courierError("no-object", `The server has no such object (${said}).`);
  if (answer.status === 401 || answer.status === 403) {
    return courierError("access-denied", `The server refuses to ${doing}: ${said}. The keys, or what they may do, do not fit.`);
  }
  return courierError("server-failed", `The server did not ${doing}: ${said}.`);
}

/** S3 tolerates 15 minutes. */
const TOLERATED_SKEW_MS = 14 * 60_000;

function skewMs({ headers }: Answer): number {
  const theirs = Date.parse(headers["date"] ?? "");
  return Number.isNaN(theirs) ? 0 : Math.abs(theirs - Date.now());
}

function refusalOf(answer: Answer): { readonly code: string; readonly message: string } {
  try {
    const root = readXml(answer.body);
    if (root.name === "Error") return { code: childText(root, "Code") ?? "", message: childText(root, "Message") ?? "" };
  } catch {
    // No body, or none of S3's: the status must do.
  }
  return { code: "", message: "" };
}
