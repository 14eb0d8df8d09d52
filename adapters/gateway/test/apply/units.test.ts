/** What packaging/systemd ships is taken by the programs that read it. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { holdAccounts } from "@creance/hold";
import { describe, expect, test } from "vitest";
import { BOOT_RULES_FILE, writeBootRules } from "../../src/apply/boot-rules.ts";
import { fieldMissing, openField } from "../lab/field.ts";

const folder = fileURLToPath(new URL("../../../../packaging/systemd/", import.meta.url));
const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

describe("systemd files", () => {
  test.skipIf(!hasSystemd)("systemd-analyze finds nothing wrong with the units (needs systemd-analyze)", () => {
    const copy = mkdtempSync(join(tmpdir(), "creance-units-"));
    try {
      cpSync(folder, copy, { recursive: true });
      const unit = join(copy, "creance-hold.service");
      writeFileSync(unit, readFileSync(unit, "utf8").replace("/usr/local/bin/creance", "/bin/true"));
      const ran = spawnSync("systemd-analyze", ["verify", join(copy, "creance-hold-rules.service"), unit], { encoding: "utf8" });
      expect(`${ran.stdout}${ran.stderr}`).toBe("");
      expect(ran.status).toBe(0);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  test("the accounts are those that the gateway looks for; the boot rules are where it writes them", () => {
    const names = [...readFileSync(join(folder, "creance-hold.sysusers.conf"), "utf8").matchAll(/^u (\S+)/gm)].map(([, name]) => name);
    expect(names).toEqual([...holdAccounts]);
    expect(readFileSync(join(folder, "creance-hold-rules.service"), "utf8")).toContain(BOOT_RULES_FILE);
  });

  test.skipIf(fieldMissing !== null)(
    `the lock stops a router${fieldMissing === null ? "" : ` (${fieldMissing})`}`,
    async () => {
      const field = await openField({ routing: true });
      try {
        const reach = `import socket;s=socket.create_connection(("10.99.0.11",8080),2);print("in")`;
        field.outside.start(["python3", "-m", "http.server", "8080", "--bind", "0.0.0.0"]);
        await expect.poll(() => field.device.run(["python3", "-c", reach]).stdout, { timeout: 20_000 }).toContain("in");
        field.gateway.must(["nft", "-f", join(folder, "hold-lock.nft")]);
        field.gateway.must(["nft", "-f", join(folder, "hold-lock.nft")]);
        expect(field.device.run(["python3", "-c", reach]).stderr).toContain("timed out");
      } finally {
        await field.close();
      }
    },
    180_000,
  );

  test("boot rules are replaced in one step, and a folder that cannot be written is a UserError", () => {
    const place = mkdtempSync(join(tmpdir(), "creance-boot-"));
    try {
      const file = join(place, "etc", "hold-boot.nft");
      writeBootRules(file, "one\n");
      writeBootRules(file, "two\n");
      expect(readFileSync(file, "utf8")).toMatch(/^# .*\ntwo\n$/);
      expect(() => writeBootRules(join(file, "under-a-file"), "x")).toThrow(
        expect.objectContaining({ name: "UserError", code: "boot-rules" }),
      );
    } finally {
      rmSync(place, { recursive: true });
    }
  });
});
