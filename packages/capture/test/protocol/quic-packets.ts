/** Sealed QUIC packets for the tests. */
import { createCipheriv } from "node:crypto";
import { nodePlatform } from "@creance/node";
import { clientInitialKeys } from "../../src/protocol/quic-initial-keys.ts";
import { quicProtections } from "../../src/protocol/quic-versions.table.ts";
import { bytes, hex, n16, n32, sized8 } from "./bytes.ts";

/** Destination connection id of the published vectors. */
export const DCID = hex("8394c8f03e515708");
/** QUIC version 2. */
export const VERSION_2 = 0x6b3343cf;

/** The client's Initial keys. */
export function keysOf(version: number, connectionId = DCID) {
  const [protection] = quicProtections(version);
  if (protection === undefined) throw new Error("no protection");
  return { protection, keys: clientInitialKeys(nodePlatform, protection, connectionId) };
}

/** Seals an Initial as RFC 9001 section 5 says. The packet number has four bytes, as in the RFC's example. */
export function sealInitial(options: {
  version: number;
  frames: Uint8Array;
  number?: number;
  keysFor?: Uint8Array;
  dcid?: Uint8Array;
}): Uint8Array {
  const { protection, keys } = keysOf(options.version, options.keysFor ?? options.dcid ?? DCID);
  const number = options.number ?? 2;
  const first = 0xc3 | (protection.initialType << 4);
  const length = 4 + options.frames.length + 16;
  const head = bytes(first, n32(options.version), sized8(options.dcid ?? DCID), 0, 0, n16(0x4000 | length));
  const header = bytes(head, n32(number));
  const nonce = new Uint8Array(keys.iv);
  n32(number).forEach((byte, at) => {
    nonce[8 + at] = (nonce[8 + at] ?? 0) ^ byte;
  });
  const cipher = createCipheriv("aes-128-gcm", keys.key, nonce).setAAD(header);
  const sealed = bytes(cipher.update(options.frames), cipher.final(), cipher.getAuthTag());
  const packet = bytes(header, sealed);
  const mask = createCipheriv("aes-128-ecb", keys.hp, null)
    .setAutoPadding(false)
    .update(packet.subarray(head.length + 4, head.length + 20));
  packet[0] = first ^ ((mask[0] ?? 0) & 0x0f);
  for (let at = 0; at < 4; at++) packet[head.length + at] = (packet[head.length + at] ?? 0) ^ (mask[1 + at] ?? 0);
  return packet;
}

/** A CRYPTO frame. */
export function crypto(offset: number, content: Uint8Array): Uint8Array {
  return bytes(6, n16(0x4000 | offset), n16(0x4000 | content.length), content);
}
