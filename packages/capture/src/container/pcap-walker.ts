/** pcap: a 24-byte header, then records (docs/formats/captures.md, "pcap"). Source: the libpcap savefile format. */

import type { appNames } from "./app-names.ts";
import type { ReportIssue } from "./issue-list.ts";
import { MAX_CAPTURED_BYTES } from "./limits.ts";
import { pcapMagics } from "./magic.ts";
import type { PacketCounts } from "./packet-counts.ts";
import { frameEndBeforeTrailer, TRAILER_BYTES, trailerApp, trailerUid } from "./pcapdroid.ts";
import type { Block, RecordWalker } from "./record-walker.ts";

/** Bytes of the file's header. */
export const PCAP_HEADER_BYTES = 24;
/** Records that must all carry a trailer before the first is believed. */
export const TRAILER_PROBE_RECORDS = 4;

const LINKTYPE_ETHERNET = 1;

/** Walks the records of a pcap, its header first. */
export class PcapWalker implements RecordWalker {
  neededBytes = PCAP_HEADER_BYTES;
  skipBytes = 0;
  /** True when app trailers were met. */
  pcapdroid = false;
  readonly #counts: PacketCounts;
  readonly #report: ReportIssue;
  readonly #apps: ReturnType<typeof appNames>;
  #littleEndian = true;
  #ticksPerUs = 1;
  #recordBytes = 16;
  #linkType = 0;
  /** Minor versions up to 3 may hold the two lengths in the other order. */
  #lengths: "usual" | "swapped" | "perhapsSwapped" = "usual";
  #state: "header" | "probing" | "records" | "stopped" = "header";
  #isFinal = false;

  constructor(counts: PacketCounts, apps: ReturnType<typeof appNames>, report: ReportIssue) {
    this.#counts = counts;
    this.#apps = apps;
    this.#report = report;
  }

  /** False until the header was read. */
  get hasHeader(): boolean {
    return this.#state !== "header";
  }

  walk(block: Block, start: number, end: number): number {
    let at = start;
    if (this.#state === "header") {
      if (end - at < PCAP_HEADER_BYTES) return this.#wait(at, PCAP_HEADER_BYTES);
      this.#readHeader(block, at);
      at += PCAP_HEADER_BYTES;
    }
    if (this.#state === "probing" && !this.#probe(block.view, at, end)) return at;
    if (this.#state === "stopped") return end;
    return this.#lengths === "usual" ? this.#walkRecords(block, at, end) : this.#walkOldRecords(block, at, end);
  }

  finalize(): boolean {
    this.#isFinal = true;
    return this.#state === "probing";
  }

  #wait(at: number, neededBytes: number): number {
    this.neededBytes = neededBytes;
    return at;
  }

  #readHeader({ view, fileOffset }: Block, at: number): void {
    const magic = pcapMagics.get(view.getUint32(at));
    if (magic === undefined) throw new Error("the pcap walker was given something else");
    const { littleEndian, nanoseconds, recordBytes } = magic;
    this.#littleEndian = littleEndian;
    this.#ticksPerUs = nanoseconds ? 1000 : 1;
    this.#recordBytes = recordBytes;
    const major = view.getUint16(at + 4, littleEndian);
    const minor = view.getUint16(at + 6, littleEndian);
    if (major !== 2) this.#report("pcap-version", fileOffset + at + 4, "version");
    else if (minor < 4) this.#lengths = minor === 3 ? "perhapsSwapped" : "swapped";
    this.#linkType = view.getUint32(at + 20, littleEndian) & 0xffff;
    const { packet } = this.#counts;
    packet.linkType = this.#linkType;
    packet.interfaceId = 0;
    this.#state = this.#linkType === LINKTYPE_ETHERNET && this.#lengths === "usual" ? "probing" : "records";
  }

