/** Readers that may hand a side on in the middle: to another protocol, to what is read without one, or to nobody since it is sealed. */
import type { Side } from "../analyzer.ts";
import type { PacketSpan } from "./content-part.ts";
import type { ContentStream } from "./content-stream.ts";

/** Reads sides of a stream and says how far it got. */
export interface PartReader {
  /** Takes the next bytes and returns how far it got: less than `end` only where another reader goes on with this side. */
  take(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): number;
  /** At most this many bytes of a side are missing. */
  gap(side: Side, lengthBytes: number): void;
  /** No more comes. */
  end(): void;
}

/** What a reader may ask of the stream that it reads. */
export interface PartHost {
  /** What follows of this side is read as bytes without a protocol. `held` was looked at already and is handed on as it is. */
  lose(side: Side): { pass(bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void };
  /** What follows of this side is HTTP/1, from its first line. */
  http1(side: Side): void;
  /** What follows of this side is sealed, and so is the other side if nothing is known of it. */
  seal(side: Side): void;
  /** What follows of both sides goes to another reader. */
  become(reader: ContentStream): void;
  /** Gives bytes that waited to whoever reads the side now. */
  feed(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void;
}
