/**
 * Opens TLS records, one direction and one set of keys: RFC 5246 section 6.2.3 (CBC and streams), RFC 5288, 6655, 7905 (sealed modes),
 * RFC 7366 (encrypt-then-MAC), RFC 8446 section 5.2 (TLS 1.3). A record counts as opened only when its tag or MAC fits.
 */
import { type AeadName, concatBytes, type HashName, type Platform } from "@creance/core";
import { u8, u16 } from "../protocol/big-endian.ts";
import type { RecordCipher } from "./cipher-suites.table.ts";
import { Rc4 } from "./rc4.ts";

/** The version number of SSL 3. */
export const SSL3 = 0x0300;

/** Bytes of a record's head: type, version, length. */
export const RECORD_HEAD_BYTES = 5;

/** An opened record. */
export interface OpenedRecord {
  /** The content type: TLS 1.3 hides it inside. */
  readonly type: number;
  readonly plain: Uint8Array;
}

/** Opens the records of one direction. */
export interface RecordOpener {
  /**
   * Opens the record `bytes[start..end)`, head included, as number `sequence` under these keys. `undefined` when it does not fit. Without
   * success nothing has changed, except for a stream cipher, which cannot go back.
   */
  open(bytes: Uint8Array, start: number, end: number, sequence: number): OpenedRecord | undefined;
  /** The record could not be opened; what the next one needs of it is kept. */
  skip(bytes: Uint8Array, start: number, end: number): void;
  /** True when another record can be opened although bytes before it are missing. */
  readonly survivesGaps: boolean;
}

/** Keys of one direction in TLS 1.2 and older. */
export interface DirectionKeys {
  readonly macKey: Uint8Array;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** How the records of TLS 1.2 and older are made up. */
export interface RecordRules {
  readonly cipher: RecordCipher;
  /** 0x0300 to 0x0303. */
  readonly version: number;
  readonly encryptThenMac: boolean;
}

/** An opener for SSL 3 and TLS 1.0 to 1.2. */
export function recordOpener(platform: Platform, rules: RecordRules, keys: DirectionKeys): RecordOpener {
  const { cipher } = rules;
  switch (cipher.mode) {
    case "aead":
      return cipher.nonce === "explicit"
        ? new ExplicitNonceOpener(platform, cipher.cipher, keys)
        : new XorNonceOpener(platform, cipher.cipher, keys, "1.2");
    case "cbc":
    case "des":
      return new CbcOpener(platform, rules, cipher, keys);
    case "rc4":
      return new StreamOpener(platform, rules, cipher.mac, keys.macKey, new Rc4(keys.key));
    case "null":
      return new StreamOpener(platform, rules, cipher.mac, keys.macKey, null);
  }
}

/** What TLS 1.3 binds to a record: its head, or nothing (drafts before 25). */
export type AssociatedData = "head" | "none";

/** An opener for TLS 1.3. */
export function recordOpener13(
  platform: Platform,
  cipher: AeadName,
  keys: { readonly key: Uint8Array; readonly iv: Uint8Array },
  associated: AssociatedData,
): RecordOpener {
  return new XorNonceOpener(platform, cipher, keys, associated === "head" ? "1.3" : "1.3-draft");
}

/** GCM and CCM of TLS 1.2: eight bytes of the nonce stand in the record. */
class ExplicitNonceOpener implements RecordOpener {
  readonly survivesGaps = true;
  readonly #platform: Platform;
  readonly #cipher: AeadName;
  readonly #key: Uint8Array;
  readonly #nonce = new Uint8Array(12);
  readonly #tagBytes: number;

  constructor(platform: Platform, cipher: AeadName, keys: DirectionKeys) {
    this.#platform = platform;
    this.#cipher = cipher;
    this.#key = keys.key;
    this.#nonce.set(keys.iv.subarray(0, 4));
    this.#tagBytes = cipher.endsWith("-8") ? 8 : 16;
  }

  open(bytes: Uint8Array, start: number, end: number, sequence: number): OpenedRecord | undefined {
    const body = start + RECORD_HEAD_BYTES + 8;
    const plainBytes = end - body - this.#tagBytes;
    if (plainBytes < 0) return undefined;
    this.#nonce.set(bytes.subarray(body - 8, body), 4);
    const associated = pseudoHead(bytes, start, sequence, plainBytes);
    const plain = this.#platform.openAead(this.#cipher, this.#key, this.#nonce, associated, bytes.subarray(body, end));
    return plain === undefined ? undefined : { type: u8(bytes, start), plain };
  }

  skip(): void {}
}

/** ChaCha20-Poly1305 of TLS 1.2, and everything in 1.3: the nonce is the sequence number over the IV. */
class XorNonceOpener implements RecordOpener {
  readonly survivesGaps = true;
  readonly #platform: Platform;
  readonly #cipher: AeadName;
  readonly #key: Uint8Array;
  readonly #iv: Uint8Array;
  readonly #version: "1.2" | "1.3" | "1.3-draft";
  readonly #tagBytes: number;

