/** Captures of UDP conversations, whole or record by record: for captures that grow. */
import { writePcap } from "@creance/capture";
import { counting, ethernet, ipv4, udp } from "../../../packages/capture/test/ip-packets.ts";

/** Bytes of a pcap's header. */
const HEADER_BYTES = 24;

/** The header of a capture, and one record for each conversation: `port` tells them apart. */
export function udpRecords(conversations: readonly { readonly port: number; readonly atS: number; readonly bytes?: number }[]): {
  readonly header: Uint8Array;
  readonly records: readonly Uint8Array[];
} {
  const records = conversations.map(({ port, atS, bytes }) => {
    const packet = {
      bytes: ethernet(0x0800, ipv4(17, udp(port, 9_999, counting(bytes ?? 10)))),
      timeUs: (1_700_000_000 + atS) * 1_000_000,
    };
    return writePcap([packet], { linkType: 1 });
  });
  return { header: writePcap([], { linkType: 1 }), records: records.map((file) => file.subarray(HEADER_BYTES)) };
}
