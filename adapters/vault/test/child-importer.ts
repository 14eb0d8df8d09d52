/**
 * A process that imports without end and prints each hash once it is reported as kept. Tests kill it.
 * Arguments: vault folder, seed, uid to become (or `-`), number of files (or `-`).
 */
import { memorySource } from "@creance/core";
import { openVault } from "../src/index.ts";
import { bytesOf } from "./seeds.ts";

const [path, seed, uid, files] = process.argv.slice(2) as [string, string, string?, string?];
if (uid !== undefined && uid !== "-") {
  process.setgid?.(Number(uid));
  process.setuid?.(Number(uid));
}
const last = files === undefined || files === "-" ? Number.POSITIVE_INFINITY : Number(files);

try {
  const vault = await openVault(path, { create: true });
  const writer = await vault.beginWriting({ onWaiting: (sentence) => console.error(sentence) });
  for (let number = 0; number < last; ) {
    const hashes: string[] = [];
    for (let group = 0; group < 4 && number < last; group += 1, number += 1) {
      const bytes = bytesOf(`${seed}/${number}`, 200 + ((number * 7919) % 20_000));
      hashes.push((await writer.keep(memorySource(bytes), { fileName: `file ${number}` })).sha256);
    }
    await writer.commit();
    process.stdout.write(hashes.map((sha256) => `${sha256}\n`).join(""));
  }
  writer.release();
  vault.close();
} catch (error) {
  const { code, kind, message } = error as { readonly code?: string; readonly kind?: string; readonly message: string };
  process.stdout.write(`error ${JSON.stringify({ code, kind, message })}\n`);
  process.exitCode = 4;
}
