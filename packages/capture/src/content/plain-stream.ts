/** A stream whose protocol is not looked for: a stream of QUIC that is no part of HTTP/3, a tunnel too deep inside others. */
import type { Side } from "../analyzer.ts";
import type { ContentSink, PacketSpan } from "./content-part.ts";
import { type ContentContext, type ContentStream, plainPart } from "./content-stream.ts";

/** Gives each side as one part. */
export class PlainStream implements ContentStream {
  readonly #context: ContentContext;
  readonly #sinks: [ContentSink | null | undefined, ContentSink | null | undefined] = [undefined, undefined];
  readonly #hasGap: [boolean, boolean] = [false, false];

  constructor(context: ContentContext) {
    this.#context = context;
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    if (this.#sinks[side] === undefined) {
      const { flow, carriedIn, streamId, onContent } = this.#context;
      this.#sinks[side] = onContent({
        ...plainPart,
        flow,
        side,
        transport: carriedIn,
        streamId,
        message: 0,
        role: "stream",
      });
    }
    this.#sinks[side]?.data(bytes, start, end, streamStart, streamStart + end - start, packets, timeUs);
  }

  gap(side: Side, lengthBytes: number): void {
    this.#context.lost(side, lengthBytes);
    this.#hasGap[side] = true;
    this.#sinks[side]?.gap(lengthBytes);
  }

  sideEnd(side: Side): void {
    this.#sinks[side]?.end(!this.#hasGap[side]);
    this.#sinks[side] = null;
  }

  end(): void {
    for (const side of [0, 1] as const) {
      this.#sinks[side]?.end(false);
      this.#sinks[side] = null;
    }
  }
}
