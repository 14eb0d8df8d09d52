/** Whether a conversation stayed on the local network: then nothing of it left. */
import { isLocalAddress, parseIpAddress } from "@creance/capture";

/** True when neither end is out on the internet. */
export function staysLocal({ origIp, respIp }: { readonly origIp: string; readonly respIp: string }): boolean {
  return [origIp, respIp].every((text) => {
    const address = parseIpAddress(text);
    return address !== undefined && isLocalAddress(address.ipVersion, address.word0, address.word3);
  });
}
