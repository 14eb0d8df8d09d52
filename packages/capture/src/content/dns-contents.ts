/** Names that DNS messages ask for, as parts; answers as they are. */
import type { Side } from "../analyzer.ts";
import { u8, u16 } from "../protocol/big-endian.ts";
import { looksLikeDnsHeader } from "../protocol/dns-message.ts";
import type { PacketSpan, TransportLayer } from "./content-part.ts";
import { bytesPart, type ContentContext, type ContentStream } from "./content-stream.ts";
import { HeldRuns } from "./held-runs.ts";

const HEAD_BYTES = 12;
const MAX_MESSAGE_BYTES = 65_537;
const MAX_QUESTIONS = 64;
/** Longest name (RFC 1035), with its length bytes. */
const MAX_NAME_BYTES = 255;
/** Pointers followed in one name. */
const MAX_STEPS = 128;
const DOT = 0x2e;

const name = new Uint8Array(MAX_NAME_BYTES);

/** Makes parts of the DNS messages of a flow. */
export class DnsParts {
  readonly #context: ContentContext;
  readonly #transport: readonly TransportLayer[];
  readonly #messages: [number, number] = [0, 0];

  constructor(context: ContentContext) {
    this.#context = context;
    this.#transport = [...context.carriedIn, "dns"];
  }

  /** Takes a message. A query gives a part for each name; anything else is one part, as it is. */
  message(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    const isQuery = end - start >= HEAD_BYTES && looksLikeDnsHeader(bytes, start) && u8(bytes, start + 2) < 0x80;
    // A query holds little besides its names; what else it holds (mDNS: what the asker knows) is not left out.
    const isPlain = isQuery && u16(bytes, start + 6) + u16(bytes, start + 8) === 0;
    let at = start + HEAD_BYTES;
    const questions = isPlain ? Math.min(MAX_QUESTIONS, u16(bytes, start + 4)) : 0;
    let count = 0;
    for (; count < questions && at >= 0; count++) {
      const length = readLabels(bytes, start, at, end);
      const next = length < 0 ? -1 : nameEnd(bytes, at, end);
      if (next < 0) break;
      if (length > 0) this.#part(side, "name", name, 0, length, streamStart + at - start, streamStart + next - start, packets, timeUs);
      at = next + 4;
    }
    if (!isPlain || count < questions)
      this.#part(side, "datagram", bytes, start, end, streamStart, streamStart + end - start, packets, timeUs);
    this.#messages[side]++;
  }

  /** Takes the beginning of a message whose rest never came, as it is: it may be no DNS at all. */
  cut(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    this.#part(side, "datagram", bytes, start, end, streamStart, streamStart + end - start, packets, timeUs);
    this.#messages[side]++;
  }

  #part(
    side: Side,
    role: "name" | "datagram",
    bytes: Uint8Array,
    start: number,
    end: number,
    streamStart: number,
    streamEnd: number,
    packets: PacketSpan,
    timeUs: number,
  ): void {
    const sink = this.#context.onContent(bytesPart(this.#context, this.#transport, side, role, this.#messages[side]));
    sink?.data(bytes, start, end, streamStart, streamEnd, packets, timeUs);
    sink?.end(true);
  }
}

/** DNS over TCP (RFC 7766), plain or decrypted: a length before each message. */
export class DnsStream implements ContentStream {
  readonly #context: ContentContext;
  readonly #parts: DnsParts;
  readonly #held: readonly [HeldRuns, HeldRuns];
  readonly #isLost: [boolean, boolean] = [false, false];

  constructor(context: ContentContext) {
    this.#context = context;
    this.#parts = new DnsParts(context);
    this.#held = [new HeldRuns(MAX_MESSAGE_BYTES, context.held), new HeldRuns(MAX_MESSAGE_BYTES, context.held)];
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    const held = this.#held[side];
    for (let at = start; at < end; ) {
      if (this.#isLost[side]) {
        this.#context.lost(side, end - at);
        return;
      }
      const place = streamStart + at - start;
      if (held.length === 0 && end - at >= 2 && end - at >= 2 + u16(bytes, at)) {
        const next = at + 2 + u16(bytes, at);
        this.#parts.message(side, bytes, at + 2, next, place + 2, packets, timeUs);
        at = next;
        continue;
      }
      const wanted = held.length < 2 ? 2 : 2 + u16(held.bytes, 0);
      const count = Math.min(wanted - held.length, end - at);
      const taken = held.append(bytes, at, at + count, place, packets, timeUs);
      at += taken;
      if (taken < count) this.#lose(side);
      else if (held.length >= 2 && held.length >= 2 + u16(held.bytes, 0)) {
        this.#parts.message(side, held.bytes, 2, held.length, held.streamStart + 2, held.packets, timeUs);
        held.clear();
      }
    }
  }

  gap(side: Side, lengthBytes: number): void {
    this.#context.lost(side, lengthBytes);
    this.#lose(side);
  }

  end(): void {
    for (const side of [0, 1] as const) this.#lose(side);
  }

  #lose(side: Side): void {
    const held = this.#held[side];
    if (held.length > 0) this.#parts.cut(side, held.bytes, 0, held.length, held.streamStart, held.packets, held.timeUs);
    held.clear();
    this.#isLost[side] = true;
  }
}

/** Writes the labels of a name into `name`, joined by dots, as they were sent. Returns their length; -1 for what is no name. */
function readLabels(bytes: Uint8Array, message: number, start: number, end: number): number {
  let length = 0;
  let at = start;
  for (let step = 0; step < MAX_STEPS; step++) {
    if (at >= end) return -1;
    const count = u8(bytes, at);
    if (count === 0) return length;
    if (count >= 0xc0) {
      if (at + 2 > end) return -1;
      at = message + (u16(bytes, at) & 0x3fff);
      continue;
    }
    if (count > 63 || at + 1 + count > end || length + 1 + count > MAX_NAME_BYTES) return -1;
    if (length > 0) name[length++] = DOT;
    name.set(bytes.subarray(at + 1, at + 1 + count), length);
    length += count;
    at += 1 + count;
  }
  return -1;
}

/** Where a name ends; -1 when it does not. */
function nameEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; ) {
    const count = u8(bytes, at);
    if (count === 0) return at + 1;
    if (count >= 0xc0) return at + 2 <= end ? at + 2 : -1;
    at += 1 + count;
  }
  return -1;
}
