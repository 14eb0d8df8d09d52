/** Who opened a flow when no SYN says so. The result is marked as inferred. */
import type { Dissected } from "../dissected.ts";
import { isLocalAddress } from "./local-address.ts";
import { tcpFlag } from "./tcp-endpoint.ts";

/** What the beginning of a payload says about its sender. */
export type Speaker = "client" | "server" | "unknown";

/** Ports that servers listen on, beyond the first 1,024; they decide a direction, never a service. */
const SERVER_PORTS = new Set([
  1080, 1194, 1433, 1701, 1723, 1812, 1813, 1883, 1900, 1935, 2049, 2152, 3128, 3306, 3389, 3478, 3544, 4443, 4789, 5060, 5061, 5222, 5353,
  5355, 5432, 5671, 5672, 6081, 6443, 8000, 8008, 8080, 8081, 8443, 8554, 8883, 8888, 9000, 9092, 9443, 11_211, 27_017, 51_820,
]);

/** True when the first packet of a TCP flow seems to come from the one who answers. `null` flags: a datagram. */
export function firstPacketIsAnswer(found: Dissected, srcPort: number, dstPort: number): boolean {
  const fromServerPort = isServerPort(srcPort);
  const toServerPort = isServerPort(dstPort);
  if (fromServerPort !== toServerPort) return fromServerPort;
  if (found.protocol !== 6) return false;
  if ((found.tcpFlags & (tcpFlag.syn | tcpFlag.ack)) === (tcpFlag.syn | tcpFlag.ack)) return true;
  const fromLocal = isLocalAddress(found.ipVersion, found.src0, found.src3);
  const toLocal = isLocalAddress(found.ipVersion, found.dst0, found.dst3);
  if (fromLocal !== toLocal) return toLocal;
  return srcPort < dstPort;
}

/** Reads the first bytes of a TCP payload: a TLS hello or an HTTP line tells who speaks. */
export function speakerOf(bytes: Uint8Array, start: number, end: number): Speaker {
  const length = end - start;
  if (length >= 6 && bytes[start] === 22 && bytes[start + 1] === 3) {
    const kind = bytes[start + 5];
    return kind === 1 ? "client" : kind === 2 ? "server" : "unknown";
  }
  if (length < 5) return "unknown";
  const word = String.fromCharCode(...bytes.subarray(start, start + 5));
  if (word === "HTTP/") return "server";
  return /^(GET |POST |PUT |HEAD |OPTIO|DELET|PATCH|CONNE|PRI )/.test(word) ? "client" : "unknown";
}

function isServerPort(port: number): boolean {
  return (port > 0 && port < 1024) || SERVER_PORTS.has(port);
}
