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

/** A bounded decompressor. */
export interface Inflater {
  /**
   * Takes the next compressed chunk and returns what it yields (possibly empty).
   * Throws a `RangeError` when the total output would exceed the bound, an `Error` when the data is not valid.
   */
  push(chunk: Uint8Array): Uint8Array;
  /** Ends the stream. Throws when it was not complete. */
  finish(): Uint8Array;
}

/** What pure packages may ask the platform for. */
export interface Platform {
  sha256(bytes: Uint8Array): Uint8Array;
  createSha256(): Hasher;
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
  /** Raw deflate (zip members). */
  createInflateRaw(limits: { readonly maxOutputBytes: number }): Inflater;
  /** gzip. */
  createGunzip(limits: { readonly maxOutputBytes: number }): Inflater;
}
