/** Types of the DJI flight record reader: what it yields, and a record collected whole. */
import type { Issue, Platform, Rows } from "@creance/core";
import type { djiStreamTables } from "./record-columns.table.ts";

/** Column tables of the decoded streams. */
export type DjiStreamTables = typeof djiStreamTables;
/** Name of a decoded stream. */
export type DjiStreamName = keyof DjiStreamTables;

/** Where a header field stands in the original file. In v13/14 the bytes there are scrambled. */
export interface FieldPlace {
  readonly offset: number;
  readonly lengthBytes: number;
}

/** The details ("header") as stored: claims of the app, never trusted over the records. Unknown is `null`. */
export interface DjiDetails {
  readonly subStreet: string;
  readonly street: string;
  readonly city: string;
  readonly area: string;
  readonly isFavorite: number;
  readonly isNew: number;
  readonly needsUpload: number;
  readonly recordLineCount: number;
  readonly detailInfoChecksum: number;
  /** Milliseconds since 1970-01-01 UTC; `null` when implausible. */
  readonly startTimeMs: number | null;
  /** Degrees as stored; range-check before use. */
  readonly lonDeg: number;
  readonly latDeg: number;
  /** Kilometres in DJI Fly logs, metres in DJI GO and GS Pro logs. */
  readonly totalDistance: number;
  readonly totalTimeMs: number;
  readonly maxHeightM: number;
  readonly maxHorizontalSpeedMps: number;
  readonly maxVerticalSpeedMps: number;
  readonly captureNum: number;
  readonly videoTime: number;
  readonly momentPicImageBufferLen: readonly number[];
  readonly momentPicShrinkImageBufferLen: readonly number[];
  readonly momentPicLonDeg: readonly number[];
  readonly momentPicLatDeg: readonly number[];
  readonly analysisOffset: number | null;
  /** 16 hexadecimal characters that link aircraft to one account (derivation not known). */
  readonly accountFragment: string;
  /** Decimetres in some apps. */
  readonly takeOffAltitude: number | null;
  readonly productType: number;
  readonly productName: string | null;
  readonly activationTimeMs: number | null;
  readonly aircraftName: string;
  readonly aircraftSerial: string;
  readonly cameraSerial: string;
  readonly rcSerial: string;
  readonly batterySerial: string;
  readonly appPlatform: number;
  readonly appPlatformName: string | null;
  /** `a.b.c`. */
  readonly appVersion: string;
  /** The 36 characters at 400 in v14; meaning not verified. */
  readonly uuid: string | null;
}

/** What stands before and beside the records. */
export interface DjiHeader {
  /** 1 to 14. */
  readonly version: number;
  /** Unknown byte 11. */
  readonly unknownByte: number;
  readonly detailOffset: number;
  readonly detailLength: number;
  /** Byte range of the record region as the prefix states it. */
  readonly recordsStart: number;
  readonly recordsEnd: number;
  /** `null` when the details are lost (cut file) or unreadable. */
  readonly details: DjiDetails | null;
  /** Places of the details' fields in the file, by `DjiDetails` key. */
  readonly places: Readonly<Partial<Record<keyof DjiDetails, FieldPlace>>>;
  /** v13/14: department for the keychain request (block 1), else `null`. */
  readonly department: number | null;
  /** v13/14: version field of block 1, else `null`. */
  readonly keychainVersion: number | null;
}

/** One app text: tip (9), warning (10), serious warning (24). */
export interface DjiText {
  readonly type: number;
  readonly name: "appTip" | "appWarn" | "appSeriousWarn";
  readonly byteOffset: number;
  readonly osdRow: number;
  readonly text: string;
}

/** Type 13, Recover: serials and app as the aircraft session knew them. */
export interface DjiRecover {
  readonly byteOffset: number;
  readonly productType: number;
  readonly appPlatform: number;
  readonly appVersion: string;
  readonly aircraftSerial: string;
  readonly aircraftName: string;
  readonly timeMs: number | null;
  readonly cameraSerial: string;
  readonly rcSerial: string;
  readonly batterySerial: string;
}

/** Type 40: the full serial (enterprise serials have 20 characters; the details cut them to 16). */
export interface DjiComponentSerial {
  readonly byteOffset: number;
  readonly component: number;
  readonly componentName: "camera" | "aircraft" | "rc" | "battery" | null;
  readonly serial: string;
}

