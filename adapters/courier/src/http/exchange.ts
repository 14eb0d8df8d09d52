/**
 * One request and its answer over lines.ts: bounded in time, bytes and attempts. Redirects are not followed. A body is sent whole from memory,
 * so that an attempt can be made again.
 */
import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { isUserError } from "@creance/core";
import type { ConnectionPurpose, CourierPatience } from "../types.ts";
import { courierError, isTlsFault, PassingFault, quoted } from "./errors.ts";
import type { Lines, LineWish } from "./lines.ts";

/** What is sent. */
export interface Exchange {
  readonly jobId: number;
  readonly purpose: ConnectionPurpose;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Made anew for each attempt: a signature has a time. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly body?: Uint8Array | StreamedBody;
  /** Times the usual wait for the answer: servers that put parts together take long. */
  readonly waits?: number;
  readonly signal: AbortSignal;
}

/** A body that is made while it is sent, anew for each attempt. */
export interface StreamedBody {
  readonly byteLength: number;
  readonly pieces: () => AsyncIterable<Uint8Array>;
}

/** A short answer. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; of several with one name the first. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Attempts that it took, from 1. */
  readonly attempt: number;
}

/** A long answer: its bytes come as they are asked for. */
export interface StreamedAnswer extends Omit<Answer, "body"> {
  /** Throws `PassingFault` when the connection breaks or falls silent. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Sends requests. */
export interface Exchanges {
  /** Tries again after faults that pass. Any status below 500 is an answer. */
  short(exchange: Exchange): Promise<Answer>;
  /** One attempt (`attempt`, from 1); a body is only streamed for statuses below 300. */
  streamed(exchange: Exchange, attempt: number): Promise<StreamedAnswer | Answer>;
  /** Runs `act` until it does not throw a fault that passes; `attempt` counts from 1. */
  patiently<Result>(signal: AbortSignal, act: (attempt: number) => Promise<Result>): Promise<Result>;
}

/** Waits that are not told otherwise. */
export const usualPatience: Required<CourierPatience> = {
  connectMs: 15_000,
  idleMs: 30_000,
  answerMs: 60_000,
  attempts: 4,
  backoffMs: 250,
  pollMs: 3_000,
};

const MAX_ANSWER_BYTES = 4 * 1_048_576;
const MAX_BACKOFF_MS = 10_000;
/** A streamed answer that brings less in `answerMs` is too slow: somebody feeds it drop by drop. */
const MIN_STREAM_BYTES = 16_384;

/** Opens it. */
export function openExchanges(lines: Lines, patience: Required<CourierPatience>): Exchanges {
  const { endpoint } = lines;

  /** Sends; resolves with the head of the answer. */
  function begin(exchange: Exchange, attempt: number): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { body } = exchange;
      const line: LineWish = { jobId: exchange.jobId, attempt: attempt - 1 };
      const sent = request({
        ...{ line },
        agent: lines.agent(exchange.purpose),
        host: endpoint.host,
        port: endpoint.port,
        method: exchange.method,
        path: exchange.path,
        headers: {
          ...exchange.headers(),
          host: endpoint.hostHeader,
          "content-length": String(body?.byteLength ?? 0),
          "accept-encoding": "identity",
        },
        timeout: patience.idleMs * (exchange.waits ?? 1),
        signal: exchange.signal,
      });
      let timer: NodeJS.Timeout | undefined;
      sent.once("finish", () => {
        timer = setTimeout(() => sent.destroy(timedOut()), patience.answerMs * (exchange.waits ?? 1));
      });
      sent.once("timeout", () => sent.destroy(timedOut()));
      sent.once("response", (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      sent.on("error", (error) => {
        clearTimeout(timer);
        reject(told(error, exchange.signal));
      });
      sent.once("close", () => {
        clearTimeout(timer);
        reject(new PassingFault("the connection closed without an answer", { isTimeout: false }));
      });
      if (body === undefined || body instanceof Uint8Array) sent.end(body);
      else {
        pour(body, sent).catch((error: unknown) => {
          // A source that fails is no fault of the connection.
          reject(error);
          sent.destroy();
        });
      }
    });
  }

