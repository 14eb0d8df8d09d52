/** A QUIC connection with keys: opens early, handshake and 1-RTT packets and reads what is in their streams. */
import type { AnalyzerContext, PlaintextSink, Side, StreamAnalyzer } from "../analyzer.ts";
import { u8, u24 } from "../protocol/big-endian.ts";
import { FragmentAssembly } from "../protocol/fragment-assembly.ts";
import { Http3Connection } from "../protocol/http3-connection.ts";
import { protocolIssues } from "../protocol/protocol-issues.table.ts";
import { alpnOfExtensions } from "../protocol/tls-server-hello.ts";
import type { Decryption } from "./decryption.ts";
import { EndedStreams } from "./ended-streams.ts";
import type { KeyLabel } from "./key-log.ts";
import { OrderedStream } from "./ordered-stream.ts";
import { walkFrames } from "./quic-frames.ts";
import { type ProtectedPacket, QuicOpener } from "./quic-opener.ts";

/** Packets in a row that may fail before a connection is given up. */
const MAX_FAILURES = 64;
/** Streams of a connection that are open at once; beyond it the oldest exchange is ended early. */
const MAX_STREAMS = 256;
/** What an open stream takes in memory, whatever it holds. */
const STREAM_BYTES = 4_096;
/** Server handshake beginning that is assembled for the chosen protocol. */
const MAX_CRYPTO_BYTES = 16_384;
const ENCRYPTED_EXTENSIONS = 8;
/** Lengths of connection ids tried when the capture did not show one; likeliest first. */
const idLengths = [8, 0, 20, 16, 4, 5, 18, 12, 10, 1, 2, 3, 6, 7, 9, 11, 13, 14, 15, 17, 19];

const EARLY: KeyLabel = "CLIENT_EARLY_TRAFFIC_SECRET";

/** What reads the contents of streams. */
export type StreamReaderOf = () => StreamAnalyzer;

interface QuicStream {
  readonly sides: [OrderedStream, OrderedStream];
  readonly inside: StreamAnalyzer | null;
  readonly sink: PlaintextSink | null;
}

/** One connection. */
export class QuicSession {
  readonly #context: AnalyzerContext;
  readonly #decryption: Decryption;
  readonly #clientSide: Side;
  readonly #random: Uint8Array;
  #label: "quic" | "quicv2";
  /** Labels of early packets: the server has chosen nothing yet. */
  readonly #earlyLabel: "quic" | "quicv2";
  /** True once a packet was opened that the server's choice of a version protects. */
  #isLabelSure = false;
  readonly #inside: StreamReaderOf;
  readonly #openers = new Map<string, QuicOpener | null>();
  readonly #streams = new Map<number, QuicStream>();
  readonly #ended = new EndedStreams();
  readonly #crypto: FragmentAssembly;
  /** Lengths of the ids that packets of a side carry: those that the other side chose. */
  readonly #idLengths: [number | null, number | null] = [null, null];
  #timeUs = 0;
  #http3: Http3Connection | null = null;
  #hasAlpn = false;
  #failures = 0;
  #hasOpened = false;
  #hasFailed = false;
  #isDone = false;

  constructor(options: {
    readonly context: AnalyzerContext;
    readonly decryption: Decryption;
    readonly clientSide: Side;
    /** The client's random. */
    readonly random: Uint8Array;
    readonly label: "quic" | "quicv2";
    readonly inside: StreamReaderOf;
  }) {
    this.#context = options.context;
    this.#crypto = new FragmentAssembly(MAX_CRYPTO_BYTES, options.context.held);
    this.#decryption = options.decryption;
    this.#clientSide = options.clientSide;
    this.#random = options.random;
    this.#label = options.label;
    this.#earlyLabel = options.label;
    this.#inside = options.inside;
  }

  /** True when nothing more is worth opening. */
  get done(): boolean {
    return this.#isDone;
  }