  constructor(
    platform: Platform,
    cipher: AeadName,
    keys: { readonly key: Uint8Array; readonly iv: Uint8Array },
    version: "1.2" | "1.3" | "1.3-draft",
  ) {
    this.#platform = platform;
    this.#cipher = cipher;
    this.#key = keys.key;
    this.#iv = keys.iv;
    this.#version = version;
    this.#tagBytes = cipher.endsWith("-8") ? 8 : 16;
  }

  open(bytes: Uint8Array, start: number, end: number, sequence: number): OpenedRecord | undefined {
    const body = start + RECORD_HEAD_BYTES;
    const plainBytes = end - body - this.#tagBytes;
    if (plainBytes < 0) return undefined;
    const is12 = this.#version === "1.2";
    const associated = is12
      ? pseudoHead(bytes, start, sequence, plainBytes)
      : this.#version === "1.3"
        ? bytes.subarray(start, body)
        : NOTHING;
    const nonce = nonceOf(this.#iv, sequence);
    const plain = this.#platform.openAead(this.#cipher, this.#key, nonce, associated, bytes.subarray(body, end));
    if (plain === undefined) return undefined;
    if (is12) return { type: u8(bytes, start), plain };
    let last = plain.length - 1;
    while (last >= 0 && plain[last] === 0) last--;
    return last < 0 ? { type: 0, plain: NOTHING } : { type: u8(plain, last), plain: plain.subarray(0, last) };
  }

  skip(): void {}
}

/** CBC: the MAC stands inside before the padding, or (encrypt-then-MAC) behind the sealed bytes. TLS 1.0 carries the IV on from record to record. */
class CbcOpener implements RecordOpener {
  readonly survivesGaps = true;
  readonly #platform: Platform;
  readonly #rules: RecordRules;
  readonly #mac: HashName;
  readonly #blockBytes: number;
  readonly #macKey: Uint8Array;
  readonly #openBlocks: (iv: Uint8Array, sealed: Uint8Array) => Uint8Array;
  #iv: Uint8Array;

  constructor(platform: Platform, rules: RecordRules, cipher: Extract<RecordCipher, { mode: "cbc" | "des" }>, keys: DirectionKeys) {
    this.#platform = platform;
    this.#rules = rules;
    this.#mac = cipher.mac;
    this.#blockBytes = cipher.blockBytes;
    this.#macKey = keys.macKey;
    this.#iv = keys.iv;
    const name = cipher.mode === "des" ? "des-ede3-cbc" : cipher.cipher;
    const key = cipher.mode === "des" ? concatBytes([keys.key, keys.key, keys.key]) : keys.key;
    this.#openBlocks = (iv, sealed) => platform.openCbc(name, key, iv, sealed);
  }

