/** A process that enters and seals without end and prints how many entries are covered once it is told. Tests kill it. Argument: vault folder. */
import { openVault } from "../src/index.ts";
import { signerOf } from "./made-signer.ts";

const [path] = process.argv.slice(2) as [string];
const vault = await openVault(path, { create: true });
const writer = await vault.beginWriting();
for (let round = 0; ; round += 1) {
  const count = 1 + ((round * 7919) % 300);
  await writer.enter(() =>
    Array.from({ length: count }, (_, at) => ({
      kind: "scrubbed" as const,
      timeUs: 1_700_000_000_000_000 + at,
      files: at,
      bytes: round,
      damaged: 0,
      missing: 0,
    })),
  );
  process.stdout.write(`${(await writer.sealLedger(signerOf("killed"))).sealed}\n`);
}
