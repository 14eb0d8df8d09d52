/**
 * One side of TLS from its first protected record on: opens records with the keys of the session and hands their contents to what reads the
 * inside. A record that does not open, or bytes that the capture does not hold, cost what is in them; the next record is tried on its own.
 */
import type { Side } from "../analyzer.ts";
import { u8, u16 } from "../protocol/big-endian.ts";
import { nameOfCertificateMessage } from "../protocol/certificate-name.ts";
import type { SideReader, StreamHost } from "../protocol/side-reader.ts";
import { HandshakeMessages } from "./handshake-messages.ts";
import type { RecordInflater } from "./record-inflater.ts";
import { RECORD_HEAD_BYTES, type RecordOpener } from "./record-opener.ts";
import type { SecretOpener, TlsSession } from "./tls-session.ts";

/** RFC 8446: 2^14 + 256; TLS 1.2 allows 2^14 + 2048. */
const MAX_RECORD_BYTES = 18_432;
/** The longest record, and what waits for the hello of the other side: the beginning of a flight, or early data. */
const WINDOW_BYTES = 32_768;
/** Records in a row that may fail before a side is given up: wrong keys, or keys of another stage. */
const MAX_FAILURES = 24;
/** Records of refused early data that may be passed over: nobody has their keys. */
const MAX_EARLY_RECORDS = 1_024;
/** Sequence numbers tried for one record behind a gap. */
const MAX_TRIES = 256;
/** Sequence numbers tried on one side in all. */
const MAX_ALL_TRIES = 8_192;
/** Smallest record that protects anything: how many may have been lost with so many bytes. */
const MIN_RECORD_BYTES = RECORD_HEAD_BYTES + 17;

const CHANGE_CIPHER_SPEC = 20;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const END_OF_EARLY_DATA = 5;
const ENCRYPTED_EXTENSIONS = 8;
const CERTIFICATE = 11;
const FINISHED = 20;
const KEY_UPDATE = 24;

type Stage = "early" | "handshake" | "application";

/** Reads protected records. */
export class SealedTlsSide implements SideReader {
  readonly windowBytes = WINDOW_BYTES;
  readonly #host: StreamHost;
  readonly #session: TlsSession;
  readonly #side: Side;
  readonly #messages: HandshakeMessages;
  /** Keys in use; `null` before the first. */
  #opener: RecordOpener | null = null;
  #secret: SecretOpener | null = null;
  #inflater: RecordInflater | null = null;
  #stage: Stage = "handshake";
  #started = false;
  #sequence = 0;
  #failures = 0;
  #earlyRecords = 0;
  /** Bytes of a record that go by unread, because others of it are missing. */
  #skip = 0;
  /** Set behind a gap: the place of records and their numbers must be found again. */
  #lostRecords = 0;
  #tries = 0;
  /** True once nothing more of the side can be opened, and what stays closed is counted. */
  #isGivenUp = false;

  constructor(host: StreamHost, session: TlsSession, side: Side) {
    this.#host = host;
    this.#session = session;
    this.#side = side;
    this.#messages = new HandshakeMessages((type, bytes, start, end) => this.#message(type, bytes, start, end), host.context.held);
  }

