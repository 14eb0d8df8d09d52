/** MQTT 3.1, 3.1.1 and 5: what is published, under its topic; who a client says it is, and what it asks for, as heads. */
import type { Side } from "../analyzer.ts";
import { plainText } from "../plain-text.ts";
import { u8, u16 } from "../protocol/big-endian.ts";
import { GrowingBytes } from "../protocol/growing-bytes.ts";
import type { ContentPart, ContentSink, PacketSpan, TransportLayer } from "./content-part.ts";
import type { ContentContext, ContentStream } from "./content-stream.ts";

const CONNECT = 1;
const PUBLISH = 3;
const SUBSCRIBE = 8;
const MAX_TOPICS = 64;

interface SideState {
  stage: "type" | "length" | "collect" | "topic" | "properties" | "payload" | "skip" | "lost";
  first: number;
  /** Bytes of the packet that are still to come. */
  left: number;
  shift: number;
  /** Packet or topic that is not whole yet, and where it began. */
  readonly held: GrowingBytes;
  packetAt: number;
  readonly packets: PacketSpan;
  /** Bytes to pass over before what comes next: packet id, properties. */
  toSkip: number;
  /** Length of the properties so far. */
  properties: number;
  topic: string | null;
  message: number;
  sink: ContentSink | null;
  isCut: boolean;
}

/** Reads both sides of a connection. */
export class MqttContents implements ContentStream {
  readonly #context: ContentContext;
  readonly #transport: readonly TransportLayer[];
  readonly #sides: readonly [SideState, SideState];
  #version = 4;

  constructor(context: ContentContext) {
    this.#context = context;
    this.#transport = [...context.carriedIn, "mqtt"];
    this.#sides = [sideState(context), sideState(context)];
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    const state = this.#sides[side];
    for (let at = start; at < end; ) {
      const place = streamStart + at - start;
      switch (state.stage) {
        case "lost":
          this.#context.lost(side, end - at);
          return;
        case "type":
          state.first = u8(bytes, at++);
          state.left = 0;
          state.shift = 0;
          state.packetAt = place;
          state.packets.first = packets.first;
          state.packets.last = packets.last;
          state.stage = "length";
          break;
        case "length":
          this.#length(side, state, u8(bytes, at++));
          if (state.left === 0 && state.stage !== "length") this.#packetEnd(side, state, place + 1, packets, timeUs);
          break;
        case "topic":
        case "collect": {
          const isTopic = state.stage === "topic";
          const wanted = isTopic ? (state.held.length < 2 ? 2 : 2 + u16(state.held.bytes, 0)) - state.held.length : state.left;
          const count = Math.min(wanted, state.left, end - at);
          if (state.held.append(bytes, at, at + count) < count) {
            this.#lose(side, state);
            break;
          }
          at += count;
          state.left -= count;
          if (isTopic && state.held.length >= 2 && state.held.length >= 2 + u16(state.held.bytes, 0)) this.#topicEnd(side, state);
          if (state.left === 0) this.#packetEnd(side, state, streamStart + at - start, packets, timeUs);
          break;
        }
        case "properties":
          at++;
          state.left--;
          if (state.toSkip > 0) state.toSkip--;
          else this.#propertiesLength(side, state, u8(bytes, at - 1));
          if (state.left === 0) this.#packetEnd(side, state, place + 1, packets, timeUs);
          break;
        default: {
          const skipped = Math.min(state.toSkip, state.left, end - at);
          const count = Math.min(state.left, end - at);
          if (count > skipped) {
            state.sink?.data(bytes, at + skipped, at + count, place + skipped, place + count, packets, timeUs);
          }
          state.toSkip -= skipped;
          at += count;
          state.left -= count;
          if (state.left === 0) this.#packetEnd(side, state, place + count, packets, timeUs);
        }
      }
    }
  }

  gap(side: Side, lengthBytes: number): void {
    const state = this.#sides[side];
    this.#context.lost(side, lengthBytes);
    const isInside = (state.stage === "payload" || state.stage === "skip") && lengthBytes <= state.left && state.toSkip === 0;
    if (!isInside) {
      this.#lose(side, state);
      return;
    }
    state.isCut = true;
    state.left -= lengthBytes;
    state.sink?.gap(lengthBytes);
    if (state.left === 0) this.#publishEnd(state);
  }

  end(): void {
    for (const side of [0, 1] as const) {
      this.#sides[side].held.clear();
      this.#sides[side].sink?.end(false);
      this.#sides[side].sink = null;
    }
  }

