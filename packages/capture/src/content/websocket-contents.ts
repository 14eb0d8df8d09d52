/**
 * WebSocket (RFC 6455): the payload of each message, unmasked, and without `permessage-deflate` (RFC 7692) where the two agreed on it. Pings and
 * closings are passed over. Where the subprotocol is MQTT, what it publishes.
 */
import type { Inflater } from "@creance/core";
import type { Side } from "../analyzer.ts";
import { u8 } from "../protocol/big-endian.ts";
import type { ContentSink, HttpMessage, PacketSpan, TransportLayer } from "./content-part.ts";
import { type ContentContext, type ContentStream, plainPart } from "./content-stream.ts";
import type { Http1Head } from "./http1-head.ts";
import { MqttContents } from "./mqtt-contents.ts";

const MAX_HEAD_BYTES = 14;
/** Bytes that are unmasked or unpacked at a time: what one step may unpack to stays near a megabyte. */
const STEP_BYTES = 1_024;
/** What one side of a connection may unpack to. */
const MAX_UNPACKED_BYTES = 268_435_456;
/** What unpacking keeps in memory. */
const INFLATER_BYTES = 65_536;
/** What a sender leaves off the end of each packed message. */
const SYNC_TAIL = Uint8Array.of(0, 0, 0xff, 0xff);
const EMPTY_HEAD_BYTES = 2;

interface SideState {
  stage: "head" | "payload" | "lost";
  readonly head: Uint8Array;
  headLength: number;
  /** Bytes of the frame that are still to come, and how many of it went by. */
  left: number;
  taken: number;
  isMasked: boolean;
  maskAt: number;
  isFinal: boolean;
  /** True for frames that carry a message; the others are passed over. */
  isData: boolean;
  isOpen: boolean;
  isPacked: boolean;
  isCut: boolean;
  inflater: Inflater | "none" | "lost";
  message: number;
  sink: ContentSink | null;
  /** Bytes of messages handed on before: the place in what they carry. */
  carried: number;
}

/** What a server agreed to. */
export type WebSocketAnswer = Pick<Http1Head, "webSocketExtensions" | "webSocketProtocol">;

/** Reads both sides of a connection behind its upgrade. */
export class WebSocketContents implements ContentStream {
  readonly #context: ContentContext;
  readonly #http: HttpMessage;
  readonly #transport: readonly TransportLayer[];
  readonly #isPacking: boolean;
  readonly #mqtt: MqttContents | null;
  readonly #sides: readonly [SideState, SideState] = [sideState(), sideState()];
  readonly #step = new Uint8Array(STEP_BYTES);

  /** `http`: the request to upgrade; `answer`: what the server agreed to. */
  constructor(context: ContentContext, http: HttpMessage, answer: WebSocketAnswer | null) {
    this.#context = context;
    this.#http = http;
    this.#transport = [...context.carriedIn, "websocket"];
    this.#isPacking = answer?.webSocketExtensions?.includes("permessage-deflate") === true;
    const isMqtt = answer?.webSocketProtocol?.startsWith("mqtt") === true;
    this.#mqtt = isMqtt ? new MqttContents({ ...context, carriedIn: this.#transport }) : null;
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    const state = this.#sides[side];
    for (let at = start; at < end; ) {
      if (state.stage === "lost") {
        this.#context.lost(side, end - at);
        return;
      }
      if (state.stage === "head") {
        state.head[state.headLength++] = u8(bytes, at++);
        if (state.headLength >= headBytes(state)) this.#headEnd(side, state, streamStart + at - start, packets, timeUs);
        continue;
      }
      const count = Math.min(state.left, end - at);
      if (state.isData) this.#payload(side, state, bytes, at, at + count, streamStart + at - start, packets, timeUs);
      at += count;
      state.left -= count;
      state.taken += count;
      if (state.left === 0) this.#frameEnd(side, state, streamStart + at - start, packets, timeUs);
    }
  }

  gap(side: Side, lengthBytes: number): void {
    const state = this.#sides[side];
    this.#context.lost(side, lengthBytes);
    if (state.stage !== "payload" || lengthBytes >= state.left) {
      this.#lose(state);
      return;
    }
    state.left -= lengthBytes;
    state.taken += lengthBytes;
    if (!state.isData) return;
    state.isCut = true;
    if (state.isPacked) state.inflater = "lost";
    state.sink?.gap(lengthBytes);
    this.#mqtt?.gap(side, lengthBytes);
  }

  end(): void {
    for (const state of this.#sides) {
      this.#lose(state);
      if (state.inflater !== "none") this.#context.held.give(INFLATER_BYTES);
      state.inflater = "none";
    }
    this.#mqtt?.end();
  }

