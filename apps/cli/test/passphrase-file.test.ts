/** Where a passphrase may come from. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newPassphrase, passphraseFrom } from "../src/keyring/passphrase.ts";
import { temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const path = join(folder, "passphrase");

test("the first line of a file; without a file, and nobody to ask, there is none", async () => {
  writeFileSync(path, "four words of mine\nsecond line\n", { mode: 0o600 });
  expect(await passphraseFrom(path)("quiet")).toBe("four words of mine");
  expect(await newPassphrase(path)).toBe("four words of mine");
  expect(await passphraseFrom("")("quiet")).toBeUndefined();
  if (process.stdin.isTTY !== true) {
    expect(await passphraseFrom("")("ask")).toBeUndefined();
    await expect(newPassphrase("")).rejects.toMatchObject({ code: "passphrase-needed" });
  }
});

test("one that is missing, empty, endless, a folder, or open to everybody is refused; a short new one too", async () => {
  const refusal = (at: string) =>
    passphraseFrom(at)("quiet").then(
      () => "taken",
      (error: { readonly code: string }) => error.code,
    );
  expect(await refusal(join(folder, "none"))).toBe("no-passphrase-file");
  mkdirSync(join(folder, "folder"));
  expect(await refusal(join(folder, "folder"))).toBe("bad-passphrase-file");
  for (const text of ["", "\n", "x".repeat(5000)]) {
    writeFileSync(path, text);
    expect(await refusal(path)).toBe("bad-passphrase-file");
  }
  writeFileSync(path, "four words of mine\n");
  chmodSync(path, 0o604);
  expect(await refusal(path)).toBe("passphrase-file-open-to-others");
  chmodSync(path, 0o600);
  writeFileSync(path, "too short\n");
  await expect(newPassphrase(path)).rejects.toMatchObject({ code: "weak-passphrase" });
});