  read(bytes: Uint8Array, start: number, end: number, timeUs: number): number {
    if (this.#isGivenUp) {
      this.#host.context.unopened?.(this.#side, end - start);
      return end;
    }
    if (this.#skip > 0) {
      const count = Math.min(this.#skip, end - start);
      this.#skip -= count;
      return start + count;
    }
    if (!this.#session.hasHope) {
      this.#stop();
      return end;
    }
    if (end - start < RECORD_HEAD_BYTES) return start;
    if (!this.#isHead(bytes, start)) {
      if (this.#lostRecords > 0) return this.#seek(bytes, start, end);
      this.#stop();
      return end;
    }
    const next = start + RECORD_HEAD_BYTES + u16(bytes, start + 3);
    if (next > end) return start;
    const stayed = this.#record(bytes, start, next, timeUs);
    if (stayed === "wait") return start;
    if (stayed === "lost") return this.#seek(bytes, start + 1, end);
    if (!this.#isWanted()) this.#stop();
    return next;
  }

  finish(): void {}

  /** Bytes are missing behind `bytes[start..end)`, which are the beginning of a record or nothing. True when reading goes on. */
  gap(lengthBytes: number, bytes: Uint8Array, start: number, end: number): boolean {
    const { decryption } = this.#session;
    if (this.#isGivenUp) {
      this.#host.context.unopened?.(this.#side, lengthBytes);
      return true;
    }
    if (!this.#session.isAgreed || !this.#survivesGaps()) {
      this.#stop();
      if (this.#isGivenUp) this.#host.context.unopened?.(this.#side, lengthBytes + end - start);
      return this.#isGivenUp;
    }
    decryption.gaps++;
    this.#gapInside(lengthBytes);
    let missing = lengthBytes;
    const held = end - start;
    if (this.#skip > 0) {
      missing -= this.#skip;
      this.#skip = Math.max(0, -missing);
    } else if (held >= RECORD_HEAD_BYTES && this.#lostRecords === 0) {
      const left = RECORD_HEAD_BYTES + u16(bytes, start + 3) - held;
      if (left <= 0) return false; // whole records that were never read
      this.#sequence++;
      missing -= left;
      this.#skip = Math.max(0, -missing);
    } else missing += held;
    if (missing > 0) this.#lostRecords = Math.min(MAX_ALL_TRIES, this.#lostRecords + 1 + Math.ceil(missing / MIN_RECORD_BYTES));
    return true;
  }

  #record(bytes: Uint8Array, start: number, end: number, timeUs: number): "read" | "wait" | "lost" {
    const session = this.#session;
    const type = u8(bytes, start);
    if (session.isAgreed && !session.isTls13) return this.#record12(bytes, start, end, timeUs);
    // Without an agreement a ChangeCipherSpec says nothing, unless only 1.3 can follow. Early data comes before any agreement.
    const isEarly = session.canOpenEarly && this.#side === session.clientSide;
    if (!session.isAgreed && !isEarly && (type === APPLICATION_DATA || !session.isTls13)) return "wait";
    // In the clear: another hello.
    if (type === HANDSHAKE) this.#messages.push(bytes, start + RECORD_HEAD_BYTES, end);
    else if (type === APPLICATION_DATA) return this.#record13(bytes, start, end, timeUs);
    return "read";
  }

  #record12(bytes: Uint8Array, start: number, end: number, timeUs: number): "read" | "lost" {
    const type = u8(bytes, start);
    if (type === CHANGE_CIPHER_SPEC) {
      this.#opener = this.#session.opener12(this.#side) ?? null;
      this.#inflater = this.#session.inflater();
      this.#sequence = 0;
      if (this.#opener === null) this.#stop();
      return "read";
    }
    if (this.#opener === null) {
      if (type === HANDSHAKE) this.#messages.push(bytes, start + RECORD_HEAD_BYTES, end);
      else if (type === APPLICATION_DATA) this.#stop();
      return "read";
    }
    const opened = this.#tryOpen(this.#opener, bytes, start, end);
    if (opened === undefined) {
      if (this.#lostRecords > 0) return "lost";
      this.#opener.skip(bytes, start, end);
      this.#fail(end - start);
      return "read";
    }
    const plain = this.#inflater === null ? opened.plain : this.#inflater.unpack(opened.plain);
    if (plain === undefined) {
      this.#gapInside(end - start);
      this.#stop();
    } else this.#take(opened.type, plain, timeUs);
    return "read";
  }

  #record13(bytes: Uint8Array, start: number, end: number, timeUs: number): "read" | "lost" {
    if (!this.#started) this.#begin();
    const current = this.#secret;
    let opened = current === null ? undefined : this.#tryOpen(current.opener, bytes, start, end);
    // Perhaps the last message of this stage was lost, or its secret is.
    const isBehindGap = this.#lostRecords > 0;
    for (let stage = nextStage(this.#stage); opened === undefined && stage !== null; stage = nextStage(stage)) {
      const later = this.#openerOf(stage);
      opened = later === undefined ? undefined : this.#tryOpen(later.opener, bytes, start, end, 0);
      if (later !== undefined && opened !== undefined) this.#enter(stage, later, this.#sequence);
    }
    if (opened === undefined && isBehindGap) return "lost";
    if (opened === undefined && this.#stage === "early") opened = this.#openEarly(bytes, start, end);
    if (opened === undefined) {
      const isClient = this.#side === this.#session.clientSide;
      const isEarly = isClient && this.#session.earlyDataOffered && this.#stage !== "application" && this.#sequence === 0;
      if (isEarly && this.#earlyRecords++ < MAX_EARLY_RECORDS) return "read";
      this.#fail(end - start);
      return "read";
    }
    this.#take(opened.type, opened.plain, timeUs);
    return "read";
  }

  /** Opens a record with the number that it should have (`first`) or, behind a gap, may have; the next one's number is known then. */
  #tryOpen(opener: RecordOpener, bytes: Uint8Array, start: number, end: number, first = this.#sequence) {
    const tries = Math.min(this.#lostRecords, MAX_TRIES - 1);
    for (let lost = 0; lost <= tries; lost++) {
      if (lost > 0 && ++this.#tries > MAX_ALL_TRIES) break;
      const opened = opener.open(bytes, start, end, first + lost);
      if (opened === undefined) continue;
      this.#sequence = first + lost + 1;
      this.#lostRecords = 0;
      return opened;
    }
    return undefined;
  }

  #openEarly(bytes: Uint8Array, start: number, end: number) {
    if (this.#secret !== null) return undefined;
    for (const early of this.#session.earlyOpeners()) {
      const opened = early.opener.open(bytes, start, end, 0);
      if (opened === undefined) continue;
      this.#enter("early", early, 1);
      return opened;
    }
    return undefined;
  }

  #begin(): void {
    this.#started = true;
    if (this.#side === this.#session.clientSide && this.#session.canOpenEarly) this.#stage = "early";
    else this.#secret = this.#openerOf("handshake") ?? null;
    this.#opener = this.#secret?.opener ?? null;
  }

  #openerOf(stage: Stage): SecretOpener | undefined {
    return stage === "early" || !this.#session.isAgreed ? undefined : this.#session.opener13(stage, this.#side);
  }

  #enter(stage: Stage, secret: SecretOpener | null, sequence: number): void {
    this.#stage = stage;
    this.#secret = secret;
    this.#opener = secret?.opener ?? null;
    this.#sequence = sequence;
    this.#lostRecords = 0;
    this.#messages.reset();
  }

  #take(type: number, plain: Uint8Array, timeUs: number): void {
    this.#failures = 0;
    const session = this.#session;
    session.opened(type === APPLICATION_DATA ? plain.length : 0);
    if (type === HANDSHAKE) this.#messages.push(plain, 0, plain.length);
    else if (type === APPLICATION_DATA && plain.length > 0) {
      if (session.sink === null && session.context.plaintext !== undefined && session.inside === null) {
        const { version, clientSide } = session;
        session.sink = session.context.plaintext({ protocol: "tls", version, alpn: session.context.facts.alpn, clientSide });
      }
      session.inside ??= this.#host.inside();
      if (session.inside.wants(this.#side)) session.inside.data(this.#side, plain, 0, plain.length, timeUs);
      session.sink?.data(this.#side, plain, 0, plain.length, timeUs, session.context.packets);
    }
  }

  #message(type: number, bytes: Uint8Array, start: number, end: number): void {
    const session = this.#session;
    if (type === CLIENT_HELLO) session.clientHello(this.#side, bytes, start, end);
    else if (type === SERVER_HELLO) {
      session.serverHello(bytes, start, end);
      this.#host.wake(this.#side === 0 ? 1 : 0);
    } else if (!session.isTls13) return;
    else if (type === ENCRYPTED_EXTENSIONS) this.#host.tls().encryptedExtensions(bytes, start, end);
    else if (type === CERTIFICATE && this.#side !== session.clientSide) {
      // TLS 1.3 puts a context before the list (RFC 8446 section 4.4.2).
      const list = start + 1 + u8(bytes, start);
      if (list < end) session.context.facts.certificateName ??= nameOfCertificateMessage(bytes, list, end);
    } else if (type === END_OF_EARLY_DATA && this.#stage === "early") this.#enter("handshake", this.#openerOf("handshake") ?? null, 0);
    else if (type === FINISHED && this.#stage === "handshake") this.#enter("application", this.#openerOf("application") ?? null, 0);
    else if (type === KEY_UPDATE && this.#stage === "application") this.#enter("application", this.#secret?.next() ?? null, 0);
  }

  #fail(lengthBytes: number): void {
    this.#session.failed();
    this.#messages.reset();
    this.#gapInside(lengthBytes);
    if (this.#sequence > 0) this.#sequence++;
    if (++this.#failures > MAX_FAILURES || !this.#survivesGaps()) this.#stop();
  }

  /** True when a record can be opened although one before it could not. */
  #survivesGaps(): boolean {
    return this.#inflater === null && this.#opener?.survivesGaps !== false;
  }

  #gapInside(lengthBytes: number): void {
    this.#messages.reset();
    const { inside, sink } = this.#session;
    if (inside?.wants(this.#side) === true) inside.gap(this.#side, lengthBytes);
    sink?.gap(this.#side, lengthBytes);
  }

  /** True while this side may still tell something. */
  #isWanted(): boolean {
    const { inside, sink } = this.#session;
    return sink !== null || inside === null || inside.wants(this.#side);
  }

  /** Looks for the next record behind a gap. */
  #seek(bytes: Uint8Array, start: number, end: number): number {
    if (this.#tries >= MAX_ALL_TRIES) {
      this.#stop();
      return end;
    }
    for (let at = start; at + RECORD_HEAD_BYTES <= end; at++) {
      if (this.#isHead(bytes, at) && u8(bytes, at) !== CHANGE_CIPHER_SPEC) return at;
    }
    return Math.max(start, end - RECORD_HEAD_BYTES + 1);
  }

  #isHead(bytes: Uint8Array, at: number): boolean {
    const type = u8(bytes, at);
    const length = u16(bytes, at + 3);
    return type >= 20 && type <= 23 && bytes[at + 1] === 3 && u8(bytes, at + 2) <= 4 && length > 0 && length <= MAX_RECORD_BYTES;
  }

  /** Nothing more can be opened. Where others take what is opened, they are told how much is not. */
  #stop(): void {
    this.#messages.reset();
    if (this.#session.sink === null || this.#host.context.unopened === undefined) this.#host.done(this.#side);
    else this.#isGivenUp = true;
  }
}

function nextStage(stage: Stage): Stage | null {
  return stage === "early" ? "handshake" : stage === "handshake" ? "application" : null;
}
