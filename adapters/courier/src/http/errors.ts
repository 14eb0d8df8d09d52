/** What can go wrong at a destination, as errors with stable codes and sentences. */
import { UserError } from "@creance/core";
import type { ConnectedTold } from "../types.ts";

/** Codes of the errors that the courier rejects with. */
const courierErrors = {
  "address-refused": "An address that no destination may have, or that was not named.",
  "answer-too-large": "The server's answer is longer than it may be.",
  "access-denied": "The server refuses these keys, or this action.",
  "bad-answer": "The server's answer cannot be read, or contradicts itself.",
  "bad-destination": "The destination cannot be used as it is written.",
  "bad-object": "An object's name that servers or paths would read in their own way.",
  "clock-skew": "The server's clock and this machine's differ too much.",
  "courier-ended": "The courier's process ended in the middle.",
  "destination-timeout": "The server was silent, or too slow.",
  "destination-unreachable": "No connection, or it broke again and again.",
  "no-bucket": "The server has no such bucket.",
  "no-object": "The server has no such object.",
  "object-exists": "Something else lies under this name; it was left alone.",
  "read-back-differs": "What the server gives back is not what was sent.",
  redirected: "The server sends elsewhere; redirects are not followed.",
  "server-failed": "The server failed again and again, or with an answer of its own.",
  "source-changed": "The source gives other bytes than before.",
  stopped: "It was stopped.",
  "task-failed": "The NodeODM server could not do the task.",
  "tls-refused": "The server's certificate does not fit.",
  "too-large": "More than an upload can have, or than was to be fetched.",
} as const satisfies Readonly<Record<string, string>>;

/** One of those codes. */
export type CourierErrorCode = keyof typeof courierErrors;

/** An error of a destination. */
export function courierError(code: CourierErrorCode, sentence: string, options?: ErrorOptions): UserError {
  const kind = code === "no-bucket" || code === "no-object" ? "notFound" : code === "object-exists" ? "conflict" : "machineRefused";
  return new UserError(code, kind, sentence, options);
}

/** An attempt that may be made again. */
export class PassingFault extends Error {
  override readonly name = "PassingFault";
  readonly isTimeout: boolean;
  constructor(sentence: string, { isTimeout, ...options }: ErrorOptions & { isTimeout: boolean }) {
    super(sentence, options);
    this.isTimeout = isTimeout;
  }
}

/** How a connection that could not be used ended, for the ledger. */
export function outcomeOf(error: Error & { code?: string }): ConnectedTold["outcome"] {
  const code = error.code ?? "";
  if (code === "ECONNREFUSED") return "refused";
  if (code === "ETIMEDOUT") return "timeout";
  return isTlsFault(error) ? "tls-failed" : "failed";
}

/** True for errors of the TLS handshake and of certificates: trying again changes nothing. */
export function isTlsFault(error: Error & { code?: string }): boolean {
  const code = error.code ?? "";
  return (
    /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/.test(code) ||
    code === "ERR_OSSL_WRONG_VERSION_NUMBER"
  );
}

/** Text of a server in a sentence of ours: one line, short, without signs that steer a terminal. */
export function quoted(text: string): string {
  return `"${text
    .replace(/[^\x20-\x7e]+/g, " ")
    .trim()
    .slice(0, 160)}"`;
}
