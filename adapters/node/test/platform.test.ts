import { type CipherCCMTypes, createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodePlatform } from "../src/index.ts";

const bytes = fc.uint8Array({ maxLength: 3000 });
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const iv = fc.uint8Array({ minLength: 16, maxLength: 16 });
const hex = (value: Uint8Array): string => Buffer.from(value).toString("hex");

describe("hashes", () => {
  test("SHA-256 and HMAC are Node's", () => {
    fc.assert(
      fc.property(bytes, bytes, (data, secret) => {
        expect(hex(nodePlatform.sha256(data))).toBe(createHash("sha256").update(data).digest("hex"));
        expect(hex(nodePlatform.hmacSha256(secret, data))).toBe(createHmac("sha256", secret).update(data).digest("hex"));
      }),
    );
  });

  // FIPS 180-2, appendix B.1.
  test('SHA-256 of "abc"', () => {
    const digest = nodePlatform.sha256(new TextEncoder().encode("abc"));
    expect(hex(digest)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  test.each(["md5", "sha1", "sha256"] as const)("%s in chunks is Node's", (name) => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 10 }), (chunks) => {
        const hasher = nodePlatform.createHash(name);
        for (const chunk of chunks) expect(hasher.update(chunk)).toBe(hasher);
        expect(hex(hasher.digest())).toBe(createHash(name).update(Buffer.concat(chunks)).digest("hex"));
      }),
    );
  });
});

describe("AES-256-CBC", () => {
  test("deciphers in any whole-block chunks what Node enciphered, without touching the padding", () => {
    fc.assert(
      fc.property(key, iv, fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 8 }), (secret, start, blocks) => {
        const plain = randomBytes(16 * blocks.reduce((sum, count) => sum + count, 0));
        const node = createCipheriv("aes-256-cbc", secret, start).setAutoPadding(false);
        const sealed = Buffer.concat([node.update(plain), node.final()]);
        const decipher = nodePlatform.createAes256CbcDecipher(secret, start);
        const cipher = nodePlatform.createAes256CbcCipher(secret, start);
        const opened: Uint8Array[] = [];
        const again: Uint8Array[] = [];
        let at = 0;
        for (const count of blocks) {
          opened.push(decipher.update(sealed.subarray(at, at + 16 * count)));
          again.push(cipher.update(plain.subarray(at, at + 16 * count)));
          at += 16 * count;
        }
        expect(Buffer.concat(opened).equals(plain)).toBe(true);
        expect(Buffer.concat(again).equals(sealed)).toBe(true);
      }),
    );
  });

  // NIST SP 800-38A, F.2.5 and F.2.6, first block.
  test("the published vector", () => {
    const secret = Buffer.from("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", "hex");
    const start = Buffer.from("000102030405060708090a0b0c0d0e0f", "hex");
    const plain = Buffer.from("6bc1bee22e409f96e93d7e117393172a", "hex");
    const sealed = "f58c4c04d6e5f1ba779eabfb5f7bfbd6";
    expect(hex(nodePlatform.createAes256CbcCipher(secret, start).update(plain))).toBe(sealed);
    expect(hex(nodePlatform.createAes256CbcDecipher(secret, start).update(Buffer.from(sealed, "hex")))).toBe(hex(plain));
  });

  test("each block is there at once: nothing is held back for a padding that nobody wants", () => {
    const decipher = nodePlatform.createAes256CbcDecipher(new Uint8Array(32), new Uint8Array(16));
    for (let block = 0; block < 5; block += 1) expect(decipher.update(new Uint8Array(16)).byteLength).toBe(16);
  });

  test("refuses half blocks, wrong keys and wrong vectors", () => {
    const decipher = nodePlatform.createAes256CbcDecipher(new Uint8Array(32), new Uint8Array(16));
    expect(() => decipher.update(new Uint8Array(15))).toThrow(RangeError);
    expect(() => nodePlatform.createAes256CbcDecipher(new Uint8Array(16), new Uint8Array(16))).toThrow(RangeError);
    expect(() => nodePlatform.createAes256CbcDecipher(new Uint8Array(32), new Uint8Array(15))).toThrow(TypeError);
  });

  test("leaves its input as it was", () => {
    const sealed = randomBytes(64);
    const before = Buffer.from(sealed);
    nodePlatform.createAes256CbcDecipher(new Uint8Array(32), new Uint8Array(16)).update(sealed);
    expect(sealed.equals(before)).toBe(true);
    const node = createDecipheriv("aes-256-cbc", new Uint8Array(32), new Uint8Array(16)).setAutoPadding(false);
    expect(node.update(sealed).byteLength).toBe(64);
  });
});

describe("HMAC by name", () => {
  test.each(["md5", "sha1", "sha256", "sha384"] as const)("%s is Node's", (hash) => {
    fc.assert(
      fc.property(bytes, bytes, (data, secret) => {
        expect(hex(nodePlatform.hmac(hash, secret, data))).toBe(createHmac(hash, secret).update(data).digest("hex"));
      }),
      { numRuns: 20 },
    );
  });
});

