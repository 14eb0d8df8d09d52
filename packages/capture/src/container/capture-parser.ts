/**
 * Reads a capture as it comes, in chunks of any size: pcap or pcapng, gzip around either. Synchronous; memory is bounded by the largest
 * record or block, whatever the capture's size (docs/formats/captures.md).
 */
import type { Inflater, Platform } from "@creance/core";
import type { CaptureHandlers, ContainerReport } from "../packet.ts";
import { appNames } from "./app-names.ts";
import { captureError } from "./capture-error.ts";
import { ChunkJoiner } from "./chunk-joiner.ts";
import { boundedIssues, type ReportIssue } from "./issue-list.ts";
import { type CaptureLimits, defaultCaptureLimits } from "./limits.ts";
import { captureKind, MAGIC_BYTES } from "./magic.ts";
import { PacketCounts } from "./packet-counts.ts";
import { PcapWalker } from "./pcap-walker.ts";
import { PcapngWalker } from "./pcapng-walker.ts";

/** What a capture parser is made of. */
export interface CaptureParserOptions {
  readonly platform: Pick<Platform, "createGunzip">;
  readonly handlers: CaptureHandlers;
  readonly limits?: Partial<CaptureLimits>;
}

/** A capture parser. Both functions throw a `FormatError` when the bytes are no capture at all; damage inside one is an issue. */
export interface CaptureParser {
  /** Takes the next bytes, borrowed for the call. Handlers are called from here. */
  push(chunk: Uint8Array): void;
  /** True once the marks of a phone's capture app were met. */
  readonly isPcapdroid: boolean;
  /** Ends the capture: reports a cut record and returns the counts. */
  end(): ContainerReport;
}

/** Makes a parser; each parses one capture. Offsets count decompressed bytes when there is gzip around it. */
export function createCaptureParser({ platform, handlers, limits }: CaptureParserOptions): CaptureParser {
  const report = boundedIssues(handlers.issue);
  const plain = new PlainCapture(handlers, report);
  const bounds = { ...defaultCaptureLimits, ...limits };
  const head = new Uint8Array(MAGIC_BYTES);
  let headBytes = 0;
  let gunzip: GunzipStep | undefined;
  return {
    push(chunk) {
      let rest = chunk;
      if (headBytes < MAGIC_BYTES) {
        const take = Math.min(MAGIC_BYTES - headBytes, chunk.byteLength);
        head.set(chunk.subarray(0, take), headBytes);
        headBytes += take;
        if (headBytes < MAGIC_BYTES) return;
        rest = chunk.subarray(take);
        if (captureKind(head) === "gzip") gunzip = new GunzipStep(platform, bounds, plain, report);
        (gunzip ?? plain).push(head);
      }
      if (rest.byteLength > 0) (gunzip ?? plain).push(rest);
    },
    get isPcapdroid() {
      return plain.isPcapdroid;
    },
    end() {
      if (headBytes < MAGIC_BYTES) throw captureError("capture-too-short", headBytes);
      gunzip?.end();
      return plain.end(gunzip !== undefined, gunzip?.isCut ?? false);
    },
  };
}

/** The capture itself, decompressed. */
class PlainCapture {
  readonly #handlers: CaptureHandlers;
  readonly #report: ReportIssue;
  readonly #counts: PacketCounts;
  readonly #head = new Uint8Array(MAGIC_BYTES);
  #headBytes = 0;
  #walker: PcapWalker | PcapngWalker | undefined;
  #joiner: ChunkJoiner | undefined;

  constructor(handlers: CaptureHandlers, report: ReportIssue) {
    this.#handlers = handlers;
    this.#report = report;
    this.#counts = new PacketCounts(handlers);
  }

  get isPcapdroid(): boolean {
    return this.#walker?.pcapdroid ?? false;
  }

