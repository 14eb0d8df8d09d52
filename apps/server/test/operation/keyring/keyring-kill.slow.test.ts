/** Killed at any moment while it makes or changes a keyring, a process leaves the old one or the new one, whole. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openKeyring } from "../../../src/operation/keyring/open-keyring.ts";

const script = fileURLToPath(new URL("change-keyring.ts", import.meta.url));
const vaultId = "0".repeat(32);

test("25 kills while it changes, each at another moment; what was said to be durable is there", { timeout: 600_000 }, async () => {
  await inFolder(async (vaultPath, keyFile) => {
    let vkey: string | undefined;
    let durable = 0;
    for (let kill = 0; kill < 25; kill += 1) {
      const said = await killed([vaultPath, keyFile], { afterLines: 2, thenMs: kill * 1.7 });
      vkey ??= said[0]?.slice(5);
      const counted = said.slice(1).map(Number);
      durable = Math.max(durable, ...counted);
      const keyring = await openKeyring({ vaultPath, vaultId, keyFile, create: false, readOnly: false });
      expect(keyring?.vkey).toBe(vkey);
      expect([durable, durable + 1]).toContain(Number(keyring?.secret("count") ?? 0));
      durable = Number(keyring?.secret("count"));
    }
    // Each round told of one change at least; of how many more, is the disk's speed.
    expect(durable).toBeGreaterThanOrEqual(25);
  });
});

test("20 kills while it is made: there is none, or a whole one that opens", { timeout: 600_000 }, async () => {
  const met = new Set<string>();
  for (let kill = 0; kill < 20; kill += 1) {
    await inFolder(async (vaultPath, keyFile) => {
      await killed([vaultPath, keyFile], { afterLines: 0, thenMs: 500 + kill * 60 });
      met.add(readdirSync(join(vaultPath, "keys")).sort().join(" "));
      const keyring = await openKeyring({ vaultPath, vaultId, keyFile, create: true, readOnly: false });
      expect(keyring?.lock).toBe("keyFile");
      const again = await openKeyring({ vaultPath, vaultId, keyFile, create: false, readOnly: true });
      expect(again?.vkey).toBe(keyring?.vkey);
    });
  }
  process.stdout.write(`what the kills left in keys/: ${[...met].map((names) => `[${names}]`).join(" ")}\n`);
});

/** Starts the process, waits for so many lines and some milliseconds, kills it; gives what it said. */
async function killed(args: readonly string[], { afterLines, thenMs }: { readonly afterLines: number; readonly thenMs: number }) {
  const child = spawn(process.execPath, ["--import", "tsx", script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  await new Promise<void>((resolve) => {
    if (afterLines === 0) resolve();
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.split("\n").length > afterLines) resolve();
    });
    void ended.then(resolve);
  });
  await new Promise((resolve) => setTimeout(resolve, thenMs));
  child.kill("SIGKILL");
  await ended;
  return text.split("\n").slice(0, -1);
}

async function inFolder(step: (vaultPath: string, keyFile: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "i7-d-kill-"));
  try {
    mkdirSync(join(folder, "vault", "keys"), { recursive: true });
    await step(join(folder, "vault"), join(folder, "config", "one.key"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
