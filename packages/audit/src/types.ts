/** What an audit is asked, and what it answers. Everything here is plain data: it crosses threads and is written as JSON. */
import type { FlowRow, HttpMessage, TransportLayer } from "@creance/capture";
import type { EncodingLayer } from "./encoding-layers.table.ts";

/** Kinds of identifiers that a person can list, in the order of the guide. */
export const identifierKinds = [
  "aircraftSerial",
  "controllerSerial",
  "batterySerial",
  "cameraSerial",
  "imei",
  "imsi",
  "iccid",
  "androidId",
  "advertisingId",
  "mac",
  "bluetooth",
  "ssid",
  "bssid",
  "email",
  "phone",
  "name",
  "account",
] as const;
/** A kind of identifier. */
export type IdentifierKind = (typeof identifierKinds)[number];

/** Kinds of findings, in the order of the guide. */
export const findingKinds = [
  ...identifierKinds,
  "position",
  "track",
  "homePoint",
  "picture",
  "video",
  "flightRecord",
  "placeQuery",
  "upload",
] as const;
/** What was sent. */
export type FindingKind = (typeof findingKinds)[number];

/** How near a position is: `exact` up to 2 m, `near` up to 100 m, `area` up to 5 km, `region` up to 100 km. */
export const precisionClasses = ["exact", "near", "area", "region"] as const;
/** How near a position is. */
export type PrecisionClass = (typeof precisionClasses)[number];

/** A person's list of identifiers: one text or several for each kind. */
export type Identifiers = { readonly [Kind in IdentifierKind]?: string | readonly string[] };

/** A file of the operator that may have been sent: a flight record, a picture, a video. */
export interface AuditFile {
  readonly kind: "flightRecord" | "picture" | "video";
  readonly name: string;
  readonly sizeBytes: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
  /** MD5 and SHA-1 in hexadecimal, where known. */
  readonly md5: string | null;
  readonly sha1: string | null;
  /** The first 64 bytes (fewer in a smaller file); `null` where they are the same in every such file. */
  readonly head: Uint8Array | null;
  /** Its size when zipped by itself, for size evidence; `null` where nobody has measured it. */
  readonly zippedBytes: number | null;
}

/** A flight as ground truth. Arrays have the same length and are in order of time. */
export interface AuditFlight {
  /** What findings call it: flight id, or the file's name. Unique in an audit. */
  readonly label: string;
  /** SHA-256 of the file or original it came from. */
  readonly sha256: string;
  /** Microseconds since 1970 UTC, NaN where unknown. */
  readonly timeUs: Float64Array;
  /** WGS-84 degrees. No NaN: rows without a position are left out. */
  readonly latDeg: Float64Array;
  readonly lonDeg: Float64Array;
  /** Metres above take-off, NaN where unknown. */
  readonly altHomeM: Float32Array;
  /** 1 in the air, 0 on the ground, NaN where unknown. */
  readonly inAir: Float32Array;
  readonly home: { readonly latDeg: number; readonly lonDeg: number } | null;
  readonly pilot: { readonly latDeg: number; readonly lonDeg: number } | null;
  readonly serials: { readonly [Kind in "aircraftSerial" | "controllerSerial" | "batterySerial" | "cameraSerial"]: readonly string[] };
  readonly files: readonly AuditFile[];
  /** App and version that wrote the record, for the coverage block. */
  readonly app: string | null;
  readonly aircraft: string | null;
  readonly firmware: string | null;
}

/** A consent the operator recorded. Times in microseconds since 1970 UTC. */
export interface Consent {
  readonly fromUs: number;
  readonly untilUs: number;
  /** Kinds of findings it covers. */
  readonly kinds: readonly FindingKind[];
  /** Host patterns: a name, or `*.` and a name. */
  readonly hosts: readonly string[];
  readonly purpose: string;
}

/** What the operator states about the test; everything that is not stated is printed as "not stated". */
export interface AuditStatement {
  readonly device: string | null;
  readonly app: string | null;
  readonly appVersion: string | null;
  readonly firmware: string | null;
  readonly operatingSystem: string | null;
  readonly accountRegion: string | null;
  /** Where the capture was taken: a word of their own and ISO 3166-1 alpha-2. */
  readonly place: string | null;
  readonly country: string | null;
  readonly capturePoint: "phone" | "gatewayLan" | "gatewayWan" | "other" | null;
  /** True when every interface of the device was captured. */
  readonly everyInterface: boolean | null;
  /** What happened when. */
  readonly windows: readonly StatedWindow[];
}
/** A stretch of time in which something was so. */
export interface StatedWindow {
  readonly fromUs: number;
  readonly untilUs: number;
  readonly what: "localDataMode" | "restrictedNetworkMode" | "appClosed" | "idle" | "signedIn" | "sync";
}

