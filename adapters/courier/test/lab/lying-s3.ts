/**
 * An S3 server that lies: it keeps objects in memory (or throws them away), looks at no signature, and does one thing wrong on purpose. Without a
 * lie it is honest enough for the courier to be content.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Credentials, Destination } from "../../src/index.ts";

/** What it can do wrong. */
export type Lie =
  | "none"
  /** Says another region in every answer. */
  | "other-region"
  /** Names no region at all. */
  | "no-region"
  /** HeadBucket and GetBucketLocation differ. */
  | "two-regions"
  /** Refuses a wrong region and names another one than its own. */
  | "names-other-region"
  /** Takes a lock and forgets it. */
  | "ignores-lock"
  /** Gives back bytes of the same length that differ in one bit. */
  | "other-bytes"
  /** Gives back fewer bytes than were put, with the length to match. */
  | "short-object"
  /** Announces the whole length and closes in the middle, each time. */
  | "short-reads"
  /** Takes all parts, and leaves one out. */
  | "drops-part"
  /** Keeps `aws-chunked` framing as data. */
  | "stores-framing"
  /** Puts over what is there, whatever the condition says. */
  | "ignores-condition"
  /** Answers every request with a redirect. */
  | "redirects"
  /** Sends its answer's head a byte a second. */
  | "slow-head"
  /** Sends an object a byte a second. */
  | "slow-body"
  /** XML that never ends. */
  | "endless-xml"
  /** XML with a document type and entities in entities. */
  | "entity-bomb"
  /** A list that always goes on, at the same place. */
  | "endless-list"
  /** Lists objects that were not asked for. */
  | "foreign-list"
  /** Says that it removed, and did not. */
  | "keeps-removed"
  /** Keeps versions, hides them from these keys, and puts markers in place of removing. */
  | "hides-versions"
  /** The same, and hides that it keeps versions. */
  | "hides-versioning"
  /** Lists no versions to these keys, and keeps none. */
  | "hides-no-versions"
  /** Knows no versions when asked, and answers a removal with a marker. */
  | "puts-markers"
  /** Does not let these keys list uploads that were broken off. */
  | "hides-uploads"
  /** Answers 503 to all. */
  | "always-busy"
  /** Answers 200 with an error inside when parts are put together. */
  | "error-in-200"
  /** Says that this machine's clock is wrong. */
  | "clock-skew"
  /** No HTTP at all. */
  | "no-http"
  /** Takes the request and says nothing. */
  | "silent"
  /** Copies to another bucket. */
  | "replicates"
  /** Logs into another bucket, and is accelerated. */
  | "accelerates";

/** A running liar. */
export interface LyingS3 {
  readonly endpoint: string;
  readonly credentials: Credentials;
  lie: Lie;
  /** Only the first so many requests are lied to (for faults that pass). */
  liesLeft: number;
  readonly objects: Map<string, { bytes: Buffer; sha256: string; sizeBytes: number }>;
  /** `GET /bucket/key?query`, in order. */
  readonly requests: string[];
  /** Bytes that were taken and thrown away. */
  readonly takenBytes: number;
  /** Connections that are open: none any more, and every request that came over one stands in `requests`. */
  readonly connections: number;
  destination(more?: Partial<Destination>): Destination;
  stop(): Promise<void>;
}

