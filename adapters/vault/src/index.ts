/** `@creance/vault`: originals stored once, an append-only journal, and the catalogue derived from both. */
export type { VaultDisk, VaultFile } from "./disk.ts";
export { nodeDisk } from "./disk.ts";
export { ledgerSource } from "./ledger/ledger-source.ts";
export { ledgerWords } from "./ledger/ledger-words.ts";
export type { OpenVaultOptions } from "./open-vault.ts";
export { openVault } from "./open-vault.ts";
export type * from "./types.ts";
