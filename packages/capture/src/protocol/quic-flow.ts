/** QUIC over UDP: opens the client's Initial packets until the ClientHello is whole; with keys goes on into the contents. */
import type { AnalyzerContext, Side } from "../analyzer.ts";
import { QuicSession } from "../decrypt/quic-session.ts";
import { u8, u24 } from "./big-endian.ts";
import { FragmentAssembly } from "./fragment-assembly.ts";
import { findGoogleHello } from "./google-quic.ts";
import { clientInitialKeys, openInitial, type QuicInitialKeys } from "./quic-initial-keys.ts";
import { type QuicLongPacket, readQuicLongHeader, readVarint } from "./quic-long-header.ts";
import { type QuicProtection, quicProtections, quicVersionName } from "./quic-versions.table.ts";
import { addService } from "./service.ts";
import { createStreamAnalyzer } from "./stream-analyzer.ts";
import { TlsFacts } from "./tls-facts.ts";

/** Largest handshake beginning that is assembled. */
const MAX_CRYPTO_BYTES = 65_536;
/** Packets tried with keys before hope is gone: several Initials, doubles, and the server's answers. */
const MAX_ATTEMPTS = 64;
/** Packets of one datagram (coalesced). */
const MAX_COALESCED = 16;
/** Frames of one packet. */
const MAX_FRAMES = 4096;
/** Datagrams looked at in all. */
const MAX_DATAGRAMS = 200;

const PADDING = 0;
const PING = 1;
const ACK = 2;
const ACK_ECN = 3;
const CONNECTION_CLOSE = 0x1c;

/** True when a datagram begins like QUIC of a known version. */
export function looksLikeQuic(bytes: Uint8Array, start: number, end: number): boolean {
  const packet = readQuicLongHeader(bytes, start, end);
  if (packet === undefined) return false;
  if (packet.version === 0) {
    // Version negotiation: a list of versions of which at least one is known.
    const list = end - packet.sourceEnd;
    if (list < 4 || list % 4 !== 0 || list > 256) return false;
    for (let at = packet.sourceEnd; at < end; at += 4) {
      const name = quicVersionName(u8(bytes, at) * 0x1000000 + u24(bytes, at + 1));
      if (name !== undefined) return true;
    }
    return false;
  }
  return quicVersionName(packet.version) !== undefined;
}

/** One QUIC flow. */
export class QuicFlow {
  readonly #context: AnalyzerContext;
  readonly #crypto: FragmentAssembly;
  #version = 0;
  /** What may protect this version; only the right one stays once a packet was opened. */
  #protections: readonly QuicProtection[] = [];
  #keys: QuicInitialKeys | null = null;
  #keysFor = "";
  /** Side whose packets could be opened: the client. */
  #client: Side | null = null;
  #attempts = 0;
  #datagrams = 0;
  #done = false;
  /** The connection with keys, once its hello was read and the key log knows it. */
  #session: QuicSession | null = null;
  #timeUs = 0;
  /** Lengths of the ids that the sides chose, -1 where it was not seen. */
  readonly #idLengths: [number, number] = [-1, -1];

  constructor(context: AnalyzerContext) {
    this.#context = context;
    this.#crypto = new FragmentAssembly(MAX_CRYPTO_BYTES, context.held);
    addService(context.facts, "quic");
  }

  /** True when the hello has been read or cannot be. */
  get done(): boolean {
    return this.#done;
  }

