/** The platform functions of `@creance/core`, on Node's crypto and zlib. */
import { type CipherCCMTypes, createCipheriv, createDecipheriv, createHash, createHmac, getCiphers } from "node:crypto";
import { constants, createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from "node:zlib";
import type { AeadName, CbcName, CipherStream, Hasher, Inflater, Platform } from "@creance/core";

/** All platform functions. Stateless: one object serves every caller. */
export const nodePlatform: Platform = {
  sha256: (bytes) => createHash("sha256").update(bytes).digest(),
  createSha256: () => hasher(),
  hmacSha256: (key, bytes) => createHmac("sha256", key).update(bytes).digest(),
  createAes256CbcDecipher: (key, iv) => cipherStream(createDecipheriv("aes-256-cbc", key, iv).setAutoPadding(false)),
  createAes256CbcCipher: (key, iv) => cipherStream(createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false)),
  createAesEcbCipher: (key) => cipherStream(createCipheriv(`aes-${key.byteLength * 8}-ecb`, key, null).setAutoPadding(false)),
  openAesGcm,
  hmac: (hash, key, bytes) => createHmac(hash, key).update(bytes).digest(),
  hasCipher,
  openAead,
  openCbc: (name, key, iv, sealed) => createDecipheriv(name, key, iv).setAutoPadding(false).update(sealed),
  chacha20: (key, start, bytes) => createCipheriv("chacha20", key, start).update(bytes),
  createInflateRaw: ({ maxOutputBytes }) => inflater(createInflateRaw(), maxOutputBytes),
  createGunzip: ({ maxOutputBytes }) => inflater(createGunzip(), maxOutputBytes),
};

function openAesGcm(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  const end = sealed.byteLength - 16;
  if (end < 0) return undefined;
  const decipher = createDecipheriv(key.byteLength === 16 ? "aes-128-gcm" : "aes-256-gcm", key, nonce);
  decipher.setAAD(associated).setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}

let known: ReadonlySet<string> | undefined;

function hasCipher(name: AeadName | CbcName): boolean {
  known ??= new Set(getCiphers());
  return known.has(nodeNameOf(name));
}

/** Node gives the length of the tag by itself. */
function nodeNameOf(name: AeadName | CbcName): string {
  return name.endsWith("-8") ? name.slice(0, -2) : name;
}

function openAead(name: AeadName, key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  const authTagLength = name.endsWith("-8") ? 8 : 16;
  const end = sealed.byteLength - authTagLength;
  if (end < 0) return undefined;
  const decipher = createDecipheriv(nodeNameOf(name) as CipherCCMTypes, key, nonce, { authTagLength });
  // The types know `setAAD` with a length for CCM only; the other modes leave it aside.
  decipher.setAuthTag(sealed.subarray(end)).setAAD(associated, { plaintextLength: end });
  try {
    const plain = decipher.update(sealed.subarray(0, end)); // CCM throws here when the tag does not fit, the others below
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}

function hasher(): Hasher {
  const hash = createHash("sha256");
  const self: Hasher = {
    update(bytes) {
      hash.update(bytes);
      return self;
    },
    digest: () => hash.digest(),
  };
  return self;
}

function cipherStream(cipher: { update(bytes: Uint8Array): Uint8Array }): CipherStream {
  return {
    update(bytes) {
      if (bytes.byteLength % 16 !== 0) throw new RangeError(`cipher input of ${bytes.byteLength} bytes is not whole blocks`);
      return cipher.update(bytes);
    },
  };
}

/** Compressed bytes in one step. Small steps keep one step's output bounded: deflate grows at most about 1,032 times. */
const STEP_BYTES = 8192;

/**
 * The synchronous step that Node's own `inflateRawSync` is made of; typed here because @types/node leaves it out. Node closes
 * the native handle after each step, which would end the stream at its first chunk; so the handle is kept across steps.
 */
interface SynchronousZlib {
  _handle: { close(): void } | null;
  _processChunk(chunk: Uint8Array, flush: number): Uint8Array | null;
}

function inflater(stream: InflateRaw | Gunzip, maxOutputBytes: number): Inflater {
  const zlib = stream as unknown as SynchronousZlib;
  const handle = zlib._handle;
  if (handle === null) throw new Error("this Node has no synchronous zlib step");
  const closeHandle = handle.close.bind(handle);
  handle.close = () => {};
  let outputBytes = 0;
  let closed = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    closeHandle();
  };
  const step = (chunk: Uint8Array, flush: number): Uint8Array => {
    if (closed) throw new Error("the decompressed stream has ended");
    try {
      zlib._handle = handle;
      // A copy: the result lies in the stream's own output buffer, which the next step fills again.
      const out = new Uint8Array(zlib._processChunk(chunk, flush) ?? []);
      outputBytes += out.byteLength;
      if (outputBytes > maxOutputBytes) throw new RangeError(`decompressed data is larger than ${maxOutputBytes} bytes`);
      return out;
    } catch (error) {
      close();
      throw error;
    } finally {
      // Each step adds a listener of its own. One stays, so that a late event of a broken stream is no unhandled error.
      stream.removeAllListeners("error");
      stream.on("error", () => {});
    }
  };
  return {
    push(chunk) {
      const parts: Uint8Array[] = [];
      for (let at = 0; at < chunk.byteLength; at += STEP_BYTES) {
        parts.push(step(chunk.subarray(at, at + STEP_BYTES), constants.Z_SYNC_FLUSH));
      }
      return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
    },
    finish() {
      const out = step(new Uint8Array(0), constants.Z_FINISH);
      close();
      return out;
    },
  };
}
