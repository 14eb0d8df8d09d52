/** Suites of the made old sessions: one of each way that records were sealed. */
import type { OldSuite } from "./made-old-session.ts";

/** By their IANA names, without `TLS_`. */
export const oldSuites: readonly (OldSuite & { readonly name: string })[] = [
  { name: "RSA_WITH_3DES_EDE_CBC_SHA", code: 0x000a, cipher: "des-ede3-cbc", mac: "sha1", keyBytes: 24 },
  { name: "RSA_WITH_AES_128_CBC_SHA", code: 0x002f, cipher: "aes-128-cbc", mac: "sha1", keyBytes: 16 },
  { name: "RSA_WITH_DES_CBC_SHA", code: 0x0009, cipher: "des", mac: "sha1", keyBytes: 8 },
  { name: "RSA_WITH_RC4_128_MD5", code: 0x0004, cipher: "rc4", mac: "md5", keyBytes: 16 },
  { name: "RSA_WITH_NULL_SHA", code: 0x0002, cipher: "null", mac: "sha1", keyBytes: 0 },
  { name: "RSA_EXPORT_WITH_RC4_40_MD5", code: 0x0003, cipher: "rc4", mac: "md5", keyBytes: 16, exported: 5 },
  { name: "RSA_EXPORT_WITH_DES40_CBC_SHA", code: 0x0008, cipher: "des", mac: "sha1", keyBytes: 8, exported: 5 },
];