/** Type 15: one firmware item. */
export interface DjiFirmware {
  readonly byteOffset: number;
  readonly sender: number;
  readonly subSender: number;
  /** `a.b.c`. */
  readonly version: string;
}

/** An embedded JPEG. */
export interface DjiPicture {
  /** 0 to 3. */
  readonly index: number;
  readonly kind: "full" | "shrunk" | "found";
  readonly byteOffset: number;
  readonly lengthBytes: number;
}

/** Type 56: one wrapped key of a keychain group. */
export interface DjiWrappedKey {
  readonly byteOffset: number;
  /** Feature point 1 to 15. */
  readonly feature: number;
  /** 256 bytes that only the maker can open. */
  readonly ciphertext: Uint8Array;
}

/** One feature's key in one keychain group, from a keychain reply. */
export interface DjiFeatureKey {
  readonly feature: number;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 16 bytes. */
  readonly iv: Uint8Array;
}

/** A record of a type that is not decoded, kept as it is. Payload after XOR removal; still encrypted where it was and no key is known. */
export interface DjiRawRecord {
  readonly type: number;
  readonly byteOffset: number;
  readonly osdRow: number;
  readonly payload: Uint8Array;
}

/** What the reader learns only at the end. */
export interface DjiEnding {
  /** How often each record type occurs. */
  readonly counts: ReadonlyMap<number, number>;
  /** True when an end marker closed the record stream. False: no header field can be trusted (v8 and later). */
  readonly closed: boolean;
  /** Bytes that belong to no record, marker, picture or detail. */
  readonly strayBytes: number;
  /** Byte range of the records that were framed. */
  readonly regionStart: number;
  readonly regionEnd: number;
  /** SHA-256 (hex) of the bytes of that region: the identity of a recording whatever was appended to the file. */
  readonly regionSha256: string;
  /** Records that are still encrypted because no key (or a wrong key) was given. */
  readonly sealedRecords: number;
  /** Keychain groups with their wrapped keys, in file order; empty below v13. */
  readonly keychainGroups: readonly (readonly DjiWrappedKey[])[];
}

/** One thing the reader yields. Streams arrive in batches in file order per stream. */
export type DjiItem =
  | { readonly kind: "header"; readonly header: DjiHeader }
  | {
      readonly [Name in DjiStreamName]: { readonly kind: "rows"; readonly stream: Name } & Rows<DjiStreamTables[Name]>;
    }[DjiStreamName]
  | { readonly kind: "text"; readonly text: DjiText }
  | { readonly kind: "recover"; readonly recover: DjiRecover }
  | { readonly kind: "componentSerial"; readonly componentSerial: DjiComponentSerial }
  | { readonly kind: "firmware"; readonly firmware: DjiFirmware }
  | { readonly kind: "raw"; readonly raw: DjiRawRecord }
  | { readonly kind: "picture"; readonly picture: DjiPicture }
  | { readonly kind: "issue"; readonly issue: Issue }
  | { readonly kind: "ending"; readonly ending: DjiEnding };

/** How to read. */
export interface DjiReadOptions {
  readonly platform: Platform;
  /** Opened keys, one list for each keychain group in file order. Absent: sealed records stay sealed. */
  readonly keychains?: readonly (readonly DjiFeatureKey[])[];
  /** Bytes read from the source at a time (default 1 MiB); bounds the memory together with `batchRows`. */
  readonly blockBytes?: number;
  /** Rows a batch holds at most (default 4096). */
  readonly batchRows?: number;
  /** Yield undecoded records with their bytes (default: they are only counted). */
  readonly raw?: "yield" | "count";
}

/** A record read whole: what `collectDjiFlightRecord` returns. */
export interface DjiFlightRecord {
  readonly header: DjiHeader;
  readonly streams: { readonly [Name in DjiStreamName]: Rows<DjiStreamTables[Name]> };
  readonly texts: readonly DjiText[];
  readonly recovers: readonly DjiRecover[];
  readonly componentSerials: readonly DjiComponentSerial[];
  readonly firmware: readonly DjiFirmware[];
  readonly pictures: readonly DjiPicture[];
  readonly raw: readonly DjiRawRecord[];
  readonly issues: readonly Issue[];
  readonly ending: DjiEnding;
}
