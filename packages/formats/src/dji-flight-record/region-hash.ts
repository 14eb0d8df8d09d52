/** SHA-256 of the record region while it is streamed: the identity of a recording whatever was appended to the file. */
import type { ByteSource, Hasher, Platform } from "@creance/core";

const CHUNK_BYTES = 1_048_576;

/** What is known of a region while it is read. */
export interface HashedRegion {
  readonly framer: { readonly firstStart: number; readonly lastEnd: number };
  /** Bytes between two file offsets when they are all in memory. */
  windowBytes(from: number, to: number): Uint8Array | undefined;
}

/** Hashes from the first record to the end of the last record or marker. */
export class RegionHash {
  readonly #hasher: Hasher;
  #hashedTo = -1;

  constructor(platform: Platform) {
    this.#hasher = platform.createHash("sha256");
  }

  /** Hashes up to the last record framed so far. Bytes that left the window meanwhile (pictures before a late record) are read again. */
  async upTo(region: HashedRegion, source: ByteSource): Promise<void> {
    const { firstStart, lastEnd } = region.framer;
    if (firstStart < 0) return;
    if (this.#hashedTo < 0) this.#hashedTo = firstStart;
    while (this.#hashedTo < lastEnd) {
      const inWindow = region.windowBytes(this.#hashedTo, lastEnd);
      const bytes = inWindow ?? (await source.read(this.#hashedTo, Math.min(lastEnd, this.#hashedTo + CHUNK_BYTES)));
      if (bytes.length === 0) return;
      this.#hasher.update(bytes);
      this.#hashedTo += bytes.length;
    }
  }

  /** The raw digest; ends the hash. */
  digest(): Uint8Array {
    return this.#hasher.digest();
  }
}
