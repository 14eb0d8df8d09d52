/** The contract of the one door out: destinations, what is asked before a connection opens, and what the courier does there. */
import type { ByteSource } from "@creance/core";

/** A place that the operator named. */
export interface Destination {
  /** Id in the settings and in the ledger: `[a-z0-9-]`. */
  readonly id: string;
  /** What the operator calls it. */
  readonly title: string;
  readonly kind: "s3" | "nodeodm";
  /** `https://host[:port]`; `http:` only for a loopback or private address. */
  readonly endpoint: string;
  /** Region as its provider writes it, e.g. `us-west-2`. For `nodeodm`, a word of the operator's. */
  readonly region: string;
  /** Two letters (ISO 3166-1) of the country that the data is to stay in. */
  readonly country: string;
  /** Empty for `nodeodm`. */
  readonly bucket: string;
  /** Put before each object's name; empty or ending in `/`. */
  readonly prefix: string;
  /** True: the bucket stands in the path, as most own servers want it; false: in the host's name. */
  readonly pathStyle: boolean;
  /** Certificates that this endpoint's chain must end in, instead of the public ones. */
  readonly caPem?: string;
  /** Only these addresses are connected to, and no name is looked up. Needed for a name that stands for a private address. */
  readonly addresses?: readonly string[];
  /** Account that must own the bucket (AWS: 12 digits). */
  readonly expectedOwner?: string;
}

