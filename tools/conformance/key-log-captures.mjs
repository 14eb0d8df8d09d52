// Captures below a folder that come with a TLS key log: inside (pcapng), beside them under the same name, or listed here.
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { findCaptures } from "./find-captures.mjs";

/** Key logs with names of their own. */
const listed = new Map([["dhe1.pcapng.gz", ["dhe1_keylog.dat"]]]);

/** `{capture, keys}`: paths relative to `root`; `keys` is `null` where only the capture itself can hold them. */
export function keyLogCaptures(root) {
  return findCaptures(root).flatMap((capture) => {
    const folders = [join(root, dirname(capture)), join(root, dirname(capture), "../keys")].filter((folder) => existsSync(folder));
    const stem = basename(capture).replace(/\.(pcap|pcapng)(\.gz)?$/, "");
    const names = listed.get(basename(capture));
    const fits = (name) => names?.includes(name) ?? (name.endsWith(".keys") && (name === `${stem}.keys` || name.startsWith(`${stem}-`)));
    const beside = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter(fits)
        .map((name) => join(folder, name).slice(root.length + 1)),
    );
    return [null, ...new Set(beside)].map((keys) => ({ capture, keys }));
  });
}
