/** One side of DNS over TCP (RFC 7766): messages with a two-byte length before each. */
import type { Side } from "../analyzer.ts";
import { u16 } from "./big-endian.ts";
import { readDnsMessage } from "./dns-message.ts";
import { addService } from "./service.ts";
import type { SideReader, StreamHost } from "./side-reader.ts";

/** Reads message after message. */
export class DnsSide implements SideReader {
  readonly windowBytes = 65_537;
  readonly #host: StreamHost;
  readonly #side: Side;

  constructor(host: StreamHost, side: Side) {
    this.#host = host;
    this.#side = side;
  }

  read(bytes: Uint8Array, start: number, end: number, timeUs: number): number {
    if (end - start < 2) return start;
    const stop = start + 2 + u16(bytes, start);
    if (stop > end) return start;
    const { context } = this.#host;
    const client = this.#side === 1 ? context.clientAddress : context.serverAddress;
    const result = readDnsMessage(bytes, start + 2, stop, (name, address, ttlS) => context.dns.answer(client, name, address, timeUs, ttlS));
    if (result === "no") this.#host.done(this.#side);
    else if (result === "whole") addService(context.facts, "dns");
    return stop;
  }

  finish(): void {}
}