  /** The server answers in a version with these labels. */
  versionChosen(label: "quic" | "quicv2"): void {
    if (this.#isLabelSure || label === this.#label) return;
    this.#label = label;
    this.#openers.clear();
  }

  /** The id that a side chose for itself: the other side's packets carry it. */
  idChosen(side: Side, lengthBytes: number): void {
    this.#idLengths[side === 0 ? 1 : 0] ??= lengthBytes;
  }

  /** Takes a packet with a long header. */
  longPacket(side: Side, level: "early" | "handshake", packet: ProtectedPacket, timeUs: number): void {
    const end = side === this.#clientSide ? "CLIENT" : "SERVER";
    if (level === "handshake" && (end === "CLIENT" || this.#hasAlpn)) return;
    if (level === "early" && end === "SERVER") return;
    const opener = this.#opener(level === "early" ? EARLY : "SERVER_HANDSHAKE_TRAFFIC_SECRET");
    const payload = opener?.open(packet);
    if (payload !== undefined) this.#frames(side, payload, timeUs, level);
  }

  /** Takes a packet with a short header: the rest of its datagram. */
  shortPacket(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void {
    if (this.#failures > MAX_FAILURES) {
      this.#context.unopened?.(side, end - start);
      return;
    }
    const opener = this.#opener(side === this.#clientSide ? "CLIENT_TRAFFIC_SECRET_0" : "SERVER_TRAFFIC_SECRET_0");
    if (opener === null) {
      this.#context.unopened?.(side, end - start);
      return;
    }
    const known = this.#idLengths[side];
    for (const length of known === null ? idLengths : [known]) {
      const payload = opener.open({ bytes, start, numberAt: start + 1 + length, end });
      if (payload === undefined) continue;
      this.#idLengths[side] = length;
      this.#failures = 0;
      this.#frames(side, payload, timeUs, "application");
      return;
    }
    this.#decryption.failedRecords++;
    if (!this.#hasFailed) this.#context.issue(protocolIssues.recordSealed);
    this.#hasFailed = true;
    this.#context.unopened?.(side, end - start);
    if (++this.#failures > MAX_FAILURES && this.#context.unopened === undefined) this.#isDone = true;
  }

  /** The connection has ended. */
  end(): void {
    for (const id of [...this.#streams.keys()]) this.#endStream(id);
    this.#isDone = true;
  }

  #opener(label: KeyLabel): QuicOpener | null {
    let opener = this.#openers.get(label);
    if (opener === undefined) {
      const secret = this.#decryption.keyLog.secret(label, this.#random);
      opener =
        secret === undefined ? null : new QuicOpener(this.#decryption.platform, secret, label === EARLY ? this.#earlyLabel : this.#label);
      this.#openers.set(label, opener);
    }
    return opener;
  }

  #frames(side: Side, payload: Uint8Array, timeUs: number, level: "early" | "handshake" | "application"): void {
    this.#decryption.openedRecords++;
    if (!this.#hasOpened) this.#decryption.openedConnections++;
    this.#isLabelSure ||= level !== "early";
    this.#hasOpened = true;
    this.#timeUs = timeUs;
    const packet = this.#context.packets.last;
    walkFrames(payload, {
      stream: (id, offset, start, end, isLast) => {
        if (level === "handshake" || this.#ended.has(id)) return;
        const stream = this.#stream(id);
        if (stream === undefined) {
          this.#decryption.gaps++;
          return;
        }
        this.#decryption.plainBytes += end - start;
        const contents = stream.sides[side];
        const wasEnded = contents.isEnded;
        if (isLast) contents.endAt(offset + end - start);
        contents.add(offset, payload, start, end, packet);
        if (!wasEnded && contents.isEnded) this.#endSide(id, stream, side);
      },
      reset: (id) => {
        const stream = this.#streams.get(id);
        if (stream === undefined || stream.sides[side].isEnded) return;
        stream.sides[side].finish();
        this.#settle(id, stream); // its contents end without having been said to the end
      },
      crypto: (offset, start, end) => {
        if (level !== "handshake" || this.#hasAlpn) return;
        this.#crypto.add(offset, payload, start, end);
        this.#extensions();
      },
    });
  }

  #extensions(): void {
    const { bytes, known } = this.#crypto;
    if (known < 4 || u8(bytes, 0) !== ENCRYPTED_EXTENSIONS || known < 4 + u24(bytes, 1)) return;
    this.#hasAlpn = true;
    const alpn = alpnOfExtensions(bytes, 4, 4 + u24(bytes, 1));
    if (alpn !== null) this.#context.facts.alpn = alpn;
    this.#crypto.clear();
  }

  /** A side of a stream has said all. A stream of both sides ends with the second one, a one-way stream at once. */
  #endSide(id: number, stream: QuicStream, side: Side): void {
    stream.sink?.sideEnd?.(side);
    this.#settle(id, stream);
  }

  #settle(id: number, stream: QuicStream): void {
    const isOneWay = id % 4 >= 2;
    if (isOneWay || (stream.sides[0].isEnded && stream.sides[1].isEnded)) this.#endStream(id);
  }

  #endStream(id: number): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    this.#streams.delete(id);
    this.#ended.add(id);
    stream.sides[0].finish();
    stream.sides[1].finish();
    stream.inside?.end();
    stream.sink?.end();
    this.#context.held?.give(STREAM_BYTES);
  }

  /** Room for another stream: the oldest exchange ends; one-way streams carry what the others need. */
  #makeRoom(): void {
    for (const id of this.#streams.keys()) {
      if (id % 4 >= 2) continue;
      this.#decryption.gaps++;
      this.#endStream(id);
      return;
    }
  }

  #broughtBy(packet: number): void {
    this.#context.packets.first = packet;
    this.#context.packets.last = packet;
  }

  #stream(id: number): QuicStream | undefined {
    const found = this.#streams.get(id);
    if (found !== undefined) return found;
    if (this.#streams.size >= MAX_STREAMS) this.#makeRoom();
    if (this.#streams.size >= MAX_STREAMS || id > Number.MAX_SAFE_INTEGER) return undefined;
    if (this.#context.held?.take(STREAM_BYTES) === false) return undefined;
    const { alpn } = this.#context.facts;
    const sink = this.#context.plaintext?.({ protocol: "quic", streamId: id, alpn, clientSide: this.#clientSide }) ?? null;
    const isHttp3 = alpn !== null && /(^|,)h3/.test(alpn);
    if (isHttp3) this.#http3 ??= new Http3Connection(this.#context, this.#clientSide);
    const inside = isHttp3 ? null : this.#inside();
    const contents = (side: Side) =>
      new OrderedStream(
        {
          data: (bytes, start, end, packet) => {
            const now = this.#context.packets.last;
            this.#broughtBy(packet);
            this.#http3?.data(side, id, bytes, start, end);
            if (inside?.wants(side) === true) inside.data(side, bytes, start, end, this.#timeUs);
            sink?.data(side, bytes, start, end, this.#timeUs, this.#context.packets);
            this.#broughtBy(now);
            // Without a listener the host is all there is to learn.
            if (sink === null && this.#http3?.done === true) this.#isDone = true;
          },
          gap: (lengthBytes) => {
            this.#decryption.gaps++;
            this.#http3?.gap(side, id);
            if (inside?.wants(side) === true) inside.gap(side, lengthBytes);
            sink?.gap(side, lengthBytes);
          },
        },
        this.#decryption.waiting,
      );
    const stream = { sides: [contents(0), contents(1)] as [OrderedStream, OrderedStream], inside, sink };
    this.#streams.set(id, stream);
    return stream;
  }
}
