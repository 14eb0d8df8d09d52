/** No test writes key files where a person's lie. */
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

test("a test's configuration folder is one of the run", () => {
  const folder = process.env["XDG_CONFIG_HOME"];
  expect(folder?.startsWith(join(tmpdir(), "creance-test-config-"))).toBe(true);
  expect(folder).not.toBe(join(homedir(), ".config"));
});
