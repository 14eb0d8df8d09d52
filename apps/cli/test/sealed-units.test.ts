/** The systemd units of the sealed web app: systemd reads them, and what they start is a command that exists. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { program } from "../src/program.ts";
import { temporaryFolder } from "./run-creance.ts";

const folder = new URL("../../../packaging/systemd/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), "utf8");
const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

test.skipIf(!hasSystemd)("systemd-analyze finds nothing wrong with them (needs systemd-analyze)", () => {
  const copy = temporaryFolder();
  writeFileSync(join(copy, "creance.socket"), read("creance.socket"));
  writeFileSync(join(copy, "creance.service"), read("creance.service").replace("/usr/local/bin/creance", "/bin/true"));
  const ran = spawnSync("systemd-analyze", ["verify", join(copy, "creance.socket"), join(copy, "creance.service")], { encoding: "utf8" });
  expect([ran.status, `${ran.stdout}${ran.stderr}`]).toEqual([0, ""]);
});

test("the service has no network, listens on loopback alone, and starts serve with options that it has", () => {
  const service = read("creance.service");
  expect(service).toMatch(/^PrivateNetwork=yes$/m);
  expect(service).toMatch(/^RestrictAddressFamilies=AF_UNIX$/m);
  expect(read("creance.socket")).toMatch(/^ListenStream=127\.0\.0\.1:8787$/m);
  const [, name = "", options = ""] = /^ExecStart=\/usr\/local\/bin\/creance (\S+) (.+)$/m.exec(service) ?? [];
  const known = program()
    .commands.find((command) => command.name() === name)
    ?.options.map(({ long }) => long);
  for (const option of options.match(/--[a-z-]+/g) ?? []) expect(known).toContain(option);
  expect(options).toContain("--sealed --listen-fd 3");
});
