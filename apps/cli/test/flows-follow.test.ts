/** `creance flows --follow`: a file that another process writes to, and a pipe with pauses. */
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writePcap } from "@creance/capture";
import { afterEach, expect, test } from "vitest";
import { ethernet, raw } from "../../../packages/capture/test/ip-packets.ts";
import { command, creance, jsonLines, temporaryFolder } from "./run-creance.ts";
import { tlsCapture } from "./tls-capture.ts";
import { udpRecords } from "./udp-capture.ts";

const folder = temporaryFolder();
const LIMIT_MS = 120_000;
const wait = { timeout: LIMIT_MS / 2, interval: 50 };
// Each is over a minute after its last packet: the next one shows it.
const { header, records } = udpRecords([
  { port: 41001, atS: 0 },
  { port: 41002, atS: 100, bytes: 20 },
  { port: 41003, atS: 200, bytes: 30 },
  { port: 41004, atS: 201, bytes: 40 },
]);

let running: ChildProcess | undefined;
afterEach(() => running?.kill("SIGKILL"));

/** What was told beside the status: that stands there every ten seconds, so on a slow machine once or twice. */
function withoutStatus(stderr: string): string {
  return stderr.replaceAll(/^[\d,]+ packets, .*\/s\n/gm, "");
}

/** Starts the command and collects what it says. */
function start(args: readonly string[]) {
  const child = spawn(process.execPath, [command, "flows", ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, CREANCE_CONFIG: "/nonexistent/creance.json" },
  });
  running = child;
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const ports = (): unknown[] =>
    (jsonLines(said.stdout.slice(0, said.stdout.lastIndexOf("\n") + 1)) as { origPort: number }[]).map(({ origPort }) => origPort);
  return { child, said, ended, ports };
}

test(
  "a growing file: conversations as they end, half a record is no damage, Ctrl-C ends in order with 0",
  async () => {
    const path = join(folder, "grows.pcap");
    writeFileSync(path, Buffer.concat([header, records[0] as Uint8Array]));
    const { child, said, ended, ports } = start([path, "--follow", "--json"]);
    const second = records[1] as Uint8Array;
    appendFileSync(path, second.subarray(0, 30));
    appendFileSync(path, second.subarray(30));
    await expect.poll(ports, wait).toEqual([41001]);
    appendFileSync(path, records[2] as Uint8Array);
    await expect.poll(ports, wait).toEqual([41001, 41002]);
    appendFileSync(path, (records[3] as Uint8Array).subarray(0, 40));
    child.kill("SIGINT");
    expect([await ended, withoutStatus(said.stderr)]).toEqual([0, ""]);
    expect(ports()).toEqual([41001, 41002, 41003]);
    const rows = jsonLines(said.stdout) as Record<string, unknown>[];
    expect(rows[1]).toMatchObject({ capture: null, origBytes: 20, transport: "udp" });
    // But for the hash the rows are those of the whole file, in the order of their ends.
    const whole = (jsonLines((await creance(["flows", path, "--json"])).stdout) as Record<string, unknown>[]).map((row) => ({
      ...row,
      capture: null,
    }));
    expect(rows).toEqual(whole);
    expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(whole[0] ?? {}));
  },
  LIMIT_MS,
);

test(
  "a pipe with pauses: a table as it comes, the end of the pipe is the end; one cut in a record is damaged",
  async () => {
    const { child, said, ended } = start(["-", "--follow"]);
    for (const bytes of [header, ...records.slice(0, 3)]) {
      child.stdin.write(bytes);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await expect
      .poll(() => said.stdout.split("\n").slice(0, 3), wait)
      .toEqual([
        "start     from             to                             service    name by      out      in",
        expect.stringMatching(/^22:13:20 {2}10\.0\.0\.1 +192\.0\.2\.7:9999 +udp\? +10 B +0 B$/),
        expect.stringMatching(/^22:15:00 .* 20 B +0 B$/),
      ]);
    child.stdin.end(records[3]?.subarray(0, 20));
    expect(await ended).toBe(1);
    expect(said.stdout.trimEnd().split("\n")).toHaveLength(4);
    expect(withoutStatus(said.stderr)).toMatch(/^standard input: byte \d+: /);
  },
  LIMIT_MS,
);

test(
  "SIGTERM with --summary: one object; keys that come while it grows open what follows",
  async () => {
    const { pcap, keyLog } = await tlsCapture("asked.example");
    const path = join(folder, "tls.pcap");
    const keys = join(folder, "growing.keys");
    // A packet without a whole IP header: told as soon as it was read.
    const told = writePcap([{ bytes: ethernet(0x0800, raw(0x45)), timeUs: 1_700_000_000_000_000 }], { linkType: 1 });
    const issues = () => said.stderr.match(/tls\.pcap: byte \d+: /g)?.length ?? 0;
    writeFileSync(path, told);
    writeFileSync(keys, "");
    const { child, said, ended } = start([path, "--follow", "--summary", "--json", "--keys", keys]);
    await expect.poll(issues, wait).toBe(1);
    writeFileSync(keys, keyLog);
    appendFileSync(path, Buffer.concat([pcap.subarray(24), told.subarray(24)]));
    await expect.poll(issues, wait).toBe(2);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(jsonLines(said.stdout)).toEqual([
      expect.objectContaining({
        conversations: 1,
        names: { host: 1 },
        talkers: [expect.objectContaining({ server: "asked.example" })],
        blindSpots: expect.objectContaining({ truncated: false }),
      }),
    ]);
    expect(said.stderr).toMatch(/\n\d+ keys: 1 conversation opened\.\n$/);
  },
  LIMIT_MS,
);

test(
  "two captures, no such file, --keep: refused",
  async () => {
    const path = join(folder, "one.pcap");
    writeFileSync(path, header);
    const [two, missing, kept] = await Promise.all([
      creance(["flows", path, path, "--follow"]),
      creance(["flows", join(folder, "missing.pcap"), "--follow"]),
      creance(["flows", path, "--follow", "--keep", "--vault", join(folder, "vault")]),
    ]);
    expect([two.status, two.stderr]).toEqual([2, expect.stringContaining("Only one capture can be followed")]);
    expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining("There is no file")]);
    expect([kept.status, kept.stderr]).toEqual([2, expect.stringContaining("cannot be kept")]);
  },
  LIMIT_MS,
);
