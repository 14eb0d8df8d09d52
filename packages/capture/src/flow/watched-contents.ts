/** A flow's payload for two: the analyzer that names the server, and whoever takes contents. The analyzer stops when it knows enough. */
import type { DatagramAnalyzer, PlaintextSink, Side, StreamAnalyzer } from "../analyzer.ts";
import type { PacketSpan } from "../content/content-part.ts";

/** The payload of a TCP flow for two. */
export class WatchedStream implements StreamAnalyzer {
  readonly #analyzer: StreamAnalyzer;
  readonly #sink: PlaintextSink;
  readonly #packets: PacketSpan;
  #isAnalyzed = true;

  /** `packets` is what the flow room tells of the bytes that it hands on. */
  constructor(analyzer: StreamAnalyzer, sink: PlaintextSink, packets: PacketSpan) {
    this.#analyzer = analyzer;
    this.#sink = sink;
    this.#packets = packets;
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void {
    if (this.#isAnalyzed && this.#analyzer.wants(side)) {
      this.#analyzer.data(side, bytes, start, end, timeUs);
      this.#settle();
    }
    if (wants(this.#sink, side)) this.#sink.data(side, bytes, start, end, timeUs, this.#packets);
  }

  gap(side: Side, lengthBytes: number): void {
    if (this.#isAnalyzed && this.#analyzer.wants(side)) {
      this.#analyzer.gap(side, lengthBytes);
      this.#settle();
    }
    if (wants(this.#sink, side)) this.#sink.gap(side, lengthBytes);
  }

  wants(side: Side): boolean {
    return (this.#isAnalyzed && this.#analyzer.wants(side)) || wants(this.#sink, side);
  }

  end(): void {
    if (this.#isAnalyzed) this.#analyzer.end();
    this.#isAnalyzed = false;
    this.#sink.end();
  }

  #settle(): void {
    if (this.#analyzer.wants(0) || this.#analyzer.wants(1)) return;
    this.#analyzer.end();
    this.#isAnalyzed = false;
  }
}

/** The payload of a UDP flow for two. */
export class WatchedDatagrams implements DatagramAnalyzer {
  readonly #analyzer: DatagramAnalyzer;
  readonly #sink: PlaintextSink;
  readonly #packets: PacketSpan;
  #isAnalyzed = true;

  /** `packets` is what the flow room tells of the bytes that it hands on. */
  constructor(analyzer: DatagramAnalyzer, sink: PlaintextSink, packets: PacketSpan) {
    this.#analyzer = analyzer;
    this.#sink = sink;
    this.#packets = packets;
  }

  datagram(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void {
    if (this.#isAnalyzed) {
      this.#analyzer.datagram(side, bytes, start, end, timeUs);
      if (!this.#analyzer.wants()) this.#endAnalyzer();
    }
    if (wants(this.#sink, side)) this.#sink.data(side, bytes, start, end, timeUs, this.#packets);
  }

  wants(): boolean {
    return this.#isAnalyzed || wants(this.#sink, 0) || wants(this.#sink, 1);
  }

  end(): void {
    this.#endAnalyzer();
    this.#sink.end();
  }

  #endAnalyzer(): void {
    if (this.#isAnalyzed) this.#analyzer.end();
    this.#isAnalyzed = false;
  }
}

function wants(sink: PlaintextSink, side: Side): boolean {
  return sink.wants === undefined || sink.wants(side);
}
