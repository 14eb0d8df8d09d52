/** The client's side of RTMP: behind the handshake stands the `connect` command, whose tcUrl names the host. */
import type { Side } from "../analyzer.ts";
import { u16 } from "./big-endian.ts";
import { hostOfAuthority, indexOfByte, indexOfText } from "./byte-text.ts";
import type { SideReader, StreamHost } from "./side-reader.ts";

const HANDSHAKE_BYTES = 1537 + 1536;
/** Bytes behind the handshake in which the URL is looked for. */
const CONNECT_BYTES = 2048;

/** Waits for the connect command. */
export class RtmpSide implements SideReader {
  readonly windowBytes = HANDSHAKE_BYTES + CONNECT_BYTES;
  readonly #host: StreamHost;
  readonly #side: Side;

  constructor(host: StreamHost, side: Side) {
    this.#host = host;
    this.#side = side;
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    const key = indexOfText(bytes, start + HANDSHAKE_BYTES, end, "tcUrl\u0002");
    if (key < 0 || key + 8 > end) return start;
    const urlEnd = key + 8 + u16(bytes, key + 6);
    if (urlEnd > end) return start;
    const scheme = indexOfText(bytes, key + 8, urlEnd, "://");
    if (scheme > 0) {
      const slash = indexOfByte(bytes, scheme + 3, urlEnd, 0x2f);
      this.#host.context.facts.host ??= hostOfAuthority(bytes, scheme + 3, slash < 0 ? urlEnd : slash);
    }
    this.#host.done(this.#side);
    return end;
  }

  finish(): void {}
}
