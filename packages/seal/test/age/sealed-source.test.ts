/** What is sealed can be taken in any ranges and is always the same; the library of age and ours open each other's files. */
import { countingSource, isUserError, memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  newIdentity,
  newPassphraseSealing,
  newSealing,
  openSealed,
  passphraseIdentity,
  readIdentity,
  readRecipient,
  recipientOf,
  sealedFor,
  sealedSize,
  sealedSource,
} from "../../src/index.ts";
import { bytesOf, pattern, randomBytes, scrypt } from "./given.ts";

const identity = await newIdentity();
const recipient = await recipientOf(identity);

describe("a sealed source", () => {
  test("any range of it, in any order, is what the whole holds", async () => {
    const plain = pattern(200_001);
    const sealing = await newSealing([recipient], randomBytes);
    const whole = await sealedSource(memorySource(plain), sealing, nodePlatform).read(0, sealedSize(plain.length, sealing));
    expect(whole.byteLength).toBe(sealedSize(plain.length, sealing));
    const source = sealedSource(memorySource(plain), sealing, nodePlatform);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.nat(whole.length), async (one, other) => {
        const [start, end] = one < other ? [one, other] : [other, one];
        expect(Buffer.compare(await source.read(start, end), whole.subarray(start, end))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test("reading on seals nothing twice: a source that can be read once is enough", async () => {
    const plain = countingSource(memorySource(pattern(1_000_000)));
    const sealed = sealedSource({ ...plain, readOnce: true }, await newSealing([recipient], randomBytes), nodePlatform);
    expect(sealed.readOnce).toBe(true);
    await bytesOf(sealed, 10_007);
    expect(plain.count.bytes).toBe(1_000_000);
  });

  test("a range reads only the chunks below it", async () => {
    const plain = countingSource(memorySource(pattern(10_000_000)));
    const sealing = await newSealing([recipient], randomBytes);
    const sealed = sealedSource(plain, sealing, nodePlatform);
    await sealed.read(5_000_000, 5_000_100);
    expect(plain.count).toEqual({ requests: 1, bytes: 65_536 });
    await sealed.read(0, sealing.header.length);
    expect(plain.count.requests).toBe(1);
  });

  test("a source that shrank is told and not sealed as if it were whole", async () => {
    const plain = { size: 100_000, read: async (start: number, end: number) => new Uint8Array(Math.max(0, Math.min(end, 70_000) - start)) };
    const sealed = sealedSource(plain, await newSealing([recipient], randomBytes), nodePlatform);
    await expect(sealed.read(0, sealed.size)).rejects.toMatchObject({ name: "FormatError", code: "truncated" });
  });

  test("two sealings of the same bytes have nothing in common", async () => {
    const [one, other] = await Promise.all([newSealing([recipient], randomBytes), newSealing([recipient], randomBytes)]);
    expect(one.fileKey).not.toEqual(other.fileKey);
    expect(one.nonce).not.toEqual(other.nonce);
    expect(one.header).not.toEqual(other.header);
  });
});

describe("with the library of age", () => {
  test("it opens ours and we open its, for keys, post-quantum keys and passphrases", async () => {
    const hybrid = await generateHybridIdentity();
    const pairs = [
      { secret: identity, named: recipient },
      { secret: hybrid, named: await identityToRecipient(hybrid) },
    ];
    for (const { secret, named } of pairs) {
      for (const size of [0, 65_536, 70_000]) {
        const plain = pattern(size);
        const ours = await bytesOf(sealedSource(memorySource(plain), await newSealing([named], randomBytes), nodePlatform));
        const decrypter = new Decrypter();
        decrypter.addIdentity(secret);
        expect(Buffer.compare(await decrypter.decrypt(ours), plain)).toBe(0);
        const encrypter = new Encrypter();
        encrypter.addRecipient(named);
        const opened = await openSealed(memorySource(await encrypter.encrypt(plain)), [secret], nodePlatform);
        expect(Buffer.compare(await bytesOf(opened), plain)).toBe(0);
      }
    }
    const options = { platform: nodePlatform, scrypt, randomBytes, workFactor: 10 };
    const ours = await bytesOf(sealedSource(memorySource(pattern(500)), await newPassphraseSealing("pass phräse", options), nodePlatform));
    expect(await sealedFor(memorySource(ours))).toBe("passphrase");
    const decrypter = new Decrypter();
    decrypter.addPassphrase("pass phräse");
    expect(Buffer.compare(await decrypter.decrypt(ours), pattern(500))).toBe(0);
    const encrypter = new Encrypter();
    encrypter.setPassphrase("pass phräse");
    encrypter.setScryptWorkFactor(10);
    const theirs = await encrypter.encrypt(pattern(501));
    const opened = await openSealed(memorySource(theirs), [passphraseIdentity("pass phräse", options)], nodePlatform);
    expect(Buffer.compare(await bytesOf(opened), pattern(501))).toBe(0);
    await expect(openSealed(memorySource(theirs), [passphraseIdentity("another", options)], nodePlatform)).rejects.toMatchObject({
      code: "no-matching-identity",
    });
    await expect(
      openSealed(memorySource(theirs), [passphraseIdentity("pass phräse", { ...options, mostWork: 9 })], nodePlatform),
    ).rejects.toMatchObject({
      code: "too-much-work",
    });
  });
});

describe("recipients", () => {
  test("are taken whole or refused; a secret key is never repeated", async () => {
    expect(readRecipient(`  ${recipient}\n`)).toBe(recipient);
    for (const text of [
      "",
      "age1",
      "ssh-ed25519 AAAA",
      recipient.slice(0, -1),
      `${recipient}q`,
      recipient.toUpperCase(),
      `age1${"q".repeat(5000)}`,
      "age1tag1qqqq",
    ]) {
      expect(() => readRecipient(text)).toThrow(expect.objectContaining({ name: "UserError", code: "bad-recipient" }));
    }
    try {
      readRecipient(identity);
      expect.unreachable();
    } catch (error) {
      expect(isUserError(error) && error.message).not.toContain(identity.slice(16, 40));
    }
    expect(() => readIdentity(recipient)).toThrow(expect.objectContaining({ code: "bad-identity" }));
    const flipped = identity.replace(/.$/, (last) => (last === "Q" ? "P" : "Q"));
    expect(() => readIdentity(flipped)).toThrow(expect.objectContaining({ code: "bad-identity" }));
  });

  test("nobody, too many, and post-quantum beside others are refused; one named twice stands once", async () => {
    await expect(newSealing([], randomBytes)).rejects.toMatchObject({ code: "no-recipient" });
    await expect(
      newSealing(
        Array.from({ length: 101 }, () => recipient),
        randomBytes,
      ),
    ).rejects.toMatchObject({ code: "too-many-recipients" });
    const hybrid = await identityToRecipient(await generateHybridIdentity());
    await expect(newSealing([recipient, hybrid], randomBytes)).rejects.toMatchObject({ code: "mixed-recipients" });
    const { header } = await newSealing([recipient, recipient], randomBytes);
    expect(new TextDecoder().decode(header).match(/-> X25519/g)).toHaveLength(1);
  });
});
