/** A capture of a real TLS session of Node's own stack, in TCP segments made here, and the keys to it. */
import { concatBytes, pcapngBlocks, writePcap } from "@creance/capture";
import { recordSession } from "../../../packages/capture/test/decrypt/recorded-session.ts";
import { ethernet, ipv4, raw, words } from "../../../packages/capture/test/ip-packets.ts";

/** A session as a capture. */
export interface TlsCapture {
  readonly pcap: Uint8Array;
  readonly keyLog: string;
  /** The same packets as pcapng, the keys behind them. */
  readonly pcapngWithKeys: Uint8Array;
}

/** Records a session that asks for `host`. The name in its hello is `made.example`. */
export async function tlsCapture(host: string): Promise<TlsCapture> {
  const { said, keyLog } = await recordSession({
    requests: [`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    answer: "HTTP/1.1 204 No Content\r\n\r\n",
  });
  const sequence: [number, number] = [100, 500];
  const packets = said.map(([side, content], at) => {
    if (typeof content === "number") throw new Error("a recorded session has no holes");
    const [from, to] = [sequence[side], sequence[side === 0 ? 1 : 0]];
    sequence[side] += content.byteLength;
    const ports = side === 0 ? words(50_000, 443) : words(443, 50_000);
    const segment = concatBytes([ports, long(from), long(to), raw(0x50, 0x18), words(1024, 0, 0), content]);
    const [client, server] = [
      [10, 0, 0, 1],
      [192, 0, 2, 7],
    ] as const;
    const addresses = side === 0 ? { from: client, to: server } : { from: server, to: client };
    return { bytes: ethernet(0x0800, ipv4(6, segment, addresses)), timeUs: 1_700_000_000_000_000 + at * 1000 };
  });
  const blocks = pcapngBlocks();
  const pcapng = [
    blocks.section(),
    blocks.interface({ linkType: 1 }),
    ...packets.map(({ bytes, timeUs }) => blocks.packet({ bytes, ticks: BigInt(timeUs) })),
    secretsBlock(keyLog),
  ];
  return { pcap: writePcap(packets, { linkType: 1 }), keyLog, pcapngWithKeys: concatBytes(pcapng) };
}

/** Decryption secrets block: type 10, a TLS key log. */
function secretsBlock(keyLog: string): Uint8Array {
  const text = Buffer.from(keyLog, "latin1");
  const block = Buffer.alloc(16 + Math.ceil(text.byteLength / 4) * 4 + 4);
  block.writeUInt32LE(10, 0);
  block.writeUInt32LE(block.byteLength, 4);
  block.writeUInt32LE(0x544c534b, 8);
  block.writeUInt32LE(text.byteLength, 12);
  text.copy(block, 16);
  block.writeUInt32LE(block.byteLength, block.byteLength - 4);
  return block;
}

function long(value: number): Uint8Array {
  return words(value >>> 16, value & 0xffff);
}
