/** What a trace of a real process is judged to be. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SilenceTally, type SilenceVerdict } from "@creance/hold";
import { prepareTracing, readTrace } from "@creance/node";
import { describe, expect, test } from "vitest";
import { creance, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const canTrace = spawnSync("strace", ["-f", "-o", "/dev/null", "true"]).status === 0;

/** Runs a script of Node under the trace. */
async function verdictOn(name: string, script: string): Promise<SilenceVerdict> {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, script);
  const traceFile = join(folder, `${name}.trace`);
  const running = (await prepareTracing())([path], { traceFile });
  running.stdout.resume();
  expect((await running.ended).status).toBe(0);
  const tally = new SilenceTally();
  await readTrace(traceFile, (line) => tally.add(line));
  return tally.verdict();
}

describe.skipIf(!canTrace)(`a process under strace${canTrace ? "" : " (skipped: strace is missing or forbidden here)"}`, () => {
  test("that asks its own server over loopback is silent", async () => {
    const verdict = await verdictOn(
      "own-server",
      'import net from "node:net"; const s = net.createServer((c) => c.end("x")).listen(0, "127.0.0.1", () => net.connect(s.address().port, "127.0.0.1").on("data", () => {}).on("close", () => s.close()));',
    );
    expect(verdict.failures).toEqual([]);
    expect(verdict.ok).toBe(true);
    expect(verdict.families.map(({ family }) => family)).toContain("AF_INET");
  }, 180_000);

  test("planted: that connects to a documentation address is not, also from a child and a thread", async () => {
    // The address is refused before anything is sent: no route leads out of an address of the loopback.
    const leave =
      'require("node:net").connect({ host: "192.0.2.1", port: 443, localAddress: "127.0.0.1", timeout: 200 }).on("error", () => {}).on("timeout", function () { this.destroy(); })';
    const inChild = `import { execFileSync } from "node:child_process"; execFileSync(process.execPath, ["-e", ${JSON.stringify(leave)}]);`;
    const inThread = `import { Worker } from "node:worker_threads"; new Worker(${JSON.stringify(leave)}, { eval: true });`;
    for (const [name, script] of [
      ["child", inChild],
      ["thread", inThread],
    ] as const) {
      const verdict = await verdictOn(name, script);
      expect([name, verdict.failures.map(({ code }) => code)]).toEqual([name, ["outside-address"]]);
      expect(verdict.failures[0]?.sentence).toContain("192.0.2.1:443");
    }
  }, 180_000);

  test("planted: that speaks to a port of this machine that is not its own is not", async () => {
    const verdict = await verdictOn("foreign", 'import net from "node:net"; net.connect(9, "127.0.0.1").on("error", () => {});');
    expect(verdict.failures.map(({ code }) => code)).toEqual(["foreign-port"]);
  }, 180_000);
});

test("without strace nothing is claimed", async () => {
  const ran = await creance(["prove-silent"], { env: { PATH: "/nonexistent" } });
  expect([ran.status, ran.stdout, ran.stderr]).toEqual([4, "", expect.stringContaining("strace is not installed")]);
}, 120_000);
