import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { nodeDisk, openVault, type VaultDisk } from "../src/index.ts";
import { errnoOf } from "../src/machine-refused.ts";
import { runImporter } from "./kill-rounds.ts";
import { keepSeed, query, readingOf, tmpFolder } from "./readings.ts";
import { runReader } from "./run-reader.ts";

const isRoot = process.getuid?.() === 0;
const canMount = isRoot && mountWorks();
const NOBODY = 65_534;

function mountWorks(): boolean {
  const path = join("/tmp", `creance-mount-probe-${process.pid}`);
  mkdirSync(path, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", path], { stdio: "ignore" });
    execFileSync("umount", [path], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/** A tmpfs of the given size, unmounted after the test. */
function smallDisk(sizeKb: number): string {
  const path = tmpFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeKb}k`, "tmpfs", path]);
  onTestFinished(() => {
    execFileSync("umount", ["-l", path]);
  });
  return path;
}

/** A closed vault with two originals and a flight. */
async function makeVault(path: string): Promise<void> {
  const vault = await openVault(path, { create: true });
  const writer = await vault.beginWriting();
  const { sha256 } = await keepSeed(writer, "a");
  await keepSeed(writer, "b");
  await writer.commit();
  writer.addReading(readingOf(sha256));
  writer.release();
  vault.close();
}

describe("a full disk", () => {
  it.skipIf(!canMount)(`V10: loses nothing that was reported as kept${canMount ? "" : " (skipped: needs root and mount)"}`, async () => {
    const path = join(smallDisk(2048), "vault");
    const vault = await openVault(path, { create: true });
    const writer = await vault.beginWriting();
    const kept: string[] = [];
    let refusal: unknown;
    for (let number = 0; number < 200 && refusal === undefined; number += 1) {
      try {
        const { sha256 } = await keepSeed(writer, `file ${number}`, 30_000);
        await writer.commit();
        kept.push(sha256);
      } catch (error) {
        refusal = error;
      }
    }
    expect(refusal).toMatchObject({
      code: "disk-full",
      kind: "machineRefused",
      message: expect.stringMatching(/the disk is full; .*; free some space.*\.$/),
    });
    expect(kept.length).toBeGreaterThan(10);
    writer.release();
    const after = await vault.fsck();
    expect({ damaged: after.damaged, missing: after.missing }).toEqual({ damaged: [], missing: [] });
    expect(after.checked).toBeGreaterThanOrEqual(kept.length);
    for (const sha256 of kept) expect(vault.originalSize(sha256)).toBe(30_000);
    vault.close();
    // With more room it goes on where it stopped.
    execFileSync("mount", ["-o", "remount,size=8192k", join(path, "..")]);
    const again = await openVault(path);
    const next = await again.beginWriting();
    for (let number = 0; number < 40; number += 1) await keepSeed(next, `later ${number}`, 30_000);
    await next.commit();
    next.release();
    expect(await again.fsck()).toMatchObject({ damaged: [], missing: [] });
    again.close();
  });

  it.each(["ENOSPC", "EDQUOT"])(
    "V10: that says %s while the journal is written leaves the journal as it was, and the next commit enters all",
    async (code) => {
      const path = join(tmpFolder(), "vault");
      let failing = false;
      const disk: VaultDisk = {
        ...nodeDisk,
        async append(name) {
          const file = await nodeDisk.append(name);
          return {
            ...file,
            async write(bytes) {
              if (!failing || !name.endsWith("000001.jsonl")) return file.write(bytes);
              await file.write(bytes.subarray(0, 20));
              throw Object.assign(new Error(code), { code });
            },
          };
        },
      };
      const vault = await openVault(path, { create: true, disk });
      const writer = await vault.beginWriting();
      await keepSeed(writer, "a");
      await writer.commit();
      failing = true;
      const { sha256 } = await keepSeed(writer, "b");
      await expect(writer.commit()).rejects.toMatchObject({
        kind: "machineRefused",
        message: expect.stringContaining("not reported as kept"),
      });
      expect(vault.originalSize(sha256)).toBeUndefined();
      failing = false;
      await writer.commit();
      expect(vault.originalSize(sha256)).toBe(1000);
      writer.release();
      expect(await vault.fsck()).toEqual({ checked: 2, damaged: [], missing: [], extra: [] });
      vault.close();
    },
  );

  it("V10: that fails while it syncs is not written to again by the same writer", async () => {
    const path = join(tmpFolder(), "vault");
    let failing = false;
    const failed = Object.assign(new Error("EIO"), { code: "EIO" });
    const disk: VaultDisk = { ...nodeDisk, sync: (name) => (failing ? Promise.reject(failed) : nodeDisk.sync(name)) };
    const vault = await openVault(path, { create: true, disk });
    const writer = await vault.beginWriting();
    failing = true;
    const { sha256 } = await keepSeed(writer, "a");
    await expect(writer.commit()).rejects.toMatchObject({ code: "disk-failed" });
    failing = false;
    await expect(writer.commit()).rejects.toMatchObject({ code: "disk-failed" });
    await expect(keepSeed(writer, "b")).rejects.toMatchObject({ code: "disk-failed" });
    writer.release();
    expect((await vault.fsck()).extra.map((finding) => finding.sha256)).toEqual([sha256]);
    const next = await vault.beginWriting();
    expect((await keepSeed(next, "a")).status).toBe("kept");
    await next.commit();
    next.release();
    expect(await vault.fsck()).toEqual({ checked: 1, damaged: [], missing: [], extra: [] });
    vault.close();
  });

  it.each([
    ["EROFS", "vault-read-only"],
    ["EMFILE", "too-many-open-files"],
    ["EIO", "disk-failed"],
  ])("V10: and other refusals: %s becomes %s in one sentence", async (errno, code) => {
    const disk: VaultDisk = {
      ...nodeDisk,
      create: (path, mode) =>
        path.includes("vault/tmp") ? Promise.reject(Object.assign(new Error(errno), { code: errno })) : nodeDisk.create(path, mode),
    };
    const vault = await openVault(join(tmpFolder(), "vault"), { create: true, disk });
    const writer = await vault.beginWriting();
    await expect(keepSeed(writer, "a")).rejects.toMatchObject({
      code,
      kind: "machineRefused",
      message: expect.stringMatching(/^Could not .*; .*; .*\.$/),
    });
    writer.release();
    vault.close();
  });
});

describe("a disk that is read-only", () => {
  it.skipIf(!canMount)(`V8: can be read, and says so to a writer${canMount ? "" : " (skipped: needs root and mount)"}`, async () => {
    const disk = smallDisk(4096);
    const path = join(disk, "vault");
    await makeVault(path);
    const view = tmpFolder();
    execFileSync("mount", ["--bind", disk, view]);
    onTestFinished(() => {
      execFileSync("umount", ["-l", view]);
    });
    execFileSync("mount", ["-o", "remount,bind,ro", view]);
    const vault = await openVault(join(view, "vault"), { create: true });
    expect(vault.readOnly).toBe(true);
    expect(vault.listFlights(query()).total).toBe(1);
    expect(await vault.fsck()).toEqual({ checked: 2, damaged: [], missing: [], extra: [] });
    await expect(vault.beginWriting()).rejects.toMatchObject({ code: "vault-read-only" });
    vault.close();
    await expect(openVault(join(view, "other"), { create: true })).rejects.toMatchObject({
      code: "vault-read-only",
      kind: "machineRefused",
    });
  });
});

describe.skipIf(!isRoot)(`another account${isRoot ? "" : " (skipped: needs root to become another account)"}`, () => {
  it("V10: gets a sentence when it may not write, and the vault stays as it was", async () => {
    const folder = tmpFolder();
    chmodSync(folder, 0o755);
    const { status, lines } = await runImporter([join(folder, "vault"), "x", String(NOBODY)]);
    expect(status).toBe(4);
    expect(lines.join("\n")).toContain("vault-read-only");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("V8: reads a vault it may read but not write, whatever state the catalogue's log is in", async () => {
    const folder = tmpFolder();
    chmodSync(folder, 0o755);
    const path = join(folder, "vault");
    const vault = await openVault(path, { create: true });
    const writer = await vault.beginWriting();
    const { sha256 } = await keepSeed(writer, "a");
    await writer.commit();
    writer.addReading(readingOf(sha256));
    writer.release();
    // A copy while the log is full, and one after it was emptied.
    cpSync(path, join(folder, "hot"), { recursive: true });
    vault.close();
    cpSync(path, join(folder, "cold"), { recursive: true });
    cpSync(path, join(folder, "bare"), { recursive: true });
    for (const name of readdirSync(join(folder, "bare"))) if (name.startsWith("catalogue")) rmSync(join(folder, "bare", name));
    for (const [name, flights] of [
      ["hot", 1],
      ["cold", 1],
      ["bare", 0],
    ] as const) {
      makeReadable(join(folder, name));
      const before = listing(join(folder, name));
      const seen = runReader(join(folder, name), NOBODY);
      expect({ name, ...seen }).toEqual({
        name,
        readOnly: true,
        originals: 1,
        flights,
        damaged: 0,
        missing: 0,
        writing: "vault-read-only",
      });
      expect(listing(join(folder, name))).toEqual(before);
    }
  });

  it("V9: names originals it cannot read as findings", async () => {
    const folder = tmpFolder();
    chmodSync(folder, 0o755);
    const path = join(folder, "vault");
    await makeVault(path);
    makeReadable(path);
    const [one] = readdirSync(join(path, "originals")) as [string];
    chmodSync(join(path, "originals", one), 0o700);
    const seen = runReader(path, NOBODY);
    expect(seen).toMatchObject({ originals: 2, damaged: 1, missing: 0 });
  });

  it("imports into a vault of its own", async () => {
    const folder = tmpFolder();
    chownSync(folder, NOBODY, NOBODY);
    const { status, lines } = await runImporter([join(folder, "vault"), "x", String(NOBODY), "6"]);
    expect({ status, reported: lines.length }).toEqual({ status: 0, reported: 6 });
  });
});

describe("odd things in the place of originals", () => {
  it("V9: are findings: a pipe does not block", async () => {
    const path = join(tmpFolder(), "vault");
    await makeVault(path);
    const vault = await openVault(path);
    const [first, second] = vault.unreadOriginals("x") as [string, string];
    rmSync(vault.originalPath(first));
    execFileSync("mkfifo", [vault.originalPath(first)]);
    rmSync(join(vault.originalPath(second), ".."), { recursive: true });
    writeFileSync(join(path, "originals", second.slice(0, 2)), "a file where a folder was");
    const found = await vault.fsck();
    expect(found.damaged.map(({ sha256 }) => sha256)).toEqual([first]);
    expect(found.missing.map(({ sha256 }) => sha256)).toEqual([second]);
    const writer = await vault.beginWriting();
    await keepSeed(writer, "a");
    await expect(keepSeed(writer, "b")).rejects.toThrow();
    writer.release();
    vault.close();
  });

  it("the driver's errors are understood", () => {
    expect(errnoOf(new Error('ConnectionFailed("Unable to open connection to local database /x: 14")'))).toBe("EACCES");
    expect(errnoOf({ rawCode: 13 })).toBe("ENOSPC");
    expect(errnoOf({ rawCode: 778 })).toBe("EIO");
    expect(errnoOf({ code: "ENOSPC" })).toBe("ENOSPC");
    expect(errnoOf("text")).toBe("");
  });
});

function makeReadable(path: string): void {
  execFileSync("chmod", ["-R", "a+rX", path]);
}

function listing(path: string): string {
  return execFileSync("find", [path, "-printf", "%P %s %m\n"], { encoding: "utf8" }).split("\n").sort().join("\n");
}
