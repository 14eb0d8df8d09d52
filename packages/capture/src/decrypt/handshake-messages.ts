/** Handshake messages (RFC 8446 section 4) out of decrypted records, however they are split. */
import { u8, u24 } from "../protocol/big-endian.ts";
import { GrowingBytes } from "../protocol/growing-bytes.ts";
import type { HeldBytes } from "../protocol/held-bytes.ts";

/** Longest message that is kept whole; of a longer one only the beginning is handed on. */
const MAX_MESSAGE_BYTES = 65_536;
const HEAD_BYTES = 4;

/** Takes a message: its type and its body `bytes[start..end)`, borrowed. */
export type OnMessage = (type: number, bytes: Uint8Array, start: number, end: number) => void;

/** Assembles messages of one direction. */
export class HandshakeMessages {
  readonly #onMessage: OnMessage;
  readonly #held: GrowingBytes;
  /** Bytes of the message that have come, head included. */
  #come = 0;
  #isLost = false;

  /** `held`: what a message that has not come whole counts for. */
  constructor(onMessage: OnMessage, held?: HeldBytes) {
    this.#onMessage = onMessage;
    this.#held = new GrowingBytes(MAX_MESSAGE_BYTES + HEAD_BYTES, held);
  }

  /** Takes the contents of a handshake record. */
  push(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isLost) return;
    for (let at = start; at < end; ) {
      const wanted = this.#come < HEAD_BYTES ? HEAD_BYTES : HEAD_BYTES + u24(this.#held.bytes, 1);
      const count = Math.min(wanted - this.#come, end - at);
      if (this.#held.append(bytes, at, at + count) === 0 && this.#held.length < MAX_MESSAGE_BYTES + HEAD_BYTES) {
        // No memory for it: without its length nothing behind it has a place.
        this.reset();
        this.#isLost = true;
        return;
      }
      this.#come += count;
      at += count;
      if (this.#come < HEAD_BYTES || this.#come < HEAD_BYTES + u24(this.#held.bytes, 1)) continue;
      this.#onMessage(u8(this.#held.bytes, 0), this.#held.bytes, HEAD_BYTES, this.#held.length);
      this.reset();
    }
  }

  /** Bytes are missing: what stands here belongs to no message any more. */
  reset(): void {
    this.#held.clear();
    this.#come = 0;
    this.#isLost = false;
  }
}
