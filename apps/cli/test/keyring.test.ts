/** The vault's own keys on the command line: made, shown, locked, recovered from paper; the ledger signed with them. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { command, creance, type Ran, record, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const vault = join(folder, "vault");
const config = join(folder, "config");
const env = { XDG_CONFIG_HOME: config };
const keys = (...args: readonly string[]): Promise<Ran> => creance(["keys", ...args, "--vault", vault], { env });
const shown = async (more: NodeJS.ProcessEnv = {}): Promise<Record<string, unknown>> =>
  JSON.parse((await creance(["keys", "show", "--json", "--vault", vault], { env: { ...env, ...more } })).stdout) as Record<string, unknown>;

test("by hand an import makes no keys and signs nothing; keys make makes them, and the next import is signed", async () => {
  writeFileSync(join(folder, "one.txt"), record(1));
  await creance(["import", join(folder, "one.txt"), "--vault", vault], { env: { ...env, CREANCE_LEDGER_KEYS: "by-hand" } });
  expect(await shown()).toMatchObject({ state: "none", recipient: null, vkey: null });
  expect(existsSync(join(vault, "keys", "keyring.age"))).toBe(false);
  expect(existsSync(config)).toBe(false);
  expect(existsSync(join(vault, "ledger", "checkpoint"))).toBe(false);

  const made = await keys("make");
  expect(made.status).toBe(0);
  const standing = await shown();
  expect(standing).toMatchObject({ state: "keyFile", lock: "keyFile", secrets: [] });
  expect(made.stdout).toContain(String(standing["recipient"]));
  expect(statSync(String(standing["keyFile"])).mode & 0o777).toBe(0o600);

  writeFileSync(join(folder, "two.txt"), record(2));
  await creance(["import", join(folder, "two.txt"), "--vault", vault], { env });
  const checkpoint = readFileSync(join(vault, "ledger", "checkpoint"), "utf8");
  const lines = readFileSync(join(vault, "journal", "000001.jsonl"), "utf8")
    .trimEnd()
    .split("\n");
  expect(checkpoint.split("\n").slice(0, 2)).toEqual([standing["origin"], String(lines.length)]);
});

test("two first imports at the same time make one keyring, and one of them says so in one line", async () => {
  const own = join(folder, "own");
  const files = ["a.md", "b.md"].map((name) => join(folder, name));
  for (const file of files) writeFileSync(file, `${file}, of no format that is read`);
  const ran = await Promise.all(files.map((file) => creance(["import", file, "--vault", own, "--json"], { env })));
  expect(ran.map(({ status }) => status)).toEqual([0, 0]);
  const said = ran.flatMap(({ stderr }) => stderr.split("\n")).filter((line) => line.includes("keys of its own"));
  expect(said).toEqual([expect.stringMatching(/^The vault got keys of its own: .*key file .*creance keys lock.*creance keys recovery\.$/)]);
  const standing = JSON.parse((await creance(["keys", "show", "--json", "--vault", own], { env })).stdout) as {
    state: string;
    keyFile: string;
  };
  expect([standing.state, said[0]?.includes(standing.keyFile)]).toEqual(["keyFile", true]);
  expect((await creance(["ledger", "verify", "--vault", own], { env })).status).toBe(0);
  const made = await creance(["ledger", "entries", "--kind", "keyringChanged", "--json", "--vault", own], { env });
  expect(made.stdout.trimEnd().split("\n")).toHaveLength(1);
});

test("the recovery sheet is printed once, brings the keys back, and a slip of the pen is named", async () => {
  const before = await shown();
  const sheet = await keys("recovery");
  expect(sheet.status).toBe(0);
  for (const line of sheet.stdout.trimEnd().split("\n")) expect(line.length).toBeLessThanOrEqual(110);
  const groups = sheet.stdout.match(/[0-9A-Z]{5}-[0-9A-Z]/g) ?? [];
  expect(groups).toHaveLength(12);
  const again = await keys("recovery");
  expect([again.status, again.stdout]).toEqual([2, ""]);

  rmSync(String(before["keyFile"]));
  expect(await shown()).toMatchObject({ state: "keyFileMissing", recipient: null });

  const slip = groups.map((group, at) => (at === 6 ? group.replace(/^./, (first) => (first === "0" ? "1" : "0")) : group));
  const refused = await recover(slip.join(" "));
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining("Group 7 is not as printed")]);
  const done = await recover(groups.join("\n"));
  expect(done.status).toBe(0);
  expect(done.stderr).toContain("keyring.age.old-1");
  expect(await shown()).toMatchObject({ state: "keyFile", vkey: before["vkey"], recipient: before["recipient"] });
});

test("locked by a passphrase from a file: nothing opens without it, and it is never an argument", async () => {
  const file = join(folder, "passphrase");
  writeFileSync(file, "four words of mine\n", { mode: 0o600 });
  const withFile = { ...env, CREANCE_PASSPHRASE_FILE: file };
  const before = await shown();
  const locked = await creance(["keys", "lock", "--passphrase", "--vault", vault], { env: withFile });
  expect(locked.status).toBe(0);
  expect(existsSync(String(before["keyFile"]))).toBe(false);
  const closed = await keys("show");
  expect([closed.status, closed.stderr]).toEqual([2, expect.stringContaining("passphrase")]);
  expect(await shown(withFile)).toMatchObject({ lock: "passphrase", vkey: before["vkey"] });

  writeFileSync(join(folder, "other"), "another one\n", { mode: 0o600 });
  const wrong = await creance(["keys", "show", "--vault", vault], { env: { ...env, CREANCE_PASSPHRASE_FILE: join(folder, "other") } });
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("does not open")]);

  expect((await creance(["keys", "lock", "--key-file", "--vault", vault], { env: withFile })).status).toBe(0);
});

test("a damaged keyring is told, and left for somebody to look at", async () => {
  const path = join(vault, "keys", "keyring.age");
  const whole = readFileSync(path);
  mkdirSync(join(folder, "copies"), { recursive: true });
  writeFileSync(path, whole.subarray(0, 100));
  const { status, stderr } = await keys("show");
  expect([status, stderr]).toEqual([4, expect.stringContaining("damaged")]);
  expect(readFileSync(path)).toHaveLength(100);
  writeFileSync(path, whole);
  expect(await shown()).toMatchObject({ state: "keyFile" });
  expect((await creance(["fsck", "--vault", vault], { env })).status).toBe(0);
});

function recover(input: string): Promise<Ran> {
  const child = spawn(process.execPath, [command, "keys", "recover", "--vault", vault], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, CREANCE_CONFIG: "/nonexistent/creance.json", ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}