/** Keys of a destination. They are taken from the keyring alone: no environment, no file, no metadata service. */
export interface Credentials {
  /** S3's access key; empty for `nodeodm`. */
  readonly accessKeyId: string;
  /** S3's secret key, or NodeODM's token. */
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What a connection is for; stands in the ledger. `resolve`: a name is asked for at the system's resolver. */
export type ConnectionPurpose = "resolve" | "upload" | "region-probe" | "lock-probe" | "remove" | "read" | "hand-over";

/** A connection that is about to open. Nothing has been sent yet. */
export interface ConnectingAsk {
  /** UUID of this connection. */
  readonly connectionId: string;
  readonly purpose: ConnectionPurpose;
  readonly destinationId: string;
  readonly host: string;
  readonly port: number;
  /** The address that will be connected to; `null` for `resolve`. */
  readonly address: string | null;
  /** True: encrypted by TLS. False: in the clear, which only loopback and private addresses may be. */
  readonly isEncrypted: boolean;
  /** The share that it serves; `null`: none. */
  readonly shareId: string | null;
}

/** A connection that has ended. */
export interface ConnectedTold {
  readonly connectionId: string;
  /** `closed`: in order; `refused`, `timeout`, `tls-failed`, `failed`: never served; `lost`: the courier's process ended first. */
  readonly outcome: "closed" | "refused" | "timeout" | "tls-failed" | "failed" | "lost";
  /** Bytes on the wire; `null`: not known. */
  readonly upBytes: number | null;
  readonly downBytes: number | null;
}

/** How long the courier waits; each has a default. */
export interface CourierPatience {
  /** For a connection and its TLS; 15,000. */
  readonly connectMs?: number;
  /** For the next byte in either direction; 30,000. */
  readonly idleMs?: number;
  /** For the whole of a short answer; 60,000. */
  readonly answerMs?: number;
  /** Attempts at one request before it is given up; 4. */
  readonly attempts?: number;
  /** Before the first new attempt, doubled each time, with jitter; 250. */
  readonly backoffMs?: number;
  /** Between two questions about a NodeODM task; 3,000. */
  readonly pollMs?: number;
}

/** How to open a courier. */
export interface CourierOptions {
  /** Enters the connection in the ledger; the connection opens when this has resolved, never when it rejects. */
  readonly onConnecting: (ask: ConnectingAsk) => Promise<void>;
  readonly onConnected: (told: ConnectedTold) => Promise<void>;
  readonly patience?: CourierPatience;
  /** Country (two letters) of an address by a database of the operator's; `null`: not known. Without it networks prove nothing. */
  readonly countryOf?: (address: string) => string | null;
  /** Region that a provider's published list has for an address; `null`: not listed. */
  readonly publishedRegionOf?: (address: string) => { readonly provider: string; readonly region: string } | null;
}

/** What every errand names. */
export interface Errand {
  readonly destination: Destination;
  readonly credentials: Credentials;
  /** Share that it serves, for the ledger. */
  readonly shareId?: string | null;
  /** Stops it. What was sent stays resumable. */
  readonly signal?: AbortSignal;
}

/** One part that lies at the destination. */
export interface UploadedPart {
  /** From 1. */
  readonly number: number;
  readonly etag: string;
  /** Of its bytes, hex. */
  readonly sha256: string;
}

/** Where an upload in parts stands; plain JSON, to be kept until the upload is done. */
export interface UploadState {
  readonly object: string;
  readonly uploadId: string;
  readonly sizeBytes: number;
  readonly partBytes: number;
  /** In the order of their numbers; numbers may be missing. */
  readonly parts: readonly UploadedPart[];
}

/** How far an errand is. */
export interface CourierProgress {
  readonly phase: "sending" | "reading-back" | "waiting" | "fetching";
  /** Bytes done in this phase. */
  readonly bytes: number;
  /** `null`: not known before. */
  readonly totalBytes: number | null;
  /** NodeODM's own figure while `waiting`, 0 to 100; `null`: not told. */
  readonly taskPct: number | null;
}

/** An upload. `source`: ciphertext, the same bytes at every read. */
export interface UploadErrand extends Errand {
  /** Name of the object, without the destination's prefix. */
  readonly object: string;
  readonly source: ByteSource;
  /** Told by an earlier, broken-off upload of the same source. */
  readonly state?: UploadState;
  /** After the upload was begun and after each part. It goes on when this has resolved. */
  readonly onState?: (state: UploadState) => void | Promise<void>;
  readonly onProgress?: (progress: CourierProgress) => void;
}

/** What lies at the destination, as read back from there. */
export interface UploadReceipt {
  readonly object: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly etag: string;
  /** `null` where the bucket keeps no versions. */
  readonly versionId: string | null;
  /** Always true: the whole object was fetched again and its hash compared. */
  readonly readBack: true;
  /** True: the same bytes lay there already, from an upload whose end was not told. */
  readonly wasThere: boolean;
}

/** What became of one object that was to be removed. */
export interface RemovalReport {
  readonly object: string;
  readonly outcome: "removed" | "locked" | "unreachable" | "refused";
  /** Versions that were removed, delete markers included. */
  readonly versions: number;
  /** One sentence for a person. */
  readonly sentence: string;
}

/** An object as the server tells of it. */
export interface ObjectHead {
  readonly object: string;
  readonly bytes: number;
  readonly etag: string;
  readonly versionId: string | null;
}

/** One page of a bucket's objects. */
export interface ObjectPage {
  readonly objects: readonly { readonly object: string; readonly bytes: number; readonly etag: string }[];
  /** Hand it in for the next page; `null`: this was the last. */
  readonly next: string | null;
}

/** One thing that was looked at for a region check. */
export interface RegionObservation {
  /** Stable code, e.g. `bucket-location`. */
  readonly code: string;
  /** `note`: nothing about the place follows from it. */
  readonly verdict: "supports" | "contradicts" | "note";
  readonly sentence: string;
}

/** How well a destination's region is shown. A client can never prove where bytes physically lie. */
export type RegionGrade = "provider-asserted" | "network-consistent" | "contradicted";

/** A certificate of the chain that the endpoint showed. */
export interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** SHA-256 of the certificate, hex. */
  readonly sha256: string;
  /** `null`: written in a way that is not understood. */
  readonly untilUs: number | null;
}

/** What a region check found; plain JSON, its canonical text is hashed into the ledger. */
export interface RegionRecord {
  readonly destinationId: string;
  readonly takenUs: number;
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly country: string;
  readonly grade: RegionGrade;
  readonly observations: readonly RegionObservation[];
  readonly addresses: readonly string[];
  readonly certificates: readonly ShownCertificate[];
  /** True: object versions are kept, so that a plain delete removes nothing; `null`: not told. */
  readonly keepsVersions: boolean | null;
  /** True: the bucket has Object Lock, so that objects may be impossible to remove; `null`: not told. */
  readonly hasObjectLock: boolean | null;
  /** Always the same sentence: what such a check cannot show. */
  readonly limit: string;
}

