import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { creance, jsonLines, record, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const root = process.getuid?.() === 0;

describe("names that a stranger gave to files", () => {
  test("neither move the cursor nor make lines of their own", async () => {
    const card = join(folder, "card");
    mkdirSync(card);
    const names = ["a\u001b[2J\u0007.txt", "b\nkept: all is well.txt", "c\u009b31m.txt"];
    names.forEach((name, at) => {
      writeFileSync(join(card, name), record(at + 1).subarray(0, 30_000));
    });
    const vault = join(folder, "vault");
    const told = await creance(["import", card, "--vault", vault]);
    expect([told.status, told.stderr.match(/^damaged: /gm)?.length]).toEqual([1, 3]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(told.stderr + told.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|^kept:/m);
    const asJson = await creance(["import", card, "--vault", vault, "--json"]);
    expect(asJson.stdout).not.toMatch(/[\u007f-\u009f]/);
    expect(jsonLines(asJson.stdout).slice(0, 3)).toEqual(names.map((name) => expect.objectContaining({ path: join(card, name) })));
  });

  test("2: a keychain reply that is a link in a circle, or a device without an end", async () => {
    symlinkSync("circle", join(folder, "circle"));
    writeFileSync(join(folder, "record.txt"), record(9));
    for (const reply of [join(folder, "circle"), "/dev/zero"]) {
      const ran = await creance(["decode", join(folder, "record.txt"), "--keys", reply]);
      expect([reply, ran.status, ran.stdout]).toEqual([reply, 2, ""]);
      expect(ran.stderr).toContain("Nothing was changed.");
    }
  });
});

test.skipIf(!root)("an account without a home folder names its vault (skipped: not running as root)", async () => {
  const homeless = {
    uid: 64_999,
    env: { HOME: undefined, XDG_DATA_HOME: undefined, XDG_CONFIG_HOME: undefined, CREANCE_CONFIG: undefined },
  };
  const without = await creance(["flights"], homeless);
  expect([without.status, without.stderr]).toEqual([2, expect.stringContaining("--vault")]);
  const named = await creance(["flights", "--vault", "/nonexistent/vault"], homeless);
  expect([named.status, named.stderr]).toEqual([2, expect.stringContaining("There is no vault at /nonexistent/vault")]);
});