describe("sealed modes by name", () => {
  const keyBytes = { 128: 16, 256: 32 } as const;

  test.each([
    "aes-128-gcm",
    "aes-256-gcm",
    "aes-128-ccm",
    "aes-256-ccm",
    "aes-128-ccm-8",
    "aes-256-ccm-8",
    "aria-128-gcm",
    "aria-256-gcm",
    "chacha20-poly1305",
  ] as const)("%s opens what Node sealed, and nothing that differs in one bit", (name) => {
    expect(nodePlatform.hasCipher(name)).toBe(true);
    const secret = randomBytes(name.includes("128") ? keyBytes[128] : keyBytes[256]);
    const nonce = randomBytes(12);
    const authTagLength = name.endsWith("-8") ? 8 : 16;
    fc.assert(
      fc.property(bytes, bytes, fc.nat(), (plain, associated, place) => {
        const cipher = createCipheriv(name.replace(/-8$/, "") as CipherCCMTypes, secret, nonce, { authTagLength });
        cipher.setAAD(associated, { plaintextLength: plain.byteLength });
        const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
        const opened = nodePlatform.openAead(name, secret, nonce, associated, sealed);
        expect(opened === undefined ? undefined : hex(opened)).toBe(hex(plain));
        const at = place % sealed.byteLength;
        sealed[at] = (sealed[at] as number) ^ 1;
        expect(nodePlatform.openAead(name, secret, nonce, associated, sealed)).toBeUndefined();
      }),
      { numRuns: 30 },
    );
    expect(nodePlatform.openAead(name, secret, nonce, new Uint8Array(0), new Uint8Array(authTagLength - 1))).toBeUndefined();
  });
});

describe("block ciphers by name", () => {
  test.each([
    ["aes-128-cbc", 16, 16],
    ["aes-256-cbc", 32, 16],
    ["camellia-128-cbc", 16, 16],
    ["camellia-256-cbc", 32, 16],
    ["aria-128-cbc", 16, 16],
    ["aria-256-cbc", 32, 16],
    ["des-ede3-cbc", 24, 8],
  ] as const)("%s opens what Node sealed, without touching the padding", (name, keyBytes, blockBytes) => {
    expect(nodePlatform.hasCipher(name)).toBe(true);
    const [secret, start, plain] = [randomBytes(keyBytes), randomBytes(blockBytes), randomBytes(blockBytes * 7)];
    const cipher = createCipheriv(name, secret, start).setAutoPadding(false);
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    expect(hex(nodePlatform.openCbc(name, secret, start, sealed))).toBe(hex(plain));
  });

  test("ChaCha20's key stream: the mask of RFC 9001 A.5", () => {
    const secret = Buffer.from("25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4", "hex");
    const sample = Buffer.from("5e5cd55c41f69080575d7999c25a5bfb", "hex");
    expect(hex(nodePlatform.chacha20(secret, sample, new Uint8Array(5)))).toBe("aefefe7d03");
  });
});

describe("sealing and signing", () => {
  const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

  test.each(["aes-256-gcm", "aes-128-ccm-8", "chacha20-poly1305"] as const)(
    "%s: what is sealed opens, and not when a bit is flipped",
    (name) => {
      const key = new Uint8Array(name.startsWith("aes-128") ? 16 : 32).fill(7);
      const [nonce, associated, plain] = [new Uint8Array(12).fill(1), hex("aabb"), hex("00112233445566778899")];
      const sealed = nodePlatform.sealAead(name, key, nonce, associated, plain);
      expect(sealed.byteLength).toBe(plain.byteLength + (name.endsWith("-8") ? 8 : 16));
      expect(nodePlatform.openAead(name, key, nonce, associated, sealed)).toEqual(Buffer.from(plain));
      sealed[0] = (sealed[0] as number) ^ 1;
      expect(nodePlatform.openAead(name, key, nonce, associated, sealed)).toBeUndefined();
    },
  );

  test("Ed25519 as in RFC 8032, section 7.1, test 2", () => {
    const seed = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    const publicKey = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    expect(Buffer.from(nodePlatform.ed25519PublicKey(seed)).toString("hex")).toBe(Buffer.from(publicKey).toString("hex"));
    const signature = nodePlatform.ed25519Sign(seed, hex("72"));
    expect(Buffer.from(signature).toString("hex")).toBe(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
    expect(nodePlatform.ed25519Verify(publicKey, hex("72"), signature)).toBe(true);
    expect(nodePlatform.ed25519Verify(publicKey, hex("73"), signature)).toBe(false);
    expect(nodePlatform.ed25519Verify(publicKey.subarray(1), hex("72"), signature)).toBe(false);
    expect(nodePlatform.ed25519Verify(new Uint8Array(32).fill(255), hex("72"), signature)).toBe(false);
  });
});
