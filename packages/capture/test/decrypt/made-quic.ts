/** QUIC packets with short headers, sealed by hand (RFC 9001 section 5). */
import { type CipherGCMTypes, createCipheriv } from "node:crypto";
import { nodePlatform } from "@creance/node";
import { expandLabel } from "../../src/decrypt/key-derivation.ts";
import { bytes, n16, n32 } from "../protocol/bytes.ts";

/** One direction of a made connection. */
export class MadeQuic {
  readonly #aead: "aes-128-gcm" | "chacha20-poly1305" | "aes-256-gcm";
  readonly #label: string;
  readonly #hp: Uint8Array;
  #secret: Uint8Array;
  #phase = 0;
  #number = 0;

  constructor(
    secret: Uint8Array,
    aead: "aes-128-gcm" | "chacha20-poly1305" | "aes-256-gcm" = "aes-128-gcm",
    label: "quic" | "quicv2" = "quic",
  ) {
    this.#secret = secret;
    this.#aead = aead;
    this.#label = label;
    this.#hp = this.#expand("hp");
  }

  /** Goes on with the next keys. */
  update(): void {
    this.#secret = this.#expand("ku");
    this.#phase ^= 1;
  }

  /** A packet with `frames` for the connection id. */
  seal(id: Uint8Array, frames: Uint8Array): Uint8Array {
    const content = bytes(frames, new Uint8Array(Math.max(0, 8 - frames.length)));
    const number = this.#number++;
    const first = 0x43 | (this.#phase << 2);
    const header = bytes(first, id, n32(number));
    const nonce = this.#expand("iv", 12);
    n32(number).forEach((byte, at) => {
      nonce[8 + at] = (nonce[8 + at] ?? 0) ^ byte;
    });
    const cipher = createCipheriv(this.#aead as CipherGCMTypes, this.#expand("key"), nonce, { authTagLength: 16 }).setAAD(header);
    const packet = bytes(header, cipher.update(content), cipher.final(), cipher.getAuthTag());
    const numberAt = 1 + id.length;
    const sample = packet.subarray(numberAt + 4, numberAt + 20);
    const mask =
      this.#aead === "chacha20-poly1305"
        ? createCipheriv("chacha20", this.#hp, sample).update(new Uint8Array(5))
        : createCipheriv(`aes-${this.#hp.length * 8}-ecb`, this.#hp, null)
            .setAutoPadding(false)
            .update(sample);
    packet[0] = first ^ ((mask[0] ?? 0) & 0x1f);
    for (let at = 0; at < 4; at++) packet[numberAt + at] = (packet[numberAt + at] ?? 0) ^ (mask[1 + at] ?? 0);
    return packet;
  }

  #expand(label: string, lengthBytes = label === "ku" ? this.#secret.length : this.#aead === "aes-128-gcm" ? 16 : 32): Uint8Array {
    const hash = this.#aead === "aes-256-gcm" ? "sha384" : "sha256";
    return expandLabel(nodePlatform, hash, this.#secret, `tls13 ${this.#label} ${label}`, lengthBytes);
  }
}

/** A STREAM frame with offset and length. */
export function streamFrame(id: number, offset: number, content: Uint8Array): Uint8Array {
  return bytes(0x0e, id < 64 ? id : n16(0x4000 | id), n16(0x4000 | offset), n16(0x4000 | content.length), content);
}
