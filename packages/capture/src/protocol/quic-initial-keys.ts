/** Keys of QUIC Initial packets (RFC 9001 section 5.2), and the opening of one packet (sections 5.3 and 5.4). */
import type { CipherStream, Platform } from "@creance/core";
import { u8 } from "./big-endian.ts";
import type { QuicProtection } from "./quic-versions.table.ts";

const SECRET_BYTES = 32;
const KEY_BYTES = 16;
const IV_BYTES = 12;
const CLIENT_IN = expansion("client in", SECRET_BYTES);

/** Keys of the client's Initial packets. */
export interface QuicInitialKeys {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  readonly hp: Uint8Array;
  /** The header protection cipher over `hp`. */
  readonly headerCipher: CipherStream;
}

/** An opened packet: its frames. */
export interface OpenedPacket {
  readonly payload: Uint8Array;
  readonly packetNumber: number;
}

/** Derives the client's Initial keys from a destination connection id. */
export function clientInitialKeys(platform: Platform, protection: QuicProtection, connectionId: Uint8Array): QuicInitialKeys {
  const { saltBytes, key: keyInfo, iv: ivInfo, hp: hpInfo } = derivationOf(protection);
  const initialSecret = platform.hmacSha256(saltBytes, connectionId); // HKDF-Extract
  const secret = platform.hmacSha256(initialSecret, CLIENT_IN);
  // Copies, because `slice` of Node's Buffer would share the memory.
  const key = new Uint8Array(platform.hmacSha256(secret, keyInfo).subarray(0, KEY_BYTES));
  const iv = new Uint8Array(platform.hmacSha256(secret, ivInfo).subarray(0, IV_BYTES));
  const hp = new Uint8Array(platform.hmacSha256(secret, hpInfo).subarray(0, KEY_BYTES));
  return { key, iv, hp, headerCipher: platform.createAesEcbCipher(hp) };
}

/**
 * Opens a protected long-header packet. `bytes[start..end)` is the packet, `numberAt` where its packet number begins. `undefined` when the
 * tag does not fit the keys.
 */
export function openInitial(
  platform: Platform,
  keys: QuicInitialKeys,
  packet: { readonly bytes: Uint8Array; readonly start: number; readonly numberAt: number; readonly end: number },
): OpenedPacket | undefined {
  const { bytes, start, numberAt, end } = packet;
  if (end - numberAt < 4 + 16) return undefined;
  const mask = keys.headerCipher.update(bytes.subarray(numberAt + 4, numberAt + 20));
  const numberLength = ((u8(bytes, start) ^ (u8(mask, 0) & 0x0f)) & 3) + 1;
  if (end - numberAt < numberLength + 16) return undefined;
  // Copies by `new Uint8Array`: `slice` of Node's Buffer would share the memory, and these are changed.
  const header = new Uint8Array(bytes.subarray(start, numberAt + numberLength));
  header[0] = u8(bytes, start) ^ (u8(mask, 0) & 0x0f);
  let packetNumber = 0;
  for (let i = 0; i < numberLength; i++) {
    const byte = u8(bytes, numberAt + i) ^ u8(mask, 1 + i);
    header[numberAt - start + i] = byte;
    packetNumber = packetNumber * 256 + byte;
  }
  const nonce = new Uint8Array(keys.iv);
  for (let i = 0, rest = packetNumber; i < 4; i++) {
    nonce[11 - i] = u8(nonce, 11 - i) ^ (rest % 256);
    rest = Math.floor(rest / 256);
  }
  const payload = platform.openAesGcm(keys.key, nonce, header, bytes.subarray(numberAt + numberLength, end));
  return payload === undefined ? undefined : { payload, packetNumber };
}

interface Derivation {
  readonly saltBytes: Uint8Array;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  readonly hp: Uint8Array;
}

/** What the derivation needs of each salt and label: a handful, made once. */
const derivations = new Map<string, Derivation>();

function derivationOf({ salt, label }: QuicProtection): Derivation {
  const name = `${label} ${salt}`;
  let found = derivations.get(name);
  if (found === undefined) {
    found = {
      saltBytes: Uint8Array.from(salt.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
      key: expansion(`${label} key`, KEY_BYTES),
      iv: expansion(`${label} iv`, IV_BYTES),
      hp: expansion(`${label} hp`, KEY_BYTES),
    };
    derivations.set(name, found);
  }
  return found;
}

/** What HKDF-Expand-Label (RFC 8446 section 7.1) hashes for an empty context and at most 32 bytes. */
function expansion(label: string, lengthBytes: number): Uint8Array {
  const text = new TextEncoder().encode(`tls13 ${label}`);
  const info = new Uint8Array(4 + text.length + 1);
  info[1] = lengthBytes;
  info[2] = text.length;
  info.set(text, 3);
  info[info.length - 1] = 1; // HKDF-Expand's counter, behind the empty context's length
  return info;
}
