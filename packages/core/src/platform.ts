/**
 * The platform functions that pure code needs, by name only. Apps hand them in (adapters/node implements them with the
 * platform's own crypto and zlib). All are synchronous and work in chunks, so that memory is the caller's to bound.
 */

/** Incremental hash. */
export interface Hasher {
  update(bytes: Uint8Array): Hasher;
  /** Raw digest; the hasher cannot be used afterwards. */
  digest(): Uint8Array;
}

/** One running block-cipher stream; CBC state carries over from call to call. No padding is added or removed. */
export interface CipherStream {
  /** Transforms whole 16-byte blocks. Throws when the length is not a multiple of 16. The result is the caller's. */
  update(bytes: Uint8Array): Uint8Array;
}

/**
 * A bounded decompressor. It stops by itself at the end of its compressed stream: bytes behind it (after the last gzip member too) are
 * ignored, `inputBytes` says where they begin.
 */
export interface Inflater {
  /**
   * Takes the next compressed chunk and returns all that it yields (possibly empty); the bytes are the caller's.
   * Throws a `RangeError` when the total output would exceed the bound, an `Error` when the data is not valid; see `rescued`.
   */
  push(chunk: Uint8Array): Uint8Array;
  /** Ends the stream. Throws when it was not complete. */
  finish(): Uint8Array;
  /** True when the compressed stream is complete. More gzip members may follow. */
  readonly isEnded: boolean;
  /** Compressed bytes taken so far that belong to the stream: up to its end, when that was reached. */
  readonly inputBytes: number;
  /**
   * What the call of `push` that threw had brought out before: up to the bound, or up to the last 4 KiB before the fault (brotli: up to
   * what its last 512 compressed bytes held). Empty as long as nothing was thrown.
   */
  readonly rescued: Uint8Array;
}

/** Hashes that run over data. MD5 and SHA-1 are for finding what others hashed with them. */
export type DigestName = "md5" | "sha1" | "sha256";

/** Hashes that `hmac` knows. MD5 and SHA-1 only for protocols that were made with them. */
export type HashName = "md5" | "sha1" | "sha256" | "sha384";

/** Sealed modes by name. `-8` is CCM with a tag of 8 bytes, the others have tags of 16. Key lengths follow from the name. */
export type AeadName =
  | "aes-128-gcm"
  | "aes-256-gcm"
  | "aes-128-ccm"
  | "aes-256-ccm"
  | "aes-128-ccm-8"
  | "aes-256-ccm-8"
  | "aria-128-gcm"
  | "aria-256-gcm"
  | "chacha20-poly1305";

/** Block ciphers in CBC mode, by name. */
export type CbcName =
  | "aes-128-cbc"
  | "aes-256-cbc"
  | "camellia-128-cbc"
  | "camellia-256-cbc"
  | "aria-128-cbc"
  | "aria-256-cbc"
  | "des-ede3-cbc";

/** What pure packages may ask the platform for. */
export interface Platform {
  sha256(bytes: Uint8Array): Uint8Array;
  createHash(name: DigestName): Hasher;
  hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** AES-256-CBC without padding; `key` 32 bytes, `iv` 16 bytes. */
  createAes256CbcDecipher(key: Uint8Array, iv: Uint8Array): CipherStream;
  createAes256CbcCipher(key: Uint8Array, iv: Uint8Array): CipherStream;
  /** AES with a 16- or 32-byte key in ECB mode, without padding: QUIC header protection. */
  createAesEcbCipher(key: Uint8Array): CipherStream;
  /**
   * Opens AES-GCM with a 16- or 32-byte key and a 12-byte nonce. `sealed` ends in the 16-byte tag.
   * `undefined` when the tag does not fit.
   */
  openAesGcm(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
  /** HMAC (RFC 2104). The result is the caller's. */
  hmac(hash: HashName, key: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** True when this platform has the cipher. What it lacks must not be asked for. */
  hasCipher(name: AeadName | CbcName): boolean;
  /**
   * Opens what an AEAD sealed; `sealed` ends in the tag, the nonce has 12 bytes. `undefined` when the tag does not fit. The plain bytes are
   * the caller's.
   */
  openAead(name: AeadName, key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
  /** Seals with an AEAD: the sealed bytes end in the tag. The nonce has 12 bytes and must not come twice with one key. */
  sealAead(name: AeadName, key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, plain: Uint8Array): Uint8Array;
  /** Public key, 32 bytes, of an Ed25519 seed of 32 bytes (RFC 8032). */
  ed25519PublicKey(seed: Uint8Array): Uint8Array;
  /** Ed25519 signature, 64 bytes, by a seed of 32 bytes. */
  ed25519Sign(seed: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** True when an Ed25519 signature fits; false also for keys and signatures of wrong lengths. */
  ed25519Verify(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean;
  /** Opens CBC without padding: whole blocks, of 8 bytes for `des-ede3-cbc`, else 16. The plain bytes are the caller's. */
  openCbc(name: CbcName, key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array;
  /** ChaCha20's key stream over `bytes`; `start` is the 4-byte counter, little endian, and the 12-byte nonce (RFC 8439). */
  chacha20(key: Uint8Array, start: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** Raw deflate (zip members). */
  createInflateRaw(limits: { readonly maxOutputBytes: number }): Inflater;
  /** Deflate in zlib's frame (RFC 1950): HTTP's `deflate`. */
  createInflate(limits: { readonly maxOutputBytes: number }): Inflater;
  /** gzip, one member or several. */
  createGunzip(limits: { readonly maxOutputBytes: number }): Inflater;
  /** Brotli; takes up to 16 MiB for its window beside the output. */
  createBrotli(limits: { readonly maxOutputBytes: number }): Inflater;
}
