/** The vault's keys, all derived from one root secret of 32 bytes, so that one recovery code brings every one of them back. */
import type { Platform } from "@creance/core";
import { hkdf32 } from "../age/payload-key.ts";
import { bech32Upper } from "./bech32.ts";

/** Bytes of a root secret. */
export const ROOT_BYTES = 32;

/** What a root secret gives. */
export interface DerivedKeys {
  /** Ed25519 seed, 32 bytes, of the ledger's signer. */
  readonly ledgerSeed: Uint8Array;
  /** `AGE-SECRET-KEY-1...` of the vault. */
  readonly identity: string;
  /** Ed25519 seed of the key that signs claims in pictures, and of the authority that signs its certificate. */
  readonly claimSeed: Uint8Array;
  readonly claimAuthoritySeed: Uint8Array;
}

/** Derives the keys with HKDF-SHA256; salt is the vault's id, so that one root in two vaults gives different keys. */
export function derivedKeys(root: Uint8Array, vaultId: string, platform: Pick<Platform, "hmac">): DerivedKeys {
  if (root.byteLength !== ROOT_BYTES) throw new RangeError(`a root secret has ${ROOT_BYTES} bytes`);
  const salt = new TextEncoder().encode(vaultId);
  const derive = (info: string): Uint8Array => hkdf32(root, salt, new TextEncoder().encode(info), platform);
  return {
    ledgerSeed: derive("creance v1 ledger ed25519"),
    identity: bech32Upper("AGE-SECRET-KEY-", derive("creance v1 vault x25519")),
    claimSeed: derive("creance v1 claims ed25519"),
    claimAuthoritySeed: derive("creance v1 claims authority ed25519"),
  };
}