/** Whether a bucket's Object Lock holds, tried with a canary. */
export interface LockRecord {
  readonly holds: boolean;
  readonly canary: string;
  readonly observations: readonly { readonly code: string; readonly held: boolean; readonly sentence: string }[];
}

/** Takes bytes in order; the next come when it has resolved. */
export interface ByteSink {
  write(bytes: Uint8Array): void | Promise<void>;
}

/** What was fetched. */
export interface FetchReceipt {
  readonly sha256: string;
  readonly bytes: number;
}

/** Pictures for a NodeODM server. They go there as they are: not encrypted to anybody, since the server must read them. */
export interface HandOverErrand extends Errand {
  /** The task's name as the server will show it. */
  readonly name: string;
  /** NodeODM's options by name, e.g. `{ "dsm": true }`. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  readonly files: readonly { readonly name: string; readonly source: ByteSource }[];
  /** A task that was begun and committed before: only waited for and fetched. */
  readonly taskId?: string;
  /** The task's id, as soon as it is known, and again when it is committed. */
  readonly onTask?: (task: { readonly taskId: string; readonly isCommitted: boolean }) => void | Promise<void>;
  readonly onProgress?: (progress: CourierProgress) => void;
  /** Where the results (a zip file) go. */
  readonly into: ByteSink;
  /** True: the server is told to forget the task once the results are here. */
  readonly removeAfter?: boolean;
}

/** What came of a hand-over. */
export interface HandOverReceipt {
  readonly taskId: string;
  readonly results: FetchReceipt;
  /** `null`: it was not asked to forget. */
  readonly isForgotten: boolean | null;
}

/**
 * The door. Each destination is served by a process of its own that knows that destination alone and ends when it is idle. Methods reject with
 * `UserError`; what the server said is never part of a code, only of a sentence.
 */
export interface Courier {
  /** Looks at where the bucket is said to be. Never rejects because of what it finds: the grade says it. */
  checkRegion(errand: Errand): Promise<RegionRecord>;
  /** Tries whether Object Lock holds. Leaves a canary that stays for a day. Only for buckets meant for ledgers. */
  proveLock(errand: Errand): Promise<LockRecord>;
  /** Sends, completes, reads everything back. What differs is removed, and the upload rejects. */
  upload(errand: UploadErrand): Promise<UploadReceipt>;
  /** Gives up an upload in parts: the server forgets the parts. True: they are gone. */
  abandon(errand: Errand & { readonly state: UploadState }): Promise<boolean>;
  /** Removes every version of the objects and looks whether they are gone. Never rejects for a single object. */
  remove(errand: Errand & { readonly objects: readonly string[] }): Promise<readonly RemovalReport[]>;
  /** `undefined`: no such object. */
  head(errand: Errand & { readonly object: string }): Promise<ObjectHead | undefined>;
  /** Up to 1,000 objects below the destination's prefix and `under`. */
  list(errand: Errand & { readonly under?: string; readonly after?: string }): Promise<ObjectPage>;
  /** Fetches an object whole. `maxBytes`: more is refused. */
  fetch(errand: Errand & { readonly object: string; readonly maxBytes: number; readonly into: ByteSink }): Promise<FetchReceipt>;
  /** A link that reads one object without keys, until it expires (at most 7 days). Nothing connects. */
  presign(errand: {
    readonly destination: Destination;
    readonly credentials: Credentials;
    readonly object: string;
    readonly seconds: number;
  }): string;
  handOver(errand: HandOverErrand): Promise<HandOverReceipt>;
  /** Makes a NodeODM server forget a task and its pictures, started or not. True: it says so, or knows no such task. */
  forgetTask(errand: Errand & { readonly taskId: string }): Promise<boolean>;
  /** Ends the processes; what runs rejects. */
  close(): Promise<void>;
}
