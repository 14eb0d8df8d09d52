import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { verifyLedger } from "@creance/ledger";
import { expect, it } from "vitest";
import { openVault } from "../src/index.ts";
import { ledgerPlatform } from "../src/ledger/ledger-files.ts";
import { signerOf } from "./made-signer.ts";
import { tmpFolder } from "./readings.ts";

const CHILD = fileURLToPath(new URL("./child-sealer.ts", import.meta.url));

/** Starts the sealing process, kills it a while after its first report; the last size it reported. */
async function killOne(path: string, waitMs: number): Promise<number> {
  const child = spawn(process.execPath, ["--import", "tsx", CHILD, path], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    timer ??= setTimeout(() => child.kill("SIGKILL"), waitMs);
  });
  await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  expect(child.signalCode).toBe("SIGKILL");
  return Number(out.split("\n").slice(0, -1).at(-1));
}

it("V31: kill -9 at 12 random points of sealing leaves a ledger that verifies and covers what was reported", async () => {
  const path = join(tmpFolder(), "vault");
  for (let round = 0; round < 12; round += 1) {
    const reported = await killOne(path, Math.random() * 120);
    const vault = await openVault(path);
    const { sealed, vkey, entries } = await vault.ledger.state();
    expect(sealed).toBeGreaterThanOrEqual(reported);
    const verdict = await verifyLedger(vault.ledger.source, { platform: ledgerPlatform, vkeys: [vkey as string] });
    expect({ round, failures: verdict.failures, entries: verdict.entries }).toEqual({ round, failures: [], entries });
    vault.close();
  }
  const vault = await openVault(path);
  const writer = await vault.beginWriting();
  const state = await writer.sealLedger(signerOf("killed"));
  expect(state.sealed).toBe(state.entries);
  expect((await vault.fsck()).damaged).toEqual([]);
  writer.release();
  vault.close();
}, 180_000);
