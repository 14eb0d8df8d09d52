/** HTTP/3 requests in QUIC datagrams, sealed with the helpers of the decryption tests: one Initial with a hello, then short headers. */
import { concatBytes } from "../../../packages/capture/src/index.ts";
import { MadeQuic, streamFrame } from "../../../packages/capture/test/decrypt/made-quic.ts";
import { clientHello } from "../../../packages/capture/test/protocol/hellos.ts";
import { crypto, sealInitial } from "../../../packages/capture/test/protocol/quic-packets.ts";

/** A request. */
export interface Http3Request {
  readonly authority: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeUs: number;
}

const CONNECTION_ID = Uint8Array.of(0x58, 0x17, 0x5a, 0xc0, 0xde);
const FRAME_BYTES = 1_100;

/** The client's datagrams and its key log line. Bodies up to 16 kB: offsets have two bytes. */
export function http3Datagrams(host: string, requests: readonly Http3Request[], secret: Uint8Array) {
  const hello = clientHello({ name: host, alpn: ["h3"], versions: [0x0304] });
  const initial = sealInitial({ version: 1, frames: concatBytes([crypto(0, hello), new Uint8Array(900)]) });
  const client = new MadeQuic(secret);
  const datagrams = [{ bytes: initial, timeUs: (requests[0]?.timeUs ?? 0) - 50_000 }];
  for (const [index, { authority, path, headers, body, timeUs }] of requests.entries()) {
    const fields = { ":method": "POST", ":scheme": "https", ":authority": authority, ":path": path, ...headers };
    const message = concatBytes([frame(1, fieldBlock(fields)), frame(0, body)]);
    for (let at = 0; at < message.length; at += FRAME_BYTES) {
      const end = Math.min(message.length, at + FRAME_BYTES);
      const stream = streamFrame(index * 4, at, message.subarray(at, end));
      if (end === message.length) stream[0] = 0x0f;
      datagrams.push({ bytes: client.seal(CONNECTION_ID, stream), timeUs: timeUs + at });
    }
  }
  return { datagrams, keyLog: `CLIENT_TRAFFIC_SECRET_0 ${"07".repeat(32)} ${Buffer.from(secret).toString("hex")}\n` };
}

function frame(type: number, contents: Uint8Array): Uint8Array {
  return concatBytes([Uint8Array.of(type), variable(contents.length), contents]);
}

/** Literal names and values, no table, no Huffman coding. */
function fieldBlock(fields: Readonly<Record<string, string>>): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0, 0)];
  for (const [name, value] of Object.entries(fields)) {
    const [nameBytes, valueBytes] = [name.toLowerCase(), value].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];
    parts.push(prefixed(0x20, 3, nameBytes.length), nameBytes, prefixed(0, 7, valueBytes.length), valueBytes);
  }
  return concatBytes(parts);
}

function prefixed(first: number, bits: number, value: number): Uint8Array {
  const most = 2 ** bits - 1;
  if (value < most) return Uint8Array.of(first | value);
  const out = [first | most];
  let left = value - most;
  for (; left >= 128; left >>= 7) out.push((left & 127) | 128);
  return Uint8Array.of(...out, left);
}

function variable(value: number): Uint8Array {
  return value < 64
    ? Uint8Array.of(value)
    : value < 16_384
      ? Uint8Array.of(0x40 | (value >> 8), value & 255)
      : Uint8Array.of(0x80 | (value >>> 24), (value >> 16) & 255, (value >> 8) & 255, value & 255);
}
