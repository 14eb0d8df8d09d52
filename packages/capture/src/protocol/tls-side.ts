/**
 * One side of TLS over TCP: records (RFC 8446 section 5.1) into handshake messages, however they are split. Reads up to the last
 * message in the clear that matters: ClientHello on one side, ServerHello and (TLS 1.2 and older) Certificate on the other.
 */
import type { Side } from "../analyzer.ts";
import { SealedTlsSide } from "../decrypt/sealed-tls-side.ts";
import type { TlsSession } from "../decrypt/tls-session.ts";
import { u8, u16, u24 } from "./big-endian.ts";
import { nameOfCertificateMessage } from "./certificate-name.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import { addService } from "./service.ts";
import type { SideReader, StreamHost } from "./side-reader.ts";

/** Largest handshake message that is collected: hellos with post-quantum keys and padding, certificate chains. */
const MAX_HANDSHAKE_BYTES = 65_536;
/** Most records of one side before the search for a hello is given up. */
const MAX_RECORDS = 20_000;
/** RFC 8446: 2^14 + 256; TLS 1.2 allows 2^14 + 2048. */
const MAX_RECORD_BYTES = 18_432;
/** Record headers in a row that make bytes TLS without a hello. */
const SURE_RECORDS = 2;

const CHANGE_CIPHER_SPEC = 20;
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;
/** Highest handshake type in use. What claims to be higher is encrypted, so the handshake is over. */
const LAST_HANDSHAKE_TYPE = 25;

/** True when five bytes are a plausible record header. */
export function isTlsRecordHeader(bytes: Uint8Array, at: number): boolean {
  const type = u8(bytes, at);
  const length = u16(bytes, at + 3);
  return type >= 20 && type <= 23 && bytes[at + 1] === 3 && u8(bytes, at + 2) <= 4 && length > 0 && length <= MAX_RECORD_BYTES;
}

/** Reader of one TLS side. */
export class TlsSide implements SideReader {
  readonly windowBytes = 65_536;
  readonly #host: StreamHost;
  readonly #side: Side;
  readonly #message: GrowingBytes;
  /** The connection with keys; `null` where none of it can be opened. */
  #session: TlsSession | null;
  #recordLeft = 0;
  #recordType = 0;
  #records = 0;
  #serverHelloSeen = false;
  #hasSettled = false;
  #finished = false;

  /** `behind the hello`: what told the client's random was no TLS record. */
  constructor(host: StreamHost, side: Side, from: "the first record" | "behind the hello" = "the first record") {
    this.#host = host;
    this.#side = side;
    this.#message = new GrowingBytes(MAX_HANDSHAKE_BYTES + 4, host.context.held);
    this.#session = host.session();
    this.#hasSettled = from === "behind the hello";
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    if (this.#recordLeft === 0) {
      if (end - start < 5) return start;
      if (!isTlsRecordHeader(bytes, start) || ++this.#records > MAX_RECORDS) {
        this.#stop();
        return end;
      }
      if (this.#session !== null && this.#isSealedNow(u8(bytes, start))) {
        addService(this.#host.context.facts, "ssl");
        this.#finished = true;
        this.#message.clear();
        this.#host.become(this.#side, new SealedTlsSide(this.#host, this.#session, this.#side));
        return start;
      }
      this.#recordType = u8(bytes, start);
      this.#recordLeft = u16(bytes, start + 3);
      if (this.#records >= SURE_RECORDS) addService(this.#host.context.facts, "ssl");
      // What follows is encrypted. Two records were needed to be sure when no hello was seen.
      const isSealed = this.#recordType === CHANGE_CIPHER_SPEC || this.#recordType === 23;
      if (isSealed && this.#host.context.facts.service !== null && this.#records >= SURE_RECORDS) {
        this.#stop();
        return end;
      }
      return start + 5;
    }
    const stop = start + Math.min(this.#recordLeft, end - start);
    this.#recordLeft -= stop - start;
    if (this.#recordType === HANDSHAKE) this.#handshake(bytes, start, stop);
    return this.#finished ? end : stop;
  }

  finish(): void {
    const { bytes, length } = this.#message;
    if (this.#finished) return;
    // A single record that ends where the side ends is TLS too: its length says so.
    if (this.#records > 0 && this.#recordLeft === 0) addService(this.#host.context.facts, "ssl");
    if (length >= 5) this.#take(bytes, 0, length);
    this.#stop();
  }

  #handshake(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end && !this.#finished) {
      const held = this.#message.length;
      if (held === 0 && u8(bytes, at) > LAST_HANDSHAKE_TYPE) {
        this.#stop();
        return;
      }
      if (held === 0 && end - at >= 4 && end - at >= 4 + u24(bytes, at + 1)) {
        const next = at + 4 + u24(bytes, at + 1);
        this.#take(bytes, at, next);
        at = next;
        continue;
      }
      // Collect: first the header, then as much as it says.
      const wanted = held < 4 ? 4 : 4 + u24(this.#message.bytes, 1);
      const count = Math.min(wanted - held, end - at);
      const taken = this.#message.append(bytes, at, at + count);
      at += taken;
      const isWhole = this.#message.length >= 4 && this.#message.length >= 4 + u24(this.#message.bytes, 1);
      if (isWhole || taken < count) {
        this.#take(this.#message.bytes, 0, this.#message.length);
        this.#message.clear();
        if (taken < count) this.#stop();
      }
    }
  }

  #take(bytes: Uint8Array, start: number, end: number): void {
    const type = u8(bytes, start);
    if (type === CLIENT_HELLO) {
      if (this.#host.tls().clientHello(bytes, start + 4, end)) addService(this.#host.context.facts, "ssl");
      this.#session?.clientHello(this.#side, bytes, start + 4, end);
      this.#settled();
    } else if (type === SERVER_HELLO) {
      const rest = this.#host.tls().serverHello(bytes, start + 4, end);
      if (rest !== undefined) addService(this.#host.context.facts, "ssl");
      this.#serverHelloSeen = true;
      this.#session?.serverHello(bytes, start + 4, end);
      this.#host.wake(this.#side === 0 ? 1 : 0);
      if (rest !== "clear") this.#settled();
    } else if (type === CERTIFICATE) {
      if (!this.#serverHelloSeen) return; // a client's certificate, or the start was not captured
      this.#host.context.facts.certificateName ??= nameOfCertificateMessage(bytes, start + 4, end);
      this.#settled();
    } else if (type === 12 || type === 14) {
      this.#settled(); // ServerKeyExchange or ServerHelloDone: no certificate comes (anonymous, resumed)
    }
  }

  /** Nothing more is to be learnt in the clear. With hope for keys the side goes on, up to its first protected record. */
  #settled(): void {
    if (this.#session?.hasHope !== true) {
      this.#session = null;
      this.#stop();
    } else {
      this.#hasSettled = true;
      this.#host.wake(this.#side === 0 ? 1 : 0);
    }
  }

  /** True at the head of the first record that is protected. */
  #isSealedNow(type: number): boolean {
    const isHopeful = this.#session?.hasHope === true && (this.#serverHelloSeen || this.#hasSettled);
    return isHopeful && (type === CHANGE_CIPHER_SPEC || type === 23);
  }

  #stop(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#message.clear();
    this.#host.done(this.#side);
  }
}
