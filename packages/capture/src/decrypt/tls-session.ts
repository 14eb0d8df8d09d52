/**
 * What the two sides of a TLS connection agreed on, as their hellos say, and the keys that follow from a key log. One for a stream, shared
 * by its two sides: the hellos may come in any order, since a capture may hold packets out of order.
 */
import type { AeadName } from "@creance/core";
import type { AnalyzerContext, PlaintextSink, Side, StreamAnalyzer, TlsLayer } from "../analyzer.ts";
import { protocolIssues } from "../protocol/protocol-issues.table.ts";
import { readClientHello } from "../protocol/tls-client-hello.ts";
import { readServerHello } from "../protocol/tls-server-hello.ts";
import { isTls13 } from "../protocol/tls-version.ts";
import { type CipherSuite, cipherSuite } from "./cipher-suites.table.ts";
import type { Decryption } from "./decryption.ts";
import { expandLabel } from "./key-derivation.ts";
import type { KeyLabel } from "./key-log.ts";
import { DEFLATE, RecordInflater } from "./record-inflater.ts";
import { directionKeys } from "./record-keys.ts";
import { hashBytes, type RecordOpener, recordOpener, recordOpener13, SSL3 } from "./record-opener.ts";

const EARLY_DATA = 42;
const RANDOM_BYTES = 32;
/** The random of a ServerHello that asks for another ClientHello: SHA-256 of "HelloRetryRequest" (RFC 8446 section 4.1.3). */
const RETRY_RANDOM = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";
const IV_BYTES = 12;
/** Suites of TLS 1.3 by the length of their secrets: early data is sealed before the server has chosen one. */
const earlySuites: Readonly<Record<number, readonly number[]>> = { 32: [0x1301, 0x1303, 0x1304, 0x1305], 48: [0x1302] };

/** Versions before 1.3 by their code. */
const oldVersions: Readonly<Record<number, TlsLayer>> = { 768: "ssl3", 769: "tls1.0", 770: "tls1.1", 771: "tls1.2" };

/** A secret of TLS 1.3 and the opener that it gives. */
export interface SecretOpener {
  readonly opener: RecordOpener;
  /** The same after a KeyUpdate. */
  next(): SecretOpener;
}

/** One TLS connection. */
export class TlsSession {
  readonly context: AnalyzerContext;
  readonly decryption: Decryption;
  /** What the decrypted contents go to; made with the first of them. */
  inside: StreamAnalyzer | null = null;
  /** Who else takes the decrypted contents. */
  sink: PlaintextSink | null = null;
  #state: "waiting" | "keyed" | "closed" = "waiting";
  #clientRandom: Uint8Array | null = null;
  #clientSide: Side = 0;
  #earlyDataOffered = false;
  #serverRandom: Uint8Array | null = null;
  #version = 0;
  #suite: CipherSuite | null = null;
  #encryptThenMac = false;
  #compression = 0;
  #hasOpened = false;
  #hasFailed = false;

  constructor(context: AnalyzerContext, decryption: Decryption) {
    this.context = context;
    this.decryption = decryption;
  }

  /** False when the connection stays closed: no keys, or no suite. */
  get hasHope(): boolean {
    return this.#state !== "closed";
  }

  /** True when both hellos are known: the keys of both sides follow. */
  get isAgreed(): boolean {
    return this.#suite !== null && this.#clientRandom !== null;
  }

