/** DTLS 1.0 to 1.3 (RFC 6347, RFC 9147): hellos from records and handshake fragments. */
import type { AnalyzerContext, Side } from "../analyzer.ts";
import { u8, u16, u24 } from "./big-endian.ts";
import { nameOfCertificateMessage } from "./certificate-name.ts";
import { FragmentAssembly } from "./fragment-assembly.ts";
import { addService } from "./service.ts";
import { TlsFacts } from "./tls-facts.ts";

/** Largest handshake message that is assembled. */
const MAX_MESSAGE_BYTES = 65_536;
const MAX_RECORDS = 64;
const MAX_DATAGRAMS = 200;

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;

/** True when a datagram begins with a DTLS record in the clear. */
export function looksLikeDtls(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 14) return false;
  const type = u8(bytes, start);
  const version = u16(bytes, start + 1);
  if (type < 20 || type > 23 || (version !== 0xfeff && version !== 0xfefd && version !== 0x0100)) return false;
  const length = u16(bytes, start + 11);
  return length > 0 && start + 13 + length <= end && (type !== 22 || u16(bytes, start + 3) > 0 || u8(bytes, start + 13) <= 25);
}

interface Message {
  type: number;
  sequence: number;
  length: number;
  readonly parts: FragmentAssembly;
}

/** One DTLS flow. */
export class DtlsFlow {
  readonly #context: AnalyzerContext;
  readonly #tls: TlsFacts;
  readonly #messages: [Message | null, Message | null] = [null, null];
  #datagrams = 0;
  #clientDone = false;
  #serverDone = false;

  constructor(context: AnalyzerContext) {
    this.#context = context;
    this.#tls = new TlsFacts(context, "d");
    addService(context.facts, "ssl");
  }

  /** True when nothing more is worth reading. */
  get done(): boolean {
    return this.#clientDone && this.#serverDone;
  }

  datagram(side: Side, bytes: Uint8Array, start: number, end: number, _timeUs: number): void {
    if (++this.#datagrams > MAX_DATAGRAMS) {
      this.#clientDone = true;
      this.#serverDone = true;
    }
    let at = start;
    for (let count = 0; count < MAX_RECORDS && end - at >= 13 && !this.done; count++) {
      const next = at + 13 + u16(bytes, at + 11);
      if (next > end || u8(bytes, at) < 20 || u8(bytes, at) > 25) return;
      const isClear = u16(bytes, at + 3) === 0;
      if (u8(bytes, at) === 22 && isClear) this.#fragments(side, bytes, at + 13, next);
      else if (!isClear) this.#serverDone = this.#clientDone || this.#serverDone; // encrypted from here on
      at = next;
    }
  }

  #fragments(side: Side, bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (end - at >= 12) {
      const length = u24(bytes, at + 1);
      const offset = u24(bytes, at + 6);
      const next = at + 12 + u24(bytes, at + 9);
      if (next > end || length > MAX_MESSAGE_BYTES || next === at) return;
      const type = u8(bytes, at);
      const sequence = u16(bytes, at + 4);
      if (offset === 0 && next - at - 12 === length) this.#message(type, bytes, at + 12, next);
      else {
        let message = this.#messages[side];
        if (message === null || message.type !== type || message.sequence !== sequence || message.length !== length) {
          message?.parts.clear();
          message = { type, sequence, length, parts: new FragmentAssembly(MAX_MESSAGE_BYTES, this.#context.held) };
          this.#messages[side] = message;
        }
        message.parts.add(offset, bytes, at + 12, next);
        if (message.parts.known >= length) {
          this.#message(type, message.parts.bytes, 0, length);
          message.parts.clear();
          this.#messages[side] = null;
        }
      }
      at = next;
    }
  }

  #message(type: number, bytes: Uint8Array, start: number, end: number): void {
    if (type === CLIENT_HELLO) {
      if (this.#tls.clientHello(bytes, start, end)) this.#clientDone = true;
    } else if (type === SERVER_HELLO) {
      if (this.#tls.serverHello(bytes, start, end) === "encrypted") this.#serverDone = true;
    } else if (type === CERTIFICATE) {
      this.#context.facts.certificateName ??= nameOfCertificateMessage(bytes, start, end);
      this.#serverDone = true;
    } else if (type === 12 || type === 14) this.#serverDone = true;
  }
}
