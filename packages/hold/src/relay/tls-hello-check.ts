/**
 * Follows a client's TLS records (RFC 8446 section 5.1): the hello over any number of records and segments, then, as long as a second hello
 * can come (after a HelloRetryRequest, or after early data that was refused), the frames of the records behind it. A second hello must carry
 * the same name: front servers may choose by it.
 */
import type { RelayEnd } from "../log/types.ts";
import type { HelloCheck } from "./hello-check.ts";
import { readHelloName } from "./tls-client-hello.ts";

/** Longest hello with the frames of its records. Those of browsers with post-quantum keys have 2 KiB. */
export const MAX_HELLO_BYTES = 32_768;
/** Bytes behind the hello in which a second one is looked for. Servers that refuse early data pass over 16 KiB of it, unless told otherwise. */
export const FOLLOWED_BYTES = 1_048_576;

const HEADER_BYTES = 5;
const MAX_PLAIN_RECORD = 16_384;
/** TLS 1.2's bound for protected records; TLS 1.3 allows 256 over the plain bound. */
const MAX_RECORD = MAX_PLAIN_RECORD + 2048;
const record = { changeCipherSpec: 20, handshake: 22, data: 23, heartbeat: 24 } as const;
const CLIENT_HELLO = 1;
/** A protected record holds at least a tag of 8 bytes and one of content: a shorter handshake record is a plain one. */
const MIN_PROTECTED = 9;

/** A check for a connection to port 443. */
export function createTlsHelloCheck(name: string): HelloCheck {
  return new TlsHelloCheck(name);
}

class TlsHelloCheck implements HelloCheck {
  readonly #wanted: string;
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerBytes = 0;
  #recordLeft = 0;
  /** What becomes of the record that is being read. */
  #record: "hello" | "first" | "over" = "hello";
  /** Handshake message so far: of the first hello, or of what may be a second one. */
  #message = new Uint8Array(0);
  #messageBytes = 0;
  /** True between the first byte of a hello and its last. */
  #inHello = true;
  #hellos = 0;
  #seenBytes = 0;
  #helloEnd = 0;
  #end: RelayEnd | null = null;
  passBytes = 0;
  isSettled = false;
  name: string | null = null;

  constructor(wanted: string) {
    this.#wanted = wanted;
  }

  push(bytes: Uint8Array): RelayEnd | null {
    let at = 0;
    while (at < bytes.byteLength && this.#end === null && !this.isSettled) {
      if (this.#recordLeft === 0) at += this.#takeHeader(bytes, at);
      else at += this.#takeRecord(bytes, at);
      if (this.#inHello && this.#seenBytes - this.#helloEnd > MAX_HELLO_BYTES + (this.#hellos > 0 ? FOLLOWED_BYTES : 0))
        this.#end = "not-tls";
    }
    this.#seenBytes += bytes.byteLength - at;
    if (this.isSettled) this.passBytes = this.#seenBytes;
    return this.#end;
  }

  #takeHeader(bytes: Uint8Array, at: number): number {
    const taken = Math.min(HEADER_BYTES - this.#headerBytes, bytes.byteLength - at);
    this.#header.set(bytes.subarray(at, at + taken), this.#headerBytes);
    this.#headerBytes += taken;
    this.#seenBytes += taken;
    // A client that speaks something else is refused at its first byte.
    if (this.#header[0] !== record.handshake && (this.#inHello || !isRecordType(this.#header[0] ?? 0))) this.#end = "not-tls";
    else if (this.#headerBytes > 1 && this.#header[1] !== 3) this.#end = "not-tls";
    if (this.#end !== null || this.#headerBytes < HEADER_BYTES) return taken;
    this.#headerBytes = 0;
    const [type = 0, , minor = 0, high = 0, low = 0] = this.#header;
    const length = (high << 8) | low;
    const isPlain = this.#inHello;
    const mayBeEmpty = type === record.data;
    if (minor > 4 || length > (isPlain ? MAX_PLAIN_RECORD : MAX_RECORD) || (length === 0 && !mayBeEmpty)) {
      this.#end = "not-tls";
      return taken;
    }
    this.#recordLeft = length;
    if (this.#inHello) this.#record = "hello";
    else if (type === record.handshake) this.#record = "first";
    else this.#startOver();
    return taken;
  }

  /** A record without a hello passes: early data, a change of keys, an alert that servers pass over. */
  #startOver(): void {
    this.#record = "over";
    this.passBytes = this.#seenBytes;
    if (this.#seenBytes - this.#helloEnd > FOLLOWED_BYTES) this.isSettled = true;
  }

  #takeRecord(bytes: Uint8Array, at: number): number {
    const taken = Math.min(this.#recordLeft, bytes.byteLength - at);
    this.#recordLeft -= taken;
    this.#seenBytes += taken;
    if (this.#record === "over") {
      this.passBytes = this.#seenBytes;
      return taken;
    }
    this.#keep(bytes.subarray(at, at + taken));
    if (this.#record === "first") this.#lookAtFirst();
    if (this.#record === "hello") this.#lookAtHello();
    return taken;
  }

  /** A handshake record behind the hello: a second hello, or what ends the search. */
  #lookAtFirst(): void {
    const message = this.#message;
    const length = this.#messageBytes + this.#recordLeft;
    const isHello =
      message[0] === CLIENT_HELLO &&
      (length < MIN_PROTECTED || (this.#messageBytes >= 6 && message[1] === 0 && message[4] === 3 && (message[5] ?? 0) <= 4));
    if (isHello) {
      this.#record = "hello";
      this.#inHello = true;
    } else if (message[0] !== CLIENT_HELLO || this.#messageBytes >= 6) this.isSettled = true;
  }

  #lookAtHello(): void {
    const message = this.#message;
    if (message[0] !== CLIENT_HELLO) {
      this.#end = "not-tls";
      return;
    }
    if (this.#messageBytes < 4) return;
    const length = 4 + (((message[1] ?? 0) << 16) | ((message[2] ?? 0) << 8) | (message[3] ?? 0));
    // A hello ends with its record: keys change behind it (RFC 8446 section 5.1).
    if (length > MAX_HELLO_BYTES || this.#messageBytes > length || (this.#messageBytes === length && this.#recordLeft > 0)) {
      this.#end = "not-tls";
      return;
    }
    if (this.#messageBytes < length) return;
    const { end, name } = readHelloName(message.subarray(4, length));
    this.name = name;
    this.#end = end ?? (name === this.#wanted ? null : "wrong-name");
    this.#messageBytes = 0;
    if (this.#end !== null) return;
    this.#message = new Uint8Array(0);
    this.#inHello = false;
    this.#hellos++;
    this.#helloEnd = this.#seenBytes;
    this.passBytes = this.#seenBytes;
    if (this.#hellos > 1) this.isSettled = true;
  }

  #keep(bytes: Uint8Array): void {
    const wanted = this.#messageBytes + bytes.byteLength;
    if (wanted > this.#message.byteLength) {
      const grown = new Uint8Array(Math.max(wanted, 2 * this.#message.byteLength));
      grown.set(this.#message.subarray(0, this.#messageBytes));
      this.#message = grown;
    }
    this.#message.set(bytes, this.#messageBytes);
    this.#messageBytes = wanted;
  }
}

function isRecordType(type: number): boolean {
  return type >= record.changeCipherSpec && type <= record.heartbeat;
}
