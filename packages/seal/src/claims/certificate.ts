/**
 * Certificates that claims are signed with (RFC 5280, RFC 8410): C2PA takes none that signed itself, so the vault has an authority of its own that
 * signs one for claims. They name no person and no time: one vault gives the same two every time.
 */
import { type Platform, toHex } from "@creance/core";
import { der, derBits, derObject, derOctets, derSequence, derText, derTime } from "./der.ts";

/** Seeds of Ed25519, 32 bytes each; derived from the vault's root secret. */
export interface ClaimSeeds {
  readonly claimSeed: Uint8Array;
  readonly claimAuthoritySeed: Uint8Array;
}

/** Signs claims. */
export interface ClaimSigner {
  /** Certificate of the key, DER. It goes into every claim, so that all claims of one vault can be told to be of one vault. */
  readonly certificate: Uint8Array;
  /** Certificate of the authority that signed it, DER: what somebody who wants to trust this vault's claims takes. */
  readonly authority: Uint8Array;
  /** Ed25519, 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array;
}

const object = {
  ed25519: "1.3.101.112",
  organization: "2.5.4.10",
  commonName: "2.5.4.3",
  subjectKey: "2.5.29.14",
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
  authorityKey: "2.5.29.35",
  extendedUsage: "2.5.29.37",
  emailProtection: "1.3.6.1.5.5.7.3.4",
  documentSigning: "1.3.6.1.5.5.7.3.36",
} as const;
const TRUE = der(0x01, Uint8Array.of(0xff));
const ALGORITHM = derSequence(derObject(object.ed25519));
/** The same for all vaults: a date of their own would say how old a vault is. */
const VALIDITY = derSequence(derTime("200101000000Z"), derTime("491231235959Z"));

/** The signer of a vault. */
export function claimSigner(
  { claimSeed, claimAuthoritySeed }: ClaimSeeds,
  platform: Pick<Platform, "sha256" | "ed25519PublicKey" | "ed25519Sign">,
): ClaimSigner {
  const key = keyOf(claimSeed, platform);
  const authority = keyOf(claimAuthoritySeed, platform);
  const authorityName = nameOf("Creance vault authority", authority.id);
  const issue = (subject: Uint8Array, subjectKey: Key, extensions: readonly Uint8Array[]): Uint8Array => {
    const content = derSequence(
      der(0xa0, der(0x02, Uint8Array.of(2))),
      der(0x02, serialOf(subjectKey.id)),
      ALGORITHM,
      authorityName,
      VALIDITY,
      subject,
      derSequence(ALGORITHM, derBits(subjectKey.bytes)),
      der(0xa3, derSequence(...extensions, extension(object.subjectKey, false, derOctets(subjectKey.id)))),
    );
    return derSequence(content, ALGORITHM, derBits(platform.ed25519Sign(claimAuthoritySeed, content)));
  };
  return {
    certificate: issue(nameOf("Creance vault", key.id), key, [
      extension(object.basicConstraints, true, derSequence()),
      extension(object.keyUsage, true, derBits(Uint8Array.of(0x80), 7)),
      extension(object.extendedUsage, false, derSequence(derObject(object.emailProtection), derObject(object.documentSigning))),
      extension(object.authorityKey, false, derSequence(der(0x80, authority.id))),
    ]),
    authority: issue(authorityName, authority, [
      extension(object.basicConstraints, true, derSequence(TRUE, der(0x02, Uint8Array.of(0)))),
      extension(object.keyUsage, true, derBits(Uint8Array.of(0x06), 1)),
    ]),
    sign: (bytes) => platform.ed25519Sign(claimSeed, bytes),
  };
}

interface Key {
  readonly bytes: Uint8Array;
  /** First 20 bytes of the key's SHA-256. */
  readonly id: Uint8Array;
}

function keyOf(seed: Uint8Array, platform: Pick<Platform, "sha256" | "ed25519PublicKey">): Key {
  const bytes = platform.ed25519PublicKey(seed);
  return { bytes, id: platform.sha256(bytes).subarray(0, 20) };
}

function nameOf(organization: string, id: Uint8Array): Uint8Array {
  const part = (type: string, text: string): Uint8Array => der(0x31, derSequence(derObject(type), derText(text)));
  return derSequence(part(object.organization, organization), part(object.commonName, toHex(id.subarray(0, 8))));
}

/** Positive, of sixteen bytes, and the same for the same key. */
function serialOf(id: Uint8Array): Uint8Array {
  const serial = Uint8Array.from(id.subarray(0, 16));
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40;
  return serial;
}

function extension(type: string, isCritical: boolean, value: Uint8Array): Uint8Array {
  return derSequence(derObject(type), ...(isCritical ? [TRUE] : []), derOctets(value));
}
