/** The whole operation under the trace: silent as it is, and caught when something is planted in it. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { creance, jsonLines, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const canTrace = spawnSync("strace", ["-f", "-o", "/dev/null", "true"]).status === 0;

describe.skipIf(!canTrace)(`creance prove-silent${canTrace ? "" : " (skipped: strace is missing or forbidden here)"}`, () => {
  test("nothing of the sample operation leaves", async () => {
    const ran = await creance(["prove-silent", "--json"]);
    const [report] = jsonLines(ran.stdout);
    expect(report).toMatchObject({ ok: true, failures: [] });
    expect((report as { sentence: string }).sentence).toContain("outside addresses: none.");
    expect((report as { checked: readonly string[] }).checked).toHaveLength(11);
    expect(ran.status).toBe(0);
  }, 900_000);

  test("planted: one connection in one command is found", async () => {
    const plant = join(folder, "plant.cjs");
    // Refused before anything is sent: no route leads out of an address of the loopback.
    writeFileSync(
      plant,
      'if (process.argv.includes("fsck")) require("node:net").connect({ host: "192.0.2.1", port: 443, localAddress: "127.0.0.1", timeout: 200 }).on("error", () => {}).on("timeout", function () { this.destroy(); });',
    );
    const ran = await creance(["prove-silent", "--json"], { env: { NODE_OPTIONS: `--require=${plant}` } });
    expect(ran.status).toBe(1);
    expect(jsonLines(ran.stdout)).toEqual([
      expect.objectContaining({
        ok: false,
        failures: [
          expect.objectContaining({
            code: "outside-address",
            where: expect.stringContaining("creance fsck"),
            sentence: expect.stringContaining("192.0.2.1:443"),
          }),
        ],
      }),
    ]);
  }, 900_000);
});
