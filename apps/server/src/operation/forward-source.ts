/** A stream of chunks of known total size as a byte source that is read from start to end, again from the start where that is asked for. */
import type { ByteSource } from "@creance/core";
import { ShortRead } from "./head-capture.ts";

/** A source that can be let go before its end. */
export interface ForwardSource extends ByteSource {
  /** Ends the stream early. */
  release(): Promise<void>;
}

/**
 * Wraps a stream. Reads must follow one another or begin anew at 0; anything else is our bug and throws. The stream's own check at its end (a checksum) runs
 * before the last bytes are handed out. Memory: one chunk and one read.
 */
export function forwardSource(sizeBytes: number, open: () => AsyncGenerator<Uint8Array>): ForwardSource {
  let stream: AsyncGenerator<Uint8Array> | undefined;
  let chunk = new Uint8Array(0);
  let at = 0;
  const restart = async (): Promise<void> => {
    await stream?.return(undefined);
    stream = undefined;
    chunk = new Uint8Array(0);
    at = 0;
  };
  return {
    size: sizeBytes,
    async read(start, end) {
      if (start === 0 && at > 0) await restart();
      if (start !== at) throw new RangeError(`a forward source is at ${at}, asked for ${start}`);
      stream ??= open();
      const out = new Uint8Array(end - start);
      let filled = 0;
      while (filled < out.byteLength) {
        if (chunk.byteLength === 0) {
          const { done, value } = await stream.next();
          if (done === true) throw new ShortRead();
          chunk = value as Uint8Array<ArrayBuffer>;
          continue;
        }
        const part = chunk.subarray(0, out.byteLength - filled);
        out.set(part, filled);
        filled += part.byteLength;
        chunk = chunk.subarray(part.byteLength);
      }
      at = end;
      if (at === sizeBytes) {
        if (chunk.byteLength > 0) throw new RangeError("the stream is longer than it said");
        await drain(stream);
      }
      return out;
    },
    async release() {
      await stream?.return(undefined);
    },
  };
}

/** Lets the stream reach its end, where it checks itself. */
async function drain(stream: AsyncGenerator<Uint8Array>): Promise<void> {
  for (;;) {
    const { done, value } = await stream.next();
    if (done === true) return;
    if (value.byteLength > 0) throw new RangeError("the stream is longer than it said");
  }
}
