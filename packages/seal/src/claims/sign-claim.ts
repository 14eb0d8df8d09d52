/** The signature of a claim: COSE_Sign1 over bytes that stand elsewhere (RFC 9052), with the certificate in its protected header (RFC 9360). */
import { cborBytes } from "./cbor.ts";
import type { ClaimSigner } from "./certificate.ts";

const ALGORITHM = 1;
const EDDSA = -8;
const CERTIFICATES = 33;
const COSE_SIGN1 = 18;

/** The signature's bytes; always as many for the same signer. */
export function signedClaim(claim: Uint8Array, signer: ClaimSigner): Uint8Array {
  // The payload is not repeated in it: it is the claim's box.
  const header = cborBytes(
    new Map<number, number | readonly Uint8Array[]>([
      [ALGORITHM, EDDSA],
      [CERTIFICATES, [signer.certificate]],
    ]),
  );
  const signature = signer.sign(cborBytes(["Signature1", header, new Uint8Array(0), claim]));
  return cborBytes({ tag: COSE_SIGN1, value: [header, {}, null, signature] });
}
