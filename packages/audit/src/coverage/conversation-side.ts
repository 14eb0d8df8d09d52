/** Which side of a conversation is the device's, and whether the other one is out on the internet. */
import { type FlowRow, isLocalAddress, parseIpAddress } from "@creance/capture";
import { deviceSide } from "../findings/device-side.ts";

/** The ends of a conversation as an audit sees them. */
export interface ConversationSides {
  /** Side of the device, as findings see it. */
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
  const side = deviceSide(row);
  const serverIp = side === 0 ? row.respIp : row.origIp;
  return {
    deviceSide: side,
    serverIp,
    leaves: !isOnTheSpot(serverIp),
    bytesOut: side === 0 ? row.origBytes : row.respBytes,
    bytesIn: side === 0 ? row.respBytes : row.origBytes,
  };
}

function isOnTheSpot(ip: string): boolean {
  const address = parseIpAddress(ip);
  return address === undefined || isLocalAddress(address.ipVersion, address.word0, address.word3);
}
