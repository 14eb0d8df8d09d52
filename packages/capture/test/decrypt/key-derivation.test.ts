import { nodePlatform } from "@creance/node";
import { expect, test } from "vitest";
import { cipherSuite } from "../../src/decrypt/cipher-suites.table.ts";
import { expandLabel, prf } from "../../src/decrypt/key-derivation.ts";
import { Rc4 } from "../../src/decrypt/rc4.ts";
import { hex } from "../protocol/bytes.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("the PRF of TLS 1.2: the published vector for SHA-256", () => {
  const made = prf(nodePlatform, "sha256", {
    secret: hex("9bbe436ba940f017b17652849a71db35"),
    label: "test label",
    seed: hex("a0ba9f936cda311827a6f796ffd5198c"),
    lengthBytes: 100,
  });
  expect(text(made)).toBe(
    "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66",
  );
});

test("HKDF-Expand-Label: the client's handshake keys of RFC 8448 section 3", () => {
  const secret = hex("b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21");
  expect(text(expandLabel(nodePlatform, "sha256", secret, "tls13 key", 16))).toBe("dbfaa693d1762c5b666af5d950258d01");
  expect(text(expandLabel(nodePlatform, "sha256", secret, "tls13 iv", 12))).toBe("5bd3c71b836e0b76bb73265f");
});

test("RC4: the key stream of RFC 6229, 40 and 128 bits, in pieces", () => {
  expect(text(new Rc4(hex("0102030405")).update(new Uint8Array(16)))).toBe("b2396305f03dc027ccc3524a0a1118a8");
  const cipher = new Rc4(hex("0102030405060708090a0b0c0d0e0f10"));
  expect(text(cipher.update(new Uint8Array(5))) + text(cipher.update(new Uint8Array(11)))).toBe("9ac7cc9a609d1ef7b2932899cde41b97");
});

test("a suite's name tells how its records are protected", () => {
  expect(cipherSuite(0x1301)).toEqual({
    name: "TLS_AES_128_GCM_SHA256",
    hash: "sha256",
    records: { mode: "aead", cipher: "aes-128-gcm", keyBytes: 16, nonce: "xor" },
    exportedKeyBytes: null,
  });
  expect(cipherSuite(0xc02c)).toMatchObject({ hash: "sha384", records: { cipher: "aes-256-gcm", nonce: "explicit" } });
  expect(cipherSuite(0xcca9)).toMatchObject({ hash: "sha256", records: { cipher: "chacha20-poly1305", nonce: "xor" } });
  expect(cipherSuite(0xc0af)).toMatchObject({ hash: "sha256", records: { cipher: "aes-256-ccm-8", nonce: "explicit" } });
  expect(cipherSuite(0xc014)).toMatchObject({ hash: "sha256", records: { mode: "cbc", cipher: "aes-256-cbc", mac: "sha1" } });
  expect(cipherSuite(0x000a)).toMatchObject({ records: { cipher: "des-ede3-cbc", keyBytes: 24, blockBytes: 8, mac: "sha1" } });
  expect(cipherSuite(0x0004)).toMatchObject({ records: { mode: "rc4", mac: "md5" } });
  expect(cipherSuite(0x0007)).toBe("TLS_RSA_WITH_IDEA_CBC_SHA");
  expect(cipherSuite(0x0003)).toMatchObject({ records: { mode: "rc4", keyBytes: 16 }, exportedKeyBytes: 5 });
  expect(cipherSuite(0x0008)).toMatchObject({ records: { mode: "des", keyBytes: 8 }, exportedKeyBytes: 5 });
  expect(cipherSuite(0x0062)).toMatchObject({ records: { mode: "des" }, exportedKeyBytes: 8 });
  expect(cipherSuite(0x0064)).toMatchObject({ records: { mode: "rc4" }, exportedKeyBytes: 7 });
  expect(cipherSuite(0x0006)).toBe("TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5");
  expect(cipherSuite(0xc07c)).toBe("TLS_DHE_RSA_WITH_CAMELLIA_128_GCM_SHA256");
  expect(cipherSuite(0xfafa)).toBeUndefined();
});
