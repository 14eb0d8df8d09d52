/** age v1 files: sealing for recipients and passphrases, opening with identities. */
export { openSealed } from "./open-sealed.ts";
export type { PassphraseIdentityOptions, PassphraseOptions, Scrypt } from "./passphrase.ts";
export { passphraseIdentity } from "./passphrase.ts";
export { newIdentity, readIdentity, readRecipient, recipientOf } from "./recipients.ts";
export { sealedFor } from "./sealed-for.ts";
export { sealedSize, sealedSource } from "./sealed-source.ts";
export type { Sealing } from "./sealing.ts";
export { newPassphraseSealing, newSealing } from "./sealing.ts";
