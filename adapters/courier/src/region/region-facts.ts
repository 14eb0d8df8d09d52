/** What a region check asks of a bucket: facts only. The parent judges them (grade-region.ts). */
import { courierError } from "../http/errors.ts";
import type { Answer } from "../http/exchange.ts";
import type { Lines } from "../http/lines.ts";
import { childrenOf, childText, readXml, type XmlElement } from "../s3/read-xml.ts";
import { answerXml, refusal, refusalCode, type S3Client } from "../s3/s3-client.ts";
import type { ShownCertificate } from "../types.ts";

/** One setting of the bucket. `null`: the server does not tell. */
export type Told<Value> = Value | null;

/** What was found. Texts are the server's own, cut short. */
export interface RegionFacts {
  readonly addresses: readonly string[];
  readonly isEncrypted: boolean;
  readonly certificates: readonly ShownCertificate[];
  /** Where the server sends requests for this bucket; `null`: nowhere else. */
  readonly redirect: Told<string>;
  /** Region by the answer's `x-amz-bucket-region`. */
  readonly headRegion: Told<string>;
  /** Region by GetBucketLocation; an empty answer is `us-east-1`, as S3 defines it. */
  readonly locationRegion: Told<string>;
  /** A request signed for another region: its region, whether it was accepted, and the region that the refusal names. */
  readonly wrongRegion: { readonly tried: string; readonly isAccepted: Told<boolean>; readonly named: Told<string> };
  /** Buckets that copies go to. */
  readonly replicas: Told<readonly string[]>;
  readonly isAccelerated: Told<boolean>;
  /** Bucket that access logs go to; empty: none. */
  readonly logTarget: Told<string>;
  /** Rules that move or delete objects by themselves. */
  readonly lifecycleRules: Told<number>;
  readonly keepsVersions: Told<boolean>;
  readonly hasObjectLock: Told<boolean>;
  readonly isPublic: Told<boolean>;
}

/** Asks. Throws `UserError` when the bucket itself cannot be reached or is refused. */
export async function regionFacts(client: S3Client, lines: Lines, jobId: number): Promise<RegionFacts> {
  const { region } = client.destination;
  const addresses = await lines.addresses(jobId);
  const head = await client.send({ method: "HEAD", object: null });
  const location = await client.send({ method: "GET", object: null, query: { location: "" } });
  if (location.status !== 200 && ["RequestTimeTooSkewed", "NoSuchBucket"].includes(refusalCode(location)))
    throw refusal(location, "tell of the bucket");
  // Nothing can be asked with these keys: that says nothing about the place.
  if (isDenied(head) && isDenied(location)) throw refusal(location, "tell of the bucket");
  if (head.status === 404) throw courierError("no-bucket", "The server has no such bucket.");
  const tried = region.startsWith("eu-") ? "us-east-2" : "eu-central-1";
  const wrong = await client.send({ method: "GET", object: null, query: { location: "" }, region: tried });
  const setting = async <Value>(
    name: string,
    none: readonly string[],
    empty: Value,
    read: (root: XmlElement) => Value,
  ): Promise<Told<Value>> => {
    const answer = await client.send({ method: "GET", object: null, query: { [name]: "" } });
    if (answer.status === 200) return read(readXml(answer.body));
    return none.includes(refusalCode(answer)) ? empty : null;
  };
  const quiet = async <Value>(asked: Promise<Told<Value>>): Promise<Told<Value>> =>
    asked.catch((error: unknown) => {
      // An answer that cannot be read tells nothing; a connection that may not open is another thing.
      if (error instanceof Error && error.name === "FormatError") return null;
      throw error;
    });
  return {
    addresses,
    isEncrypted: lines.endpoint.isEncrypted,
    redirect: redirectOf(head) ?? redirectOf(location),
    headRegion: short(head.headers["x-amz-bucket-region"]),
    locationRegion: location.status === 200 ? locationOf(location) : null,
    wrongRegion: { tried, ...wrongRegionOf(wrong) },
    replicas: await quiet(
      setting<readonly string[]>("replication", ["ReplicationConfigurationNotFoundError"], [], (root) =>
        childrenOf(root, "Rule")
          .filter((rule) => childText(rule, "Status") !== "Disabled")
          .map((rule) => (childText(childrenOf(rule, "Destination")[0] ?? rule, "Bucket") ?? "").slice(0, 100)),
      ),
    ),
    isAccelerated: await quiet(setting("accelerate", [], false, (root) => childText(root, "Status") === "Enabled")),
    logTarget: await quiet(
      setting("logging", [], "", (root) => {
        const enabled = childrenOf(root, "LoggingEnabled")[0];
        return enabled === undefined ? "" : (childText(enabled, "TargetBucket") ?? "").slice(0, 100);
      }),
    ),
    lifecycleRules: await quiet(setting("lifecycle", ["NoSuchLifecycleConfiguration"], 0, (root) => childrenOf(root, "Rule").length)),
    keepsVersions: await quiet(
      setting("versioning", [], false, (root) => ["Enabled", "Suspended"].includes(childText(root, "Status") ?? "")),
    ),
    hasObjectLock: await quiet(
      setting("object-lock", ["ObjectLockConfigurationNotFoundError"], false, (root) => childText(root, "ObjectLockEnabled") === "Enabled"),
    ),
    isPublic: await quiet(
      setting("policyStatus", ["NoSuchBucketPolicy"], false, (root) => /^true$/i.test(childText(root, "IsPublic") ?? "")),
    ),
    // Read last: the chain of the connections that were really used.
    certificates: lines.certificates,
  };
}

function isDenied({ status }: Answer): boolean {
  return status === 401 || status === 403;
}

function redirectOf({ status, headers }: Answer): string | null {
  if (status < 300 || status >= 400) return null;
  return (headers["location"] ?? headers["x-amz-bucket-region"] ?? "elsewhere").slice(0, 100);
}

function locationOf(answer: Answer): string {
  const root = answerXml(answer, "LocationConstraint", "CreateBucketConfiguration");
  const text = root.text === "" ? (childText(root, "LocationConstraint") ?? "") : root.text;
  if (text === "EU") return "eu-west-1";
  return text === "" ? "us-east-1" : text.slice(0, 64);
}

function wrongRegionOf(answer: Answer): { readonly isAccepted: Told<boolean>; readonly named: Told<string> } {
  if (answer.status === 200) return { isAccepted: true, named: null };
  const isRefused = answer.status === 400 || answer.status === 403 || answer.status === 301;
  let named = short(answer.headers["x-amz-bucket-region"]);
  try {
    named ??= short(childText(readXml(answer.body), "Region"));
  } catch {
    // No XML: the refusal names no region.
  }
  return { isAccepted: isRefused ? false : null, named };
}

function short(text: string | undefined): string | null {
  return text === undefined || text === "" ? null : text.slice(0, 64);
}
