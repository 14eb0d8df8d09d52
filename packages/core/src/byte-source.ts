/**
 * Where bytes come from: a file, an upload, a member of an archive, an S3 range. Format code sees only this.
 */
export interface ByteSource {
  /** Length of the whole source in bytes. */
  readonly size: number;
  /** True when the bytes can be read only once, from start to end (a request body). */
  readonly readOnce?: boolean;
  /**
   * Reads bytes `start` (inclusive) to `end` (exclusive). The caller keeps `0 <= start <= end <= size`.
   * A result shorter than asked means that the source shrank while it was read: the reader treats it as a cut file.
   */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** A source over bytes that are already in memory. No copy is made; the reader must not write into the result. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.byteLength,
    read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
  };
}

/** What a counting source saw: tests assert these instead of times. */
export interface ReadCount {
  /** Number of `read` calls. */
  requests: number;
  /** Sum of the bytes returned. */
  bytes: number;
}

/** Wraps a source and counts its reads, so that a test can assert how much a reader asked for. */
export function countingSource(source: ByteSource): ByteSource & { readonly count: ReadCount } {
  const count: ReadCount = { requests: 0, bytes: 0 };
  return {
    size: source.size,
    count,
    async read(start, end) {
      const bytes = await source.read(start, end);
      count.requests += 1;
      count.bytes += bytes.byteLength;
      return bytes;
    },
  };
}