  open(bytes: Uint8Array, start: number, end: number, sequence: number): OpenedRecord | undefined {
    const { encryptThenMac, version } = this.#rules;
    const macBytes = hashBytes(this.#mac);
    const ivStart = start + RECORD_HEAD_BYTES;
    const sealedEnd = encryptThenMac ? end - macBytes : end;
    const sealedStart = version >= 0x0302 ? ivStart + this.#blockBytes : ivStart;
    const sealedBytes = sealedEnd - sealedStart;
    if (sealedBytes <= 0 || sealedBytes % this.#blockBytes !== 0) return undefined;
    if (encryptThenMac && !this.#fits(bytes, start, sequence, bytes.subarray(ivStart, sealedEnd), bytes.subarray(sealedEnd, end))) {
      return undefined;
    }
    const iv = version >= 0x0302 ? bytes.subarray(ivStart, sealedStart) : this.#iv;
    const opened = this.#openBlocks(iv, bytes.subarray(sealedStart, sealedEnd));
    const padded = version === SSL3 ? withoutPaddingOfSsl3(opened, this.#blockBytes) : withoutPadding(opened);
    const plainEnd = padded - (encryptThenMac ? 0 : macBytes);
    if (plainEnd < 0) return undefined;
    const plain = opened.subarray(0, plainEnd);
    if (!encryptThenMac && !this.#fits(bytes, start, sequence, plain, opened.subarray(plainEnd, plainEnd + macBytes))) return undefined;
    this.#carry(bytes, sealedEnd);
    return { type: u8(bytes, start), plain };
  }

  skip(bytes: Uint8Array, _start: number, end: number): void {
    this.#carry(bytes, this.#rules.encryptThenMac ? end - hashBytes(this.#mac) : end);
  }

  #carry(bytes: Uint8Array, sealedEnd: number): void {
    if (this.#rules.version < 0x0302) this.#iv = new Uint8Array(bytes.subarray(Math.max(0, sealedEnd - this.#blockBytes), sealedEnd));
    if (this.#iv.length !== this.#blockBytes) this.#iv = new Uint8Array(this.#blockBytes);
  }

  #fits(bytes: Uint8Array, start: number, sequence: number, content: Uint8Array, mac: Uint8Array): boolean {
    const head = pseudoHead(bytes, start, sequence, content.length);
    return macFits(this.#platform, this.#rules.version, this.#mac, this.#macKey, head, content, mac);
  }
}

/** RC4, and no cipher at all. */
class StreamOpener implements RecordOpener {
  readonly survivesGaps: boolean;
  readonly #platform: Platform;
  readonly #version: number;
  readonly #mac: HashName;
  readonly #macKey: Uint8Array;
  readonly #stream: Rc4 | null;

  constructor(platform: Platform, { version }: RecordRules, mac: HashName, macKey: Uint8Array, stream: Rc4 | null) {
    this.#platform = platform;
    this.#version = version;
    this.#mac = mac;
    this.#macKey = macKey;
    this.#stream = stream;
    this.survivesGaps = stream === null;
  }

  open(bytes: Uint8Array, start: number, end: number, sequence: number): OpenedRecord | undefined {
    const sealed = bytes.subarray(start + RECORD_HEAD_BYTES, end);
    const opened = this.#stream === null ? new Uint8Array(sealed) : this.#stream.update(sealed);
    const plainEnd = opened.length - hashBytes(this.#mac);
    if (plainEnd < 0) return undefined;
    const plain = opened.subarray(0, plainEnd);
    const head = pseudoHead(bytes, start, sequence, plainEnd);
    if (!macFits(this.#platform, this.#version, this.#mac, this.#macKey, head, plain, opened.subarray(plainEnd))) return undefined;
    return { type: u8(bytes, start), plain };
  }

  skip(): void {}
}

const NOTHING = new Uint8Array(0);

/** The nonce of a packet or record number. */
export function nonceOf(iv: Uint8Array, sequence: number): Uint8Array {
  const nonce = new Uint8Array(iv);
  for (let index = nonce.length - 1, rest = sequence; index >= 0 && rest > 0; index--) {
    nonce[index] = u8(nonce, index) ^ (rest % 256);
    rest = Math.floor(rest / 256);
  }
  return nonce;
}

/** What a MAC or a tag of TLS 1.2 binds: the sequence number, the record's type and version, and the length of the contents. */
function pseudoHead(bytes: Uint8Array, start: number, sequence: number, contentBytes: number): Uint8Array {
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, Math.floor(sequence / 0x1_0000_0000));
  view.setUint32(4, sequence % 0x1_0000_0000);
  head[8] = u8(bytes, start);
  view.setUint16(9, u16(bytes, start + 1));
  view.setUint16(11, contentBytes);
  return head;
}

function macFits(
  platform: Platform,
  version: number,
  hash: HashName,
  key: Uint8Array,
  head: Uint8Array,
  content: Uint8Array,
  mac: Uint8Array,
): boolean {
  const made = version === SSL3 ? macOfSsl3(platform, hash, key, head, content) : platform.hmac(hash, key, concatBytes([head, content]));
  return mac.length === made.length && made.every((byte, index) => byte === mac[index]);
}

/** The MAC of SSL 3 (RFC 6101 section 5.2.3.1): what HMAC was made of later. It leaves the version out. */
function macOfSsl3(platform: Platform, hash: HashName, key: Uint8Array, head: Uint8Array, content: Uint8Array): Uint8Array {
  if (hash !== "md5" && hash !== "sha1") return NOTHING; // no such suite in SSL 3
  const padBytes = hash === "md5" ? 48 : 40;
  const pad = (byte: number): Uint8Array => new Uint8Array(padBytes).fill(byte);
  const inner = platform.createHash(hash).update(key).update(pad(0x36));
  inner.update(head.subarray(0, 9)).update(head.subarray(11)).update(content);
  return platform.createHash(hash).update(key).update(pad(0x5c)).update(inner.digest()).digest();
}

/** Where the padding of opened blocks begins, -1 when it is none. */
function withoutPadding(opened: Uint8Array): number {
  const padding = u8(opened, opened.length - 1);
  const end = opened.length - 1 - padding;
  if (end < 0) return -1;
  for (let at = end; at < opened.length; at++) if (opened[at] !== padding) return -1;
  return end;
}

/** The same in SSL 3: its bytes may be any, and there is less of it than a block. */
function withoutPaddingOfSsl3(opened: Uint8Array, blockBytes: number): number {
  const padding = u8(opened, opened.length - 1);
  return padding < blockBytes ? opened.length - 1 - padding : -1;
}

/** Bytes of a hash. */
export function hashBytes(hash: HashName): number {
  return hash === "md5" ? 16 : hash === "sha1" ? 20 : hash === "sha256" ? 32 : 48;
}
