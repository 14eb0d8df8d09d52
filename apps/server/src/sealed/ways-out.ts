/** What the kernel shows this process of networks: its interfaces and routes. Nothing is sent. */
import { readFile } from "node:fs/promises";

/** Where the kernel shows them; another folder in tests. */
const NETWORK_FOLDER = "/proc/self/net";

/** Interfaces other than the loopback, and routes that do not lead to it; `null` where they could not be read. */
export interface WaysOut {
  readonly interfaces: readonly string[] | null;
  readonly routes: readonly string[] | null;
}

/** Looks. */
export async function waysOut(folder = NETWORK_FOLDER): Promise<WaysOut> {
  const [devices, routes4, routes6] = await Promise.all(["dev", "route", "ipv6_route"].map((name) => readLines(`${folder}/${name}`)));
  const interfaces = devices?.flatMap((line) => /^\s*([^:\s]+):/.exec(line)?.[1] ?? []).filter((name) => name !== "lo");
  const four = routes4?.slice(1).map((line) => line.split(/\s+/)[0] ?? "");
  // A kernel without IPv6 has no such file, and no such routes.
  const six = (routes6 ?? []).map((line) => line.trim().split(/\s+/).at(-1) ?? "");
  const routes = four === undefined ? null : [...new Set([...four, ...six])].filter((device) => device !== "" && device !== "lo");
  return { interfaces: interfaces ?? null, routes };
}

async function readLines(path: string): Promise<readonly string[] | undefined> {
  try {
    return (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
  } catch {
    return undefined;
  }
}
