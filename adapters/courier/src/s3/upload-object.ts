/**
 * An upload: looked whether the name is free, sent (in parts where it is large), put together, and fetched back whole. Parts that lie there from
 * an earlier run are not sent again: their bytes are only read and hashed, so that a source that changed is noticed.
 */
import { createHash, type Hash } from "node:crypto";
import { isUserError } from "@creance/core";
import { courierError } from "../http/errors.ts";
import { type Answer, stopped } from "../http/exchange.ts";
import type { JobPort } from "../process/job-port.ts";
import type { UploadedPart, UploadReceipt, UploadState } from "../types.ts";
import { BLOCK_BYTES } from "../wire/channel.ts";
import { objectHead } from "./object-head.ts";
import { partBytesFor, partsInFlight } from "./part-plan.ts";
import { abandonUpload, beginUpload, completeUpload, listParts } from "./parts.ts";
import { readBack } from "./read-back.ts";
import { removeObject } from "./remove-objects.ts";
import { refusal, refusalCode, type S3Client } from "./s3-client.ts";

/** What is sent. */
export interface UploadWish {
  readonly object: string;
  readonly sizeBytes: number;
  readonly state: UploadState | null;
}

/** Sends it. Throws `UserError`; after `read-back-differs` the object was removed, or the sentence says that it could not be. */
export async function uploadObject(client: S3Client, wish: UploadWish, port: JobPort): Promise<UploadReceipt> {
  const { object, sizeBytes } = wish;
  const partBytes = partBytesFor(sizeBytes);
  checkState(wish, partBytes);
  const there = await objectHead(client, object);
  if (there !== undefined) {
    // Ours, if an earlier run ended between the sending and the telling: the bytes decide.
    const sha256 = await hashSource(wish, client.signal, port);
    return await recognise(client, wish, sha256, port, true);
  }
  const sent = partBytes === null ? await putWhole(client, wish, port) : await putParts(client, wish, partBytes, port);
  return await checkSent(client, wish, sent, port);
}

interface Sent {
  readonly sha256: string;
  readonly etag: string;
  readonly versionId: string | null;
  /** True: the server says that something lay there; it may have been our own first attempt. */
  readonly isDoubtful: boolean;
}

async function putWhole(client: S3Client, { object, sizeBytes }: UploadWish, port: JobPort): Promise<Sent> {
  const body = Buffer.alloc(sizeBytes);
  await fillFrom(port, body, 0, client.signal, []);
  const sha256 = createHash("sha256").update(body).digest("hex");
  port.tellProgress({ phase: "sending", bytes: 0, totalBytes: sizeBytes, taskPct: null });
  const put = (headers: Readonly<Record<string, string>>): Promise<Answer> =>
    client.send({ method: "PUT", object, body, bodySha256: sha256, headers: { "content-type": "application/octet-stream", ...headers } });
  let answer = await put({ "if-none-match": "*" });
  // Some servers do not know the condition; that nothing lay there was asked before.
  if (answer.status === 501) answer = await put({});
  const isDoubtful = answer.status === 412 || (answer.status === 409 && refusalCode(answer) === "ConditionalRequestConflict");
  if (answer.status !== 200 && !isDoubtful) throw refusal(answer, "take the object");
  port.tellProgress({ phase: "sending", bytes: sizeBytes, totalBytes: sizeBytes, taskPct: null });
  return { sha256, etag: answer.headers["etag"] ?? "", versionId: answer.headers["x-amz-version-id"] ?? null, isDoubtful };
}

