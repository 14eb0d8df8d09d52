/** How a server's name is known, in words, with the field's term. */
import type { FlowRow } from "@creance/api";

/** How a name can be known. */
export type NameSource = FlowRow["serverNameSource"];

/** Short words for tables and chips; the sentence for details. */
export const nameSourceWords = {
  host: { short: "host header", sentence: "The client named it in its request (Host header), which could be read." },
  sni: { short: "TLS hello (SNI)", sentence: "The client named it in the open part of its TLS hello (SNI)." },
  quicSni: { short: "QUIC hello (SNI)", sentence: "The client named it in its QUIC hello (SNI), which anyone on the way can open." },
  dns: {
    short: "DNS answer",
    sentence: "The client had asked DNS for this name and been given this address; several names may share one address.",
  },
  certificate: { short: "certificate", sentence: "The server's certificate bears this name." },
  echOuter: { short: "outer name (ECH)", sentence: "The hello is encrypted (ECH): this is the outer name, the true one is hidden." },
  none: { short: "no name", sentence: "Nothing in the capture names this server." },
} as const satisfies Readonly<Record<NameSource, { readonly short: string; readonly sentence: string }>>;

/** `TLS hello (SNI)`, `DNS answer`; an unknown source as it is. */
export function shortNameSource(source: string): string {
  return source in nameSourceWords ? nameSourceWords[source as NameSource].short : source;
}
