/** Errors as answers: a code to test by, one sentence to show. What is not the request's fault is logged and told plainly. */
import { isFormatError, isUserError, type UserErrorKind } from "@creance/core";
import type { Log } from "./log.ts";
import { Sensitive } from "./log.ts";

/** The body of every answer that is not what was asked for. */
export interface ErrorBody {
  readonly code: string;
  readonly sentence: string;
}

/** An answer to an error. */
export interface ErrorReply {
  readonly status: number;
  readonly body: ErrorBody;
}

/** Codes whose status says more than their kind's: no room, and questions that cannot be answered on this machine. */
const statusOfCode: ReadonlyMap<string, number> = new Map([
  ["disk-full", 507],
  ["too-many-rows", 503],
  ["column-engine", 503],
]);
const statusOfKind = { wrongUse: 400, notFound: 404, conflict: 409, machineRefused: 403 } as const satisfies Record<UserErrorKind, number>;

/** `undefined` when the error is neither the request's nor the bytes' fault: then it is our bug. */
function expectedErrorReply(error: unknown): ErrorReply | undefined {
  if (isUserError(error)) {
    const status = statusOfCode.get(error.code) ?? statusOfKind[error.kind] ?? 400;
    return { status, body: { code: error.code, sentence: error.message } };
  }
  if (isFormatError(error)) return { status: 422, body: { code: error.code, sentence: error.message } };
  return undefined;
}

/** An answer to any error; bugs are logged with their stack, whose message may hold data and is therefore left out. */
export function errorReply(error: unknown, log: Log): ErrorReply {
  const expected = expectedErrorReply(error);
  if (expected !== undefined) return expected;
  log("request.failed", { name: nameOf(error), message: new Sensitive(String(error)), stack: framesOf(error) });
  return {
    status: 500,
    body: {
      code: "internal",
      sentence: "Something went wrong in Creance itself. Nothing that was kept is changed; the log has the place.",
    },
  };
}

/** The answer as JSON, with the status. */
export function jsonReply({ status, body }: ErrorReply, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers },
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** Only the frames: they name code, not data. */
function framesOf(error: unknown): string {
  if (!(error instanceof Error) || error.stack === undefined) return "";
  return error.stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim())
    .join(" | ");
}