async function putParts(client: S3Client, wish: UploadWish, partBytes: number, port: JobPort): Promise<Sent> {
  const { object, sizeBytes } = wish;
  const known = wish.state === null ? undefined : await listParts(client, object, wish.state.uploadId);
  const uploadId = known === undefined ? await beginUpload(client, object) : (wish.state?.uploadId ?? "");
  if (known === undefined) await port.tellState({ object, uploadId, partBytes, part: null });
  const before = new Map((known === undefined ? [] : (wish.state?.parts ?? [])).map((part) => [part.number, part]));

  const whole = createHash("sha256");
  const parts: UploadedPart[] = [];
  const free: Buffer[] = [];
  const flying = new Set<Promise<void>>();
  const lanes = partsInFlight(partBytes);
  let sentBytes = 0;
  let fault: unknown;
  const count = Math.ceil(sizeBytes / partBytes);
  for (let number = 1; number <= count && fault === undefined; number++) {
    while (flying.size >= lanes && fault === undefined) await Promise.race(flying);
    if (fault !== undefined) break;
    const start = (number - 1) * partBytes;
    const buffer = free.pop() ?? Buffer.allocUnsafeSlow(partBytes);
    const bytes = buffer.subarray(0, Math.min(partBytes, sizeBytes - start));
    const partHash = createHash("sha256");
    try {
      await fillFrom(port, bytes, start, client.signal, [whole, partHash]);
    } catch (error) {
      fault = error;
      break;
    }
    const sha256 = partHash.digest("hex");
    const old = before.get(number);
    const listed = known?.get(number);
    if (old !== undefined && old.sha256 !== sha256) {
      fault = courierError(
        "source-changed",
        "The source gives other bytes than when this upload began. It was not put together; give it up and begin anew.",
      );
      break;
    }
    const done = (part: UploadedPart): void => {
      parts.push(part);
      free.push(buffer);
      sentBytes += bytes.byteLength;
      port.tellProgress({ phase: "sending", bytes: sentBytes, totalBytes: sizeBytes, taskPct: null });
    };
    if (old !== undefined && listed !== undefined && listed.etag === old.etag && listed.bytes === bytes.byteLength) {
      done(old);
      continue;
    }
    const flight: Promise<void> = sendPart(client, { object, uploadId, number, bytes, sha256 })
      .then(async (part) => {
        await port.tellState({ object, uploadId, partBytes, part });
        done(part);
      })
      .catch((error: unknown) => {
        fault ??= error;
      })
      .finally(() => flying.delete(flight));
    flying.add(flight);
  }
  await Promise.all(flying);
  if (fault !== undefined) throw fault;
  parts.sort((left, right) => left.number - right.number);
  const completed = await completeUpload(client, { object, uploadId, parts });
  return { ...completed, sha256: whole.digest("hex") };
}

async function sendPart(
  client: S3Client,
  { object, uploadId, number, bytes, sha256 }: { object: string; uploadId: string; number: number; bytes: Uint8Array; sha256: string },
): Promise<UploadedPart> {
  const answer = await client.send({
    method: "PUT",
    object,
    query: { partNumber: String(number), uploadId },
    body: bytes,
    bodySha256: sha256,
  });
  if (answer.status !== 200) throw refusal(answer, "take a part");
  const etag = answer.headers["etag"];
  if (etag === undefined || etag.length > 200) throw courierError("bad-answer", "The server names no ETag for a part that it took.");
  return { number, etag, sha256 };
}

/** Fetches what was sent; what differs is removed. */
async function checkSent(client: S3Client, wish: UploadWish, sent: Sent, port: JobPort): Promise<UploadReceipt> {
  if (sent.isDoubtful) return await recognise(client, wish, sent.sha256, port, false);
  const { object, sizeBytes } = wish;
  let differs: string;
  try {
    const { sha256, bytes } = await fetchBack(client, wish, sent.versionId, port);
    if (sha256 === sent.sha256 && bytes === sizeBytes) {
      // Some servers tell no ETag when they put parts together.
      const etag = sent.etag === "" ? ((await objectHead(client, object))?.etag ?? "") : sent.etag;
      return { object, sha256, bytes, etag, versionId: sent.versionId, readBack: true, wasThere: false };
    }
    differs = bytes === sizeBytes ? "other bytes" : `${bytes} bytes instead of ${sizeBytes}`;
  } catch (error) {
    if (!isUserError(error) || !["no-object", "too-large", "bad-answer"].includes(error.code)) throw error;
    differs =
      error.code === "no-object"
        ? "nothing"
        : error.code === "too-large"
          ? `more than ${sizeBytes} bytes`
          : "an answer that contradicts itself";
  }
  const removal = await removeObject(client, object);
  throw courierError("read-back-differs", `The server took the object and gives back ${differs}. ${removal.sentence}`);
}

