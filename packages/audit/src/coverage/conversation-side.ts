/** Which side of a conversation is the device's, and whether the other one is out on the internet. */
import { type FlowRow, isLocalAddress, parseIpAddress } from "@creance/capture";

/** The ends of a conversation as an audit sees them. */
export interface ConversationSides {
  /** Side of the device: 0 the one who opened it, unless that one has a public address and the other a local one. */
  readonly deviceSide: 0 | 1;
  /** Address of the other end. */
  readonly serverIp: string;
  /** True when the other end is not on the spot: neither private, link-local, loopback nor multicast. */
  readonly leaves: boolean;
  readonly bytesOut: number;
  readonly bytesIn: number;
}

/** The sides of a row. */
export function conversationSides(row: FlowRow): ConversationSides {
  const respLocal = isLocal(row.respIp);
  const deviceSide = respLocal && !isLocal(row.origIp) ? 1 : 0;
  const serverIp = deviceSide === 0 ? row.respIp : row.origIp;
  return {
    deviceSide,
    serverIp,
    leaves: deviceSide === 1 || !respLocal,
    bytesOut: deviceSide === 0 ? row.origBytes : row.respBytes,
    bytesIn: deviceSide === 0 ? row.respBytes : row.origBytes,
  };
}

function isLocal(ip: string): boolean {
  const address = parseIpAddress(ip);
  return address === undefined || isLocalAddress(address.ipVersion, address.word0, address.word3);
}
