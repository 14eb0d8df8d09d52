/** Contents of a UDP flow. */
import type { AnalyzerContext, DatagramAnalyzer, Side } from "../analyzer.ts";
import { detectDatagram } from "./datagram-detect.ts";
import { readDnsMessage } from "./dns-message.ts";
import { DtlsFlow } from "./dtls-flow.ts";
import { findGoogleHello, googleQuicVersion } from "./google-quic.ts";
import { QuicFlow } from "./quic-flow.ts";
import { addService } from "./service.ts";

/** Datagrams looked at before a flow counts as unknown. */
const MAX_UNDECIDED = 12;
/** Datagrams after STUN in which DTLS may still begin (media connections share one flow, RFC 7983). */
const MAX_AFTER_STUN = 24;
/** DNS ports: a message that is cut, or has no question, is DNS only here. */
const DNS_PORTS: ReadonlySet<number> = new Set([53, 5353, 5355]);
/** Broken messages in a row after which a DNS flow is no longer read. */
const MAX_NOT_DNS = 16;

/** An analyzer for one UDP flow. */
export function createDatagramAnalyzer(context: AnalyzerContext): DatagramAnalyzer {
  return new DatagramAnalysis(context);
}

class DatagramAnalysis implements DatagramAnalyzer {
  readonly #context: AnalyzerContext;
  #state: "open" | "dns" | "googleQuic" | "done" = "open";
  #flow: QuicFlow | DtlsFlow | null = null;
  #undecided = 0;
  #notDns = 0;
  #side: Side = 0;
  #timeUs = 0;

  constructor(context: AnalyzerContext) {
    this.#context = context;
  }

  datagram(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void {
    if (this.#state === "done" || start >= end) return;
    if (this.#flow !== null) {
      this.#flow.datagram(side, bytes, start, end, timeUs);
      if (this.#flow.done) this.#stop();
    } else if (this.#state === "dns") {
      if (this.#dns(side, bytes, start, end, timeUs)) this.#notDns = 0;
      else if (++this.#notDns > MAX_NOT_DNS) this.#stop();
    } else if (this.#state === "googleQuic") this.#google(bytes, start, end);
    else this.#open(side, bytes, start, end, timeUs);
  }

  wants(): boolean {
    return this.#state !== "done";
  }

  end(): void {
    if (this.#flow instanceof QuicFlow) this.#flow.end();
    this.#stop();
    this.#context.held?.end();
  }

  #open(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void {
    const { facts, clientPort, serverPort } = this.#context;
    if (facts.service === null && this.#dns(side, bytes, start, end, timeUs)) {
      addService(facts, "dns");
      this.#state = "dns";
      return;
    }
    const kind = detectDatagram(bytes, start, end, { client: clientPort, server: serverPort });
    if (kind === "unknown") {
      if (++this.#undecided >= (facts.service === null ? MAX_UNDECIDED : MAX_AFTER_STUN)) this.#stop();
    } else if (kind === "stun") {
      addService(facts, kind);
      if (++this.#undecided >= MAX_AFTER_STUN) this.#stop();
    } else if (kind === "quic" || kind === "dtls") {
      this.#flow = kind === "quic" ? new QuicFlow(this.#context) : new DtlsFlow(this.#context);
      this.#flow.datagram(side, bytes, start, end, timeUs);
      if (this.#flow.done) this.#stop();
    } else if (kind === "googleQuic") {
      addService(facts, "quic");
      this.#state = "googleQuic";
      this.#google(bytes, start, end);
    } else {
      addService(facts, kind);
      this.#stop();
    }
  }

  /** Reads a message; false when it is not DNS. A message that is cut counts on DNS's own ports only. */
  #dns(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): boolean {
    this.#side = side;
    this.#timeUs = timeUs;
    const result = readDnsMessage(bytes, start, end, this.#onAddress);
    if (result === "whole") return true;
    return result === "cut" && (DNS_PORTS.has(this.#context.clientPort) || DNS_PORTS.has(this.#context.serverPort));
  }

  readonly #onAddress = (name: string, address: string, ttlS: number): void => {
    const { clientAddress, serverAddress, dns } = this.#context;
    dns.answer(this.#side === 1 ? clientAddress : serverAddress, name, address, this.#timeUs, ttlS);
  };

  #google(bytes: Uint8Array, start: number, end: number): void {
    const { facts } = this.#context;
    facts.version = googleQuicVersion(bytes, start, end) ?? facts.version;
    const hello = findGoogleHello(bytes, start, end);
    if (hello === undefined) {
      if (++this.#undecided >= MAX_UNDECIDED) this.#stop();
      return;
    }
    if (hello.serverName !== null) {
      facts.sni = hello.serverName;
      facts.sniFromQuic = true;
    }
    this.#stop();
  }

  #stop(): void {
    this.#state = "done";
    this.#flow = null;
  }
}
