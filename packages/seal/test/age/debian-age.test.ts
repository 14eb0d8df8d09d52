/** Files go both ways between us and Debian's age: for recipients and for passphrases. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  newIdentity,
  newPassphraseSealing,
  newSealing,
  openSealed,
  passphraseIdentity,
  recipientOf,
  sealedSource,
} from "../../src/index.ts";
import { bytesOf, pattern, randomBytes, scrypt } from "./given.ts";

const hasAge = spawnSync("age", ["--version"]).status === 0 && spawnSync("age-keygen", ["--version"]).status === 0;
const hasScript = spawnSync("script", ["--version"]).status === 0;

describe.skipIf(!hasAge)("Debian's age (package age; skipped without it)", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "i7-d-age-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const size of [0, 1, 65_535, 65_536, 65_537, 200_000]) {
    test(`it opens what we sealed, and we open what it sealed: ${size} bytes`, async () => {
      const identity = await newIdentity();
      const recipient = await recipientOf(identity);
      const other = await recipientOf(await newIdentity());
      writeFileSync(join(folder, "key"), `${identity}\n`, { mode: 0o600 });
      const plain = pattern(size);
      const ours = await bytesOf(sealedSource(memorySource(plain), await newSealing([other, recipient], randomBytes), nodePlatform));
      const opened = age(["-d", "-i", join(folder, "key")], ours);
      expect(Buffer.compare(opened, plain)).toBe(0);

      const theirs = age(["-r", recipient], plain);
      const source = await openSealed(memorySource(theirs), [identity], nodePlatform);
      expect(Buffer.compare(await bytesOf(source), plain)).toBe(0);
    });
  }

  test.skipIf(!hasScript)("a passphrase goes both ways (needs script, of util-linux, for a terminal; skipped without it)", async () => {
    const plain = pattern(70_000);
    const options = { platform: nodePlatform, scrypt, randomBytes, workFactor: 12 };
    const ours = await bytesOf(sealedSource(memorySource(plain), await newPassphraseSealing("four words of mine", options), nodePlatform));
    writeFileSync(join(folder, "ours.age"), ours);
    onTerminal("age -d -o ours ours.age", 1);
    expect(Buffer.compare(readFileSync(join(folder, "ours")), plain)).toBe(0);

    writeFileSync(join(folder, "plain"), plain);
    onTerminal("age -p -o theirs.age plain", 2);
    const theirs = memorySource(readFileSync(join(folder, "theirs.age")));
    const opened = await openSealed(theirs, [passphraseIdentity("four words of mine", options)], nodePlatform);
    expect(Buffer.compare(await bytesOf(opened), plain)).toBe(0);
  });

  function onTerminal(command: string, times: number): void {
    const input = "four words of mine\n".repeat(times);
    const { status, stdout } = spawnSync("script", ["-qec", command, "/dev/null"], { cwd: folder, input, encoding: "utf8" });
    if (status !== 0) throw new Error(stdout);
  }

  test("a key that age-keygen made opens what was sealed for it", async () => {
    const made = spawnSync("age-keygen", { encoding: "utf8" }).stdout;
    const identity = /^AGE-SECRET-KEY-1.*$/m.exec(made)?.[0] ?? "";
    const recipient = /public key: (age1\S+)/.exec(made)?.[1] ?? "";
    expect(await recipientOf(identity)).toBe(recipient);
    const sealed = await bytesOf(sealedSource(memorySource(pattern(1000)), await newSealing([recipient], randomBytes), nodePlatform));
    const opened = await openSealed(memorySource(sealed), [identity], nodePlatform);
    expect(Buffer.compare(await bytesOf(opened), pattern(1000))).toBe(0);
    writeFileSync(join(folder, "made"), made);
    expect(readFileSync(join(folder, "made"), "utf8")).toContain(identity);
    expect(Buffer.compare(age(["-d", "-i", join(folder, "made")], sealed), pattern(1000))).toBe(0);
  });
});

function age(args: readonly string[], input: Uint8Array): Buffer {
  const { status, stdout, stderr } = spawnSync("age", args, { input, maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(stderr.toString());
  return stdout;
}
