/** S3's uploads in parts: begin, list, complete, give up. */

import { xmlText } from "@creance/core";
import { objectName } from "../destination.ts";
import { courierError } from "../http/errors.ts";
import type { UploadedPart } from "../types.ts";
import { childrenOf, childText } from "./read-xml.ts";
import { answerXml, isNotImplemented, refusal, refusalCode, type S3Client } from "./s3-client.ts";

const MAX_PAGES = 20;
/** Putting thousands of parts together takes servers minutes. */
const COMPLETE_WAITS = 10;

/** Begins one; its id. */
export async function beginUpload(client: S3Client, object: string): Promise<string> {
  const answer = await client.send({
    method: "POST",
    object,
    query: { uploads: "" },
    headers: { "content-type": "application/octet-stream" },
  });
  if (answer.status !== 200) throw refusal(answer, "begin an upload");
  const uploadId = childText(answerXml(answer, "InitiateMultipartUploadResult"), "UploadId") ?? "";
  if (!/^[\x21-\x7e]{1,1000}$/.test(uploadId)) throw courierError("bad-answer", "The server names no id for the upload.");
  return uploadId;
}

/** Parts that the server says it has, by number; `undefined`: it knows no such upload. */
export async function listParts(
  client: S3Client,
  object: string,
  uploadId: string,
): Promise<ReadonlyMap<number, { readonly etag: string; readonly bytes: number }> | undefined> {
  const parts = new Map<number, { etag: string; bytes: number }>();
  let marker = "0";
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await client.send({ method: "GET", object, query: { uploadId, "max-parts": "1000", "part-number-marker": marker } });
    if (answer.status === 404 && refusalCode(answer) !== "NoSuchBucket") return undefined;
    if (answer.status !== 200) throw refusal(answer, "list the parts");
    const root = answerXml(answer, "ListPartsResult");
    for (const part of childrenOf(root, "Part")) {
      parts.set(Number(childText(part, "PartNumber")), { etag: childText(part, "ETag") ?? "", bytes: Number(childText(part, "Size")) });
    }
    const next = childText(root, "NextPartNumberMarker") ?? "";
    if (childText(root, "IsTruncated") !== "true") return parts;
    if (!/^\d{1,5}$/.test(next) || Number(next) <= Number(marker)) break;
    marker = next;
  }
  throw courierError("bad-answer", "The server's list of parts does not end.");
}

/** Puts the parts together. `isDoubtful`: the server says that something lies there, or that it knows no such upload any more. */
export async function completeUpload(
  client: S3Client,
  { object, uploadId, parts }: { readonly object: string; readonly uploadId: string; readonly parts: readonly UploadedPart[] },
): Promise<{ readonly etag: string; readonly versionId: string | null; readonly isDoubtful: boolean }> {
  const entries = parts.map(({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${xmlText(etag)}</ETag></Part>`).join("");
  const body = Buffer.from(`<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${entries}</CompleteMultipartUpload>`);
  const complete = (headers: Readonly<Record<string, string>>) =>
    client.send({
      method: "POST",
      object,
      query: { uploadId },
      body,
      headers: { "content-type": "application/xml", ...headers },
      waits: COMPLETE_WAITS,
    });
  let answer = await complete({ "if-none-match": "*" });
  if (answer.status === 501) answer = await complete({});
  // A first attempt whose answer was lost has ended the upload.
  const isDoubtful = answer.status === 412 || (answer.status === 404 && answer.attempt > 1);
  if (isDoubtful) return { etag: "", versionId: null, isDoubtful };
  if (answer.status !== 200) throw refusal(answer, "put the parts together");
  const root = answerXml(answer, "CompleteMultipartUploadResult");
  return { etag: childText(root, "ETag") ?? "", versionId: answer.headers["x-amz-version-id"] ?? null, isDoubtful };
}

/** Gives one up. True: the server says that its parts are gone. */
export async function abandonUpload(client: S3Client, object: string, uploadId: string): Promise<boolean> {
  const answer = await client.send({ method: "DELETE", object, query: { uploadId } });
  if (answer.status !== 204 && answer.status !== 200 && answer.status !== 404) throw refusal(answer, "give up the upload");
  return (await listParts(client, object, uploadId)) === undefined;
}

/**
 * Ids of uploads of exactly this object that nobody put together or gave up; none where the server knows no such list. `undefined`: it refuses
 * to tell.
 */
export async function hangingUploads(client: S3Client, object: string): Promise<readonly string[] | undefined> {
  const name = objectName(client.destination, object);
  const answer = await client.send({ method: "GET", object: null, query: { uploads: "", prefix: name, "max-uploads": "1000" } });
  if (isNotImplemented(answer)) return [];
  if (answer.status === 401 || answer.status === 403) return undefined;
  if (answer.status !== 200) throw refusal(answer, "list uploads that were broken off");
  const root = answerXml(answer, "ListMultipartUploadsResult", "ListBucketResult");
  if (root.name !== "ListMultipartUploadsResult") return [];
  return childrenOf(root, "Upload")
    .filter((upload) => childText(upload, "Key") === name)
    .map((upload) => childText(upload, "UploadId") ?? "")
    .filter((id) => /^[\x21-\x7e]{1,1000}$/.test(id));
}