/** How it keeps things. */
export interface LyingOptions {
  readonly lie?: Lie;
  /** True: bytes are counted and hashed, not kept; `source` gives them back. */
  readonly discards?: boolean;
  /** What a discarding server gives back. */
  readonly giveBack?: (response: ServerResponse) => Promise<void>;
  readonly region?: string;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startLyingS3({
  lie = "none",
  discards = false,
  giveBack,
  region = "us-west-2",
}: LyingOptions = {}): Promise<LyingS3> {
  const objects = new Map<string, { bytes: Buffer; sha256: string; sizeBytes: number }>();
  const uploads = new Map<string, { key: string; parts: Map<number, { bytes: Buffer; sizeBytes: number }> }>();
  const requests: string[] = [];
  const locks = new Map<string, string>();
  const sockets = new Set<Socket>();
  let takenBytes = 0;
  let nextUpload = 1;

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    if (state.lie === "no-http") socket.end("220 mail.example.org ready\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const endpoint = `http://127.0.0.1:${port}`;
  const state = { lie, liesLeft: Number.POSITIVE_INFINITY };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", endpoint);
    const { searchParams: query } = url;
    const [, , ...names] = url.pathname.split("/");
    const key = decodeURIComponent(names.join("/"));
    requests.push(`${request.method} ${request.url}`);
    const lying = state.liesLeft > 0 ? state.lie : "none";
    if (lying !== "none") state.liesLeft -= 1;
    const said = lying === "other-region" ? "eu-central-1" : region;
    const xml = (status: number, text: string, headers: Record<string, string> = {}): void => {
      response
        .writeHead(status, {
          "content-type": "application/xml",
          ...(request.method === "HEAD" ? { "content-length": "0" } : {}),
          ...headers,
        })
        .end(request.method === "HEAD" ? undefined : `<?xml version="1.0"?>${text}`);
    };
    const refuse = (status: number, code: string, more = "", headers: Record<string, string> = {}): void =>
      xml(status, `<Error><Code>${code}</Code><Message>said by a test</Message>${more}</Error>`, headers);

    if (lying === "redirects") {
      request.resume();
      return void response.writeHead(307, { location: "http://127.0.0.2:9/elsewhere", "x-amz-bucket-region": "ap-east-1" }).end();
    }
    if (lying === "always-busy") {
      await drain(request);
      return refuse(503, "SlowDown");
    }
    if (lying === "clock-skew") {
      await drain(request);
      response.sendDate = false;
      return refuse(403, "RequestTimeTooSkewed", "", { date: "Sun, 06 Nov 1994 08:49:37 GMT" });
    }
    // On a connection from before the lie, too.
    if (lying === "no-http") return void response.socket?.end("220 mail.example.org ready\r\n");
    if (lying === "silent") return;
    if (lying === "slow-head") {
      response.socket?.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => response.socket?.write("x-a: b\r\n"), 200);
      response.socket?.once("close", () => clearInterval(timer));
      return;
    }
    if (lying === "endless-xml") {
      await drain(request);
      response.writeHead(200, { "content-type": "application/xml" });
      response.write("<ListBucketResult>");
      const more = "<Contents><Key>k</Key></Contents>".repeat(2000);
      const feed = (): void => {
        while (!response.destroyed && response.write(more));
      };
      response.on("drain", feed);
      return feed();
    }
    if (lying === "entity-bomb" && request.method === "GET") {
      return void response.end(
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><ListBucketResult>&b;</ListBucketResult>',
      );
    }

    if (key === "") {
      const regionHeader: Record<string, string> =
        lying === "no-region" ? {} : { "x-amz-bucket-region": lying === "two-regions" ? "us-east-1" : said };
      if (request.method === "HEAD") return xml(200, "", regionHeader);
      if (query.has("location")) {
        const signedFor = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? "")?.[1];
        if (lying === "names-other-region" && signedFor !== region)
          return refuse(400, "AuthorizationHeaderMalformed", "<Region>ap-east-1</Region>");
        if (lying === "no-region") return refuse(501, "NotImplemented");
        return xml(200, `<LocationConstraint>${said}</LocationConstraint>`);
      }
      if (query.has("replication")) {
        if (lying !== "replicates") return refuse(404, "ReplicationConfigurationNotFoundError");
        return xml(
          200,
          "<ReplicationConfiguration><Rule><Status>Enabled</Status><Destination><Bucket>arn:aws:s3:::copy-in-ap-east-1</Bucket></Destination></Rule></ReplicationConfiguration>",
        );
      }
      if (query.has("accelerate"))
        return xml(200, `<AccelerateConfiguration>${lying === "accelerates" ? "<Status>Enabled</Status>" : ""}</AccelerateConfiguration>`);
      if (query.has("logging")) {
        const logs = lying === "accelerates" ? "<LoggingEnabled><TargetBucket>logs-elsewhere</TargetBucket></LoggingEnabled>" : "";
        return xml(200, `<BucketLoggingStatus>${logs}</BucketLoggingStatus>`);
      }
      const hidden = { "hides-versions": "<Status>Enabled</Status>", "hides-versioning": null, "hides-no-versions": "" };
      if (lying in hidden && (query.has("versions") || query.has("versioning"))) {
        const told = hidden[lying as keyof typeof hidden];
        if (query.has("versions") || told === null) return refuse(403, "AccessDenied");
        return xml(200, `<VersioningConfiguration>${told}</VersioningConfiguration>`);
      }
      if (lying === "hides-uploads" && query.has("uploads")) return refuse(403, "AccessDenied");
      if (query.has("versions")) return refuse(501, "NotImplemented");
      if (query.get("list-type") === "2") {
        const prefix = query.get("prefix") ?? "";
        const keys = [...objects.keys()].filter((name) => name.startsWith(prefix) || lying === "foreign-list");
        const goes =
          lying === "endless-list"
            ? "<IsTruncated>true</IsTruncated><NextContinuationToken>again</NextContinuationToken>"
            : "<IsTruncated>false</IsTruncated>";
        const entries = keys
          .map((name) => `<Contents><Key>${name}</Key><Size>${objects.get(name)?.sizeBytes}</Size><ETag>"x"</ETag></Contents>`)
          .join("");
        return xml(200, `<ListBucketResult>${goes}${entries}</ListBucketResult>`);
      }
      return refuse(501, "NotImplemented");
    }

