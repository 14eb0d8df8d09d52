/** `creance flows`: key logs, address databases of one's own, captures that are kept, captures given twice. */
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { flowSummarySchema } from "@creance/api";
import { endpointsEdition } from "@creance/capture";
import { expect, test } from "vitest";
import { v4Path, writeMmdb } from "../../../packages/capture/test/operator/write-mmdb.ts";
import { creance, jsonLines, temporaryFolder } from "./run-creance.ts";
import { tlsCapture } from "./tls-capture.ts";

const folder = temporaryFolder();
const LIMIT_MS = 240_000;
const made = await tlsCapture("asked.example");
const write = (name: string, bytes: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const pcap = write("plain.pcap", made.pcap);
const pcapng = write("with keys.pcapng", made.pcapngWithKeys);
const keys = write("tls.keys", made.keyLog);
const sha256 = createHash("sha256").update(made.pcap).digest("hex");
const rowsOf = (stdout: string) => jsonLines(stdout) as Record<string, unknown>[];

test(
  "keys of a file open contents, and so do keys inside any of the captures; without them nothing is said",
  async () => {
    const closed = await creance(["flows", pcap, "--json"]);
    expect([closed.status, closed.stderr]).toEqual([0, ""]);
    expect(rowsOf(closed.stdout)).toMatchObject([{ serverName: "made.example", serverNameSource: "sni", service: "ssl" }]);
    const opened = { serverName: "asked.example", serverNameSource: "host", service: "ssl,http" };
    const byFile = await creance(["flows", pcap, "--json", "--keys", keys]);
    expect(rowsOf(byFile.stdout)).toMatchObject([opened]);
    expect(byFile.stderr).toMatch(/^\d+ keys: 1 conversation opened\.\n$/);
    const inside = await creance(["flows", pcapng, pcap, "--json"]);
    expect(rowsOf(inside.stdout)).toMatchObject([opened, opened]);
    expect(inside.stderr).toMatch(/^\d+ keys: 2 conversations opened\.\n$/);
    const other = await creance([
      "flows",
      pcap,
      "--json",
      "--keys",
      write("other.keys", made.keyLog.replaceAll(/ [0-9a-f]{64} /g, ` ${"0".repeat(64)} `)),
    ]);
    expect(rowsOf(other.stdout)).toMatchObject([{ serverName: "made.example" }]);
    expect(other.stderr).toMatch(/: 0 conversations opened, 1 conversation that no key fits\.\n$/);
  },
  LIMIT_MS,
);

test(
  "databases of one's own, by option and by setting: their opinions, and the summary says where it comes from",
  async () => {
    const record = { country: { iso_code: "NL" }, autonomous_system_number: 64_500, autonomous_system_organization: "Own Networks" };
    const mmdb = write("own.mmdb", writeMmdb([[v4Path("11.22.33.0/24"), record]], { recordBits: 24, ipVersion: 4 }));
    const [byOption, bySetting, bad, missing] = await Promise.all([
      creance(["flows", pcap, "--summary", "--json", "--mmdb", mmdb]),
      creance(["flows", pcap, "--summary"], { env: { CREANCE_MMDB: mmdb } }),
      creance(["flows", pcap, "--mmdb", keys]),
      creance(["flows", pcap, "--mmdb", join(folder, "missing.mmdb")]),
    ]);
    const [summary] = rowsOf(byOption.stdout);
    expect(byOption.status).toBe(0);
    const {
      databases,
      endpointsEdition: edition,
      ...stored
    } = summary as Record<string, unknown> & { databases: Record<string, unknown>[] };
    flowSummarySchema.strict().parse(stored);
    expect(edition).toBe(`${endpointsEdition.number} of ${endpointsEdition.date}`);
    expect(databases.slice(-2)).toMatchObject([
      { kind: "operator", name: "own", date: "2026-06-17" },
      { kind: "country", name: "own", date: "2026-06-17" },
    ]);
    for (const database of databases) expect(Object.keys(database)).toEqual(["kind", "name", "date", "licence", "notice"]);
    expect(bySetting.stdout).toContain("  own (countries), 2026-06-17, not told by the file\n");
    expect(bySetting.stdout).toContain(`  Endpoint catalogue, edition ${endpointsEdition.number} of ${endpointsEdition.date}\n`);
    for (const line of bySetting.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    expect([bad.status, bad.stderr]).toEqual([2, expect.stringContaining(`${keys} is no address database`)]);
    expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining("There is no address database")]);
  },
  LIMIT_MS,
);

test(
  "--keep keeps and prints; the beginning of the SHA-256 then is the capture; without --keep nothing is written",
  async () => {
    const vault = join(folder, "vault");
    const none = await creance(["flows", sha256.slice(0, 12), "--vault", vault]);
    expect([none.status, none.stdout, none.stderr]).toEqual([2, "", expect.stringContaining(`There is no file ${sha256.slice(0, 12)}.`)]);
    expect(existsSync(vault)).toBe(false);
    const plain = await creance(["flows", pcap, "--json", "--vault", vault]);
    expect([plain.status, existsSync(vault)]).toEqual([0, false]);
    const kept = await creance(["flows", pcap, "--keep", "--json", "--vault", vault]);
    expect([kept.status, kept.stdout]).toEqual([0, plain.stdout]);
    expect(kept.stderr).toMatch(/^1 file: 1 file kept\. 1 packet capture\.\nThe vault got keys of its own: .*creance keys recovery\.\n$/);
    const again = await creance(["flows", sha256.slice(0, 8).toUpperCase(), "--json", "--vault", vault]);
    expect([again.status, again.stdout, again.stderr]).toEqual([0, plain.stdout, ""]);
    const unknown = sha256.startsWith("00000000") ? "11111111" : "00000000";
    const [other, odd] = await Promise.all([
      creance(["flows", unknown, "--vault", vault]),
      creance(["flows", "-", "--keep", "--vault", vault]),
    ]);
    expect([other.status, other.stderr]).toEqual([2, expect.stringContaining(`There is no file ${unknown}. No capture in the vault`)]);
    expect([odd.status, odd.stderr]).toEqual([2, expect.stringContaining("Standard input cannot be kept")]);
  },
  LIMIT_MS,
);

test(
  "a capture given twice, by name or by its bytes, is told",
  async () => {
    mkdirSync(join(folder, "copies"), { recursive: true });
    const copy = join(folder, "copies", "copy.pcap");
    copyFileSync(pcap, copy);
    const { status, stdout, stderr } = await creance(["flows", pcap, pcap, copy, "--json"]);
    expect([status, jsonLines(stdout).length]).toEqual([0, 3]);
    expect(stderr).toBe(
      `${pcap} is given twice: its conversations count twice.\n${copy} is the same capture as ${pcap}: its conversations count twice.\n`,
    );
  },
  LIMIT_MS,
);
