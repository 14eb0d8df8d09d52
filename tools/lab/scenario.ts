/** What a scenario file says: who talks to whom, when, over what, with which bodies. */
import type { Body } from "./body.ts";
import type { TlsChoice } from "./recorded-tls.ts";

/** A scenario. Times are seconds from the first position of the flight. */
export interface Scenario {
  /** What the capture shows; it goes into the capture's section comment behind `Synthetic:`. */
  readonly about: string;
  readonly device: { readonly ip: string; readonly ip6?: string; readonly mac: string; readonly hostName: string };
  readonly router: { readonly ip: string; readonly mac: string };
  /** Time there and back. */
  readonly roundTripMs: number;
  readonly conversations: readonly Conversation[];
}

/** One conversation. */
export type Conversation = TcpConversation | UdpConversation | LocalConversation;

/** A request and what answers it; without `method` bytes as they are. */
export interface Message {
  readonly atS: number;
  /** Sent again every so many seconds until then. */
  readonly repeat?: { readonly everyS: number; readonly untilS: number };
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly topic?: string;
  readonly body?: Body;
  readonly answer?: { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: Body };
  /** Chunks of this many bytes. */
  readonly chunkBytes?: number;
}

/** A TCP connection. */
export interface TcpConversation {
  readonly kind: "tcp";
  readonly atS: number;
  readonly host: string;
  readonly ip: string;
  readonly port: number;
  /** The name is asked for before. */
  readonly lookup?: boolean;
  readonly protocol: "http1" | "http2" | "websocket" | "mqtt" | "stream";
  readonly tls: TlsChoice | null;
  /** False: no keys for it are written down. */
  readonly keys?: boolean;
  /** Path that a WebSocket is opened at. */
  readonly path?: string;
  readonly messages: readonly Message[];
}

/** UDP datagrams of one flow. */
export interface UdpConversation {
  readonly kind: "udp";
  readonly host: string;
  readonly ip: string;
  readonly port: number;
  readonly lookup?: boolean;
  readonly messages: readonly Message[];
}

/** What a device says to its own network. */
export interface LocalConversation {
  readonly kind: "dhcp" | "arp" | "ntp" | "mdns" | "question";
  readonly atS: number;
  /** Every so many seconds until then. */
  readonly everyS?: number;
  readonly untilS?: number;
  /** `ntp`: the server. */
  readonly ip?: string;
  /** `mdns`: the service; `question`: a name that is asked for. */
  readonly name?: string;
}

/** Messages with their repetitions, each at its own time. */
export function repeated(messages: readonly Message[]): Message[] {
  return messages.flatMap(({ repeat, ...message }) => {
    if (repeat === undefined) return [message];
    const count = Math.floor((repeat.untilS - message.atS) / repeat.everyS) + 1;
    return Array.from({ length: count }, (_, index) => ({ ...message, atS: message.atS + index * repeat.everyS }));
  });
}
