/** A byte source that remembers its first bytes while somebody else reads it from start to end. */
import type { ByteSource } from "@creance/core";

/** What the format sniffer wants to see. */
const HEAD_BYTES = 65_536;

/** The wrapped source. */
export interface HeadCapture extends ByteSource {
  /** The first bytes, as far as they were read. */
  head(): Uint8Array;
  /** What the source itself threw: the file is to blame, not the vault. */
  readonly failure: { error: unknown } | undefined;
}

/** Wraps a source that is read in order. A read that comes back short fails: the file changed while it was read. `onRead` hears how far it was read. */
export function captureHead(source: ByteSource, onRead?: (bytes: number) => void): HeadCapture {
  const head = new Uint8Array(Math.min(source.size, HEAD_BYTES));
  let filled = 0;
  let failure: { error: unknown } | undefined;
  return {
    size: source.size,
    readOnce: source.readOnce === true,
    head: () => head.subarray(0, filled),
    get failure() {
      return failure;
    },
    async read(start, end) {
      try {
        const bytes = await source.read(start, end);
        if (bytes.byteLength < end - start) throw new ShortRead();
        if (start <= filled && filled < head.byteLength) {
          const fresh = bytes.subarray(filled - start, head.byteLength - start);
          head.set(fresh, filled);
          filled += fresh.byteLength;
        }
        onRead?.(end);
        return bytes;
      } catch (error) {
        failure = { error };
        throw error;
      }
    },
  };
}

/** The source ended before its size. */
export class ShortRead extends Error {
  override readonly name = "ShortRead";
  constructor() {
    super("the file became shorter while it was read");
  }
}