/** Something to look for. */
export interface Needle {
  /** `identifiers.imei[0]`, `FLIGHT.aircraftSerial[0]`, `FLIGHT.track`: names the needle without telling it. */
  readonly name: string;
  readonly kind: FindingKind;
  /** The secret itself, in its normal form. Never printed. */
  readonly value: string;
  /** True for what was made up for this run and cannot be in the traffic. */
  readonly decoy: boolean;
  /** Where it came from, for a person: `list of identifiers`, `header of the flight record`, `names in the capture` ... */
  readonly source: string;
  /** As it was written, where that is not the normal form: hashes and base64 of it are looked for too. */
  readonly raw?: string;
  /** What of a file it is; absent for identifiers. `fileHash` and `fileBytes` have their value in hexadecimal. */
  readonly form?: "fileName" | "fileHash" | "fileBytes";
}

/** Where in the capture a piece of evidence stands. */
export interface EvidencePlace {
  /** Packet numbers from 1, first to last, at most 64; `more` when there were others between. */
  readonly packets: readonly number[];
  readonly morePackets: boolean;
  /** Bytes [start, end) of the plain stream of the side (TCP payload, decrypted TLS data, QUIC stream) that hold it. */
  readonly byteRange: readonly [number, number];
  /** Time of the packet that completed it, microseconds since 1970 UTC. */
  readonly sentUs: number;
}

/** One finding: one message, one needle, one encoding. The points of a track fold into one. */
export interface Finding extends EvidencePlace {
  /** 16 hexadecimal characters: the same for the same inputs. */
  readonly findingId: string;
  /** Its conversation, as `creance flows --json` prints it; `flow.capture` is the SHA-256 of the capture. */
  readonly flow: FlowRow;
  readonly kind: FindingKind;
  /** Name of the needle; `null` when the thing was known by its own structure (a picture's bytes, a rectangle asked for). */
  readonly needle: string | null;
  readonly needleSource: string | null;
  /** From outer to inner, of `encodingLayers`. */
  readonly encoding: readonly EncodingLayer[];
  /** What lay around the message, outer to inner. */
  readonly carriedIn: readonly TransportLayer[];
  readonly match: "found" | "consistentWith";
  readonly class: PrecisionClass | null;
  /** Metres: distance to the flight for positions, half the diagonal of the box for place queries; `null` elsewhere. */
  readonly precisionM: number | null;
  readonly direction: "out" | "in";
  /** True for what may be chance, noise or an address's worth of place: shown on request only. */
  readonly weak: boolean;
  /** Why it is weak, in words; `null` when it is not. */
  readonly weakBecause: string | null;
  readonly http: HttpMessage | null;
  readonly topic: string | null;
  /** Field, key or header that the value stood in, where there is one: `$.path[0].lat`, `x-serial`, `3.2`. At most 200 characters. */
  readonly field: string | null;
  /** Label of the flight it is about. */
  readonly flight: string | null;
  /** When it was sent, seen from the flight: `null` without a flight or clock. */
  readonly phase: "before" | "onGround" | "inAir" | "afterLanding" | null;
  /** Seconds between the sending and the matched moment of the flight, sending later positive; `null` for what has no moment. */
  readonly delayS: number | null;
  /** Points that fold into it: 1 for a single position, 0 for what is no position. */
  readonly points: number;
  /** Decimal digits kept, where the form has any. */
  readonly decimals: number | null;
  /** One sentence for a person, without the secret. */
  readonly sentence: string;
  /** The consent that covers it, its place in the list; `null` for none. */
  readonly consent: number | null;
}

/** Decoys of one kind. */
export interface DecoyCount {
  readonly kind: FindingKind;
  readonly searched: number;
  readonly hits: number;
}

/** What was looked for and how: printed in every report. */
export interface SearchAccount {
  readonly needles: { readonly [Kind in FindingKind]?: number };
  readonly decoys: readonly DecoyCount[];
  /** Decoy needles that were found, at most 100. */
  readonly decoyHits: readonly Finding[];
  /** Planted leaks, one an encoding, sent through the same search before anything else: names of encodings that were not found again. */
  readonly controls: { readonly planted: number; readonly missed: readonly string[] };
  /** Bytes searched (after decoding, nested contents counted again), and bytes that no reader could open. */
  readonly searchedBytes: number;
  readonly opaqueBytes: number;
  /** Contents not opened because a bound was met, by bound. */
  readonly bounds: readonly { readonly bound: string; readonly times: number; readonly bytes: number }[];
  /** Findings beyond the most that are kept. */
  readonly droppedFindings: number;
}
