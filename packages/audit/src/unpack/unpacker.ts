/** What unpackers get and give: each takes the bytes of one stream and opens streams below it. */
import type { Platform } from "@creance/core";
import type { EncodingLayer } from "../encoding-layers.table.ts";

/** Takes off one layer of a stream that comes in pieces. Bytes are borrowed. Never throws for what bytes say. */
export interface Unpacker {
  push(bytes: Uint8Array, start: number, end: number): void;
  /** Bytes are missing here. */
  gap(): void;
  /** No more comes; `isWhole` is false for a cut message. */
  end(isWhole: boolean): void;
}

/** A stream that an unpacker fills. */
export interface ChildStream {
  /** The next bytes, which come from [sourceStart, sourceEnd) of the stream above. */
  push(bytes: Uint8Array, start: number, end: number, sourceStart: number, sourceEnd: number): void;
  gap(): void;
  end(isWhole: boolean): void;
}

/** What is known of a stream below before its first byte. */
export interface ChildAbout {
  /** What was taken off to get it; empty where it is a plain piece of the stream above. */
  readonly layers: readonly EncodingLayer[];
  /** Where in the stream above it begins: names its field. */
  readonly sourceStart: number;
  /** `head`: lines of fields; `name`: a file's name; `value`: a short value whose own shape does not matter; `body`: anything. */
  readonly role: "head" | "name" | "value" | "body";
  readonly mediaType?: string | null;
  readonly boundary?: string | null;
  /** Content codings that are still on, the last one to be taken off first. */
  readonly codings?: readonly string[];
  /** True for what is said beside the bytes: it has nothing of the layers and fields above. */
  readonly isBeside?: boolean;
  /** Name of the field that it is, where the container gives one. */
  readonly field?: string | null;
  /** Where in it the name of a file stands that is named like a flight record, [start, end). */
  readonly recordName?: readonly [number, number] | null;
}

/** What an unpacker may use. */
export interface UnpackHost {
  readonly platform: Platform;
  /** Opens a stream below this one; `undefined` when a bound forbids it, which was counted. */
  open(about: ChildAbout): ChildStream | undefined;
  /** A buffer of at least this size, for the length of one call: no stream below is given the same. */
  scratch(lengthBytes: number): Uint8Array;
  /** Counts bytes that nothing could open. */
  opaque(lengthBytes: number): void;
  /** Bytes that the part may still unpack to, all containers together. */
  unpackRoom(): number;
  /** Counts bytes that came out of a decompressor. */
  unpacked(lengthBytes: number): void;
  /** Counts contents that are not opened since they are too large. */
  tooLarge(lengthBytes: number): void;
}
