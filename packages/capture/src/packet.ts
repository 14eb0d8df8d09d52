/**
 * A packet as the container holds it, and what else a container says. The objects are reused from packet to packet (no object per
 * packet): copy what you keep.
 */
import type { Issue } from "@creance/core";

/** One captured packet. Valid until the next one. */
export interface RawPacket {
  /** The block that holds the captured bytes. */
  bytes: Uint8Array;
  /** View over the same block. */
  view: DataView;
  /** Captured bytes: `start` inclusive, `end` exclusive, in `bytes`. */
  start: number;
  end: number;
  /** Length on the wire; larger than `end - start` when the capture cut the packet. */
  wireLength: number;
  /** Microseconds since 1970-01-01 UTC; nanosecond captures keep the fraction. NaN where the container gives no time. */
  timeUs: number;
  /** LINKTYPE_ number (tcpdump's registry). */
  linkType: number;
  /** Number of the interface in the capture, counted over all sections. */
  interfaceId: number;
  /** 0 not known, 1 inbound, 2 outbound (pcapng flags, Linux cooked). */
  direction: number;
  /** Offset of the packet's record or block in the (decompressed) capture. */
  fileOffset: number;
  /** Counted from 1, as tshark counts frames. */
  number: number;
  /** App id of PCAPdroid (trailer or comment), -1 where there is none. */
  uid: number;
}

/** App of a UID, from PCAPdroid. */
export interface CaptureApp {
  readonly uid: number;
  /** App name; may be cut in trailers. */
  readonly app: string | null;
  /** Package, e.g. `dji.go.v5`; pcapng only. */
  readonly package: string | null;
}

/** What a capturing tool says it received and dropped on an interface. */
export interface InterfaceStatistics {
  readonly interfaceId: number;
  readonly received: number | null;
  readonly dropped: number | null;
}

/** Who listens to a container reader. */
export interface CaptureHandlers {
  packet(packet: RawPacket): void;
  /** TLS key log text from a decryption-secrets block. It may come before or after the packets it opens. */
  keyLog(text: string, fileOffset: number): void;
  /** A name that the capturing tool resolved: weak evidence. */
  resolvedName(address: string, name: string): void;
  app(app: CaptureApp): void;
  interfaceStatistics(statistics: InterfaceStatistics): void;
  issue(issue: Issue): void;
}

/** What was met in a container, known at its end. */
export interface ContainerReport {
  readonly container: "pcap" | "pcapng";
  readonly gzip: boolean;
  readonly packets: number;
  /** Bytes on the wire, all packets. */
  readonly wireBytes: number;
  readonly capturedBytes: number;
  /** Packets that the capture cut short. */
  readonly cutPackets: number;
  /** Packets by link type. */
  readonly linkTypes: ReadonlyMap<number, number>;
  readonly interfaces: number;
  /** True when the last record or block is cut. */
  readonly truncated: boolean;
  /** True when PCAPdroid marks were met: sequence numbers, round trips and losses in such a file are the app's invention. */
  readonly pcapdroid: boolean;
}
