import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ask, program } from "./serve-made.ts";

const bundle = join(import.meta.dirname, "../../../../dist/server/creance.js");
const built = existsSync(bundle);
const folder = mkdtempSync(join(tmpdir(), "creance-bundle-"));
let child: ChildProcess | undefined;
afterAll(() => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(!built)(
  "the bundle serves a new vault, reads in its own workers, and ends on a signal (skipped: dist/server not built)",
  { timeout: 180_000 },
  async () => {
    child = spawn(process.execPath, [bundle, "serve", "--port", "0", "--vault", join(folder, "vault")], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout?.on("data", (part) => {
      output += part;
    });
    const ended = new Promise<number | null>((resolve) => child?.on("exit", resolve));
    await expect.poll(() => output).toMatch(/no outbound connection/);
    const port = Number(/http:\/\/127\.0\.0\.1:(\d+)\//.exec(output)?.[1]);
    await ask(port, "POST", "/api/imports/sample", { headers: program });
    await expect
      .poll(async () => (await ask(port, "GET", "/api/imports")).text, { timeout: 150_000, interval: 200 })
      .toContain('"state":"done"');
    expect((await ask(port, "GET", "/api/flights?limit=1")).json()["total"]).toBeGreaterThan(4);
    expect((await ask(port, "GET", "/api/line")).json()["outbound"]).toBe(0);
    child.kill("SIGINT");
    expect(await ended).not.toBe(3);
  },
);
