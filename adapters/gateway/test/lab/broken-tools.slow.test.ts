/** Programs of the machine that fail, hang or print without end, and readers that leave: `creance hold up` says so, and nothing passes. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type Field, fieldMissing, openField } from "./field.ts";
import { forget, startGateway } from "./gateway.ts";
import { openWitness } from "./witness.ts";

const reason = fieldMissing === null ? "" : ` (${fieldMissing})`;
const SLOW_MS = 120_000;

describe.skipIf(fieldMissing !== null)(`broken tools${reason}`, () => {
  let field: Field | undefined;
  const folders: string[] = [];
  afterEach(async () => {
    await field?.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  /** Puts a script in the place of a program, in the gateway's own view of the disk. `$real` is the program. */
  function replace(tool: string, script: string): void {
    const folder = mkdtempSync(join(tmpdir(), "creance-tool-"));
    folders.push(folder);
    chmodSync(folder, 0o755);
    const fake = join(folder, "fake");
    const path = field?.gateway
      .must(["sh", "-c", `readlink -f $(command -v ${tool}) && cp -L $(command -v ${tool}) ${folder}/real`])
      .trim();
    writeFileSync(fake, `#!/bin/sh\nreal=${folder}/real\n${script}\n`);
    chmodSync(fake, 0o755);
    field?.gateway.must(["mount", "--bind", fake, path ?? ""]);
  }

  const version = 'case "$*" in *ersion*) exec $real "$@";; esac';
  test.each([
    [
      "nft that fails to load",
      "nft",
      `case "$*" in *-f*) echo broken >&2; exit 7;; esac; exec $real "$@"`,
      /refused the rules.*broken.*lan is down/,
    ],
    ["nft that hangs, with something that holds its output", "nft", `${version}; sleep 600`, /could not be looked at.*too long/],
    ["nft that prints without end", "nft", `${version}; exec yes some words`, /could not be looked at.*some words|printed too much/],
    ["nft that never loads", "nft", `case "$*" in *-f*) sleep 600;; esac; exec $real "$@"`, /refused the rules.*too long.*lan is down/],
    ["tcpdump that gives no answer", "tcpdump", "sleep 600", /`tcpdump` is not installed, or gives no answer/],
    ["tcpdump that fails", "tcpdump", `${version}; echo broken >&2; exit 1`, /recorder process could not be started.*broken/],
    ["setpriv that fails", "setpriv", `${version}; exit 3`, /process could not be started/],
  ])("%s: it does not start, says why, and nothing passes", { timeout: SLOW_MS }, async (_, tool, script, words) => {
    field = await openField();
    const witness = openWitness(field.outside, { ignoresNeighbours: true });
    replace(tool, script);
    const failure = await startGateway(field).then(
      () => "it started",
      (error: Error) => error.message,
    );
    expect(failure).toMatch(words);
    expect(failure).toContain("status 4");
    expect(field.gateway.must(["ip", "link", "show", "lan"])).not.toContain("LOWER_UP");
    expect(witness.frames()).toBe(0);
  });

  test("an interface that goes while it starts", { timeout: SLOW_MS }, async () => {
    field = await openField();
    // The link goes at the moment when the rules are loaded.
    replace("nft", `case "$*" in "-f -") ip link del lan 2>/dev/null;; esac; exec $real "$@"`);
    await expect(startGateway(field)).rejects.toThrow(/status 4[\s\S]*Cannot find device[\s\S]*lan is down: nothing passes/);
  });

  test.each(["SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGHUP"] as const)(
    "%s ends it in order, and opens no debugger",
    { timeout: SLOW_MS },
    async (signal) => {
      field = await openField();
      const gateway = await startGateway(field);
      try {
        await gateway.end(signal);
        expect(gateway.child.exitCode).toBe(0);
        expect(gateway.told.join(" ")).toContain("a signal ended it");
        expect(gateway.told.join(" ")).not.toContain("Debugger");
        expect(field.gateway.must(["ip", "link", "show", "lan"])).not.toContain("LOWER_UP");
      } finally {
        forget(gateway);
      }
    },
  );

  test("a reader of its words that leaves ends nothing", { timeout: SLOW_MS }, async () => {
    field = await openField();
    const gateway = await startGateway(field);
    try {
      gateway.child.stdout?.destroy();
      gateway.child.stderr?.destroy();
      // Something to say: routing is switched on, and off again.
      field.gateway.must(["sysctl", "-qw", "net.ipv4.ip_forward=1"]);
      await expect.poll(() => field?.gateway.run(["sysctl", "-n", "net.ipv4.ip_forward"]).stdout.trim(), { timeout: 20_000 }).toBe("0");
      expect(gateway.hold("status").status).toBe(0);
      await gateway.end();
      expect(gateway.child.exitCode).toBe(0);
    } finally {
      forget(gateway);
    }
  });
});
