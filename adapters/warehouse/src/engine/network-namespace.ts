/** Whether this machine lets a process start without any network: in a namespace of its own, where not even loopback is up. */
import { execFile } from "node:child_process";

/** The words before a command that start it in an empty network namespace. */
export type NamespacePrefix = readonly string[];

/** Root needs no user namespace; others get one that keeps their own user. */
const candidates: readonly NamespacePrefix[] = [
  ["unshare", "--net"],
  ["unshare", "--net", "--map-current-user"],
  ["unshare", "--net", "--map-root-user"],
];
const PROBE_MS = 3000;

let probed: Promise<NamespacePrefix | undefined> | undefined;

/** The first way that works here, `undefined` where none does. Tried once. */
export function networkNamespacePrefix(): Promise<NamespacePrefix | undefined> {
  probed ??= probe();
  return probed;
}

async function probe(): Promise<NamespacePrefix | undefined> {
  if (process.platform !== "linux") return undefined;
  for (const prefix of candidates) {
    const [command = "", ...args] = prefix;
    const works = await new Promise<boolean>((resolve) => {
      execFile(command, [...args, "true"], { timeout: PROBE_MS }, (error) => resolve(error === null));
    });
    if (works) return prefix;
  }
  return undefined;
}
