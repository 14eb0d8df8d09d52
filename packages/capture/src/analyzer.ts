/**
 * What a flow's contents tell. The flow room feeds bytes in order; analyzers fill `FlowFacts`. Sans-I/O: no analyzer keeps more than a
 * bounded number of bytes.
 */
import type { Issue, Platform } from "@creance/core";
import type { Decryption } from "./decrypt/decryption.ts";
import type { HeldBytes } from "./protocol/held-bytes.ts";

/** How a server name is known, best first (docs/formats/captures.md, the ladder). */
export const nameSources = ["host", "sni", "quicSni", "dns", "certificate", "echOuter", "none"] as const;
/** How a server name is known. */
export type NameSource = (typeof nameSources)[number];

/** 0: from the one who opened the flow; 1: from the one who answered. */
export type Side = 0 | 1;

/** What the contents of one flow told so far. `null` is unknown. Analyzers write, the flow's row is made from it. */
export interface FlowFacts {
  /** Zeek's word: `ssl`, `quic`, `dns`, `http`, `mqtt`, `ntp`, `ssdp`, `rtsp`, `rtmp`, `stun`, `smtp`, `dhcp` ... Never from a port alone. */
  service: string | null;
  /** Host header or :authority seen in plain or decrypted HTTP. */
  host: string | null;
  sni: string | null;
  /** True when the SNI came from a QUIC Initial. */
  sniFromQuic: boolean;
  /** True when the hello carries ECH that the server accepted or a known outer name: the SNI is the outer name. */
  ech: "none" | "grease" | "outer";
  certificateName: string | null;
  ja4: string | null;
  alpn: string | null;
  /** `1.2`, `1.3`, `dtls1.2`, `quic-v1` ... as negotiated or offered. */
  version: string | null;
}

/** DNS answers seen, so that later flows to the address get a name. The flow room keeps it bounded. */
export interface DnsAnswers {
  /** `client` and `address` are RFC 5952 / dotted texts; `name` as asked, lower case, without the final dot. */
  answer(client: string, name: string, address: string, timeUs: number, ttlS: number): void;
}

/** Takes decrypted contents, in order for each side. */
export interface PlaintextSink {
  /** The next decrypted bytes of a side: `bytes[start..end)`, borrowed. */
  data(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void;
  /** Something of a side is missing or could not be opened: `lengthBytes` of the sealed stream, at most. */
  gap(side: Side, lengthBytes: number): void;
  /** No more comes. */
  end(): void;
}

/** Where decrypted contents stand in their flow: in TLS over TCP, or in one stream of QUIC. Side 0 is the flow's client. */
export type PlaintextPlace = { readonly protocol: "tls" } | { readonly protocol: "quic"; readonly streamId: number };

/** What an analyzer may use. */
export interface AnalyzerContext {
  readonly platform: Platform;
  readonly facts: FlowFacts;
  readonly dns: DnsAnswers;
  /** Text of the flow's client and server address. */
  readonly clientAddress: string;
  readonly serverAddress: string;
  readonly clientPort: number;
  readonly serverPort: number;
  issue(issue: Omit<Issue, "offset">): void;
  /** What the flow's contents may keep in memory; absent: what the bounds of each reader allow. */
  readonly held?: HeldBytes | undefined;
  /** Keys to open contents with; absent where there are none, and then nothing is tried. */
  readonly decryption?: Decryption | undefined;
  /** Who wants decrypted contents to the end of the flow; `null` for not this one. Absent: they are read as far as facts need. */
  readonly plaintext?: ((place: PlaintextPlace) => PlaintextSink | null) | undefined;
}

/** Contents of a TCP flow, in order for each side. */
export interface StreamAnalyzer {
  /** Takes the next bytes of a side: `bytes[start..end)`, borrowed. */
  data(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void;
  /** Bytes of a side that the capture does not hold. */
  gap(side: Side, lengthBytes: number): void;
  /** False when a side need not be reassembled any further: everything worth knowing is known, or hope is gone. */
  wants(side: Side): boolean;
  /** The flow has ended. */
  end(): void;
}

/** Contents of a UDP flow. */
export interface DatagramAnalyzer {
  datagram(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number): void;
  /** False when further datagrams need not be looked at. */
  wants(): boolean;
  end(): void;
}
