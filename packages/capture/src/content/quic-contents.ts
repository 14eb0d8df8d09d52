/** The decrypted streams of a QUIC connection on their way to the reader of what was agreed: HTTP/3, else each stream by what it holds. */
import type { ContentContext, ContentStream, QuicContents } from "./content-stream.ts";
import { createHttp3Contents } from "./http3-contents.ts";
import { StreamContents } from "./stream-contents.ts";

/** Reads the streams of one connection. DNS over QUIC frames its messages as DNS over TCP does (RFC 9250 section 4.2). */
export function createQuicContents(context: ContentContext): QuicContents {
  if (context.alpn !== null && /(^|,)h3/.test(context.alpn)) {
    return createHttp3Contents(context, (tunnel) => new StreamContents(tunnel, 1));
  }
  return {
    stream: (streamId): ContentStream => new StreamContents({ ...context, streamId }),
    end: () => {},
  };
}
