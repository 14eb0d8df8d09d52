/** A ClientHello in SSL 2's form (RFC 5246 appendix E.2), as old clients begin TLS: only its challenge matters, which is the client's random. */
import type { Side } from "../analyzer.ts";
import { u8, u16 } from "./big-endian.ts";
import type { SideReader, StreamHost } from "./side-reader.ts";
import { TlsSide } from "./tls-side.ts";

const MAX_HELLO_BYTES = 2_048;
const HEAD_BYTES = 11;
const RANDOM_BYTES = 32;

/** Reads the hello of a connection that may have keys; TLS records follow on the same side. */
export class Ssl2HelloSide implements SideReader {
  readonly windowBytes = MAX_HELLO_BYTES;
  readonly #host: StreamHost;
  readonly #side: Side;

  constructor(host: StreamHost, side: Side) {
    this.#host = host;
    this.#side = side;
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    if (end - start < HEAD_BYTES) return start;
    const next = start + 2 + (u16(bytes, start) & 0x7fff);
    if (next > end) return start;
    const session = this.#host.session();
    const challengeBytes = u16(bytes, start + 9);
    const challengeAt = start + HEAD_BYTES + u16(bytes, start + 5) + u16(bytes, start + 7);
    // An SSL 2 session itself has version 2 and stays closed.
    const isTls =
      u8(bytes, start + 3) === 3 && challengeBytes > 0 && challengeBytes <= RANDOM_BYTES && challengeAt + challengeBytes === next;
    if (session === null || !isTls) {
      this.#host.done(this.#side);
      return next;
    }
    const random = new Uint8Array(RANDOM_BYTES);
    random.set(bytes.subarray(challengeAt, next), RANDOM_BYTES - challengeBytes);
    session.clientRandom(this.#side, random);
    if (session.hasHope) {
      this.#host.become(this.#side, new TlsSide(this.#host, this.#side, "behind the hello"));
      this.#host.wake(this.#side === 0 ? 1 : 0);
    } else this.#host.done(this.#side);
    return next;
  }

  finish(): void {}
}