    const uploadId = query.get("uploadId");
    if (request.method === "POST" && query.has("uploads")) {
      const id = `upload-${nextUpload++}`;
      uploads.set(id, { key, parts: new Map() });
      return xml(200, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    if (uploadId !== null) {
      const upload = uploads.get(uploadId);
      if (upload === undefined) return refuse(404, "NoSuchUpload");
      if (request.method === "PUT") {
        const taken = await take(request, discards);
        takenBytes += taken.sizeBytes;
        upload.parts.set(Number(query.get("partNumber")), taken);
        return void response.writeHead(200, { etag: `"${taken.sha256.slice(0, 32)}"` }).end();
      }
      if (request.method === "GET") {
        const parts = [...upload.parts].map(
          ([number, part]) =>
            `<Part><PartNumber>${number}</PartNumber><ETag>"${hash(part.bytes).slice(0, 32)}"</ETag><Size>${part.sizeBytes}</Size></Part>`,
        );
        return xml(200, `<ListPartsResult><IsTruncated>false</IsTruncated>${parts.join("")}</ListPartsResult>`);
      }
      if (request.method === "DELETE") {
        uploads.delete(uploadId);
        return void response.writeHead(204).end();
      }
      await drain(request);
      if (lying === "error-in-200") return refuse(200, "InternalError");
      uploads.delete(uploadId);
      const numbers = [...upload.parts.keys()]
        .sort((left, right) => left - right)
        .filter((number) => !(lying === "drops-part" && number === 2));
      const bytes = discards ? Buffer.alloc(0) : Buffer.concat(numbers.map((number) => upload.parts.get(number)?.bytes ?? Buffer.alloc(0)));
      const sizeBytes = numbers.reduce((sum, number) => sum + (upload.parts.get(number)?.sizeBytes ?? 0), 0);
      objects.set(key, { bytes, sha256: hash(bytes), sizeBytes });
      return xml(200, `<CompleteMultipartUploadResult><ETag>"whole-${numbers.length}"</ETag></CompleteMultipartUploadResult>`);
    }
    if (query.has("retention")) {
      if (request.method === "PUT") {
        await drain(request);
        return void response.writeHead(200).end();
      }
      return xml(200, `<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>${locks.get(key) ?? ""}</RetainUntilDate></Retention>`);
    }
    if (request.method === "PUT") {
      const taken = await take(request, discards);
      takenBytes += taken.sizeBytes;
      if (objects.has(key) && request.headers["if-none-match"] === "*" && lying !== "ignores-condition")
        return refuse(412, "PreconditionFailed");
      const bytes =
        lying === "stores-framing"
          ? Buffer.concat([Buffer.from(`${taken.sizeBytes.toString(16)};chunk-signature=0\r\n`), taken.bytes, Buffer.from("\r\n0\r\n\r\n")])
          : taken.bytes;
      objects.set(key, { bytes, sha256: hash(bytes), sizeBytes: discards ? taken.sizeBytes : bytes.length });
      const until = request.headers["x-amz-object-lock-retain-until-date"];
      if (typeof until === "string") locks.set(key, until);
      return void response.writeHead(200, { etag: '"e"', ...(lying === "ignores-lock" ? { "x-amz-version-id": "v1" } : {}) }).end();
    }
    const object = objects.get(key);
    if (request.method === "DELETE") {
      if (lying !== "keeps-removed") objects.delete(key);
      return void response.writeHead(204, lying === "puts-markers" ? { "x-amz-delete-marker": "true" } : {}).end();
    }
    if (object === undefined) return refuse(404, "NoSuchKey");
    const length = lying === "short-object" ? object.sizeBytes - 10 : object.sizeBytes;
    const offset = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const range: Record<string, string> = offset === 0 ? {} : { "content-range": `bytes ${offset}-${length - 1}/${length}` };
    response.writeHead(offset === 0 ? 200 : 206, { "content-length": String(length - offset), etag: '"e"', ...range });
    if (request.method === "HEAD") return void response.end();
    if (giveBack !== undefined) return await giveBack(response);
    if (lying === "slow-body") {
      const timer = setInterval(() => response.write(object.bytes.subarray(0, 1)), 200);
      response.once("close", () => clearInterval(timer));
      return;
    }
    if (lying === "short-reads") {
      response.write(object.bytes.subarray(offset, offset + 100));
      setTimeout(() => response.destroy(), 20);
      return;
    }
    const bytes = Buffer.from(object.bytes.subarray(offset, length));
    if (lying === "other-bytes" && bytes.length > 0) bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    response.end(bytes);
  }

  return {
    endpoint,
    credentials: { accessKeyId: "LYINGKEY", secretAccessKey: "lying-secret" },
    get lie() {
      return state.lie;
    },
    set lie(value) {
      state.lie = value;
      state.liesLeft = Number.POSITIVE_INFINITY;
    },
    get liesLeft() {
      return state.liesLeft;
    },
    set liesLeft(value) {
      state.liesLeft = value;
    },
    objects,
    requests,
    get takenBytes() {
      return takenBytes;
    },
    get connections() {
      return sockets.size;
    },
    destination: (more = {}) => ({
      id: "liar",
      title: "A server that lies",
      kind: "s3",
      endpoint,
      region,
      country: "US",
      bucket: "bucket",
      prefix: "",
      pathStyle: true,
      ...more,
    }),
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function drain(request: IncomingMessage): Promise<void> {
  for await (const _ of request);
}

/** The body. A server that discards keeps only its length and the first bytes' hash. */
async function take(request: IncomingMessage, discards: boolean): Promise<{ bytes: Buffer; sizeBytes: number; sha256: string }> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of request) {
    sizeBytes += (part as Buffer).length;
    if (!discards) parts.push(part as Buffer);
  }
  const bytes = Buffer.concat(parts);
  return { bytes, sizeBytes, sha256: hash(bytes) };
}