  #length(side: Side, state: SideState, byte: number): void {
    state.left += (byte & 0x7f) * 2 ** state.shift;
    state.shift += 7;
    if (byte >= 0x80) {
      if (state.shift > 21) this.#lose(side, state);
      return;
    }
    const type = state.first >> 4;
    const isCollected = type === CONNECT || type === SUBSCRIBE;
    if (type === 0 || (isCollected && state.left > this.#context.limits.maxHeadBytes)) this.#lose(side, state);
    else state.stage = type === PUBLISH ? "topic" : isCollected ? "collect" : "skip";
    state.toSkip = 0;
  }

  #topicEnd(side: Side, state: SideState): void {
    const { held } = state;
    state.topic = textOf(held.bytes, 2, held.length).slice(0, this.#context.limits.maxPathLength);
    held.clear();
    state.toSkip = (state.first & 0x06) === 0 ? 0 : 2;
    state.shift = 0;
    state.properties = 0;
    if (this.#version >= 5) state.stage = "properties";
    else this.#payload(side, state);
  }

  /** Takes a byte of the length of the properties. */
  #propertiesLength(side: Side, state: SideState, byte: number): void {
    state.properties += (byte & 0x7f) * 2 ** state.shift;
    state.shift += 7;
    if (byte >= 0x80) {
      if (state.shift > 21) this.#lose(side, state);
      return;
    }
    if (state.properties > state.left) {
      this.#lose(side, state);
      return;
    }
    state.toSkip = state.properties;
    this.#payload(side, state);
  }

  #payload(side: Side, state: SideState): void {
    state.stage = "payload";
    state.sink = this.#context.onContent(this.#part(side, state, "payload", state.topic));
  }

  #packetEnd(side: Side, state: SideState, place: number, packets: PacketSpan, timeUs: number): void {
    if (state.stage === "collect") {
      const lines = state.first >> 4 === CONNECT ? this.#connect(state.held) : this.#subscribe(state.held);
      state.held.clear();
      if (lines.length > 0) {
        const text = new TextEncoder().encode(lines.join(""));
        const sink = this.#context.onContent(this.#part(side, state, "head", null));
        const span: PacketSpan = { first: Math.min(state.packets.first, packets.first), last: Math.max(state.packets.last, packets.last) };
        sink?.data(text, 0, text.length, state.packetAt, place, span, timeUs);
        sink?.end(true);
      }
      state.message++;
      state.stage = "type";
    } else if (state.stage === "payload") this.#publishEnd(state);
    else if (state.stage === "skip") state.stage = "type";
    else if (state.stage !== "lost") this.#lose(side, state); // a packet that ends inside its own head
  }

  #publishEnd(state: SideState): void {
    if (state.stage === "payload") {
      state.sink?.end(!state.isCut);
      state.message++;
    }
    state.sink = null;
    state.isCut = false;
    state.stage = "type";
  }

  /** Lines of a CONNECT: who the client says it is, and its last will. */
  #connect(held: GrowingBytes): string[] {
    const fields = new Fields(held);
    fields.skip(fields.next());
    this.#version = fields.byte();
    const flags = fields.byte();
    fields.skip(2);
    if (this.#version >= 5) fields.skip(fields.variable());
    const lines: string[] = [];
    const add = (name: string): void => {
      const text = fields.text();
      if (text !== "") lines.push(`${name}: ${text}\n`);
    };
    add("clientId");
    if ((flags & 0x04) !== 0) {
      if (this.#version >= 5) fields.skip(fields.variable());
      add("willTopic");
      add("willMessage");
    }
    if ((flags & 0x80) !== 0) add("userName");
    return lines;
  }

  #subscribe(held: GrowingBytes): string[] {
    const fields = new Fields(held);
    fields.skip(2);
    if (this.#version >= 5) fields.skip(fields.variable());
    const lines: string[] = [];
    while (fields.left > 2 && lines.length < MAX_TOPICS) {
      lines.push(`subscribe: ${fields.text()}\n`);
      fields.skip(1);
    }
    return lines;
  }

  #lose(side: Side, state: SideState): void {
    if (state.held.length > 0) this.#context.lost(side, state.held.length);
    state.held.clear();
    state.sink?.end(false);
    state.sink = null;
    state.stage = "lost";
  }

  #part(side: Side, state: SideState, role: "head" | "payload", topic: string | null): ContentPart {
    const { flow, streamId } = this.#context;
    const { message } = state;
    const transport = this.#transport;
    return { flow, side, transport, streamId, message, role, http: null, topic, mediaType: null, boundary: null, contentCodings: [] };
  }
}

/** Fields of a packet, as far as it goes. */
class Fields {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at = 0;

  constructor({ bytes, length }: GrowingBytes) {
    this.#bytes = bytes;
    this.#end = length;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  byte(): number {
    return this.#at < this.#end ? u8(this.#bytes, this.#at++) : 0;
  }

  /** A length of two bytes. */
  next(): number {
    return this.byte() * 256 + this.byte();
  }

  /** A length of one to four bytes. */
  variable(): number {
    let value = 0;
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  }

  skip(count: number): void {
    this.#at = Math.min(this.#end, this.#at + count);
  }

  text(): string {
    const length = this.next();
    const start = this.#at;
    this.skip(length);
    return textOf(this.#bytes, start, this.#at);
  }
}

/** UTF-8 on one line. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  return plainText(new TextDecoder().decode(bytes.subarray(start, end)));
}

function sideState(context: ContentContext): SideState {
  return {
    stage: "type",
    first: 0,
    left: 0,
    shift: 0,
    held: new GrowingBytes(context.limits.maxHeadBytes + 2, context.held),
    packetAt: 0,
    packets: { first: 0, last: 0 },
    toSkip: 0,
    properties: 0,
    topic: null,
    message: 0,
    sink: null,
    isCut: false,
  };
}
