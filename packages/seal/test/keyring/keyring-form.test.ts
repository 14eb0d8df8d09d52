/** A keyring comes back as it was written; damaged ones are refused with a FormatError and nothing else; keys follow from the root alone. */
import { spawnSync } from "node:child_process";
import { isFormatError } from "@creance/core";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { expect, test } from "vitest";
import { derivedKeys, readKeyring, recipientOf, writeKeyring } from "../../src/index.ts";

const VAULT = "0123456789abcdef0123456789abcdef";
const contents = { vaultId: VAULT, root: new Uint8Array(32).fill(3), secrets: new Map([["s3/field-bucket", '{"key":"é"}']]) };

test("written and read again", () => {
  expect(readKeyring(writeKeyring(contents), VAULT)).toEqual(contents);
});

test("another vault's, a newer program's, any bytes and every flipped byte: a FormatError or an equal shape", () => {
  const bytes = writeKeyring(contents);
  expect(() => readKeyring(bytes, "f".repeat(32))).toThrow(expect.objectContaining({ code: "other-vault" }));
  const newer = new TextEncoder().encode(new TextDecoder().decode(bytes).replace('"format":1', '"format":2'));
  expect(() => readKeyring(newer, VAULT)).toThrow(expect.objectContaining({ code: "keyring-newer" }));
  const damaged = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.nat(bytes.length - 1).map((cut) => bytes.slice(0, cut)),
    fc
      .tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }))
      .map(([at, mask]) => bytes.map((byte, index) => (index === at ? byte ^ mask : byte))),
    fc.json().map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(damaged, (given) => {
      try {
        expect(readKeyring(given, VAULT).root).toHaveLength(32);
      } catch (error) {
        if (!isFormatError(error)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

test("names and values of secrets are bounded, and the value is not repeated", () => {
  for (const [name, value] of [
    ["", "x"],
    ["a b", "x"],
    ["a".repeat(101), "x"],
    ["ok", "s".repeat(20_001)],
  ] as const) {
    expect(() => writeKeyring({ ...contents, secrets: new Map([[name, value]]) })).toThrow(expect.objectContaining({ code: "bad-secret" }));
  }
});

test("the keys follow from root and vault alone, and differ from each other and from vault to vault", async () => {
  const one = derivedKeys(contents.root, VAULT, nodePlatform);
  const again = derivedKeys(contents.root, VAULT, nodePlatform);
  const other = derivedKeys(contents.root, "f".repeat(32), nodePlatform);
  expect(again).toEqual(one);
  expect(other.identity).not.toBe(one.identity);
  expect(other.ledgerSeed).not.toEqual(one.ledgerSeed);
  expect(one.identity).toMatch(/^AGE-SECRET-KEY-1[A-Z0-9]{58}$/);
  expect(await recipientOf(one.identity)).toMatch(/^age1[a-z0-9]{58}$/);
});

test.skipIf(spawnSync("age-keygen", ["--version"]).status !== 0)(
  "age-keygen -y finds the same recipient (package age; skipped without it)",
  async () => {
    const { identity } = derivedKeys(contents.root, VAULT, nodePlatform);
    const { stdout, status } = spawnSync("age-keygen", ["-y"], { input: `${identity}\n`, encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout.trim()).toBe(await recipientOf(identity));
  },
);
