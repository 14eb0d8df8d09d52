/** A file with bytes put in. */
import { type ByteSource, FormatError } from "@creance/core";

/** A file with bytes put in at a place, read by ranges. A read that finds it shorter than it was throws a `FormatError` (`redact-source-changed`). */
export function insertedSource(source: ByteSource, at: number, bytes: Uint8Array): ByteSource {
  const behind = at + bytes.byteLength;
  return {
    size: source.size + bytes.byteLength,
    async read(start, end) {
      if (end <= at) return source.read(start, end);
      if (start >= behind) return source.read(start - bytes.byteLength, end - bytes.byteLength);
      const out = new Uint8Array(end - start);
      if (start < at) out.set(await whole(source, start, at));
      out.set(bytes.subarray(Math.max(0, start - at), Math.min(bytes.byteLength, end - at)), Math.max(0, at - start));
      if (end > behind) out.set(await whole(source, at, end - bytes.byteLength), behind - start);
      return out;
    },
  };
}

async function whole(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  const bytes = await source.read(start, end);
  if (bytes.byteLength === end - start) return bytes;
  throw new FormatError("redact-source-changed", { format: "claim", offset: start }, "the picture became shorter while it was read");
}