/** Something lies under the name: ours if its bytes are; else it is left alone. */
async function recognise(client: S3Client, wish: UploadWish, sha256: string, port: JobPort, wasListed: boolean): Promise<UploadReceipt> {
  const { object, sizeBytes } = wish;
  const exists = courierError("object-exists", "Something else lies under this name at the destination. It was left alone.");
  const head = await objectHead(client, object);
  if (head === undefined) {
    throw courierError(
      "bad-answer",
      `The server says ${wasListed ? "first that the object is there, then" : "that something lies under this name, and"} that it is not.`,
    );
  }
  if (head.bytes !== sizeBytes) throw exists;
  const back = await fetchBack(client, wish, head.versionId, port).catch((error: unknown) => {
    throw isUserError(error) && error.code === "too-large" ? exists : error;
  });
  if (back.sha256 !== sha256 || back.bytes !== sizeBytes) throw exists;
  if (wish.state !== null) await abandonUpload(client, object, wish.state.uploadId);
  return { object, sha256, bytes: sizeBytes, etag: head.etag, versionId: head.versionId, readBack: true, wasThere: true };
}

function fetchBack(client: S3Client, { object, sizeBytes }: UploadWish, versionId: string | null, port: JobPort) {
  return readBack(client, {
    object,
    versionId,
    maxBytes: sizeBytes,
    onBytes: (_, bytes) => port.tellProgress({ phase: "reading-back", bytes, totalBytes: sizeBytes, taskPct: null }),
  });
}

async function hashSource({ sizeBytes }: UploadWish, signal: AbortSignal, port: JobPort): Promise<string> {
  const hash = createHash("sha256");
  const block = Buffer.alloc(Math.min(sizeBytes, 8 * BLOCK_BYTES));
  for (let start = 0; start < sizeBytes; start += block.length) {
    await fillFrom(port, block.subarray(0, Math.min(block.length, sizeBytes - start)), start, signal, [hash]);
  }
  return hash.digest("hex");
}

/** Fills `target` with the source's bytes from `start` on, the next block asked for while one is copied; the bytes go through the hashes in order. */
async function fillFrom(port: JobPort, target: Uint8Array, start: number, signal: AbortSignal, hashes: readonly Hash[]): Promise<void> {
  const ask = (offset: number): Promise<Uint8Array> | null => {
    if (offset >= target.byteLength) return null;
    const asked = port.read(0, start + offset, start + Math.min(target.byteLength, offset + BLOCK_BYTES));
    // A fault of a block that is never waited for is told by the one before.
    asked.catch(() => {});
    return asked;
  };
  let next = ask(0);
  let after = ask(BLOCK_BYTES);
  for (let offset = 0; next !== null; offset += BLOCK_BYTES) {
    const bytes = await next;
    if (signal.aborted) throw stopped();
    next = after;
    after = ask(offset + 2 * BLOCK_BYTES);
    if (bytes.byteLength !== Math.min(BLOCK_BYTES, target.byteLength - offset)) {
      throw courierError("source-changed", "The source ended before its size said so. Nothing was put together.");
    }
    for (const hash of hashes) hash.update(bytes);
    target.set(bytes, offset);
  }
}

function checkState({ object, sizeBytes, state }: UploadWish, partBytes: number | null): void {
  if (state === null) return;
  if (state.object !== object || state.sizeBytes !== sizeBytes || state.partBytes !== partBytes) {
    throw courierError("source-changed", "The upload that was begun belongs to another object or another size. Give it up and begin anew.");
  }
}
