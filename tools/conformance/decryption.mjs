// Compares our decrypted bytes with tshark's, and writes docs/decryption-conformance.md.
//   node tools/conformance/decryption.mjs [--only TEXT] [--print]
// --only takes captures whose path holds TEXT; --print writes what differs to standard output and no document.
// Captures: those below $CREANCE_SAMPLES/captures that have a TLS key log, and those made here.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { register } from "tsx/esm/api";
import { versionOf } from "./live-tools.mjs";

register();
const { compareMade, compareSamples } = await import("./compare-decryption.mjs");
const { decryptionDocument } = await import("./decryption-document.mjs");

const words = process.argv.slice(2);
const only = words.includes("--only") ? words[words.indexOf("--only") + 1] : "";
const version = versionOf("tshark");
if (version === null) {
  process.stderr.write("tshark is not installed; nothing was compared.\n");
  process.exit(2);
}
const samples = process.env.CREANCE_SAMPLES;
if (samples === undefined)
  process.stderr.write("CREANCE_SAMPLES does not name the folder of the samples: only made captures are compared.\n");

const folder = mkdtempSync(join(tmpdir(), "creance-conformance-"));
let made;
try {
  made = await compareMade(folder, only);
} finally {
  rmSync(folder, { recursive: true });
}
const found = samples === undefined ? [] : compareSamples(join(samples, "captures"), only);
const all = [...found, ...made];
if (words.includes("--print")) {
  for (const { name, keys, results } of all) {
    for (const { protocol, streamId, status, bytes, detail } of results) {
      if (status !== "equal")
        process.stdout.write(`${name}\t${keys ?? ""}\t${protocol} ${streamId ?? ""}\t${status}\t${bytes}\t${detail}\n`);
    }
  }
} else {
  const path = fileURLToPath(new URL("../../docs/decryption-conformance.md", import.meta.url));
  writeFileSync(path, decryptionDocument({ found, made, version }));
  process.stdout.write(`${path}\n`);
}
const open = all.flatMap(({ results }) => results).filter(({ status, reason }) => status !== "equal" && reason === null).length;
process.stderr.write(`${all.length} captures, ${open} differences without a reason\n`);
process.exitCode = open > 0 ? 1 : 0;
