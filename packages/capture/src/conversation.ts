/** One honest row for each conversation, with Zeek's names in camelCase. */
import type { NameSource } from "./analyzer.ts";

/** A country database's opinion. */
export interface CountryOpinion {
  readonly database: string;
  /** Date of the snapshot, `2026-06-17`. */
  readonly date: string;
  /** ISO 3166-1 alpha-2, `null` where the database has nothing. */
  readonly country: string | null;
}

/** One conversation. `orig` opened it, `resp` answered. Unknown is `null`. */
export interface Conversation {
  /** 16 hexadecimal characters: stable for the same capture. */
  readonly flowId: string;
  /** Microseconds since 1970-01-01 UTC of the first packet. */
  readonly timeUs: number;
  readonly durationUs: number;
  readonly transport: "tcp" | "udp" | "icmp" | "other";
  /** RFC 5952 / dotted. */
  readonly origIp: string;
  readonly origPort: number;
  readonly respIp: string;
  readonly respPort: number;
  /** True when no handshake told who opened it. */
  readonly directionInferred: boolean;
  readonly service: string | null;
  readonly serverName: string | null;
  readonly serverNameSource: NameSource;
  readonly ja4: string | null;
  readonly alpn: string | null;
  /** Payload bytes (Zeek's orig_bytes); TCP: by sequence numbers, so retransmissions count once. */
  readonly origBytes: number;
  readonly respBytes: number;
  /** IP bytes (Zeek's orig_ip_bytes). */
  readonly origIpBytes: number;
  readonly respIpBytes: number;
  /** Bytes on the wire (tshark's frame.len). */
  readonly origWireBytes: number;
  readonly respWireBytes: number;
  readonly origPkts: number;
  readonly respPkts: number;
  /** Payload bytes that the capture does not hold (Zeek's missed_bytes). */
  readonly missedBytes: number;
  readonly retransmittedBytes: number;
  readonly vlan: number | null;
  readonly tunnelDepth: number;
  /** App and package where the capture carries them. */
  readonly app: string | null;
  readonly package: string | null;
  /** Zeek's conn_state for TCP, `null` otherwise. */
  readonly connState: string | null;
}