  #headEnd(side: Side, state: SideState, place: number, packets: PacketSpan, timeUs: number): void {
    const { head } = state;
    const opcode = u8(head, 0) & 0x0f;
    const length = u8(head, 1) & 0x7f;
    state.isFinal = (u8(head, 0) & 0x80) !== 0;
    state.isMasked = (u8(head, 1) & 0x80) !== 0;
    state.maskAt = state.headLength - 4;
    state.left = length;
    if (length === 126) state.left = u8(head, 2) * 256 + u8(head, 3);
    else if (length === 127) {
      state.left = 0;
      for (let at = 2; at < 10; at++) state.left = state.left * 256 + u8(head, at);
    }
    state.taken = 0;
    state.headLength = 0;
    const isControl = opcode >= 8;
    const isOdd =
      (u8(head, 0) & 0x30) !== 0 || (opcode > 2 && opcode < 8) || opcode > 10 || (isControl && (length > 125 || !state.isFinal));
    if (isOdd || state.left > Number.MAX_SAFE_INTEGER || (opcode === 0 && !state.isOpen)) {
      this.#lose(state);
      return;
    }
    state.isData = !isControl;
    if (opcode === 1 || opcode === 2) this.#open(side, state, (u8(head, 0) & 0x40) !== 0);
    state.stage = "payload";
    if (state.left === 0) this.#frameEnd(side, state, place, packets, timeUs);
  }

  #open(side: Side, state: SideState, isMarked: boolean): void {
    state.sink?.end(false);
    state.isOpen = true;
    state.isCut = false;
    state.isPacked = isMarked && this.#isPacking;
    if (state.isPacked && state.inflater === "none") {
      const hasRoom = this.#context.held.take(INFLATER_BYTES);
      if (hasRoom) state.inflater = this.#context.platform.createInflateRaw({ maxOutputBytes: MAX_UNPACKED_BYTES });
    }
    const { flow, streamId } = this.#context;
    state.sink =
      this.#mqtt === null
        ? this.#context.onContent({
            ...plainPart,
            flow,
            side,
            transport: this.#transport,
            streamId,
            message: state.message,
            role: "payload",
            http: this.#http,
          })
        : null;
  }

  #payload(
    side: Side,
    state: SideState,
    bytes: Uint8Array,
    start: number,
    end: number,
    streamStart: number,
    packets: PacketSpan,
    timeUs: number,
  ): void {
    if (!state.isMasked && !state.isPacked) {
      this.#give(side, state, bytes, start, end, streamStart, streamStart + end - start, packets, timeUs);
      return;
    }
    for (let at = start; at < end; at += STEP_BYTES) {
      const count = Math.min(STEP_BYTES, end - at);
      const step = this.#step;
      const first = state.taken + at - start;
      for (let index = 0; index < count; index++) {
        const mask = state.isMasked ? u8(state.head, state.maskAt + ((first + index) & 3)) : 0;
        step[index] = u8(bytes, at + index) ^ mask;
      }
      const place = streamStart + at - start;
      if (state.isPacked) this.#unpack(side, state, step.subarray(0, count), place, place + count, packets, timeUs);
      else this.#give(side, state, step, 0, count, place, place + count, packets, timeUs);
    }
  }

  #unpack(
    side: Side,
    state: SideState,
    packed: Uint8Array,
    streamStart: number,
    streamEnd: number,
    packets: PacketSpan,
    timeUs: number,
  ): void {
    const { inflater } = state;
    if (typeof inflater === "string") {
      this.#context.lost(side, packed.length);
      state.isCut = true;
      return;
    }
    let plain: Uint8Array;
    try {
      plain = inflater.push(packed);
    } catch {
      // Damaged, or more than may come out: what later messages refer to is gone too.
      plain = inflater.rescued;
      state.inflater = "lost";
      state.isCut = true;
    }
    if (plain.length > 0) this.#give(side, state, plain, 0, plain.length, streamStart, streamEnd, packets, timeUs);
  }

  #give(
    side: Side,
    state: SideState,
    bytes: Uint8Array,
    start: number,
    end: number,
    streamStart: number,
    streamEnd: number,
    packets: PacketSpan,
    timeUs: number,
  ): void {
    state.sink?.data(bytes, start, end, streamStart, streamEnd, packets, timeUs);
    if (this.#mqtt === null) return;
    this.#mqtt.data(side, bytes, start, end, state.carried, packets, timeUs);
    state.carried += end - start;
  }

  #frameEnd(side: Side, state: SideState, place: number, packets: PacketSpan, timeUs: number): void {
    state.stage = "head";
    if (!state.isData || !state.isFinal) return;
    if (state.isPacked) {
      this.#unpack(side, state, SYNC_TAIL, place, place, packets, timeUs);
      // A sender may end its packed stream with a message and begin another.
      if (typeof state.inflater !== "string" && state.inflater.isEnded) {
        state.inflater = this.#context.platform.createInflateRaw({ maxOutputBytes: MAX_UNPACKED_BYTES });
      }
    }
    state.sink?.end(!state.isCut);
    state.sink = null;
    state.isOpen = false;
    state.message++;
  }

  #lose(state: SideState): void {
    state.sink?.end(false);
    state.sink = null;
    state.isOpen = false;
    state.stage = "lost";
  }
}

function headBytes({ head, headLength }: SideState): number {
  if (headLength < EMPTY_HEAD_BYTES) return EMPTY_HEAD_BYTES;
  const length = u8(head, 1) & 0x7f;
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + ((u8(head, 1) & 0x80) !== 0 ? 4 : 0);
}

function sideState(): SideState {
  return {
    stage: "head",
    head: new Uint8Array(MAX_HEAD_BYTES),
    headLength: 0,
    left: 0,
    taken: 0,
    isMasked: false,
    maskAt: 0,
    isFinal: false,
    isData: false,
    isOpen: false,
    isPacked: false,
    isCut: false,
    inflater: "none",
    message: 0,
    sink: null,
    carried: 0,
  };
}
