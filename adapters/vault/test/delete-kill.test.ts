import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { openVault } from "../src/index.ts";
import { keepSeed, tmpFolder } from "./readings.ts";

const CHILD = fileURLToPath(new URL("./child-deleter.ts", import.meta.url));
const FILES = 60;

/** Deletes in a process of its own and kills it a while after it said a word; what it reported as deleted. */
async function deleteAndKill(
  path: string,
  { word, waitMs }: { readonly word: string; readonly waitMs: number },
): Promise<readonly string[]> {
  const child = spawn(process.execPath, ["--import", "tsx", CHILD, path], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    if (out.includes(word)) timer ??= setTimeout(() => child.kill("SIGKILL"), waitMs);
  });
  await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  return out
    .split("\n")
    .slice(0, -1)
    .flatMap((line) => (line.startsWith("deleted ") ? [line.slice("deleted ".length)] : []));
}

it("V27: killed while it deletes, again and again: what was reported is gone, the rest is whole, and it ends", async () => {
  const path = join(tmpFolder(), "vault");
  const made = await openVault(path, { create: true });
  const writer = await made.beginWriting();
  for (let number = 0; number < FILES; number += 1) await keepSeed(writer, `secret name ${number}`, 500);
  await writer.commit();
  writer.release();
  made.close();
  const reported = new Set<string>();
  for (let round = 0; round < 8; round += 1) {
    const before = reported.size;
    // Every second time only after a report: a slow disk may not come to one in the time of the others.
    const word = round % 2 === 0 ? "begun" : "deleted";
    for (const sha256 of await deleteAndKill(path, { word, waitMs: 3 + Math.random() * 60 })) reported.add(sha256);
    const vault = await openVault(path);
    (await vault.beginWriting()).release();
    expect(vault.deletions("deleting")).toEqual([]);
    expect(vault.deletions("failed")).toEqual([]);
    const { damaged, missing, extra } = await vault.fsck();
    expect({ round, damaged, missing, extra }).toEqual({ round, damaged: [], missing: [], extra: [] });
    const texts = readFileSync(join(path, "journal/texts.jsonl"), "utf8");
    const left = vault.files({ offset: 0, limit: FILES }).rows;
    expect(texts.split("secret name").length - 1).toBe(left.length);
    for (const sha256 of reported) expect([existsSync(vault.originalPath(sha256)), vault.originalSize(sha256)]).toEqual([false, undefined]);
    vault.close();
    if (left.length === 0 && round > 0 && before > 0) break;
  }
  expect(reported.size).toBeGreaterThan(0);
}, 300_000);
