/** Whatever was done to a sealed file is found: cut, extended, reordered, flipped; and hostile headers end in an error of ours, soon. */
import { countingSource, isFormatError, isUserError, memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chunkNonce } from "../../src/age/chunk-layout.ts";
import { payloadKey } from "../../src/age/payload-key.ts";
import { newIdentity, newSealing, openSealed, recipientOf, type Sealing, sealedSource } from "../../src/index.ts";
import { bytesOf, pattern, randomBytes } from "./given.ts";

const CHUNK = 65_536;
const SEALED = CHUNK + 16;
const identity = await newIdentity();
const recipient = await recipientOf(identity);
const sealing = await newSealing([recipient], randomBytes);
const head = sealing.header.length + 16;
const plain = pattern(3 * CHUNK + 100);
const whole = await bytesOf(sealedSource(memorySource(plain), sealing, nodePlatform));

async function codeOf(bytes: Uint8Array): Promise<string> {
  try {
    const source = await openSealed(memorySource(bytes), [identity], nodePlatform);
    await bytesOf(source);
    return "opened";
  } catch (error) {
    if (isFormatError(error) || isUserError(error)) return error.code;
    throw error;
  }
}

describe("a sealed file that was changed", () => {
  test("cut between chunks, inside a chunk, inside a tag, before the first", async () => {
    expect(await codeOf(whole.slice(0, head + 2 * SEALED))).toBe("truncated");
    expect(await codeOf(whole.slice(0, head + 2 * SEALED + 50))).toBe("damaged-chunk");
    expect(await codeOf(whole.slice(0, head + 2 * SEALED + 5))).toBe("truncated");
    expect(await codeOf(whole.slice(0, head))).toBe("truncated");
    expect(await codeOf(whole.slice(0, 20))).toBe("truncated");
  });

  test("extended by bytes, by a chunk, by an empty last chunk", async () => {
    expect(await codeOf(joined(whole, new Uint8Array(1)))).toBe("damaged-chunk");
    expect(await codeOf(joined(whole, whole.slice(head, head + SEALED)))).toBe("damaged-chunk");
    const key = payloadKey(sealing.fileKey, sealing.nonce, nodePlatform);
    const sealAt = (bytes: Uint8Array, chunk: number, isLast: boolean) =>
      nodePlatform.sealAead("chacha20-poly1305", key, chunkNonce(chunk, isLast), new Uint8Array(0), bytes);
    const start = whole.slice(0, head);
    const full = pattern(CHUNK);
    // An honest writer never makes these; whoever holds the file key could.
    expect(await codeOf(joined(start, sealAt(full, 0, false), sealAt(new Uint8Array(0), 1, true)))).toBe("empty-last-chunk");
    expect(await codeOf(joined(start, sealAt(full, 0, true), sealAt(full.slice(0, 9), 1, true)))).toBe("extended");
    expect(await codeOf(joined(start, sealAt(new Uint8Array(0), 0, true)))).toBe("opened");
    expect(await codeOf(joined(start, sealAt(full, 0, true)))).toBe("opened");
  });

  test("chunks that changed places, a missing chunk, a chunk of another file", async () => {
    const chunk = (at: number) => whole.slice(head + at * SEALED, head + (at + 1) * SEALED);
    expect(await codeOf(joined(whole.slice(0, head), chunk(1), chunk(0), chunk(2), chunk(3)))).toBe("damaged-chunk");
    expect(await codeOf(joined(whole.slice(0, head), chunk(0), chunk(2), chunk(3)))).toBe("damaged-chunk");
    const other = await bytesOf(sealedSource(memorySource(plain), await newSealing([recipient], randomBytes), nodePlatform));
    expect(await codeOf(joined(whole.slice(0, head + SEALED), other.slice(head + SEALED)))).toBe("damaged-chunk");
  });

  test("every flipped byte of the header, and any of the rest, is found", async () => {
    const small = await bytesOf(sealedSource(memorySource(pattern(40)), sealing, nodePlatform));
    for (let at = 0; at < small.length; at += 1) {
      const changed = small.slice();
      changed[at] = (changed[at] as number) ^ 1;
      expect(await codeOf(changed)).not.toBe("opened");
    }
    for (let cut = 0; cut < small.length; cut += 1) expect(await codeOf(small.slice(0, cut))).not.toBe("opened");
  });

  test("a read touches only the chunks below it, and damage elsewhere does not stop it", async () => {
    const changed = whole.slice();
    changed[head + SEALED + 7] = (changed[head + SEALED + 7] as number) ^ 4;
    const counted = countingSource(memorySource(changed));
    const source = await openSealed(counted, [identity], nodePlatform);
    expect(source.size).toBe(plain.length);
    const before = counted.count.bytes;
    expect(Buffer.compare(await source.read(10, 500), plain.subarray(10, 500))).toBe(0);
    expect(counted.count.bytes - before).toBe(SEALED);
    await expect(source.read(CHUNK - 1, CHUNK + 1)).rejects.toMatchObject({ name: "FormatError", code: "damaged-chunk" });
  });

  test("any ranges give what was sealed", async () => {
    const source = await openSealed(memorySource(whole), [identity], nodePlatform);
    await fc.assert(
      fc.asyncProperty(fc.nat(plain.length), fc.nat(plain.length), async (one, other) => {
        const [start, end] = one < other ? [one, other] : [other, one];
        expect(Buffer.compare(await source.read(start, end), plain.subarray(start, end))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe("keys that do not fit", () => {
  test("another key, none at all, no key as such", async () => {
    const other = await newIdentity();
    await expect(openSealed(memorySource(whole), [other], nodePlatform)).rejects.toMatchObject({
      name: "UserError",
      code: "no-matching-identity",
    });
    await expect(openSealed(memorySource(whole), [], nodePlatform)).rejects.toMatchObject({ code: "no-identity" });
    await expect(openSealed(memorySource(whole), ["AGE-SECRET-KEY-1NO"], nodePlatform)).rejects.toMatchObject({ code: "bad-identity" });
    expect((await openSealed(memorySource(whole), [other, identity], nodePlatform)).size).toBe(plain.length);
  });
});

describe("hostile headers", () => {
  const stanza = "-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\nEmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n";
  const mac = `--- ${"A".repeat(43)}\n`;
  const cases: readonly (readonly [string, string, string])[] = [
    ["nothing", "", "not-age"],
    ["another file", "PK\u0003\u0004", "not-age"],
    ["armor", "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", "armored"],
    ["a later version", "age-encryption.org/v2\n", "age-version"],
    ["a carriage return", "age-encryption.org/v1\r\n", "age-version"],
    ["no recipient", `age-encryption.org/v1\n${mac}`, "bad-header"],
    ["no end", `age-encryption.org/v1\n${stanza}`, "truncated"],
    ["a short MAC", `age-encryption.org/v1\n${stanza}--- AAAA\n`, "bad-header"],
    ["a MAC in another spelling", `age-encryption.org/v1\n${stanza}--- ${"A".repeat(42)}B\n`, "bad-header"],
    ["padded base64", `age-encryption.org/v1\n-> X25519 a\nAA==\n${mac}`, "bad-stanza"],
    ["two spaces", `age-encryption.org/v1\n->  X25519\nAAAA\n${mac}`, "bad-stanza"],
    ["no kind", `age-encryption.org/v1\n->\nAAAA\n${mac}`, "bad-stanza"],
    ["a body line that is too long", `age-encryption.org/v1\n-> X25519 a\n${"A".repeat(68)}\n${mac}`, "bad-stanza"],
    ["a control character", `age-encryption.org/v1\n-> X25519\u0007 a\nAAAA\n${mac}`, "bad-header"],
    [
      "a passphrase beside a key",
      `age-encryption.org/v1\n${stanza}-> scrypt ${"A".repeat(22)} 10\n${"A".repeat(43)}\n${mac}`,
      "bad-header",
    ],
    ["257 recipients", `age-encryption.org/v1\n${stanza.repeat(257)}${mac}`, "too-many-recipients"],
    ["a line without end", `age-encryption.org/v1\n-> ${"x".repeat(600_000)}`, "header-too-long"],
    ["a body without end", `age-encryption.org/v1\n-> x\n${`${"A".repeat(64)}\n`.repeat(9_000)}`, "bad-stanza"],
  ];
  test.each(cases)("%s", async (_, text, code) => {
    expect(await codeOf(new TextEncoder().encode(text))).toBe(code);
  });

  test("no more of a file is read than a header may be long", async () => {
    const counted = countingSource(memorySource(new TextEncoder().encode(`age-encryption.org/v1\n-> ${"x".repeat(5_000_000)}`)));
    await expect(openSealed(counted, [identity], nodePlatform)).rejects.toMatchObject({ code: "header-too-long" });
    expect(counted.count.bytes).toBeLessThan(1_100_000);
  });

  test("256 recipients that are all strangers are answered", async () => {
    const file = new TextEncoder().encode(`age-encryption.org/v1\n${stanza.repeat(256)}${mac}`);
    expect(await codeOf(joined(file, new Uint8Array(100)))).toBe("no-matching-identity");
  });

  test("any text after the first line, and any bytes, end in an error of ours", async () => {
    const piece = fc.constantFrom("-> ", "X25519 ", "scrypt ", "---", " ", "\n", "A", "AAAA", "=", "10", stanza, mac, "\u0000", "é");
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        expect(await codeOf(new TextEncoder().encode(`age-encryption.org/v1\n${pieces.join("")}`))).not.toBe("opened");
      }),
      { numRuns: 400 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await codeOf(bytes)).not.toBe("opened");
      }),
    );
  });

  test("a stanza of the right kind with the wrong content, and a MAC that does not fit", async () => {
    const text = new TextDecoder().decode(sealing.header);
    const changedMac = text.replace(/--- (.)/, (_, first: string) => `--- ${first === "A" ? "B" : "A"}`);
    expect(await codeOf(joined(new TextEncoder().encode(changedMac), whole.slice(sealing.header.length)))).toBe("bad-mac");
    const shortShare = text.replace(/-> X25519 \S+/, "-> X25519 AAAA");
    expect(await codeOf(joined(new TextEncoder().encode(shortShare), whole.slice(sealing.header.length)))).toBe("bad-mac");
  });
});

test("a chunk number above 2^32 goes into the nonce whole", () => {
  expect([...chunkNonce(0x1_0000_0002, true)]).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 1]);
  const made: Sealing = { ...sealing };
  expect(() => sealedSource({ size: 2 ** 53, read: async () => new Uint8Array(0) }, made, nodePlatform)).toThrow(RangeError);
});

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