  push(chunk: Uint8Array): void {
    if (this.#joiner !== undefined) {
      this.#joiner.push(chunk);
      return;
    }
    const take = Math.min(MAGIC_BYTES - this.#headBytes, chunk.byteLength);
    this.#head.set(chunk.subarray(0, take), this.#headBytes);
    this.#headBytes += take;
    if (this.#headBytes < MAGIC_BYTES) return;
    const kind = captureKind(this.#head);
    const apps = appNames(this.#handlers, this.#report);
    if (kind === "pcap") this.#walker = new PcapWalker(this.#counts, apps, this.#report);
    else if (kind === "pcapng") this.#walker = new PcapngWalker(this.#counts, this.#handlers, apps, this.#report);
    else throw captureError("not-a-capture", 0);
    this.#joiner = new ChunkJoiner(this.#walker);
    this.#joiner.push(this.#head);
    if (take < chunk.byteLength) this.#joiner.push(chunk.subarray(take));
  }

  end(gzip: boolean, isGzipCut: boolean): ContainerReport {
    const [walker, joiner, counts] = [this.#walker, this.#joiner, this.#counts];
    if (walker === undefined || joiner === undefined) throw captureError("capture-too-short", this.#headBytes);
    joiner.end();
    if (!walker.hasHeader) throw captureError("capture-too-short", joiner.fileOffset + joiner.pendingBytes);
    const isLost = walker instanceof PcapngWalker && walker.isLost;
    const isCut = !isLost && (joiner.pendingBytes > 0 || walker.skipBytes > 0);
    if (isCut) this.#report("capture-cut", joiner.fileOffset, null);
    return {
      container: walker instanceof PcapWalker ? "pcap" : "pcapng",
      gzip,
      packets: counts.packets,
      wireBytes: counts.wireBytes,
      capturedBytes: counts.capturedBytes,
      cutPackets: counts.cutPackets,
      linkTypes: counts.linkTypes,
      interfaces: walker instanceof PcapWalker ? 1 : walker.interfaces,
      truncated: isCut || isGzipCut,
      pcapdroid: walker.pcapdroid,
    };
  }
}

/** Compressed bytes given to one step: bounds what a step can yield to about 8 MiB. */
const GUNZIP_STEP_BYTES = 8192;

/** gzip around a capture: unpacks in small steps, under a total and a ratio. */
class GunzipStep {
  isCut = false;
  readonly #inflater: Inflater;
  readonly #bounds: CaptureLimits;
  readonly #plain: PlainCapture;
  readonly #report: ReportIssue;
  #isDone = false;
  #packedBytes = 0;
  #plainBytes = 0;

  constructor(platform: Pick<Platform, "createGunzip">, bounds: CaptureLimits, plain: PlainCapture, report: ReportIssue) {
    this.#inflater = platform.createGunzip({ maxOutputBytes: bounds.maxGunzippedBytes });
    this.#bounds = bounds;
    this.#plain = plain;
    this.#report = report;
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.byteLength && !this.#isDone; at += GUNZIP_STEP_BYTES) {
      const step = chunk.subarray(at, at + GUNZIP_STEP_BYTES);
      this.#packedBytes += step.byteLength;
      this.#take(() => this.#inflater.push(step), "gzip-bad");
      if (!this.#isDone && this.#inflater.isEnded) this.#behind(step);
    }
  }

  end(): void {
    if (!this.#isDone) this.#take(() => this.#inflater.finish(), "gzip-cut");
  }

  #take(unpack: () => Uint8Array, code: "gzip-bad" | "gzip-cut"): void {
    let plain: Uint8Array;
    try {
      plain = unpack();
    } catch (error) {
      if (code === "gzip-bad") this.#hand(this.#inflater.rescued);
      this.#stop(error instanceof Error && error.name === "RangeError" ? "gzip-too-large" : code);
      return;
    }
    this.#hand(plain);
    const { gzipRatioFreeBytes, maxGzipRatio } = this.#bounds;
    if (this.#plainBytes > gzipRatioFreeBytes && this.#plainBytes > this.#packedBytes * maxGzipRatio) this.#stop("gzip-too-large");
  }

  #hand(plain: Uint8Array): void {
    this.#plainBytes += plain.byteLength;
    if (plain.byteLength > 0) this.#plain.push(plain);
  }

  /** Zeros may follow the compressed data, as tapes and blocks are filled; anything else was lost. */
  #behind(step: Uint8Array): void {
    const behind = Math.min(step.byteLength, this.#packedBytes - this.#inflater.inputBytes);
    if (step.subarray(step.byteLength - behind).some((byte) => byte !== 0)) this.#stop("gzip-bad");
  }

  #stop(code: "gzip-bad" | "gzip-cut" | "gzip-too-large"): void {
    this.#isDone = true;
    this.isCut = true;
    this.#report(code, this.#plainBytes, null);
  }
}
