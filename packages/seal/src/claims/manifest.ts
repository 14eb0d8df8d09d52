/** A manifest store with one manifest: the assertions, the claim that lists them, its signature (C2PA 2, sections 10 to 13). */
import type { Platform } from "@creance/core";
import { type CborValue, cborBytes } from "./cbor.ts";
import type { ClaimSigner } from "./certificate.ts";
import type { ClaimReference } from "./claimed-deeds.ts";
import { cborSuperbox, hashedPart, superbox } from "./jumbf.ts";
import { signedClaim } from "./sign-claim.ts";

/** What goes into a manifest. */
export interface ManifestParts {
  /** UUID of the claim. */
  readonly id: string;
  readonly program: { readonly name: string; readonly version: string };
  readonly parent: CborValue;
  /** Actions; they refer to the parent. */
  readonly deeds: (parent: ClaimReference) => CborValue;
  /** Hash of the whole file but the bytes left out, where the manifest itself stands. */
  readonly binding: { readonly sha256: Uint8Array; readonly start: number; readonly lengthBytes: number };
}

/** The store's bytes; they do not change their length with hash, id or signature. */
export function manifestStore(parts: ManifestParts, signer: ClaimSigner, platform: Pick<Platform, "sha256">): Uint8Array {
  const { id, program, parent, deeds, binding } = parts;
  const label = `urn:c2pa:${id}`;
  const assertion = (name: string, content: CborValue) => {
    const box = cborSuperbox("cbor", name, cborBytes(content));
    const reference: ClaimReference = { url: `self#jumbf=c2pa.assertions/${name}`, hash: platform.sha256(hashedPart(box)) };
    return { box, reference };
  };
  const ingredient = assertion("c2pa.ingredient.v3", parent);
  const actions = assertion("c2pa.actions.v2", deeds(ingredient.reference));
  const hash = assertion("c2pa.hash.data", {
    exclusions: [{ start: binding.start, length: binding.lengthBytes }],
    alg: "sha256",
    hash: binding.sha256,
    pad: new Uint8Array(0),
  });
  const assertions = [ingredient, actions, hash];
  const claim = cborBytes({
    instanceID: `xmp:iid:${id}`,
    claim_generator_info: { name: program.name, version: program.version },
    signature: `self#jumbf=/c2pa/${label}/c2pa.signature`,
    created_assertions: assertions.map(({ reference }) => ({ ...reference })),
    alg: "sha256",
  });
  const manifest = superbox("manifest", label, [
    superbox(
      "assertions",
      "c2pa.assertions",
      assertions.map(({ box }) => box),
    ),
    cborSuperbox("claim", "c2pa.claim.v2", claim),
    cborSuperbox("signature", "c2pa.signature", signedClaim(claim, signer)),
  ]);
  return superbox("store", "c2pa", [manifest]);
}
