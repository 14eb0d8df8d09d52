/** Opens QUIC packets of one direction with a secret (RFC 9001 sections 5 and 6): header protection, packet numbers, key updates. */
import type { AeadName, HashName, Platform } from "@creance/core";
import { u8 } from "../protocol/big-endian.ts";
import { expandLabel } from "./key-derivation.ts";
import { nonceOf } from "./record-opener.ts";

/** AEADs by the length of a secret; the tag tells which of them it was (RFC 9001 section 5.3: never CCM_8). */
const suites: Readonly<Record<number, readonly { readonly aead: AeadName; readonly keyBytes: number; readonly hash: HashName }[]>> = {
  32: [
    { aead: "aes-128-gcm", keyBytes: 16, hash: "sha256" },
    { aead: "chacha20-poly1305", keyBytes: 32, hash: "sha256" },
    { aead: "aes-128-ccm", keyBytes: 16, hash: "sha256" },
  ],
  48: [{ aead: "aes-256-gcm", keyBytes: 32, hash: "sha384" }],
};
const IV_BYTES = 12;
const SAMPLE_BYTES = 16;
const TAG_BYTES = 16;
const KEY_PHASE = 0x04;

/** A packet as it stands in a datagram. */
export interface ProtectedPacket {
  readonly bytes: Uint8Array;
  readonly start: number;
  /** Where its packet number begins. */
  readonly numberAt: number;
  readonly end: number;
}

interface KeySet {
  readonly aead: AeadName;
  readonly keyBytes: number;
  readonly hash: HashName;
  readonly mask: (sample: Uint8Array) => Uint8Array;
  /** The secret in use, and the keys of it. */
  secret: Uint8Array;
  key: Uint8Array;
  iv: Uint8Array;
  /** Keys of the phase before, for packets that come late. */
  before: { readonly key: Uint8Array; readonly iv: Uint8Array } | null;
}

/** Opens packets of one direction at one level. */
export class QuicOpener {
  readonly #platform: Platform;
  readonly #label: string;
  #sets: KeySet[];
  #largest = -1;
  #phase = 0;
  #headerBytes = new Uint8Array(32);

  constructor(platform: Platform, secret: Uint8Array, label: "quic" | "quicv2") {
    this.#platform = platform;
    this.#label = label;
    this.#sets = (suites[secret.length] ?? []).filter(({ aead }) => platform.hasCipher(aead)).map((suite) => this.#keySet(suite, secret));
  }

  /** The frames of a packet; `undefined` when it does not fit. */
  open(packet: ProtectedPacket): Uint8Array | undefined {
    if (packet.end - packet.numberAt < 4 + SAMPLE_BYTES) return undefined;
    for (const set of this.#sets) {
      const plain = this.#openWith(set, packet);
      if (plain === undefined) continue;
      this.#sets = [set];
      return plain;
    }
    return undefined;
  }

  #openWith(set: KeySet, { bytes, start, numberAt, end }: ProtectedPacket): Uint8Array | undefined {
    const mask = set.mask(bytes.subarray(numberAt + 4, numberAt + 4 + SAMPLE_BYTES));
    const isLong = u8(bytes, start) >= 0x80;
    const first = u8(bytes, start) ^ (u8(mask, 0) & (isLong ? 0x0f : 0x1f));
    const numberLength = (first & 3) + 1;
    const body = numberAt + numberLength;
    if (end - body < TAG_BYTES) return undefined;
    const header = this.#header(body - start);
    header.set(bytes.subarray(start, body));
    header[0] = first;
    let cut = 0;
    for (let i = 0; i < numberLength; i++) {
      const byte = u8(bytes, numberAt + i) ^ u8(mask, 1 + i);
      header[numberAt - start + i] = byte;
      cut = cut * 256 + byte;
    }
    const number = wholeNumber(this.#largest, cut, numberLength * 8);
    const sealed = bytes.subarray(body, end);
    const open = (key: Uint8Array, iv: Uint8Array): Uint8Array | undefined =>
      this.#platform.openAead(set.aead, key, nonceOf(iv, number), header, sealed);
    const phase = isLong ? this.#phase : (first & KEY_PHASE) / KEY_PHASE;
    let plain: Uint8Array | undefined;
    if (phase === this.#phase) plain = open(set.key, set.iv);
    else {
      plain = set.before === null ? undefined : open(set.before.key, set.before.iv);
      if (plain !== undefined) return plain; // late, from before the update
      const secret = this.#expand(set, set.secret, "ku", set.secret.length);
      const next = { key: this.#expand(set, secret, "key", set.keyBytes), iv: this.#expand(set, secret, "iv", IV_BYTES) };
      plain = open(next.key, next.iv);
      if (plain !== undefined) {
        set.before = { key: set.key, iv: set.iv };
        Object.assign(set, next, { secret });
        this.#phase = phase;
      }
    }
    if (plain !== undefined && number > this.#largest) this.#largest = number;
    return plain;
  }

  #header(lengthBytes: number): Uint8Array {
    if (lengthBytes > this.#headerBytes.length) this.#headerBytes = new Uint8Array(lengthBytes);
    return this.#headerBytes.subarray(0, lengthBytes);
  }

  #keySet(suite: { readonly aead: AeadName; readonly keyBytes: number; readonly hash: HashName }, secret: Uint8Array): KeySet {
    const expand = (label: string, lengthBytes: number): Uint8Array => this.#expand(suite, secret, label, lengthBytes);
    const hp = expand("hp", suite.keyBytes);
    const zeros = new Uint8Array(5);
    const ecb = suite.aead === "chacha20-poly1305" ? null : this.#platform.createAesEcbCipher(hp);
    const mask = (sample: Uint8Array): Uint8Array => (ecb === null ? this.#platform.chacha20(hp, sample, zeros) : ecb.update(sample));
    return { ...suite, mask, secret, key: expand("key", suite.keyBytes), iv: expand("iv", IV_BYTES), before: null };
  }

  #expand({ hash }: { readonly hash: HashName }, secret: Uint8Array, label: string, lengthBytes: number): Uint8Array {
    return expandLabel(this.#platform, hash, secret, `tls13 ${this.#label} ${label}`, lengthBytes);
  }
}

/** The packet number that is nearest to the next expected one (RFC 9000 appendix A.3). */
function wholeNumber(largest: number, cut: number, bits: number): number {
  const window = 2 ** bits;
  const expected = largest + 1;
  const candidate = expected - (expected % window) + cut;
  if (candidate <= expected - window / 2 && candidate + window < 2 ** 62) return candidate + window;
  return candidate > expected + window / 2 && candidate >= window ? candidate - window : candidate;
}
