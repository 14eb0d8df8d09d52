// Runs the tests and ends with a plain count. Lanes: unit and browser (default), --unit, --e2e, --slow; --offline: the default lanes in a
// network namespace without any network; --golden: rewrites expected files; --anew: properties draw other values than in every run before.
// Further words are passed to vitest (a file or a name).
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const flags = new Set(process.argv.slice(2).filter((word) => word.startsWith("--")));
const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));

if (flags.has("--offline")) {
  // Loopback must be brought up, or every test that starts its own server fails. Root keeps its rights: permission tests need them.
  const rights = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  const again = [process.execPath, "tools/run-tests.mjs", ...[...flags].filter((flag) => flag !== "--offline"), ...words];
  const result = spawnSync("unshare", ["--net", ...rights, "sh", "-c", 'ip link set lo up && exec "$@"', "sh", ...again], {
    stdio: "inherit",
  });
  if (result.error !== undefined || result.status === null) {
    process.stdout.write("This machine forbids network namespaces (unshare): the offline run did not happen.\n0 passed, 1 failed\n");
    process.exit(1);
  }
  process.exit(result.status);
}

if (flags.has("--anew")) process.env.CREANCE_TEST_SEED = "random";

const lanes = flags.has("--slow") ? ["slow"] : flags.has("--e2e") ? ["e2e"] : flags.has("--unit") ? ["unit"] : ["unit", "e2e"];
const total = { passed: 0, failed: 0, skipped: [], failures: [] };
for (const lane of lanes) run(lane);

for (const title of total.skipped) process.stdout.write(`skipped: ${title}\n`);
for (const title of total.failures) process.stdout.write(`FAILED: ${title}\n`);
if (process.env.CREANCE_NO_SKIP === "1" && total.skipped.length > 0) {
  process.stdout.write(`${total.skipped.length} checks were skipped where nothing may be (CREANCE_NO_SKIP=1)\n`);
  total.failed += total.skipped.length;
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

function run(lane) {
  const folder = mkdtempSync(join(tmpdir(), "creance-test-"));
  const file = join(folder, "result.json");
  const args = [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=dot",
    "--reporter=./tools/test-reporter.mjs",
    "--passWithNoTests",
    ...words,
  ];
  if (flags.has("--golden")) args.push("--update");
  const result = spawnSync(process.execPath, args, {
    stdio: "inherit",
    env: { ...process.env, CREANCE_TEST_LANE: lane, CREANCE_TEST_RESULT: file, NO_COLOR: process.stdout.isTTY ? undefined : "1" },
  });
  if (existsSync(file)) {
    const part = JSON.parse(readFileSync(file, "utf8"));
    total.passed += part.passed;
    total.failed += part.failed + part.unhandled;
    total.skipped.push(...part.skipped);
    total.failures.push(...part.failures);
    if (result.status !== 0 && part.failed + part.unhandled === 0) total.failed += 1;
  } else if (result.status !== 0) {
    total.failed += 1;
    total.failures.push(`${lane}: the test runner ended with ${result.status ?? result.signal} and no result`);
  }
  rmSync(folder, { recursive: true, force: true });
}
