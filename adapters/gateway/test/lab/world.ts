/** Starts the outside world of the lab (`world.mjs`) and listens to what it tells. */
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Place } from "./field.ts";

/** Something that reached the outside, as `world.mjs` prints it. */
export interface Seen {
  readonly kind: string;
  readonly name?: string | null;
  readonly host?: string | null;
  readonly port?: number;
  readonly received?: number;
  readonly path?: string;
}

/** The running world. */
export interface World {
  /** Everything that reached it so far. */
  readonly seen: readonly Seen[];
  /** Settles when all that has reached it until now is in `seen`: a test that only runs commands hears nothing meanwhile. */
  caughtUp(): Promise<void>;
}

/** Names of the lab's world and their addresses; the second of `two.example.org` answers, the first does not exist. */
export const worldNames = {
  "flysafe-api.example.com": ["203.0.113.11"],
  "control.example.org": ["203.0.113.12"],
  "upload.example.com": ["203.0.113.13"],
  "shared.example.com": ["203.0.113.11"],
  "two.example.org": ["203.0.113.99", "203.0.113.14"],
  "rebind.example.org": ["10.77.0.1"],
} as const;

/** Starts it and waits until it listens. The resolver is at 10.99.0.10. */
export async function startWorld(outside: Place, names: Readonly<Record<string, readonly string[]>> = worldNames): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "creance-world-"));
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const made = spawnSync("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=lab.example".split(" "),
    ...["-keyout", key, "-out", cert],
  ]);
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  const script = fileURLToPath(new URL("./world.mjs", import.meta.url));
  const child = outside.start([process.execPath, script, JSON.stringify(names), cert, key], { stdio: ["ignore", "pipe", "inherit"] });
  const seen: Seen[] = [];
  const waiting: (() => void)[] = [];
  if (child.stdout === null) throw new Error("the world has no voice");
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (status) => reject(new Error(`the world ended: status ${status}`)));
    lines.on("line", (line) => {
      const what = JSON.parse(line) as Seen;
      if (what.kind === "ready") resolve();
      else if (what.kind === "here") waiting.shift()?.();
      else seen.push(what);
    });
  });
  return {
    seen,
    caughtUp: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        child.kill("SIGUSR2");
      }),
  };
}
