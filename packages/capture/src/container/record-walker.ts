/** What the chunk joiner needs of a container format. Both pcap and pcapng are such walkers. */

/** A block of the capture that holds whole records (or not yet). */
export interface Block {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Offset of `bytes[0]` in the (decompressed) capture. */
  readonly fileOffset: number;
}

/** Reads whole records out of blocks. */
export interface RecordWalker {
  /**
   * Reads the whole records of `block` from `start` to `end` and returns where the first incomplete one starts.
   * Then `neededBytes` says how many bytes from there are needed before another call makes sense (more than there are).
   */
  walk(block: Block, start: number, end: number): number;
  readonly neededBytes: number;
  /** Bytes that can be dropped unseen before the next call (`walk` was given all that are left). */
  skipBytes: number;
  /** What is left when no more bytes come. True when it could use it (then `walk` is asked once more). */
  finalize(): boolean;
}
