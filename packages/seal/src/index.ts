/** `@creance/seal`: the encryption envelope (age), redaction, claims, keyrings. */
export * from "./age/index.ts";
export * from "./claims/index.ts";
export * from "./keyring/index.ts";
export * from "./redaction/index.ts";