  async function whole(answer: IncomingMessage, { signal, waits }: Exchange): Promise<Uint8Array> {
    const parts: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => answer.destroy(timedOut()), patience.answerMs * (waits ?? 1));
    try {
      for await (const part of answer) {
        bytes += (part as Buffer).byteLength;
        if (bytes > MAX_ANSWER_BYTES) {
          throw courierError("answer-too-large", `The server's answer is longer than ${MAX_ANSWER_BYTES} bytes. It was not read further.`);
        }
        parts.push(part as Buffer);
      }
    } catch (error) {
      throw told(error, signal);
    } finally {
      clearTimeout(timer);
      answer.destroy();
    }
    // Node gives the connection back to the agent in the next turn: whoever asks before that opens another.
    await new Promise((resolve) => setImmediate(resolve));
    return Buffer.concat(parts);
  }

  async function* chunks(answer: IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
    let bytes = 0;
    let before = 0;
    let waiting = true;
    const timer = setInterval(() => {
      // Time in which nobody asked is not the server's.
      if (waiting && bytes - before < MIN_STREAM_BYTES) answer.destroy(timedOut());
      before = bytes;
    }, patience.answerMs);
    try {
      for await (const part of answer) {
        bytes += (part as Buffer).byteLength;
        waiting = false;
        yield part as Buffer;
        waiting = true;
      }
    } catch (error) {
      throw told(error, signal);
    } finally {
      clearInterval(timer);
      answer.destroy();
    }
  }

  async function streamed(exchange: Exchange, attempt: number): Promise<StreamedAnswer | Answer> {
    const answer = await begin(exchange, attempt);
    const head = { status: answer.statusCode ?? 0, headers: plainHeaders(answer), attempt };
    if (head.status >= 300) return { ...head, body: await whole(answer, exchange) };
    return { ...head, chunks: chunks(answer, exchange.signal) };
  }

  async function patiently<Result>(signal: AbortSignal, act: (attempt: number) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await act(attempt);
      } catch (error) {
        if (signal.aborted) throw stopped();
        if (!(error instanceof PassingFault)) throw error;
        if (attempt >= patience.attempts) throw givenUp(error, attempt);
        const longest = Math.min(MAX_BACKOFF_MS, patience.backoffMs * 2 ** (attempt - 1));
        await pause(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
        if (signal.aborted) throw stopped();
      }
    }
  }

  function givenUp(error: PassingFault, attempts: number): Error {
    return courierError(
      error.isTimeout ? "destination-timeout" : "destination-unreachable",
      `${quoted(endpoint.host)} could not be reached, or broke off, in ${attempts} attempts: ${error.message}.`,
      { cause: error },
    );
  }

  return {
    short: (exchange) =>
      patiently(exchange.signal, async (attempt) => {
        const answer = await begin(exchange, attempt);
        const status = answer.statusCode ?? 0;
        const body = await whole(answer, exchange);
        if (isPassing(status) && attempt < patience.attempts) throw new PassingFault(`the server answers ${status}`, { isTimeout: false });
        return { status, headers: plainHeaders(answer), body, attempt };
      }),
    streamed,
    patiently,
  };
}

async function pour(body: StreamedBody, sent: ClientRequest): Promise<void> {
  for await (const piece of body.pieces()) {
    if (sent.destroyed) return;
    if (!sent.write(piece)) await Promise.race([once(sent, "drain"), once(sent, "close")]).catch(() => {});
  }
  sent.end();
}

/** The error of something that was stopped. */
export function stopped(): Error {
  return courierError("stopped", "It was stopped. What lies at the destination stays there until it is resumed or given up.");
}

/** True for statuses that ask to be tried again. */
function isPassing(status: number): boolean {
  return [408, 425, 429, 500, 502, 503, 504].includes(status);
}

/** Any error of a connection as what it means: ours, the server's certificate, or one that may pass. */
function told(error: unknown, signal: AbortSignal): Error {
  if (isUserError(error) || error instanceof PassingFault) return error;
  if (signal.aborted) return stopped();
  if (!(error instanceof Error)) return new Error(String(error));
  if (isTlsFault(error)) {
    return courierError("tls-refused", `The server's certificate or its TLS was refused: ${quoted(error.message)}. Nothing was sent.`, {
      cause: error,
    });
  }
  const code = (error as { code?: string }).code ?? "";
  if (/^HPE_/.test(code)) return courierError("bad-answer", `The server's answer is no HTTP: ${quoted(error.message)}.`, { cause: error });
  return new PassingFault(error.message, { cause: error, isTimeout: code === "ETIMEDOUT" });
}

function timedOut(): Error {
  return Object.assign(new Error("nothing came in time"), { code: "ETIMEDOUT" });
}

function plainHeaders(answer: IncomingMessage): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) headers[name] = first;
  }
  return headers;
}
