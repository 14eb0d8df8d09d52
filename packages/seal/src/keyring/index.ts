/** What a vault's keyring holds, and its recovery code. Where it lies and what locks it: `operation/keyring` of the server. */
export type { DerivedKeys } from "./derived-keys.ts";
export { derivedKeys, ROOT_BYTES } from "./derived-keys.ts";
export type { KeyringContents } from "./keyring-form.ts";
export { checkSecret, MOST_KEYRING_BYTES, readKeyring, writeKeyring } from "./keyring-form.ts";
export { readRecoveryCode, recoveryGroups } from "./recovery-code.ts";