  datagram(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void {
    if (this.#done) return;
    this.#timeUs = timeUs;
    if (this.#session === null && ++this.#datagrams > MAX_DATAGRAMS) {
      this.#stop();
      return;
    }
    let at = start;
    for (let count = 0; count < MAX_COALESCED && at < end && !this.#done; count++) {
      if (this.#session !== null && u8(bytes, at) < 0x80) {
        this.#session.shortPacket(side, bytes, at, end, timeUs);
        if (this.#session.done) this.#stop();
        return;
      }
      const next = this.#packet(side, bytes, at, end);
      if (next <= at) return;
      at = next;
    }
  }

  /** The flow has ended: what stands of a hello is read. */
  end(): void {
    if (this.#done) return;
    const { bytes, known } = this.#crypto;
    if (known > 40 && this.#session === null) this.#hello(bytes, known, true);
    this.#stop();
  }

  /** Reads the packet at `at` and returns where the next one begins; `at` when none can. */
  #packet(side: Side, bytes: Uint8Array, at: number, end: number): number {
    const packet = readQuicLongHeader(bytes, at, end);
    if (packet === undefined) return at;
    const { facts } = this.#context;
    if (packet.version === 0) return at;
    const name = quicVersionName(packet.version);
    if (name === undefined) return at;
    let protection = this.#protections[0];
    if (packet.version !== this.#version && this.#version !== 0 && this.#client !== null) {
      // A version once opened stays, unless the server goes on in another one that the client offered (RFC 9368).
      protection = quicProtections(packet.version)[0];
      if (this.#session === null || protection === undefined || protection.handshake === "google") return at;
      if (side !== this.#client) this.#session.versionChosen(protection.label);
    } else if (packet.version !== this.#version) {
      this.#version = packet.version;
      this.#protections = quicProtections(packet.version);
      this.#keys = null;
      protection = this.#protections[0];
    }
    facts.version = name;
    if (protection === undefined) {
      this.#google(bytes, at, end);
      return at;
    }
    if (packet.type === protection.retryType) {
      // The client begins anew with another connection id.
      this.#keys = null;
      this.#crypto.clear();
      return at;
    }
    let body = packet.sourceEnd;
    if (packet.type === protection.initialType) {
      const token = readVarint(bytes, body, end);
      if (token === undefined || token[1] + token[0] > end) return at;
      body = token[1] + token[0];
    }
    const length = readVarint(bytes, body, end);
    if (length === undefined) return at;
    const next = length[1] + length[0];
    const packetEnd = Math.min(next, end); // a cut packet cannot be opened, but the version counts
    this.#idLengths[side] = packet.sourceEnd - packet.sourceAt;
    if (this.#session !== null) {
      this.#session.idChosen(side, this.#idLengths[side]);
      const level = packet.type - protection.initialType;
      const isProtected = level === 1 || level === 2; // 0-RTT, Handshake: they follow Initial in every version
      if (isProtected && next <= end) {
        const sealed = { bytes, start: at, numberAt: length[1], end: packetEnd };
        this.#session.longPacket(side, level === 1 ? "early" : "handshake", sealed, this.#timeUs);
      }
      return packetEnd;
    }
    if (packet.type === protection.initialType && (this.#client === null || this.#client === side) && next <= end) {
      this.#initial(side, bytes, at, packet, length[1], packetEnd);
    }
    return packetEnd;
  }

  #initial(side: Side, bytes: Uint8Array, start: number, packet: QuicLongPacket, numberAt: number, end: number): void {
    if (++this.#attempts > MAX_ATTEMPTS) {
      this.#stop();
      return;
    }
    const { platform } = this.#context;
    const protectedPacket = { bytes, start, numberAt, end };
    let opened = this.#keys === null ? undefined : openInitial(platform, this.#keys, protectedPacket);
    if (opened === undefined) {
      // Later Initials go to the server's id with the first keys; after a Retry the keys follow the new id.
      const connectionId = bytes.subarray(packet.destinationAt, packet.destinationEnd);
      const id = connectionId.join(".");
      if (this.#keys !== null && id === this.#keysFor) return;
      let keys: QuicInitialKeys | null = null;
      for (const protection of this.#protections) {
        keys = clientInitialKeys(platform, protection, connectionId);
        opened = openInitial(platform, keys, protectedPacket);
        if (opened === undefined) continue;
        this.#protections = [protection];
        break;
      }
      if (opened === undefined) return;
      if (this.#keys !== null) this.#crypto.clear();
      this.#keys = keys;
      this.#keysFor = id;
    }
    this.#client = side;
    this.#frames(opened.payload);
    const { bytes: hello, known } = this.#crypto;
    if (known > 4) this.#hello(hello, known, false);
  }

  #frames(payload: Uint8Array): void {
    let at = 0;
    for (let count = 0; at < payload.length && count < MAX_FRAMES; count++) {
      const type = u8(payload, at++);
      if (type === PADDING) {
        while (at < payload.length && payload[at] === PADDING) at++;
        continue;
      }
      if (type === PING) continue;
      if (type === this.#protections[0]?.cryptoFrame) {
        const offset = readVarint(payload, at, payload.length);
        const length = offset === undefined ? undefined : readVarint(payload, offset[1], payload.length);
        if (offset === undefined || length === undefined || length[1] + length[0] > payload.length) return;
        this.#crypto.add(offset[0], payload, length[1], length[1] + length[0]);
        at = length[1] + length[0];
        continue;
      }
      if (type === ACK || type === ACK_ECN) {
        const next = skipAck(payload, at, type === ACK_ECN);
        if (next < 0) return;
        at = next;
        continue;
      }
      if (type === CONNECTION_CLOSE) return;
      if (this.#protections[0]?.handshake === "google") this.#google(payload, at, payload.length);
      return;
    }
  }

  #hello(bytes: Uint8Array, known: number, last: boolean): void {
    if (this.#protections[0]?.handshake === "google") {
      this.#google(bytes, 0, known);
      return;
    }
    if (bytes[0] !== 1) {
      this.#stop();
      return;
    }
    const end = 4 + u24(bytes, 1);
    if (end > known && !last) {
      if (end > MAX_CRYPTO_BYTES) this.#stop();
      return;
    }
    new TlsFacts(this.#context, "q", quicVersionName(this.#version) ?? null).clientHello(bytes, 4, Math.min(end, known));
    if (last || !this.#openSession(bytes)) this.#stop();
  }

  /** True when the key log knows the connection: its contents can be opened. */
  #openSession(hello: Uint8Array): boolean {
    const { decryption } = this.#context;
    const protection = this.#protections[0];
    if (decryption === undefined || protection === undefined || this.#client === null) return false;
    const random = hello.slice(6, 38);
    if (!decryption.keyLog.has(random)) {
      decryption.unknownConnections++;
      return false;
    }
    decryption.keyedConnections++;
    this.#session = new QuicSession({
      context: this.#context,
      decryption,
      clientSide: this.#client,
      random,
      label: protection.label,
      inside: () => createStreamAnalyzer(this.#context, "decrypted stream"),
    });
    for (const side of [0, 1] as const) {
      if (this.#idLengths[side] >= 0) this.#session.idChosen(side, this.#idLengths[side]);
    }
    this.#crypto.clear();
    return true;
  }

  /** Google QUIC before TLS: the hello is a table of tags, in the clear up to Q046. */
  #google(bytes: Uint8Array, start: number, end: number): void {
    const hello = findGoogleHello(bytes, start, end);
    if (hello === undefined) return;
    const { facts } = this.#context;
    if (hello.serverName !== null && facts.sni === null) {
      facts.sni = hello.serverName;
      facts.sniFromQuic = true;
    }
    this.#stop();
  }

  #stop(): void {
    this.#done = true;
    this.#crypto.clear();
    this.#keys = null;
    this.#session?.end();
    this.#session = null;
  }
}

function skipAck(bytes: Uint8Array, start: number, ecn: boolean): number {
  // largest, delay, range count, first range, then pairs; ECN has three counts more
  let at = start;
  let ranges = 0;
  for (let field = 0; field < 4; field++) {
    const value = readVarint(bytes, at, bytes.length);
    if (value === undefined) return -1;
    if (field === 2) ranges = value[0];
    at = value[1];
  }
  if (ranges > MAX_FRAMES) return -1;
  for (let field = 0; field < 2 * ranges + (ecn ? 3 : 0); field++) {
    const value = readVarint(bytes, at, bytes.length);
    if (value === undefined) return -1;
    at = value[1];
  }
  return at;
}
