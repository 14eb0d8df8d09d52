/**
 * Captures as files of bounded size, each a whole pcap with its header: `lan-000001.pcap`, `lan-000002.pcap`, ... Only whole records are
 * written; where the disk refuses in the middle of one, the file is cut back to the last whole record.
 */
import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { RecordRun, RecordSink } from "./pcap-cutter.ts";
import { writeFault } from "./recorder-fault.ts";
import type { RecordingSpace } from "./recording-space.ts";

/** What was captured. */
export type CaptureSide = "lan" | "wan" | "denied";

/** Where captures go. */
export interface CaptureFilesOptions {
  /** There already. */
  readonly folder: string;
  readonly side: CaptureSide;
  /** A file is closed before it grows past this, unless a single record is larger. */
  readonly fileBytes: number;
  readonly space: RecordingSpace;
  /** A file was begun. */
  readonly onFile: (file: string) => void;
}

/** Files of one side. */
export class CaptureFiles implements RecordSink {
  readonly #options: CaptureFilesOptions;
  #header: Uint8Array = new Uint8Array(0);
  #descriptor = -1;
  #path = "";
  #number = 0;
  #sizeBytes = 0;
  #packets = 0;

  constructor(options: CaptureFilesOptions) {
    this.#options = options;
  }

  /** Packets written, in all files. */
  get packets(): number {
    return this.#packets;
  }

  header(bytes: Uint8Array): void {
    this.#header = bytes;
    this.#begin();
  }

  /** Throws a `RecorderFault` when they cannot be written; the file then ends with its last whole record. */
  records({ bytes, bounds, count }: RecordRun): void {
    const { fileBytes } = this.#options;
    let from = 0;
    for (let record = 0; record < count; record++) {
      const start = bounds[from] as number;
      const end = bounds[record + 1] as number;
      const isFirst = this.#sizeBytes === this.#header.byteLength && record === from;
      if (this.#sizeBytes + end - start <= fileBytes || isFirst) continue;
      this.#write(bytes, bounds, from, record);
      this.#begin();
      from = record;
    }
    this.#write(bytes, bounds, from, count);
  }

  /** Puts everything written on the disk. */
  sync(): void {
    if (this.#descriptor < 0) return;
    try {
      fsyncSync(this.#descriptor);
    } catch (error) {
      throw writeFault(error, this.#path);
    }
  }

  /** Closes the file. */
  close(): void {
    if (this.#descriptor < 0) return;
    closeSync(this.#descriptor);
    this.#descriptor = -1;
  }

  #begin(): void {
    const { folder, side, space, onFile } = this.#options;
    this.sync();
    this.close();
    const file = `${side}-${String(++this.#number).padStart(6, "0")}.pcap`;
    this.#path = join(folder, file);
    space.take(this.#header.byteLength);
    try {
      this.#descriptor = openSync(this.#path, "wx", 0o640);
    } catch (error) {
      throw writeFault(error, this.#path);
    }
    this.#sizeBytes = 0;
    this.#writeBytes(this.#header, 0, this.#header.byteLength);
    onFile(file);
  }

  /** Writes the records from `from` up to but without `until`. */
  #write(bytes: Uint8Array, bounds: readonly number[], from: number, until: number): void {
    if (until === from) return;
    const start = bounds[from] as number;
    const end = bounds[until] as number;
    this.#options.space.take(end - start);
    this.#writeBytes(bytes, start, end);
    this.#packets += until - from;
  }

  #writeBytes(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    try {
      while (at < end) at += writeSync(this.#descriptor, bytes, at, end - at, this.#sizeBytes + at - start);
    } catch (error) {
      this.#cutBack();
      throw writeFault(error, this.#path);
    }
    this.#sizeBytes += end - start;
  }

  /** Half a run may lie behind the last whole one. */
  #cutBack(): void {
    try {
      ftruncateSync(this.#descriptor, this.#sizeBytes);
    } catch {
      // The write's own refusal is what is told.
    }
  }
}
