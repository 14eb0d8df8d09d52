/** A client's QUIC v1 Initial datagrams around a ClientHello, sealed as RFC 9001 section 5 says. */
import { createCipheriv, createHmac } from "node:crypto";

const SALT = Buffer.from("38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "hex");
const DATAGRAM_BYTES = 1_250;
/** Longest piece of the hello in one datagram. */
const CRYPTO_BYTES = 1_150;

/** The datagrams of a hello: one, or two where it is long. */
export function quicInitials(hello: Uint8Array, connectionId: Uint8Array): Buffer[] {
  const secret = expand(createHmac("sha256", SALT).update(connectionId).digest(), "client in", 32);
  const key = expand(secret, "quic key", 16);
  const iv = expand(secret, "quic iv", 12);
  const headerKey = expand(secret, "quic hp", 16);
  const datagrams: Buffer[] = [];
  for (let at = 0; at < hello.byteLength; at += CRYPTO_BYTES) {
    const piece = hello.subarray(at, at + CRYPTO_BYTES);
    const frames = Buffer.alloc(DATAGRAM_BYTES - 28 - connectionId.byteLength);
    frames[0] = 6;
    frames.writeUInt16BE(0x4000 | at, 1);
    frames.writeUInt16BE(0x4000 | piece.byteLength, 3);
    frames.set(piece, 5);
    datagrams.push(seal(frames, datagrams.length, { connectionId, key, iv, headerKey }));
  }
  return datagrams;
}

function seal(
  frames: Buffer,
  number: number,
  { connectionId, key, iv, headerKey }: { connectionId: Uint8Array; key: Buffer; iv: Buffer; headerKey: Buffer },
): Buffer {
  const length = 0x4000 | (4 + frames.byteLength + 16);
  const header = Buffer.concat([
    Buffer.from([0xc3, 0, 0, 0, 1, connectionId.byteLength]),
    connectionId,
    Buffer.from([0, 0, length >> 8, length & 255, 0, 0, 0, number]),
  ]);
  const nonce = Buffer.from(iv);
  nonce[11] = (nonce[11] as number) ^ number;
  const cipher = createCipheriv("aes-128-gcm", key, nonce).setAAD(header);
  const packet = Buffer.concat([header, cipher.update(frames), cipher.final(), cipher.getAuthTag()]);
  const numberAt = header.byteLength - 4;
  const mask = createCipheriv("aes-128-ecb", headerKey, null)
    .setAutoPadding(false)
    .update(packet.subarray(numberAt + 4, numberAt + 20));
  packet[0] = (packet[0] as number) ^ ((mask[0] as number) & 0x0f);
  for (let at = 0; at < 4; at++) packet[numberAt + at] = (packet[numberAt + at] as number) ^ (mask[1 + at] as number);
  return packet;
}

/** HKDF-Expand-Label for an empty context and at most 32 bytes. */
function expand(secret: Buffer, label: string, lengthBytes: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.from([0, lengthBytes, name.byteLength]), name, Buffer.from([0, 1])]);
  return createHmac("sha256", secret).update(info).digest().subarray(0, lengthBytes);
}
