/** What a format is, as plain data: shared by readers, writers, the sniffer and the documents. */
import type { ByteSource } from "@creance/core";

/** A file format. */
export interface Format {
  /** Stable id, used in JSON: `dji-flight-record`. */
  readonly id: string;
  /** Name a person knows. */
  readonly name: string;
  /** Usual extensions, lower case, without the dot; never used to decide. */
  readonly extensions: readonly string[];
  /** Path of its document in the repository. */
  readonly document: string;
  /**
   * How sure the first bytes make us, 0 (not this) to 1. `head` is the first 64 KiB or the whole file if shorter.
   * Never throws.
   */
  readonly sniff: (head: Uint8Array, sizeBytes: number) => number;
}

/** Reads the head that `sniff` wants. */
export async function readHead(source: ByteSource): Promise<Uint8Array> {
  return source.read(0, Math.min(source.size, 65_536));
}
