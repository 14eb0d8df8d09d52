import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { command, creance, record, startCreance, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const root = process.getuid?.() === 0;

/** One sentence for a person on standard error, nothing on standard output, no stack. */
function oneSentence({ stdout, stderr }: { stdout: string; stderr: string }): string {
  expect(stdout).toBe("");
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr).not.toMatch(/\n\s+at /);
  return stderr.trim();
}

describe("exit status", () => {
  test("2: no such file, a folder for decode, no such flight, a bad option, an unknown command", async () => {
    const gone = await creance(["decode", join(folder, "gone")]);
    expect([gone.status, oneSentence(gone)]).toEqual([2, `There is no file ${join(folder, "gone")}.`]);
    const isFolder = await creance(["decode", folder]);
    expect([isFolder.status, oneSentence(isFolder)]).toEqual([2, expect.stringContaining("is a folder")]);
    const missing = await creance(["import", join(folder, "gone"), "--vault", join(folder, "vault")]);
    expect([missing.status, oneSentence(missing)]).toEqual([2, expect.stringContaining("Nothing was imported")]);
    expect((await creance(["flights", "--from", "yesterday", "--vault", join(folder, "vault")])).status).toBe(2);
    expect((await creance(["no-such-command"])).status).toBe(2);
    expect((await creance(["serve", "--host", "0.0.0.0", "--port", "0", "--vault", join(folder, "vault")])).status).toBe(2);
  });

  test("2: commands that read make no vault where there is none", async () => {
    const none = join(folder, "no-vault");
    for (const command of ["flights", "rebuild"]) {
      const ran = await creance([command, "--vault", none]);
      expect([command, ran.status]).toEqual([command, 2]);
      oneSentence(ran);
    }
    expect(() => statSync(none)).toThrow();
  });

  test.skipIf(!existsSync("/dev/full"))("4: the output is full (skipped: no /dev/full)", () => {
    writeFileSync(join(folder, "to-full.txt"), record(2));
    const full = openSync("/dev/full", "w");
    for (const options of [["--columns"], ["--json"]]) {
      const ran = spawnSync(process.execPath, [command, "decode", join(folder, "to-full.txt"), ...options], {
        stdio: ["ignore", full, "pipe"],
        encoding: "utf8",
      });
      expect([ran.status, ran.stderr.trim().split("\n")]).toEqual([4, [expect.stringContaining("incomplete")]]);
    }
    closeSync(full);
  });

  test("4: the port is taken", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const port = (taken.address() as { port: number }).port;
    const ran = await creance(["serve", "--port", String(port), "--vault", join(folder, "port-vault")]);
    taken.close();
    expect([ran.status, oneSentence(ran)]).toEqual([4, expect.stringContaining(String(port))]);
  });

  test.skipIf(!root)("4: no permission, run as another user (skipped: not running as root)", async () => {
    const secret = join(folder, "secret.txt");
    writeFileSync(secret, record(1));
    chmodSync(folder, 0o755);
    chmodSync(secret, 0);
    const nobody = { uid: 65_534, env: { HOME: folder } };
    const decoded = await creance(["decode", secret], nobody);
    expect([decoded.status, oneSentence(decoded)]).toEqual([4, expect.stringContaining("No permission")]);
    const forbidden = await creance(["flights", "--vault", join(folder, "vault-of-root")], nobody);
    expect([2, 4]).toContain(forbidden.status);
    oneSentence(forbidden);

    const input = join(folder, "half-readable");
    mkdirSync(join(input, "closed"), { recursive: true });
    writeFileSync(join(input, "open.txt"), record(2));
    writeFileSync(join(input, "shut.txt"), record(3));
    chmodSync(join(input, "shut.txt"), 0);
    chmodSync(join(input, "closed"), 0);
    const own = join(folder, "nobodys");
    mkdirSync(own);
    chmodSync(own, 0o777);
    const ran = await creance(["import", input, "--json", "--vault", join(own, "vault")], nobody);
    expect(ran.status).toBe(1);
    expect(ran.stdout.trim().split("\n").at(-1)).toBe(
      JSON.stringify({
        summary: true,
        files: 3,
        kept: 1,
        alreadyKept: 0,
        failed: 2,
        flights: 1,
        captures: 0,
        sealed: 0,
        unread: 0,
        damaged: 0,
      }),
    );
    expect(ran.stdout).toContain("No permission to read it");
  });

  test("a reader that leaves ends the command quietly", async () => {
    const path = join(folder, "long.txt");
    writeFileSync(path, record(4, 400_000));
    const child = startCreance(["decode", path, "--columns"]);
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect([status, stderr]).toEqual([0, ""]);
  });

  test("130: Ctrl-C ends an import in order; what was reported is kept", async () => {
    const input = join(folder, "many");
    mkdirSync(input);
    // Many: whoever sends the signal may be late, and must not come after the last file.
    const files = 2_000;
    for (let at = 0; at < files; at += 1) writeFileSync(join(input, `f${at}`), `file ${at}`.repeat(200));
    const vault = join(folder, "interrupted");
    const child = startCreance(["import", input, "--json", "--vault", vault]);
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      if (stdout === "") child.kill("SIGINT");
      stdout += chunk;
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    const lines = stdout.trim().split("\n");
    const summary = JSON.parse(lines.at(-1) as string) as { files: number; kept: number };
    expect(status).toBe(130);
    expect(summary.files).toBe(lines.length - 1);
    expect(summary.kept).toBeLessThan(files);
    const originals = readdirSync(join(vault, "originals"), { recursive: true }).filter((name) => String(name).length > 60);
    expect(originals).toHaveLength(summary.kept);
  });

  test("two imports at once into one vault keep everything once", async () => {
    const input = join(folder, "contended");
    mkdirSync(input);
    for (let at = 0; at < 60; at += 1) writeFileSync(join(input, `f${at}`), `file ${at}`.repeat(500));
    const args = ["import", input, "--json", "--summary", "--vault", join(folder, "contended-vault")];
    const runs = await Promise.all([creance(args), creance(args)]);
    const summaries = runs.map(({ stdout }) => JSON.parse(stdout) as { files: number; kept: number; alreadyKept: number });
    expect(runs.map(({ status }) => status)).toEqual([0, 0]);
    expect(summaries.map(({ files }) => files)).toEqual([60, 60]);
    expect(summaries.reduce((sum, { kept }) => sum + kept, 0)).toBe(60);
  });

  test("serve prints its address and that it opens no outbound connection, and ends on Ctrl-C with 0", async () => {
    const child = startCreance(["serve", "--port", "0", "--vault", join(folder, "served")]);
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
      if (stdout.includes("Ctrl-C")) child.kill("SIGINT");
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect(stdout).toMatch(/^Creance is at http:\/\/127\.0\.0\.1:\d+\/\nIt opens no outbound connection unless you share something\./);
    expect(status).toBe(0);
  });
});
