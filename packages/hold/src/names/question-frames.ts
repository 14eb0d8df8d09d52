/** DNS over TCP: each message with its length in two bytes before it (RFC 1035 section 4.2.2, RFC 7766). */

/** Longest question over TCP. The longest that makes sense is a name of 255 bytes with padding (RFC 8467: 468 bytes). */
export const MAX_TCP_QUESTION_BYTES = 1024;

/** Cuts a connection's bytes into messages; holds one message at most. */
export class QuestionFrames {
  readonly #held = new Uint8Array(2 + MAX_TCP_QUESTION_BYTES);
  #filled = 0;
  #isBroken = false;

  /** True after a length that no question has: nothing after it can be read. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** True between two messages. */
  get isBetween(): boolean {
    return this.#filled === 0;
  }

  /** Takes bytes as they came and yields copies of the messages that are whole now. */
  *push(chunk: Uint8Array): Generator<Uint8Array<ArrayBuffer>, void> {
    let at = 0;
    while (at < chunk.length && !this.#isBroken) {
      const wanted = this.#filled < 2 ? 2 : 2 + this.#length();
      const take = Math.min(wanted - this.#filled, chunk.length - at);
      this.#held.set(chunk.subarray(at, at + take), this.#filled);
      this.#filled += take;
      at += take;
      if (this.#filled < 2) continue;
      const length = this.#length();
      if (length === 0 || length > MAX_TCP_QUESTION_BYTES) this.#isBroken = true;
      else if (this.#filled === 2 + length) {
        this.#filled = 0;
        yield this.#held.slice(2, 2 + length);
      }
    }
  }

  #length(): number {
    return ((this.#held[0] ?? 0) << 8) | (this.#held[1] ?? 0);
  }
}

/** A reply with its length before it. */
export function frameReply(reply: Uint8Array): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(2 + reply.length);
  framed[0] = reply.length >> 8;
  framed[1] = reply.length & 255;
  framed.set(reply, 2);
  return framed;
}
