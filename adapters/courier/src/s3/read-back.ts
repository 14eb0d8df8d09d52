/** An object fetched whole and hashed; broken connections are taken up again where they broke. */
import { createHash } from "node:crypto";
import { courierError, PassingFault } from "../http/errors.ts";
import type { Answer } from "../http/exchange.ts";
import type { FetchReceipt } from "../types.ts";
import { refusal, type S3Client } from "./s3-client.ts";

/** What is fetched. */
export interface ReadBackWish {
  readonly object: string;
  readonly versionId?: string | null;
  /** More is not read: `too-large`. */
  readonly maxBytes: number;
  readonly onBytes?: (bytes: Uint8Array, total: number) => void | Promise<void>;
}

/** Fetches it. Throws `UserError` (`no-object`, `too-large`, `bad-answer`, ...). */
export async function readBack(client: S3Client, { object, versionId, maxBytes, onBytes }: ReadBackWish): Promise<FetchReceipt> {
  const hash = createHash("sha256");
  const query: Record<string, string> = versionId === undefined || versionId === null ? {} : { versionId };
  let bytes = 0;
  let total: number | null = null;
  let etag: string | null = null;
  let isWhole = false;
  const goOn = async (attempt: number): Promise<void> => {
    const headers: Record<string, string> = bytes === 0 ? {} : { range: `bytes=${bytes}-`, ...(etag === null ? {} : { "if-match": etag }) };
    const answer = await client.stream({ method: "GET", object, query, headers }, attempt);
    if (!("chunks" in answer)) {
      if (answer.status >= 500) throw new PassingFault(`the server answers ${answer.status}`, { isTimeout: false });
      throw refusal(answer, "give the object back");
    }
    total = checkHead(answer, bytes, total);
    etag ??= answer.headers["etag"] ?? null;
    if (total !== null && total > maxBytes) throw tooLarge(maxBytes);
    for await (const chunk of answer.chunks) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      await onBytes?.(chunk, bytes);
    }
    isWhole = true;
  };
  while (!isWhole) {
    await client.patiently(client.signal, async (attempt) => {
      const before = bytes;
      try {
        await goOn(attempt);
      } catch (error) {
        // Attempts are counted anew after enough has come; a server that gives a byte at a time is given up.
        if (!(error instanceof PassingFault) || bytes - before < ENOUGH_BYTES) throw error;
      }
    });
  }
  if (total !== null && total !== bytes) {
    throw courierError("bad-answer", `The server announced ${total} bytes and gave ${bytes}.`);
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** Bytes that make a broken connection worth another round of attempts. */
const ENOUGH_BYTES = 1_048_576;

/** Length of the whole object by this answer's head; `null`: not told. */
function checkHead(answer: Pick<Answer, "status" | "headers">, offset: number, known: number | null): number | null {
  if (offset > 0) {
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.headers["content-range"] ?? "");
    if (answer.status !== 206 || range === null || Number(range[1]) !== offset || (known !== null && Number(range[3]) !== known)) {
      throw courierError("bad-answer", "The server does not go on with the object where it broke off.");
    }
    return Number(range[3]);
  }
  if (answer.status !== 200) throw courierError("bad-answer", `The server answers ${answer.status} where the whole object was asked for.`);
  const length = answer.headers["content-length"];
  if (length === undefined) return null;
  if (!/^\d{1,15}$/.test(length)) throw courierError("bad-answer", "The server announces a length that is none.");
  return Number(length);
}

function tooLarge(maxBytes: number): Error {
  return courierError("too-large", `The object is longer than ${maxBytes} bytes. It was not read further.`);
}
