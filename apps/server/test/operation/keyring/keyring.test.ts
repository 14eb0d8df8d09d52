/** The keyring on disk: made once, opened by what locks it, changed whole or not at all, recovered from paper; nothing in the clear. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkNote, noteVerifier, parseNote } from "@creance/ledger";
import { nodePlatform } from "@creance/node";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keyringState, openKeyring } from "../../../src/operation/keyring/open-keyring.ts";
import { recoverKeyring } from "../../../src/operation/keyring/recover-keyring.ts";
import type { Keyring } from "../../../src/operation/keyring/types.ts";

const vaultId = "00112233445566778899aabbccddeeff";
let folder: string;
let vaultPath: string;
let keyFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "i7-d-keyring-"));
  vaultPath = join(folder, "vault");
  keyFile = join(folder, "config", "creance", `${vaultId}.key`);
  mkdirSync(join(vaultPath, "keys"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (more: { readonly passphrase?: string; readonly create?: boolean; readonly readOnly?: boolean } = {}) => ({
  vaultPath,
  vaultId,
  keyFile,
  create: true,
  readOnly: false,
  ...more,
});
async function opened(more: Parameters<typeof at>[0] = {}): Promise<Keyring> {
  const keyring = await openKeyring(at(more));
  if (keyring === null) throw new Error("there is no keyring");
  return keyring;
}
const keyringFile = (): string => join(vaultPath, "keys", "keyring.age");

describe("a keyring with a key file", () => {
  test("is made only when asked for, with files that nobody else reads, and opens again to the same keys", async () => {
    expect(await openKeyring(at({ create: false }))).toBeNull();
    expect(await openKeyring(at({ readOnly: true }))).toBeNull();
    expect((await keyringState(at())).state).toBe("none");
    const made = await opened();
    for (const path of [keyFile, keyringFile()]) expect(statSync(path).mode & 0o777).toBe(0o600);
    const again = await opened({ create: false });
    expect(again.vkey).toBe(made.vkey);
    expect(again.recipient).toBe(made.recipient);
    expect(again.signer.origin).toBe(`creance/${vaultId.slice(0, 16)}`);
    expect(again.lock).toBe("keyFile");
    expect((await keyringState(at())).state).toBe("keyFile");
    expect(readdirSync(join(vaultPath, "keys"))).toEqual(["keyring.age"]);
  });

  test("signs notes that its verifier key checks", async () => {
    const keyring = await opened();
    const note = keyring.signNote("one line\n");
    expect(checkNote(parseNote(note), [noteVerifier(keyring.vkey, nodePlatform)])).toHaveLength(1);
    expect(() => keyring.signNote("no end")).toThrow(expect.objectContaining({ code: "bad-note" }));
  });

  test("keeps named secrets, and neither they nor a key stand in the clear in the vault", async () => {
    const keyring = await opened();
    await Promise.all([keyring.setSecret("s3/one", "wJalrPLANTED"), keyring.setSecret("s3/two", "second")]);
    expect(keyring.secretNames()).toEqual(["s3/one", "s3/two"]);
    await keyring.setSecret("s3/two", null);
    const again = await opened();
    expect(again.secret("s3/one")).toBe("wJalrPLANTED");
    expect(again.secret("s3/two")).toBeUndefined();
    const bytes = readFileSync(keyringFile());
    for (const needle of ["wJalrPLANTED", "AGE-SECRET-KEY", "s3/one", again.recoveryCode()[0] as string])
      expect(bytes.includes(needle)).toBe(false);
    await expect(keyring.setSecret("bad name", "x")).rejects.toMatchObject({ code: "bad-secret" });
  });

  test("two that are open keep each other's secrets", async () => {
    const one = await opened();
    const other = await opened();
    await one.setSecret("a", "1");
    await other.setSecret("b", "2");
    expect((await opened()).secretNames()).toEqual(["a", "b"]);
  });

  test("a copied vault without it says what is missing; a wrong, foreign or open one is refused and stays", async () => {
    await opened();
    const away = `${keyFile}.away`;
    copyFileSync(keyFile, away);
    rmSync(keyFile);
    expect((await keyringState(at())).state).toBe("keyFileMissing");
    await expect(openKeyring(at())).rejects.toMatchObject({ code: "key-file-missing" });
    expect(existsSync(keyFile)).toBe(false);
    writeFileSync(keyFile, "not a key\n", { mode: 0o600 });
    await expect(openKeyring(at())).rejects.toMatchObject({ code: "bad-key-file" });
    copyFileSync(away, keyFile);
    chmodSync(keyFile, 0o640);
    await expect(openKeyring(at())).rejects.toMatchObject({ code: "key-file-open-to-others" });
    chmodSync(keyFile, 0o600);
    rmSync(keyringFile());
    rmSync(keyFile);
    await opened();
    copyFileSync(away, keyFile);
    await expect(openKeyring(at())).rejects.toMatchObject({ code: "key-file-does-not-fit" });
  });

  test("damaged, cut or foreign keyrings are refused and left as they are", async () => {
    await opened();
    const whole = readFileSync(keyringFile());
    for (const bytes of [
      whole.subarray(0, 0),
      whole.subarray(0, 90),
      whole.subarray(0, -1),
      Buffer.concat([whole, whole]),
      flipped(whole, whole.length - 20),
      flipped(whole, 60),
    ]) {
      writeFileSync(keyringFile(), bytes);
      const refused = await openKeyring(at()).then(
        () => "opened",
        (error: { readonly code: string }) => error.code,
      );
      expect(["keyring-damaged", "key-file-does-not-fit"]).toContain(refused);
      expect(Buffer.compare(readFileSync(keyringFile()), bytes)).toBe(0);
    }
    writeFileSync(keyringFile(), whole);
    await expect(openKeyring({ ...at(), vaultId: "f".repeat(32) })).rejects.toMatchObject({ code: "keyring-of-another-vault" });
  });

  test.skipIf(spawnSync("age", ["--version"]).status !== 0)(
    "Debian's age opens it with the key file (package age; skipped without it)",
    async () => {
      await (await opened()).setSecret("name", "value");
      const { status, stdout } = spawnSync("age", ["-d", "-i", keyFile, keyringFile()], { encoding: "utf8" });
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ kind: "creance-keyring", vaultId, secrets: { name: "value" } });
    },
  );
});

describe("a keyring with a passphrase", () => {
  test("opens with it alone, says so without it, and can be locked by the key file again", async () => {
    const keyring = await opened();
    await keyring.setSecret("kept", "yes");
    await keyring.relock("four words of mine");
    expect(existsSync(keyFile)).toBe(false);
    expect((await keyringState(at())).state).toBe("passphrase");
    await expect(openKeyring(at())).rejects.toMatchObject({ code: "passphrase-needed" });
    await expect(openKeyring(at({ passphrase: "four words of mime" }))).rejects.toMatchObject({ code: "wrong-passphrase" });
    const again = await opened({ passphrase: "four words of mine" });
    expect(again.vkey).toBe(keyring.vkey);
    expect(again.secret("kept")).toBe("yes");
    await again.setSecret("more", "too");
    await again.relock(null);
    expect((await opened()).secretNames()).toEqual(["kept", "more"]);
    expect(existsSync(keyFile)).toBe(true);
  });
});

describe("recovery", () => {
  test("brings the same keys back when the key file, the keyring, or both are lost", async () => {
    const keyring = await opened();
    const code = keyring.recoveryCode().join(" ");
    await expect(recoverKeyring({ vaultPath, vaultId, code, keyFile })).rejects.toMatchObject({ code: "keyring-opens" });

    rmSync(keyFile);
    const before = readFileSync(keyringFile());
    const { keptAs } = await recoverKeyring({ vaultPath, vaultId, code, keyFile });
    expect(Buffer.compare(readFileSync(keptAs ?? ""), before)).toBe(0);
    expect((await opened()).vkey).toBe(keyring.vkey);

    rmSync(keyringFile());
    expect(await recoverKeyring({ vaultPath, vaultId, code, keyFile })).toMatchObject({ keptAs: null });
    expect((await opened()).identity).toBe(keyring.identity);

    writeFileSync(keyringFile(), "damaged");
    writeFileSync(keyFile, "damaged");
    await recoverKeyring({ vaultPath, vaultId, code, keyFile });
    expect((await opened()).vkey).toBe(keyring.vkey);
    expect(readFileSync(`${keyFile}.old-1`, "utf8")).toBe("damaged");
  });

  test("a forgotten passphrase; a mistyped code changes nothing", async () => {
    const keyring = await opened({ passphrase: "forgotten" });
    const groups = keyring.recoveryCode();
    const before = readFileSync(keyringFile());
    const wrong = groups
      .map((group, index) => (index === 4 ? group.replace(/^./, (first) => (first === "7" ? "8" : "7")) : group))
      .join(" ");
    await expect(recoverKeyring({ vaultPath, vaultId, code: wrong, keyFile })).rejects.toMatchObject({ code: "bad-recovery-code" });
    expect(Buffer.compare(readFileSync(keyringFile()), before)).toBe(0);
    expect(existsSync(keyFile)).toBe(false);
    await recoverKeyring({ vaultPath, vaultId, code: groups.join(" "), keyFile, passphrase: "a new one" });
    expect((await opened({ passphrase: "a new one" })).vkey).toBe(keyring.vkey);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
}
