/** Which side of a conversation is the device's, and whether the other one is out on the internet. */
import { type FlowRow, isLocalAddress, parseIpAddress } from "@creance/capture";
import { deviceSide } from "../findings/device-side.ts";

/** The ends of a conversation as an audit sees them. */
export interface ConversationSides {
  /** Side of the device, as findings see it. */
  readonly deviceSide: 0 | 1;
  /** Address of the other end. */
  readonly serverIp: string;
  /**
   * True when the other end is not on the spot: neither private, link-local, loopback nor multicast; or private, in another network than the
   * device, and called by a name of the internet: then something passes on between (a gateway that ends TLS, a proxy, a network built for a test).
   */
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
    leaves: !isOnTheSpot(serverIp) || isPassedOn(row, side === 0 ? row.origIp : row.respIp, serverIp),
    bytesOut: side === 0 ? row.origBytes : row.respBytes,
    bytesIn: side === 0 ? row.respBytes : row.origBytes,
  };
}

function isOnTheSpot(ip: string): boolean {
  const address = parseIpAddress(ip);
  return address === undefined || isLocalAddress(address.ipVersion, address.word0, address.word3);
}

/** Names that only mean something on the spot (RFC 6761, 6762, 8375 and what routers use). */
const localNames = /(?:^|\.)(?:local|localhost|localdomain|lan|home|internal|intranet|corp|private|arpa|box)$/i;

function isPassedOn({ serverName, serverNameSource }: FlowRow, deviceIp: string, serverIp: string): boolean {
  if (serverName === null || (serverNameSource !== "host" && serverNameSource !== "sni" && serverNameSource !== "quicSni")) return false;
  if (!/[^.]\.[a-z][a-z0-9-]+$/i.test(serverName) || localNames.test(serverName)) return false;
  const server = parseIpAddress(serverIp);
  const device = parseIpAddress(deviceIp);
  if (server === undefined || device === undefined || server.ipVersion !== device.ipVersion) return false;
  if (server.ipVersion === 6)
    return (server.word0 & 0xfe000000) >>> 0 === 0xfc000000 && (server.word0 !== device.word0 || server.word1 !== device.word1);
  const first = server.word3 >>> 24;
  const isUnicast = first !== 0 && first !== 127 && first !== 169 && first < 224;
  return isUnicast && server.word3 >>> 8 !== device.word3 >>> 8;
}
