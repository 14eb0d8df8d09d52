/** Single rules of the specification (C2SP age v1), each broken once by a writer that holds the file key and writes a MAC that fits. */
import { isFormatError, isUserError, memorySource, toBase64 } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { describe, expect, test } from "vitest";
import { chunkNonce } from "../../src/age/chunk-layout.ts";
import { hkdf32, payloadKey } from "../../src/age/payload-key.ts";
import { newIdentity, newPassphraseSealing, newSealing, openSealed, passphraseIdentity, recipientOf } from "../../src/index.ts";
import { bytesOf, pattern, randomBytes, scrypt } from "./given.ts";

const text = new TextEncoder();
const identity = await newIdentity();
const sealing = await newSealing([await recipientOf(identity)], randomBytes);
const stanza = new TextDecoder().decode(sealing.header).split("\n").slice(1, 3).join("\n");
const [args = "", body = ""] = stanza.split("\n");
const options = { platform: nodePlatform, scrypt, randomBytes, workFactor: 10 };
const wordSealing = await newPassphraseSealing("four words of mine", options);
const words = passphraseIdentity("four words of mine", { ...options, mostWork: 12 });
const wordStanza = new TextDecoder().decode(wordSealing.header).split("\n").slice(1, 3);

/** A file with these stanzas, a MAC that fits, and a small payload. */
function fileOf(stanzas: string, fileKey = sealing.fileKey, tail = ""): Uint8Array {
  const head = `age-encryption.org/v1\n${stanzas}\n---`;
  const mac = nodePlatform.hmac("sha256", hkdf32(fileKey, new Uint8Array(0), text.encode("header"), nodePlatform), text.encode(head));
  const key = payloadKey(fileKey, sealing.nonce, nodePlatform);
  const chunk = nodePlatform.sealAead("chacha20-poly1305", key, chunkNonce(0, true), new Uint8Array(0), pattern(10));
  const line = ` ${toBase64(mac).replace(/=+$/, "")}${tail}\n`;
  return new Uint8Array(Buffer.concat([text.encode(head + line), sealing.nonce, chunk]));
}

async function codeOf(file: Uint8Array, by: Parameters<typeof openSealed>[1] = [identity]): Promise<string> {
  try {
    return `opened ${(await bytesOf(await openSealed(memorySource(file), by, nodePlatform))).length}`;
  } catch (error) {
    if (isFormatError(error) || isUserError(error)) return error.code;
    throw error;
  }
}

describe("what must open", () => {
  const unknown = `-> grease.example/x a b\n${body}`;
  test.each([
    ["the stanza alone", stanza],
    ["an unknown stanza before it", `${unknown}\n${stanza}`],
    ["an unknown stanza behind it", `${stanza}\n${unknown}`],
    ["an unknown stanza with an empty body", `-> empty\n\n${stanza}`],
    ["an unknown stanza with a body of a full line", `-> full\n${"A".repeat(64)}\n\n${stanza}`],
    ["a stanza for somebody else before it", `${args.replace(/.$/, (last) => (last === "A" ? "E" : "A"))}\n${body}\n${stanza}`],
  ])("%s", async (_, stanzas) => {
    expect(await codeOf(fileOf(stanzas))).toBe("opened 10");
  });
});

describe("what must not, though the MAC fits", () => {
  const zeros = "A".repeat(43);
  test.each([
    ["a share of zeros (a point of low order)", `-> X25519 ${zeros}\n${body}`, "bad-mac"],
    ["a second argument", `${args} extra\n${body}`, "bad-mac"],
    ["no argument", `-> X25519\n${body}`, "bad-mac"],
    ["a share that is too short", `-> X25519 AAAA\n${body}`, "bad-mac"],
    ["a share with padding", `${args}=\n${body}`, "bad-mac"],
    ["a body that is too long", `${args}\n${"A".repeat(47)}`, "bad-mac"],
    ["a body that is too short", `${args}\nAAAA`, "bad-mac"],
    ["the kind in small letters", `${args.replace("X25519", "x25519")}\n${body}`, "no-matching-identity"],
    ["an empty argument in the middle", `${args.replace(" ", "  ")}\n${body}`, "bad-stanza"],
    ["an empty argument at the end", `${args} \n${body}`, "bad-stanza"],
    ["a body in another spelling", `${args}\n${body.slice(0, -1)}B`, "bad-stanza"],
    ["a body line that is missing", args, "bad-stanza"],
    ["a full line without an end", `-> full\n${"A".repeat(64)}\n${stanza}`, "bad-stanza"],
    ["a carriage return", `${args}\r\n${body}`, "bad-header"],
    ["a letter outside of ASCII", `-> ünknown\n${body}\n${stanza}`, "bad-header"],
  ])("%s", async (_, stanzas, code) => {
    expect(await codeOf(fileOf(stanzas))).toBe(code);
  });

  test("bytes behind the MAC, and a MAC of another file key", async () => {
    expect(await codeOf(fileOf(stanza, sealing.fileKey, " x"))).toBe("bad-header");
    expect(await codeOf(fileOf(stanza, randomBytes(16)))).toBe("bad-mac");
  });
});

describe("a passphrase's stanza", () => {
  const [first = "", wrapped = ""] = wordStanza;
  test.each([
    ["as it was written", first, "opened 10"],
    ["a work factor with a leading zero", first.replace(/ 10$/, " 010"), "bad-stanza"],
    ["a negative work factor", first.replace(/ 10$/, " -10"), "bad-stanza"],
    ["a work factor in hexadecimal", first.replace(/ 10$/, " 0xA"), "bad-stanza"],
    ["a work factor of nothing", first.replace(/ 10$/, " 0"), "bad-stanza"],
    ["a work factor above the bound", first.replace(/ 10$/, " 13"), "too-much-work"],
    ["a work factor far above it", first.replace(/ 10$/, " 99"), "too-much-work"],
    ["a work factor of three digits", first.replace(/ 10$/, " 100"), "bad-stanza"],
    ["an argument more", `${first} x`, "bad-stanza"],
    ["no work factor", first.replace(/ 10$/, ""), "bad-stanza"],
    ["a salt that is too short", first.replace(/scrypt \S+/, "scrypt AAAA"), "bad-stanza"],
    ["a salt in another place of the alphabet", first.replace(/scrypt \S+/, `scrypt ${"A".repeat(22)}`), "no-matching-identity"],
  ])("%s", async (_, line, code) => {
    expect(await codeOf(fileOf(`${line}\n${wrapped}`, wordSealing.fileKey), [words])).toBe(code);
  });

  test("does not open for a key, nor a key's file for a passphrase", async () => {
    expect(await codeOf(fileOf(`${first}\n${wrapped}`, wordSealing.fileKey))).toBe("no-matching-identity");
    expect(await codeOf(fileOf(stanza), [words])).toBe("no-matching-identity");
  });
});
