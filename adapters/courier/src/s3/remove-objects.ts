/** Removing objects with all their versions, and looking whether they are gone. */
import { isUserError } from "@creance/core";
import { objectName } from "../destination.ts";
import { courierError } from "../http/errors.ts";
import type { RemovalReport } from "../types.ts";
import { objectHead } from "./object-head.ts";
import { abandonUpload, hangingUploads } from "./parts.ts";
import { childrenOf, childText } from "./read-xml.ts";
import { answerXml, isNotImplemented, refusal, type S3Client } from "./s3-client.ts";

const MAX_VERSIONS = 10_000;
const unreachableCodes: readonly string[] = ["destination-unreachable", "destination-timeout", "tls-refused", "address-refused"];

/** Removes one. Rejects only when it was stopped, or when the parent's own code failed. */
export async function removeObject(client: S3Client, object: string): Promise<RemovalReport> {
  let versions = 0;
  const report = (outcome: RemovalReport["outcome"], sentence: string): RemovalReport => ({ object, outcome, versions, sentence });
  try {
    // Begun by a process that ended before it could tell: nobody else knows its id.
    const hanging = await hangingUploads(client, object);
    for (const uploadId of hanging ?? []) await abandonUpload(client, object, uploadId);
    const found = await versionsOf(client, object);
    let { keepsUnlisted } = found;
    for (const versionId of found.versions) {
      const answer = await client.send({ method: "DELETE", object, query: versionId === null ? {} : { versionId } });
      if (answer.status === 204 || answer.status === 200 || answer.status === 404) {
        versions += 1;
        // A marker was put over the bytes: they lie there still.
        if (versionId === null && answer.headers["x-amz-delete-marker"] === "true") keepsUnlisted = true;
        continue;
      }
      const until = await lockOf(client, object, versionId);
      if (until !== undefined)
        return report("locked", `It still lies there: the server keeps it locked${until === "" ? "" : ` until ${until}`}.`);
      throw refusal(answer, "remove the object");
    }
    const left = await versionsOf(client, object);
    if (left.versions.some((versionId) => versionId !== null) || (await objectHead(client, object)) !== undefined) {
      return report("refused", "The server says that it removed the object, and still has it.");
    }
    if (keepsUnlisted !== false) {
      const why = keepsUnlisted ? "the bucket keeps versions" : "the server does not tell whether the bucket keeps versions";
      return report("refused", `It may still lie there as an older version: ${why}, and these keys may not list them.`);
    }
    if (hanging === undefined) {
      return report("refused", "The object is gone; parts of an upload that was broken off may lie there: these keys may not list them.");
    }
    return report("removed", versions === 0 ? "Nothing lies there." : "It was removed from the destination.");
  } catch (error) {
    if (!isUserError(error) || error.code === "stopped") throw error;
    if (unreachableCodes.includes(error.code)) return report("unreachable", `It may still lie there: ${error.message}`);
    return report("refused", `It may still lie there: ${error.message}`);
  }
}

interface Versions {
  /** With delete markers; `[null]`: they were not listed, and a plain removal is all that can be tried. */
  readonly versions: readonly (string | null)[];
  /** Whether versions may lie there that were not listed; `null`: the server does not tell. */
  readonly keepsUnlisted: boolean | null;
}

/** Versions of exactly this object. */
async function versionsOf(client: S3Client, object: string): Promise<Versions> {
  const name = objectName(client.destination, object);
  const found: string[] = [];
  let marker: Record<string, string> = {};
  for (;;) {
    const answer = await client.send({ method: "GET", object: null, query: { versions: "", prefix: name, "max-keys": "1000", ...marker } });
    if (answer.status !== 200) {
      if (isNotImplemented(answer)) return await unlisted(client, false);
      if (answer.status === 401 || answer.status === 403) return await unlisted(client, null);
      throw refusal(answer, "list the versions");
    }
    const root = answerXml(answer, "ListVersionsResult", "ListBucketResult");
    if (root.name === "ListBucketResult") return await unlisted(client, false);
    for (const entry of [...childrenOf(root, "Version"), ...childrenOf(root, "DeleteMarker")]) {
      if (childText(entry, "Key") === name) found.push(childText(entry, "VersionId") ?? "null");
    }
    const next = childText(root, "NextKeyMarker");
    // Names that only begin alike sort behind the name itself.
    if (childText(root, "IsTruncated") !== "true" || next === undefined || next !== name) return { versions: found, keepsUnlisted: false };
    const nextVersion = childText(root, "NextVersionIdMarker") ?? "";
    if (nextVersion === marker["version-id-marker"] || found.length > MAX_VERSIONS) {
      throw courierError("bad-answer", "The server's list of versions does not end.");
    }
    marker = { "key-marker": next, "version-id-marker": nextVersion };
  }
}

/** What the bucket's own setting says where versions cannot be listed; `otherwise` where the server does not know that setting either. */
async function unlisted(client: S3Client, otherwise: false | null): Promise<Versions> {
  const answer = await client.send({ method: "GET", object: null, query: { versioning: "" } });
  const versions = [null];
  if (answer.status === 200) {
    const status = childText(answerXml(answer, "VersioningConfiguration"), "Status") ?? "";
    return { versions, keepsUnlisted: status !== "" };
  }
  return { versions, keepsUnlisted: isNotImplemented(answer) ? otherwise : null };
}

/** Until when a version is locked; empty: a legal hold; `undefined`: it is not locked, or the server does not tell. */
async function lockOf(client: S3Client, object: string, versionId: string | null): Promise<string | undefined> {
  const query: Record<string, string> = versionId === null || versionId === "null" ? {} : { versionId };
  const retention = await client.send({ method: "GET", object, query: { retention: "", ...query } });
  if (retention.status === 200) {
    const until = childText(answerXml(retention, "Retention"), "RetainUntilDate");
    if (until !== undefined && Date.parse(until) > Date.now()) return until.slice(0, 10);
  }
  const hold = await client.send({ method: "GET", object, query: { "legal-hold": "", ...query } });
  if (hold.status === 200 && childText(answerXml(hold, "LegalHold"), "Status") === "ON") return "";
  return undefined;
}
