/** A TLS 1.3 session made by hand, for what Node's stack does not do when asked: early data, key updates, records cut as one likes. */
import { createCipheriv, randomBytes } from "node:crypto";
import { nodePlatform } from "@creance/node";
import { expandLabel } from "../../src/decrypt/key-derivation.ts";
import { bytes, n16, type Part, sized8, sized16 } from "../protocol/bytes.ts";
import { clientHelloBody, extension, handshake } from "../protocol/hellos.ts";

/** The client's random of every made hello. */
const RANDOM = new Uint8Array(32).fill(7);

/** A secret and the sealing of records with it (TLS_AES_128_GCM_SHA256). */
export class MadeSecret {
  #secret: Uint8Array;
  #sequence = 0;

  constructor(secret: Uint8Array = randomBytes(32)) {
    this.#secret = secret;
  }

  /** The line of a key log. */
  line(label: string): string {
    return `${label} ${Buffer.from(RANDOM).toString("hex")} ${Buffer.from(this.#secret).toString("hex")}\n`;
  }

  /** The next record. `padding` zero bytes hide its length. */
  seal(type: number, content: Part, padding = 0): Uint8Array {
    const key = expandLabel(nodePlatform, "sha256", this.#secret, "tls13 key", 16);
    const nonce = expandLabel(nodePlatform, "sha256", this.#secret, "tls13 iv", 12);
    nonce[11] = (nonce[11] as number) ^ this.#sequence++;
    const inner = bytes(content, type, new Uint8Array(padding));
    const head = bytes(23, 3, 3, n16(inner.length + 16));
    const cipher = createCipheriv("aes-128-gcm", key, nonce);
    cipher.setAAD(head);
    return bytes(head, cipher.update(inner), cipher.final(), cipher.getAuthTag());
  }

  /** The secret after a KeyUpdate. */
  next(): MadeSecret {
    return new MadeSecret(expandLabel(nodePlatform, "sha256", this.#secret, "tls13 traffic upd", 32));
  }
}

/** A record in the clear. */
export function clearRecord(type: number, content: Uint8Array): Uint8Array {
  return bytes(type, 3, 3, sized16(content));
}

/** The client's hello in a record; with early data it says so. */
export function clientHelloRecord(options: { readonly earlyData?: boolean } = {}): Uint8Array {
  const body = clientHelloBody({ name: "made.example", versions: [0x0304], empty: options.earlyData === true ? [42] : [] });
  return clearRecord(22, handshake(1, body));
}

/** The server's hello in a record. */
export function serverHelloRecord(): Uint8Array {
  const body = bytes(n16(0x0303), new Uint8Array(32).fill(9), sized8("session"), n16(0x1301), 0, sized16(extension(43, n16(0x0304))));
  return clearRecord(22, handshake(2, body));
}

/** Finished, EncryptedExtensions, EndOfEarlyData and KeyUpdate, of a shape that is enough here. */
export const messages = {
  finished: handshake(20, new Uint8Array(32)),
  encryptedExtensions: (alpn: string) => handshake(8, sized16(extension(16, sized16(sized8(alpn))))),
  endOfEarlyData: handshake(5, new Uint8Array(0)),
  keyUpdate: handshake(24, Uint8Array.of(0)),
} as const;
