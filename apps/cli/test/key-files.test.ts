/** Key logs: in files, growing, in pipes, inside captures. */
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { countKeys, KeyFiles, keyLogsOfCaptures } from "../src/key-files.ts";
import { temporaryFolder } from "./run-creance.ts";
import { tlsCapture } from "./tls-capture.ts";
import { udpRecords } from "./udp-capture.ts";

const folder = temporaryFolder();
const line = (digit: string): string => `CLIENT_RANDOM ${digit.repeat(64)} ${"ab".repeat(48)}`;
const write = (name: string, bytes: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

test("a last line without an end counts when a file is whole, and waits while it grows", () => {
  const path = write("grows.keys", `# a comment\n${line("1")}\n${line("2")}`);
  expect(countKeys([new KeyFiles([path]).read("all")])).toMatchObject({ secrets: 2, connections: 2, badLines: 0 });
  const growing = new KeyFiles([path]);
  expect(countKeys([growing.read("whole lines")])).toMatchObject({ secrets: 1 });
  expect(growing.read("whole lines")).toBe("");
  appendFileSync(path, `\n${line("3")}\n`);
  expect(countKeys([growing.read("whole lines")])).toMatchObject({ secrets: 2, badLines: 0 });
  writeFileSync(path, `${line("4")}\n`);
  expect(growing.read("whole lines")).toBe(`${line("4")}\n`);
});

test("no file, a folder, something else: refused by name; an empty one may still grow", () => {
  mkdirSync(join(folder, "folder.keys"));
  for (const name of ["missing.keys", "folder.keys"]) {
    const path = join(folder, name);
    expect(() => new KeyFiles([path]).read("all")).toThrow(`There is no key log ${path}.`);
  }
  const text = write("letter.txt", "Dear all,\nno keys here.\n");
  expect(() => new KeyFiles([text]).read("all")).toThrow(`${text} is no key log`);
  const empty = write("empty.keys", "");
  const growing = new KeyFiles([empty]);
  expect(growing.read("whole lines")).toBe("");
  appendFileSync(empty, `${line("5")}\n`);
  expect(growing.read("whole lines")).toBe(`${line("5")}\n`);
});

test("key logs inside a pcapng are found behind the packets, through gzip too; other files have none", async () => {
  const { pcap, pcapngWithKeys, keyLog } = await tlsCapture("asked.example");
  const { header } = udpRecords([]);
  const paths = [
    write("keys.pcapng", pcapngWithKeys),
    write("keys.pcapng.gz", gzipSync(pcapngWithKeys)),
    write("plain.pcap", pcap),
    write("plain.pcap.gz", gzipSync(pcap)),
    write("header.pcap", header),
    write("cut.pcapng", pcapngWithKeys.subarray(0, 40)),
    write("text.txt", "no capture"),
    write("empty", ""),
    join(folder, "missing"),
    folder,
    "-",
  ];
  const texts = await keyLogsOfCaptures(paths);
  expect(texts.map((text) => text.trim())).toEqual([keyLog.trim(), keyLog.trim()]);
  expect(countKeys(texts).secrets).toBeGreaterThan(0);
});
