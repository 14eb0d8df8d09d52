/**
 * The gateway under a device that sends a million frames of every kind (all bypasses and random ones: tags, fragments, extension headers,
 * wrong lengths and sums) while an allowed service is used: the real gateway in the lab's namespaces, a proof of the window, and the checker's
 * word on it. `npm run bench hold-packets`; as root. `CREANCE_BENCH_FRAMES`, `CREANCE_BENCH_FRAMES_PER_SECOND` and `CREANCE_BENCH_SEED` change it.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deviceSteps } from "../adapters/gateway/test/lab/bypasses.ts";
import { fieldMissing, openField } from "../adapters/gateway/test/lab/field.ts";
import { creanceCommand, forget, labPolicy, startGateway } from "../adapters/gateway/test/lab/gateway.ts";
import { startWorld } from "../adapters/gateway/test/lab/world.ts";
import { floodWindow } from "../adapters/gateway/test/proof/flood-window.ts";

const frames = Number(process.env["CREANCE_BENCH_FRAMES"] ?? 1_000_000);
const framesPerSecond = Number(process.env["CREANCE_BENCH_FRAMES_PER_SECOND"] ?? 8000);
const seed = Number(process.env["CREANCE_BENCH_SEED"] ?? 1);
const NAME = "flysafe-api.example.com";

if (fieldMissing !== null) {
  process.stdout.write(`not measured: ${fieldMissing}\n`);
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), "creance-bench-"));
const field = await openField();
try {
  await startWorld(field.outside);
  const gateway = await startGateway(field, labPolicy().replace("  control: control.example.org\n", ""));
  try {
    const { services } = JSON.parse(gateway.hold("status", "--json").stdout) as {
      services: readonly { name: string; syntheticIp: string }[];
    };
    const host = services.find(({ name }) => name === NAME)?.syntheticIp ?? "";
    const request = `GET /bytes/20000 HTTP/1.1\r\nHost: ${NAME}\r\nConnection: close\r\n\r\n`;
    const { verdict, proof, sendS, refusedFrames, proveS } = await floodWindow(field, gateway, {
      frames,
      framesPerSecond,
      seed,
      folder,
      meanwhile: () => {
        field.device.run(deviceSteps({ kind: "dns", server: "10.77.0.1", name: NAME }, { kind: "tcp", host, port: 80, send: request }));
      },
    });
    const say = (what: string, value: string): void => void process.stdout.write(`${what.padEnd(34)}${value}\n`);
    const sizes = readdirSync(proof).map((name) => statSync(join(proof, name)).size);
    say(
      "frames sent",
      `${frames.toLocaleString("en-US")} in ${sendS.toFixed(1)} s (${Math.round(frames / sendS)} a second), ${refusedFrames} refused by the card`,
    );
    say("bundle", `${(sizes.reduce((sum, size) => sum + size, 0) / 1e6).toFixed(1)} MB in ${sizes.length} files`);
    say("made and checked in", `${proveS.toFixed(1)} s`);
    const verify = spawnSync("/usr/bin/time", ["-f", "%e %M", process.execPath, creanceCommand, "hold", "verify", proof, "--json"], {
      encoding: "utf8",
    });
    const [wall, peak] = (verify.stderr.trim().split("\n").at(-1) ?? "").split(" ");
    say("checked again in", `${wall} s, peak ${Math.round(Number(peak) / 1024)} MiB`);
    say("verdict", `${verdict.ok ? "holds" : "DOES NOT HOLD"}; exit status of verify ${verify.status}`);
    process.stdout.write(`\n${verdict.sentence}\n\n`);
    for (const line of verdict.checked) process.stdout.write(`- ${line}\n`);
    for (const { code, where, sentence } of verdict.failures) process.stdout.write(`FAILS ${code} (${where}): ${sentence}\n`);
    if (!verdict.ok) {
      process.exitCode = 1;
      process.stdout.write(`\nThe bundle is kept: ${proof}\n`);
    }
  } finally {
    await gateway.end();
    forget(gateway);
  }
} finally {
  await field.close();
  if (process.exitCode !== 1) rmSync(folder, { recursive: true, force: true });
}
