/** A pcap stream as it comes from a capturing program, in chunks of any size, cut where its records begin (docs/formats/captures.md). */
import { concatBytes } from "@creance/core";
import { RecorderFault } from "./recorder-fault.ts";

const HEADER_BYTES = 24;
const RECORD_BYTES = 16;
/** What `tcpdump -s 0` captures of a packet at most. */
const MAX_CAPTURED_BYTES = 262_144;
const MICROSECONDS = 0xa1b2c3d4;

/** Whole records next to each other in one block, borrowed for the call. */
export interface RecordRun {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly littleEndian: boolean;
  /** Where each record begins (its 16-byte head included), and at last where the last one ends: `count + 1` numbers. */
  readonly bounds: readonly number[];
  readonly count: number;
}

/** Takes what was cut. */
export interface RecordSink {
  /** The file header, once, before any record. A copy: may be kept. */
  header(bytes: Uint8Array): void;
  records(run: RecordRun): void;
}

/** Cuts a stream. Memory: one chunk and one record. */
export class PcapCutter {
  readonly #sink: RecordSink;
  #rest: Uint8Array = new Uint8Array(0);
  #hasHeader = false;
  #littleEndian = true;
  #bounds: number[] = [];

  constructor(sink: RecordSink) {
    this.#sink = sink;
  }

  /** True when the stream may end here: nothing of a record waits. */
  get isWhole(): boolean {
    return this.#hasHeader && this.#rest.byteLength === 0;
  }

  /** Takes the next bytes. Throws a `RecorderFault` (`capture-broken`) when they are no pcap, and what the sink throws. */
  push(chunk: Uint8Array): void {
    const bytes = this.#rest.byteLength === 0 ? chunk : concatBytes([this.#rest, chunk]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = bytes.byteLength;
    let at = 0;
    if (!this.#hasHeader) {
      if (end < HEADER_BYTES) {
        this.#rest = bytes.slice();
        return;
      }
      this.#readHeader(bytes.slice(0, HEADER_BYTES), view);
      at = HEADER_BYTES;
    }
    const bounds = this.#bounds;
    let count = 0;
    bounds[0] = at;
    while (end - at >= RECORD_BYTES) {
      const captured = view.getUint32(at + 8, this.#littleEndian);
      if (captured > MAX_CAPTURED_BYTES) {
        throw new RecorderFault("capture-broken", `The capturing program wrote a record of ${captured} bytes.`);
      }
      const next = at + RECORD_BYTES + captured;
      if (next > end) break;
      at = next;
      bounds[++count] = at;
    }
    this.#rest = at === end ? new Uint8Array(0) : bytes.slice(at);
    if (count > 0) this.#sink.records({ bytes, view, littleEndian: this.#littleEndian, bounds, count });
  }

  #readHeader(header: Uint8Array, view: DataView): void {
    if (view.getUint32(0, true) === MICROSECONDS) this.#littleEndian = true;
    else if (view.getUint32(0) === MICROSECONDS) this.#littleEndian = false;
    else throw new RecorderFault("capture-broken", "The capturing program did not write a pcap file with microseconds.");
    this.#hasHeader = true;
    this.#sink.header(header);
  }
}
