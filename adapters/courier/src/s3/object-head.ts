/** What the server says of an object, and lists of objects. */
import { courierError } from "../http/errors.ts";
import type { ObjectHead, ObjectPage } from "../types.ts";
import { childrenOf, childText } from "./read-xml.ts";
import { answerXml, refusal, type S3Client } from "./s3-client.ts";

/** `undefined`: there is no such object. */
export async function objectHead(client: S3Client, object: string): Promise<ObjectHead | undefined> {
  const answer = await client.send({ method: "HEAD", object });
  if (answer.status === 404) return undefined;
  // HEAD has no body: the code must come from the status.
  if (answer.status !== 200) throw refusal(answer, "tell of the object");
  return {
    object,
    bytes: count(answer.headers["content-length"]),
    etag: answer.headers["etag"] ?? "",
    versionId: answer.headers["x-amz-version-id"] ?? null,
  };
}

/** One page of the objects below the destination's prefix and `under`. */
export async function listObjects(client: S3Client, { under, after }: { under: string; after: string | null }): Promise<ObjectPage> {
  const { prefix } = client.destination;
  const query = {
    "list-type": "2",
    "max-keys": "1000",
    prefix: `${prefix}${under}`,
    ...(after === null ? {} : { "continuation-token": after }),
  };
  const answer = await client.send({ method: "GET", object: null, query });
  if (answer.status !== 200) throw refusal(answer, "list objects");
  const root = answerXml(answer, "ListBucketResult");
  const objects = childrenOf(root, "Contents").map((entry) => {
    const key = childText(entry, "Key") ?? "";
    if (!key.startsWith(`${prefix}${under}`)) throw courierError("bad-answer", "The server lists objects that were not asked for.");
    return { object: key.slice(prefix.length), bytes: count(childText(entry, "Size")), etag: childText(entry, "ETag") ?? "" };
  });
  const next = childText(root, "NextContinuationToken");
  if (childText(root, "IsTruncated") !== "true") return { objects, next: null };
  if (next === undefined || next === "" || next === after) {
    throw courierError("bad-answer", "The server says that its list goes on, and not how.");
  }
  return { objects, next };
}

function count(text: string | undefined): number {
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw courierError("bad-answer", "The server tells no length of an object.");
  return Number(text);
}
