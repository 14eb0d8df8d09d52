/** An IPv4 packet in an untagged Ethernet frame, as the outside of the gateway and the relay's connections have them. */

/** What stands in the headers; reused from frame to frame. */
export interface Ipv4Frame {
  readonly isTcp: boolean;
  readonly isUdp: boolean;
  readonly ipBytes: number;
  readonly from: number;
  readonly to: number;
  readonly fromPort: number;
  readonly toPort: number;
  /** TCP only. */
  readonly seq: number;
  readonly flags: number;
  readonly payloadStart: number;
  readonly payloadBytes: number;
  /** Bytes behind the IP packet. */
  readonly trailerBytes: number;
}

/** Reads an IPv4 packet at `at`; `undefined` when it is a fragment or its lengths are impossible. */
export function readIpv4Frame(view: DataView, at: number, frameEnd: number): Ipv4Frame | undefined {
  if (frameEnd - at < 20 || view.getUint8(at) >> 4 !== 4) return undefined;
  const headerBytes = (view.getUint8(at) & 15) * 4;
  const ipBytes = view.getUint16(at + 2);
  if (headerBytes < 20 || ipBytes < headerBytes || ipBytes > frameEnd - at || (view.getUint16(at + 6) & 0x3fff) !== 0) return undefined;
  const protocol = view.getUint8(at + 9);
  const transport = at + headerBytes;
  const end = at + ipBytes;
  const isTcp = protocol === 6;
  const isUdp = protocol === 17;
  if ((isTcp && end - transport < 20) || (isUdp && end - transport < 8)) return undefined;
  const headers = isTcp ? (view.getUint8(transport + 12) >> 4) * 4 : isUdp ? 8 : 0;
  if (isTcp && (headers < 20 || headers > end - transport)) return undefined;
  return {
    isTcp,
    isUdp,
    ipBytes,
    from: view.getUint32(at + 12),
    to: view.getUint32(at + 16),
    fromPort: isTcp || isUdp ? view.getUint16(transport) : 0,
    toPort: isTcp || isUdp ? view.getUint16(transport + 2) : 0,
    seq: isTcp ? view.getUint32(transport + 4) : 0,
    flags: isTcp ? view.getUint8(transport + 13) : 0,
    payloadStart: transport + headers,
    payloadBytes: end - transport - headers,
    trailerBytes: frameEnd - end,
  };
}

/** True for the first packet of a connection. */
export function isFirstSyn({ isTcp, flags }: Ipv4Frame): boolean {
  return isTcp && (flags & 0x12) === 2;
}
