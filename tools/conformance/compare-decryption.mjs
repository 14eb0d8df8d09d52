// Our decryption of captures against tshark's: captures of a folder with their key logs, and captures made for it.
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { comparePlaintext } from "./compare-plaintext.mjs";
import { keyLogCaptures } from "./key-log-captures.mjs";
import { madeCaptures } from "./made-captures.ts";
import { ourPlaintext } from "./our-plaintext.mjs";
import { tsharkPlaintext } from "./tshark-plaintext.mjs";

/** `{name, keys, results, report}` for every capture below `root` that has a key log. */
export function compareSamples(root, only = "") {
  return keyLogCaptures(root)
    .filter(({ capture }) => capture.includes(only))
    .flatMap(({ capture, keys }) => {
      const file = keys === null ? null : join(root, keys);
      const ours = ourPlaintext(join(root, capture), file);
      // Without a key log of its own, a capture that holds none has nothing to compare.
      if (keys === null && !(ours.report?.keyLogs > 0)) return [];
      return [compared(capture, keys === null ? "inside the capture" : basename(keys), join(root, capture), file, ours)];
    });
}

/** The same for the made captures; they are written into `folder`. */
export async function compareMade(folder, only = "") {
  const captures = (await madeCaptures()).filter(({ name }) => name.includes(only));
  return captures.map(({ name, pcap, keyLog, onlyOurs }, index) => {
    const path = join(folder, `${index}.pcap`);
    const keys = join(folder, `${index}.keys`);
    writeFileSync(path, pcap);
    writeFileSync(keys, keyLog);
    return compared(name, "made with it", path, keys, ourPlaintext(path, keys), onlyOurs);
  });
}

function compared(name, keys, path, keyFile, ours, onlyOurs = null) {
  const results = comparePlaintext(ours.streams, tsharkPlaintext(path, keyFile));
  const { decryption } = ours.report;
  // Suites that we name as not supported: as many connections as they are may be open on the other side only.
  const unsupported = [...decryption.unsupportedSuites];
  const excused = unsupported.reduce((sum, [, connections]) => sum + connections, 0);
  const theirs = results.filter(({ status }) => status === "only theirs").length;
  const reason =
    theirs > 0 && theirs <= excused ? `cipher suite that Node's crypto lacks: ${unsupported.map(([suite]) => suite).join(", ")}` : null;
  return {
    name,
    keys,
    decryption,
    results: results.map((result) => ({ ...result, reason: { "only theirs": reason, "only ours": onlyOurs }[result.status] ?? null })),
  };
}
