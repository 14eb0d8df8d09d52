/** How this machine starts a process in a network namespace of its own, where there is nothing but a loopback that is down. */
import { execFile } from "node:child_process";

/** Root needs no user namespace; others get one that keeps their own user. The column engine's adapter has the same list for its own child. */
const candidates: readonly (readonly string[])[] = [
  ["unshare", "--net"],
  ["unshare", "--net", "--map-current-user"],
  ["unshare", "--net", "--map-root-user"],
];
const PROBE_MS = 3000;

/** The words before a command that start it so: the first way that works here, `undefined` where none does. */
export async function emptyNetworkPrefix(): Promise<readonly string[] | undefined> {
  if (process.platform !== "linux") return undefined;
  for (const prefix of candidates) {
    const [program = "", ...args] = prefix;
    const works = await new Promise<boolean>((resolve) => {
      execFile(program, [...args, "true"], { timeout: PROBE_MS }, (error) => resolve(error === null));
    });
    if (works) return prefix;
  }
  return undefined;
}
