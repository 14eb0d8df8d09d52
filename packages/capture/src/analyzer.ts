/**
 * What a flow's contents tell. The flow room feeds bytes in order; analyzers fill `FlowFacts`. Sans-I/O: no analyzer keeps more than a
 * bounded number of bytes.
 */
import type { Issue, Platform } from "@creance/core";
import type { PacketSpan } from "./content/content-part.ts";
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

/** Takes contents, in order for each side. */
export interface PlaintextSink {
  /**
   * The next bytes of a side: `bytes[start..end)`, borrowed. `packets` brought them; it is borrowed too, and may reach one packet farther to
   * the front than the bytes do where a record began in the packet before.
   */
  data(side: Side, bytes: Uint8Array, start: number, end: number, timeUs: number, packets: PacketSpan): void;
  /** Something of a side is missing or could not be opened: `lengthBytes` of the sealed stream, at most. */
  gap(side: Side, lengthBytes: number): void;
  /** False when no more of a side need come; without this function all of it does. */
  wants?(side: Side): boolean;
  /** This side has said all, the other one may go on: streams of QUIC. Not called where it was broken off (RESET_STREAM). */
  sideEnd?(side: Side): void;
  /** No more comes. */
  end(): void;
}

/** Version of TLS as agreed. */
export type TlsLayer = "ssl3" | "tls1.0" | "tls1.1" | "tls1.2" | "tls1.3";

/**
 * Where contents stand in their flow. `tcp`, `udp`: its payload as it was sent, sealed or not: whoever takes it has to see what is sealed
 * (the content reader does). `tls`: what decryption brought out of TLS over TCP, perhaps inside a tunnel; `quic`: one decrypted stream of QUIC.
 * Side 0 is the flow's client, `clientSide` the side that began the encrypted connection. `alpn` as agreed, or as offered, joined by commas.
 */
export type PlaintextPlace =
  | { readonly protocol: "tcp" }
  | { readonly protocol: "udp" }
  | { readonly protocol: "tls"; readonly version: TlsLayer; readonly alpn: string | null; readonly clientSide: Side }
  | { readonly protocol: "quic"; readonly streamId: number; readonly alpn: string | null; readonly clientSide: Side };

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
  /** The packets that brought what is handed on just now: whoever hands on older bytes writes into it, and puts it back. */
  readonly packets: PacketSpan;
  /** What the flow's contents may keep in memory; absent: what the bounds of each reader allow. */
  readonly held?: HeldBytes | undefined;
  /** Keys to open contents with; absent where there are none, and then nothing is tried. */
  readonly decryption?: Decryption | undefined;
  /** Who wants contents to the end of the flow; `null` for not these. Absent: they are read as far as facts need. */
  readonly plaintext?: ((place: PlaintextPlace) => PlaintextSink | null) | undefined;
  /** Sealed bytes of a side, after others of it were opened, that stay closed: at most this many. */
  readonly unopened?: ((side: Side, lengthBytes: number) => void) | undefined;
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
