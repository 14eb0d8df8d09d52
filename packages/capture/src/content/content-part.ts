/** What conversations carried, message by message: bodies without their transfer coding, heads, topics, frames. Content codings stay on. */
import type { Side } from "../analyzer.ts";
import type { PlaintextFlow } from "../flow/flow-room.ts";

/** The packets that brought a run of bytes: numbers from 1, as packet analysers count them. Borrowed: filled anew for each call. */
export interface PacketSpan {
  first: number;
  last: number;
}

/** What lies around a message, outermost first: `ssl3`, `tls1.0` to `tls1.3`, `quic`, then `http1`, `http2`, `http3`, `websocket`, `mqtt`, `dns`, and `chunked`. */
export type TransportLayer =
  | "ssl3"
  | "tls1.0"
  | "tls1.1"
  | "tls1.2"
  | "tls1.3"
  | "quic"
  | "http1"
  | "http2"
  | "http3"
  | "chunked"
  | "websocket"
  | "mqtt"
  | "dns";

/** The HTTP message that a part belongs to; for an answer, the request it answers where that is known. Unknown is `null`. */
export interface HttpMessage {
  /** Host header or `:authority`, lower case, without port. */
  readonly host: string | null;
  readonly method: string | null;
  /** Path with query, as sent, at most 2,048 characters. */
  readonly path: string | null;
  /** Status of an answer, `null` for a request. */
  readonly status: number | null;
}

/** One part of what a side said. */
export interface ContentPart {
  readonly flow: PlaintextFlow;
  /** Who sent it: 0 the one who opened the flow. */
  readonly side: Side;
  readonly transport: readonly TransportLayer[];
  /** Stream of HTTP/2, HTTP/3 or QUIC; `null` elsewhere. */
  readonly streamId: number | null;
  /** Messages of this side in this stream before it. */
  readonly message: number;
  /**
   * `head`: start line and fields as lines of text (HTTP/2 and /3: `name: value` lines made from the block, pseudo fields first); `body`: an HTTP
   * body; `payload`: of an MQTT PUBLISH or a WebSocket message, unmasked; `name`: a name that a DNS message asks for, its labels as sent, joined
   * by dots; `stream`: what a TCP flow without a protocol that is read carried; `datagram`: the same for UDP, one datagram a part. A head of MQTT
   * is made too: lines `clientId: ...`, `userName: ...`, `willTopic: ...`, `subscribe: ...`.
   */
  readonly role: "head" | "body" | "payload" | "name" | "stream" | "datagram";
  readonly http: HttpMessage | null;
  /** MQTT topic, else `null`. */
  readonly topic: string | null;
  /** Media type as declared, lower case, without parameters; `null` where none was. */
  readonly mediaType: string | null;
  /** `boundary` parameter of a multipart media type, `null` elsewhere. */
  readonly boundary: string | null;
  /** Content codings as declared, in the order they were applied (the last one is taken off first), lower case; at most 4. */
  readonly contentCodings: readonly string[];
}

/** Takes the bytes of a part, in order. */
export interface ContentSink {
  /**
   * The next bytes: `bytes[start..end)`, borrowed. `streamStart` is where the run begins in the plain stream of its side (TCP payload, decrypted TLS
   * data, QUIC stream, datagram); `packets` is borrowed. For heads of HTTP/2 and /3 the place is that of the whole block.
   */
  data(bytes: Uint8Array, start: number, end: number, streamStart: number, streamEnd: number, packets: PacketSpan, timeUs: number): void;
  /** Bytes that the capture does not hold, or that could not be opened: at most this many. */
  gap(lengthBytes: number): void;
  /** No more comes; `whole` is false when the message was cut. */
  end(whole: boolean): void;
}

/** Asked for each part: who takes its bytes, `null` for nobody. */
export type OnContent = (part: ContentPart) => ContentSink | null;

/** What of one side of a flow could be read: counts of payload bytes. */
export interface SideContents {
  /** Bytes that were sent in the clear and handed to a reader. */
  readonly plainBytes: number;
  /** Plain bytes that decryption brought out and that were handed to a reader. */
  readonly decryptedBytes: number;
  /** Bytes of readable contents that are missing, or could not be opened or read because others are missing: at most. */
  readonly gapBytes: number;
  /**
   * Payload bytes that are sealed: of TLS, QUIC, SSH, DTLS, WireGuard, whether decryption opened them or not. What decryption brought out is
   * counted once more under `decryptedBytes`.
   */
  readonly sealedBytes: number;
}

/** What of a flow could be read. Flows without payload are not told. */
export interface FlowContents {
  /** The flow's id, as in its row. */
  readonly flowId: string;
  /** By side: 0 the one who opened the flow. */
  readonly sides: readonly [SideContents, SideContents];
}

/** Is told once for each flow with payload, when its contents have ended and before its row comes. */
export type OnFlowContents = (contents: FlowContents) => void;
