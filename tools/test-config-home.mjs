// Set-up of every test run: programs that the tests start keep key files and settings in a folder of the run, never in the real one. A run after
// which the real folder of key files holds new ones fails.
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const real = realFolder();
const before = new Set(namesIn(real));
let folder = "";

/** Runs before the first worker starts. */
export function setup() {
  folder = mkdtempSync(join(tmpdir(), "creance-test-config-"));
  // Tests run the program as other users, too.
  chmodSync(folder, 0o777);
  process.env.XDG_CONFIG_HOME = folder;
}

/** Runs after the last worker. */
export function teardown() {
  rmSync(folder, { recursive: true, force: true });
  const added = namesIn(real).filter((name) => !before.has(name));
  if (added.length === 0) return;
  // An error thrown here is told, and does not fail the run.
  process.exitCode = 1;
  process.stderr.write(
    `FAILED: ${real} got ${added.join(", ")} while the tests ran: a test (or somebody at this machine) ran the program without the run's XDG_CONFIG_HOME\n`,
  );
}

/** Where the program would keep key files without the set-up. */
function realFolder() {
  const named = process.env.XDG_CONFIG_HOME;
  return join(named === undefined || named === "" ? join(homedir(), ".config") : named, "creance");
}

function namesIn(folder) {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".key"));
  } catch {
    return [];
  }
}
