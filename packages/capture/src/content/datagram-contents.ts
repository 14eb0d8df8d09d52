/** The datagrams of a UDP flow: names of DNS, everything else as it is, one datagram a part. What is sealed (QUIC, DTLS, WireGuard) is left out. */
import type { Side } from "../analyzer.ts";
import { u8, u16, u24, u32 } from "../protocol/big-endian.ts";
import { detectDatagram } from "../protocol/datagram-detect.ts";
import { readDnsMessage } from "../protocol/dns-message.ts";
import type { PacketSpan } from "./content-part.ts";
import { bytesPart, type ContentContext, type ContentStream } from "./content-stream.ts";
import { DnsParts } from "./dns-contents.ts";

/** Datagrams at the beginning of a flow that tell what it is. */
const MAX_UNDECIDED = 24;
const QUIC_PORT = 443;
/** Shortest packet of QUIC with a short header (RFC 9000 section 10.3). */
const MIN_SHORT_BYTES = 21;

/** Reads the datagrams of a flow. */
export class DatagramContents implements ContentStream {
  readonly #context: ContentContext;
  #dns: DnsParts | null = null;
  #kind: "open" | "dns" | "sealed" = "open";
  #looked = 0;
  readonly #messages: [number, number] = [0, 0];

  constructor(context: ContentContext) {
    this.#context = context;
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, streamStart: number, packets: PacketSpan, timeUs: number): void {
    if (this.#kind === "open" && this.#looked < MAX_UNDECIDED) this.#look(bytes, start, end);
    if (this.#kind === "sealed") {
      this.#context.sealed(side, end - start);
      return;
    }
    if (this.#kind === "dns") {
      this.#dns ??= new DnsParts(this.#context);
      this.#dns.message(side, bytes, start, end, streamStart, packets, timeUs);
      return;
    }
    const context = this.#context;
    const sink = context.onContent(bytesPart(context, context.carriedIn, side, "datagram", this.#messages[side]++));
    sink?.data(bytes, start, end, streamStart, streamStart + end - start, packets, timeUs);
    sink?.end(true);
  }

  gap(side: Side, lengthBytes: number): void {
    this.#context.lost(side, lengthBytes);
  }

  end(): void {}

  #look(bytes: Uint8Array, start: number, end: number): void {
    this.#looked++;
    const { origPort, respPort } = this.#context.flow;
    if (this.#looked === 1 && readDnsMessage(bytes, start, end, ignoreAddress) === "whole") {
      this.#kind = "dns";
      return;
    }
    const kind = detectDatagram(bytes, start, end, { client: origPort, server: respPort });
    const isSealed = kind === "quic" || kind === "googleQuic" || kind === "dtls" || kind === "wireguard";
    const isQuicPort = origPort === QUIC_PORT || respPort === QUIC_PORT;
    if (isSealed || isWireGuardData(bytes, start, end) || (isQuicPort && isShortHeader(bytes, start, end))) this.#kind = "sealed";
  }
}

/** QUIC's fixed bit without its long header: says little, and so counts on QUIC's port only. */
function isShortHeader(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= MIN_SHORT_BYTES && (u8(bytes, start) & 0xc0) === 0x40;
}

/** Data of WireGuard: type 4, three zero bytes, a receiver, a counter that nobody lets grow beyond 48 bits, whole blocks. */
function isWireGuardData(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  const isHead = length >= 32 && length % 16 === 0 && u8(bytes, start) === 4 && u24(bytes, start + 1) === 0;
  return isHead && u32(bytes, start + 4) !== 0 && u16(bytes, start + 14) === 0;
}

function ignoreAddress(): void {}
