/** The innermost network and transport layer of a packet. One object, reused: `dissect` fills it. */

/** What `dissect` found. Addresses are four 32-bit words, high word first; IPv4 stands in the last word with the others 0. */
export interface Dissected {
  /** 4 or 6; 0 when there is no IP layer (then `otherProtocol` names what was there). */
  ipVersion: number;
  src0: number;
  src1: number;
  src2: number;
  src3: number;
  dst0: number;
  dst1: number;
  dst2: number;
  dst3: number;
  /** IP protocol number: 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6, ... */
  protocol: number;
  /** Ports of TCP, UDP, SCTP; type and code for ICMP; 0 otherwise. */
  srcPort: number;
  dstPort: number;
  /** Length of the IP packet as its header says (captured length where the header says 0: segmentation offload). Counts for `origIpBytes`. */
  ipLength: number;
  /** Length of the transport payload as the headers say; may be larger than what was captured. */
  payloadLength: number;
  /** The captured part of the payload in `bytes`. */
  bytes: Uint8Array;
  payloadStart: number;
  payloadEnd: number;
  /** TCP only. */
  tcpSeq: number;
  tcpAck: number;
  tcpFlags: number;
  tcpWindow: number;
  /** VLAN tags joined (outer * 4096 + inner), 0 without. Belongs to the flow key. */
  vlan: number;
  /** 0 outside tunnels, else a number that differs for different tunnels (by outer addresses and tunnel id). Belongs to the flow key. */
  tunnel: number;
  /** Depth of tunnels, 0 outside. */
  tunnelDepth: number;
  /** True when this packet is a fragment that does not complete its datagram: it counts, but has no transport layer. */
  fragment: boolean;
  /** 0 or the ethertype / protocol that is not decoded further (ARP 0x0806, ...). */
  otherProtocol: number;
  /** True when the transport header is cut or impossible: what could not be read of it is 0, and there is no payload. */
  transportCut?: boolean;
}
