/** A plain stream with two sides on its way to a reader of contents, and what every such reader is given. */
import type { Issue, Platform } from "@creance/core";
import type { Side } from "../analyzer.ts";
import type { PlaintextFlow } from "../flow/flow-room.ts";
import type { HeldBytes } from "../protocol/held-bytes.ts";
import type { ContentLimits } from "./content-limits.table.ts";
import type { ContentPart, OnContent, PacketSpan, TransportLayer } from "./content-part.ts";

/** Reads one two-sided plain stream, or one stream of a QUIC connection: makes parts of it. Each side comes in order. */
export interface ContentStream {
  /**
   * The next bytes of a side: `bytes[start..end)`, borrowed, `streamStart` bytes behind the beginning of its plain stream. `packets` is
   * borrowed: copy what is kept.
   */
  data(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void;
  /** At most this many bytes of a side are missing. The next `streamStart` counts them. */
  gap(side: Side, lengthBytes: number): void;
  /** This side says no more (FIN of a QUIC stream), the other one may. Not called by every stream. */
  sideEnd?(side: Side): void;
  /** No more comes on either side. Called once. */
  end(): void;
}

/** What a reader of contents knows of its stream and may use. One object for a stream. */
export interface ContentContext {
  readonly flow: PlaintextFlow;
  /** Layers around this stream, outermost first: `["tls1.3"]`. A reader adds its own: `[...carriedIn, "http1"]`. */
  readonly carriedIn: readonly TransportLayer[];
  /** Stream of QUIC; `null` elsewhere (an HTTP/2 reader gives its own numbers). */
  readonly streamId: number | null;
  /** The side that began the encrypted connection, else 0: the one that asks. */
  readonly clientSide: Side;
  /** Application protocol as agreed (`h2`), or what the client offered, joined by commas; `null` where nothing was said. */
  readonly alpn: string | null;
  readonly platform: Platform;
  readonly limits: ContentLimits;
  /** What this flow's contents keep in memory: ask before, give back after. Readers give all of it back at their end. */
  readonly held: HeldBytes;
  readonly onContent: OnContent;
  onIssue(issue: Omit<Issue, "offset">): void;
  /** Bytes of a side that the stream holds but that no part shows, since they are sealed by themselves (TLS in a tunnel). */
  sealed(side: Side, lengthBytes: number): void;
  /** Bytes of a side that were lost to a reader: missing, or unreadable because others are missing. */
  lost(side: Side, lengthBytes: number): void;
}

/** The streams of one QUIC connection: one reader for all of them. */
export interface QuicContents {
  /** A stream begins: where its contents go. */
  stream(streamId: number): ContentStream;
  /** The connection has ended; its streams have ended before. */
  end(): void;
}

/** A part that nothing is declared of. */
export function bytesPart(
  { flow, streamId }: ContentContext,
  transport: readonly TransportLayer[],
  side: Side,
  role: ContentPart["role"],
  message: number,
): ContentPart {
  return {
    flow,
    side,
    transport,
    streamId,
    message,
    role,
    http: null,
    topic: null,
    mediaType: null,
    boundary: null,
    contentCodings: noCodings,
  };
}

const noCodings: readonly string[] = [];

/** The members of a part that most readers leave empty. For parts that come seldom: a spread costs more than the part. */
export const plainPart = {
  streamId: null,
  http: null,
  topic: null,
  mediaType: null,
  boundary: null,
  contentCodings: [],
} as const satisfies Partial<ContentPart>;
