/** Which side of a conversation the device is on. */
import { isLocalAddress, type PlaintextFlow, parseIpAddress } from "@creance/capture";

/**
 * 0 where the one who opened the flow is the device: always, but for flows that came from a public address to one device with a local address.
 * What goes to a group (multicast, broadcast) comes from the device.
 */
export function deviceSide(flow: Pick<PlaintextFlow, "origIp" | "respIp">): 0 | 1 {
  return !isLocal(flow.origIp) && isLocal(flow.respIp) && !isGroup(flow.respIp) ? 1 : 0;
}

function isGroup(text: string): boolean {
  const address = parseIpAddress(text);
  if (address === undefined) return false;
  return address.ipVersion === 4 ? address.word3 >>> 24 >= 224 : address.word0 >>> 24 === 0xff;
}

function isLocal(text: string): boolean {
  const address = parseIpAddress(text);
  return address !== undefined && isLocalAddress(address.ipVersion, address.word0, address.word3);
}
