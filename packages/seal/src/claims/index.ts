/** Claims (C2PA) in redacted pictures. */
export type { ClaimSeeds, ClaimSigner } from "./certificate.ts";
export { claimSigner } from "./certificate.ts";
export { claimPicture } from "./claim-picture.ts";