  /** Looks ahead over the first records, once they are all here: are these PCAPdroid's? False while more bytes are needed. */
  #probe(view: DataView, start: number, end: number): boolean {
    let at = start;
    let records = 0;
    let trailers = 0;
    while (records < TRAILER_PROBE_RECORDS) {
      const neededBytes = end - at < this.#recordBytes ? this.#recordBytes : this.#recordBytes + view.getUint32(at + 8, this.#littleEndian);
      if (neededBytes - this.#recordBytes > MAX_CAPTURED_BYTES) break;
      if (end - at < neededBytes) {
        if (this.#isFinal) break;
        this.neededBytes = at - start + neededBytes;
        return false;
      }
      at += neededBytes;
      records++;
      const recordAt = at - neededBytes;
      const wireLength = view.getUint32(recordAt + 12, this.#littleEndian);
      if (frameEndBeforeTrailer(view, recordAt + this.#recordBytes, at, wireLength) < 0) break;
      trailers++;
    }
    this.pcapdroid = records > 0 && trailers === records;
    this.#state = "records";
    return true;
  }

  #walkRecords(block: Block, start: number, end: number): number {
    const { bytes, view, fileOffset } = block;
    const counts = this.#counts;
    const packet = counts.packet;
    const littleEndian = this.#littleEndian;
    const recordBytes = this.#recordBytes;
    const ticksPerUs = this.#ticksPerUs;
    packet.bytes = bytes;
    packet.view = view;
    let at = start;
    while (end - at >= recordBytes) {
      const captured = view.getUint32(at + 8, littleEndian);
      if (captured > MAX_CAPTURED_BYTES) return this.#stop(fileOffset + at, end);
      const dataStart = at + recordBytes;
      const next = dataStart + captured;
      if (next > end) return this.#wait(at, recordBytes + captured);
      packet.timeUs = view.getUint32(at, littleEndian) * 1e6 + view.getUint32(at + 4, littleEndian) / ticksPerUs;
      packet.start = dataStart;
      packet.end = next;
      packet.wireLength = view.getUint32(at + 12, littleEndian);
      packet.direction = 0;
      packet.fileOffset = fileOffset + at;
      if (this.pcapdroid) this.#takeTrailer(block);
      counts.deliver();
      at = next;
    }
    return this.#wait(at, recordBytes);
  }

  /** Files of version 2.3 and older, where some systems wrote the two lengths the other way round. */
  #walkOldRecords(block: Block, start: number, end: number): number {
    const { bytes, view, fileOffset } = block;
    const { packet } = this.#counts;
    packet.bytes = bytes;
    packet.view = view;
    let at = start;
    while (end - at >= this.#recordBytes) {
      let captured = view.getUint32(at + 8, this.#littleEndian);
      let wireLength = view.getUint32(at + 12, this.#littleEndian);
      if (this.#lengths === "swapped" || captured > wireLength) [captured, wireLength] = [wireLength, captured];
      if (captured > MAX_CAPTURED_BYTES) return this.#stop(fileOffset + at, end);
      const next = at + this.#recordBytes + captured;
      if (next > end) return this.#wait(at, this.#recordBytes + captured);
      packet.timeUs = view.getUint32(at, this.#littleEndian) * 1e6 + view.getUint32(at + 4, this.#littleEndian) / this.#ticksPerUs;
      packet.start = next - captured;
      packet.end = next;
      packet.wireLength = wireLength;
      packet.direction = 0;
      packet.fileOffset = fileOffset + at;
      this.#counts.deliver();
      at = next;
    }
    return this.#wait(at, this.#recordBytes);
  }

  #stop(offset: number, end: number): number {
    this.#report("record-too-long", offset, "caplen");
    this.#state = "stopped";
    return end;
  }

  #takeTrailer({ bytes, view }: Block): void {
    const { packet } = this.#counts;
    const { start, end } = packet;
    const frameEnd = frameEndBeforeTrailer(view, start, end, packet.wireLength);
    packet.uid = -1;
    if (frameEnd < 0) {
      this.#report("trailer-missing", packet.fileOffset, "trailer");
      return;
    }
    packet.uid = trailerUid(view, end);
    if (packet.uid >= 0 && !this.#apps.has(packet.uid))
      this.#apps(trailerApp(bytes, view, end), packet.fileOffset + end - start - TRAILER_BYTES);
    packet.end = frameEnd;
    packet.wireLength = Math.max(packet.wireLength - (end - frameEnd), frameEnd - start);
  }
}