  /** True when the server has spoken of version 1.3, be it to ask for another hello. */
  get isTls13(): boolean {
    return isTls13(this.#version);
  }

  /** The version as agreed; early data comes in 1.3 only. */
  get version(): TlsLayer {
    return oldVersions[this.#version] ?? "tls1.3";
  }

  get clientSide(): Side {
    return this.#clientSide;
  }

  /** True when early data may come before anything was agreed, and its keys are there. */
  get canOpenEarly(): boolean {
    return this.#earlyDataOffered && this.#secret("CLIENT_EARLY_TRAFFIC_SECRET") !== undefined;
  }

  get earlyDataOffered(): boolean {
    return this.#earlyDataOffered;
  }

  /** Takes the body of a ClientHello. */
  clientHello(side: Side, bytes: Uint8Array, start: number, end: number): void {
    if (end - start < 2 + RANDOM_BYTES || this.#state === "closed") return;
    this.clientRandom(side, new Uint8Array(bytes.subarray(start + 2, start + 2 + RANDOM_BYTES)));
    this.#earlyDataOffered = this.hasHope && readClientHello(bytes, start, end, "tls")?.extensions.includes(EARLY_DATA) === true;
  }

  /** Takes the client's random by itself. */
  clientRandom(side: Side, random: Uint8Array): void {
    if (this.#state === "closed") return;
    this.#clientSide = side;
    const isFirst = this.#clientRandom === null;
    if (!this.decryption.keyLog.has(random)) {
      if (isFirst) this.decryption.unknownConnections++;
      this.#state = "closed";
      return;
    }
    if (isFirst) this.decryption.keyedConnections++;
    this.#clientRandom = random;
    this.#state = "keyed";
  }

  /** Takes the body of a ServerHello. */
  serverHello(bytes: Uint8Array, start: number, end: number): void {
    if (this.#state === "closed") return;
    const hello = readServerHello(bytes, start, end);
    if (hello === undefined) return;
    const random = new Uint8Array(bytes.subarray(start + 2, start + 2 + RANDOM_BYTES));
    this.#version = hello.version;
    if (hexOf(random) === RETRY_RANDOM) return;
    this.#serverRandom = random;
    this.#encryptThenMac = hello.encryptThenMac;
    this.#compression = hello.compression;
    this.#suite = null;
    const suite = cipherSuite(hello.cipher);
    const name = typeof suite === "string" ? suite : (suite?.name ?? `0x${hello.cipher.toString(16).padStart(4, "0")}`);
    const isReadable = isTls13(hello.version) || (hello.version >= SSL3 && hello.version <= 0x0303);
    if (suite === undefined || typeof suite === "string" || !isReadable || !this.#hasCipher(suite)) {
      this.#state = "closed";
      this.decryption.unsupported(name);
      this.context.issue({ ...protocolIssues.suiteUnsupported, field: name });
      return;
    }
    this.#suite = suite;
  }

  /** The opener of a side in TLS 1.2 and older, with the hellos as they stand now. `undefined` without its secret. */
  opener12(side: Side): RecordOpener | undefined {
    const secret = this.#secret("CLIENT_RANDOM");
    const [suite, clientRandom, serverRandom] = [this.#suite, this.#clientRandom, this.#serverRandom];
    if (secret === undefined || suite === null || clientRandom === null || serverRandom === null) return undefined;
    const { records } = suite;
    const keys = directionKeys(
      this.decryption.platform,
      { suite, version: this.#version, masterSecret: secret, clientRandom, serverRandom },
      side === this.#clientSide ? "client" : "server",
    );
    return recordOpener(
      this.decryption.platform,
      { cipher: records, version: this.#version, encryptThenMac: this.#encryptThenMac && "blockBytes" in records },
      keys,
    );
  }

  /** What unpacks the records of one direction in TLS 1.2 and older; `null` where nothing is packed. */
  inflater(): RecordInflater | null {
    return this.#compression === DEFLATE ? new RecordInflater(this.decryption.platform) : null;
  }

  /** The opener of a stage of TLS 1.3. `undefined` without its secret. */
  opener13(stage: "handshake" | "application", side: Side): SecretOpener | undefined {
    const end = side === this.#clientSide ? "CLIENT" : "SERVER";
    const secret = this.#secret(stage === "handshake" ? `${end}_HANDSHAKE_TRAFFIC_SECRET` : `${end}_TRAFFIC_SECRET_0`);
    const suite = this.#suite;
    return secret === undefined || suite === null ? undefined : this.#fromSecret(suite, secret);
  }

  /** Openers that may fit early data. */
  earlyOpeners(): SecretOpener[] {
    const secret = this.#secret("CLIENT_EARLY_TRAFFIC_SECRET");
    if (secret === undefined) return [];
    const suites = (earlySuites[secret.length] ?? []).map(cipherSuite);
    return suites.flatMap((suite) => (typeof suite === "object" && this.#hasCipher(suite) ? (this.#fromSecret(suite, secret) ?? []) : []));
  }

  /** A record was opened. */
  opened(plainBytes: number): void {
    this.decryption.openedRecords++;
    this.decryption.plainBytes += plainBytes;
    if (this.#hasOpened) return;
    this.#hasOpened = true;
    this.decryption.openedConnections++;
  }

  /** A record could not be opened. */
  failed(): void {
    this.decryption.failedRecords++;
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.context.issue(protocolIssues.recordSealed);
  }

  /** Nothing more can be opened on either side. */
  close(): void {
    this.#state = "closed";
  }

  #fromSecret(suite: CipherSuite, secret: Uint8Array): SecretOpener | undefined {
    const { records, hash } = suite;
    if (records.mode !== "aead" || secret.length !== hashBytes(hash)) return undefined;
    const { platform } = this.decryption;
    const expand = (from: Uint8Array, label: string, lengthBytes: number): Uint8Array =>
      expandLabel(platform, hash, from, `tls13 ${label}`, lengthBytes);
    // Drafts before 25 bind nothing to a record.
    const associated = this.#version >> 8 === 0x7f && (this.#version & 0xff) < 25 ? "none" : "head";
    const cipher: AeadName = records.cipher;
    const from = (current: Uint8Array): SecretOpener => ({
      opener: recordOpener13(
        platform,
        cipher,
        { key: expand(current, "key", records.keyBytes), iv: expand(current, "iv", IV_BYTES) },
        associated,
      ),
      next: () => from(expand(current, "traffic upd", current.length)),
    });
    return from(secret);
  }

  #hasCipher({ records }: CipherSuite): boolean {
    if (records.mode === "aead" || records.mode === "cbc") return this.decryption.platform.hasCipher(records.cipher);
    return records.mode !== "des" || this.decryption.platform.hasCipher("des-ede3-cbc");
  }

  #secret(label: KeyLabel): Uint8Array | undefined {
    return this.#clientRandom === null ? undefined : this.decryption.keyLog.secret(label, this.#clientRandom);
  }
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
