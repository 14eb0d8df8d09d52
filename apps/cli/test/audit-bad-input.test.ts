/** `creance audit` and a person's mistakes: files that are none, given twice and places that cannot be written. */
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { writePcap } from "@creance/capture";
import { beforeAll, describe, expect, test } from "vitest";
import { creance, temporaryFolder } from "./run-creance.ts";

const root = process.getuid?.() === 0;
const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const fixture = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../../fixtures/sample-operation/${name}`, import.meta.url)));
const identifiers = JSON.stringify({ imei: "356938035643809" });

beforeAll(() => {
  chmodSync(folder, 0o755);
  mkdirSync(at("folder"));
  mkdirSync(at("folder.html"));
  writeFileSync(at("one.pcapng"), fixture("local-data-mode.pcapng"));
  writeFileSync(at("again.pcapng"), fixture("local-data-mode.pcapng"));
  writeFileSync(at("packed.pcapng.gz"), gzipSync(fixture("local-data-mode.pcapng")));
  writeFileSync(at("empty.pcap"), "");
  writeFileSync(at("header.pcap"), writePcap([], { linkType: 1 }));
  writeFileSync(at("identifiers.json"), identifiers);
  writeFileSync(at("track.csv"), "timeUs,latDeg,lonDeg\n1767268800000000,47.6423781,-122.1367542\n");
});

describe("what is no input", () => {
  const cases: [name: string, args: readonly string[], status: number, words: string][] = [
    ["a folder as capture", ["folder"], 2, "is a folder, and no capture: name the files in it."],
    ["a folder as flight", ["one.pcapng", "--flight", "folder"], 2, "is a folder, and no flight"],
    ["an empty file", ["empty.pcap"], 1, "ends before the first header"],
    ["a capture as flight", ["one.pcapng", "--flight", "one.pcapng"], 2, "this is a packet capture, not a flight"],
    ["a capture given twice by two names", ["one.pcapng", "again.pcapng"], 2, "was given twice (as one.pcapng too)"],
    [
      "a flight given twice",
      ["one.pcapng", "--flight", "track.csv", "--flight", "track.csv"],
      2,
      "The flight track.csv (track.csv) was given twice.",
    ],
    ["a report into no folder", ["one.pcapng", "--report", "none/x.html"], 2, "there is no folder"],
    ["a report that is a folder", ["one.pcapng", "--report", "folder.html"], 2, "this is a folder"],
  ];
  test.each(cases)("%s", async (_name, args, status, words) => {
    const ran = await creance(["audit", ...args.map((arg) => (arg.startsWith("--") ? arg : at(arg)))]);
    expect(ran.stderr).toContain(words);
    expect(ran.stderr).not.toContain("our bug");
    expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status, stdout: "" });
  });

  test("a capture without packets: done, and nothing can be said", async () => {
    const ran = await creance(["audit", at("header.pcap"), "--identifiers", at("identifiers.json"), "--summary", "--json"]);
    expect(ran.status).toBe(0);
    expect((JSON.parse(ran.stdout) as { answer: string[] }).answer).toEqual([expect.stringMatching(/^Nothing can be said/)]);
  });

  test("a time that is no number one can count to is refused with its line", async () => {
    writeFileSync(at("endless.csv"), "timeUs,latDeg,lonDeg\n1767268800000000,47.64,-122.13\nInfinity,47.64,-122.13\n");
    const ran = await creance(["audit", at("one.pcapng"), "--flight", at("endless.csv")]);
    expect(ran).toMatchObject({ status: 2, stdout: "" });
    expect(ran.stderr).toContain("endless.csv, line 3: timeUs is no number.");
  });
});

describe("reports that cannot be written", () => {
  test.skipIf(!existsSync("/dev/full"))(
    "a full disk: said with exit status 4, nothing half is left, and the result is shown (needs /dev/full)",
    async () => {
      symlinkSync("/dev/full", at("full.json.part"));
      const ran = await creance(["audit", at("one.pcapng"), "--identifiers", at("identifiers.json"), "--report", at("full.json")]);
      expect(ran.status).toBe(4);
      expect(ran.stderr).toContain("was not written: ENOSPC");
      expect(ran.stdout).toContain("What this audit did not see");
      expect([existsSync(at("full.json")), existsSync(at("full.json.part"))]).toEqual([false, false]);
    },
  );

  test.skipIf(!root)("a folder of somebody else's, and a file one may not read: exit status 4 (needs root, to become nobody)", async () => {
    const nobody = { uid: 65_534, env: { HOME: folder } };
    const folderOfRoot = await creance(["audit", at("one.pcapng"), "--report", at("x.html")], nobody);
    expect(folderOfRoot).toMatchObject({ status: 4, stdout: "" });
    expect(folderOfRoot.stderr).toContain("cannot be written to. Nothing was audited.");
    writeFileSync(at("secret.pcapng"), fixture("local-data-mode.pcapng"), { mode: 0o600 });
    const unreadable = await creance(["audit", at("secret.pcapng")], nobody);
    expect(unreadable).toMatchObject({ status: 4, stdout: "" });
    expect(unreadable.stderr).toContain("The machine refused");
  });
});

test("a packed capture says of itself what the plain one says", async () => {
  const ran = await creance(["audit", at("packed.pcapng.gz"), "--identifiers", at("identifiers.json"), "--summary", "--json"]);
  expect(ran.status).toBe(0);
  expect((JSON.parse(ran.stdout) as { coverage: { captures: { synthetic: boolean }[] } }).coverage.captures).toMatchObject([
    { synthetic: true },
  ]);
});
