import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Lanes are file suffixes: `.slow.test.ts` (slow), `.e2e.test.ts` (browser), `.test.ts` (everything else). */
const lane = process.env["CREANCE_TEST_LANE"] ?? "unit";
const include = {
  unit: ["{packages,adapters,apps}/*/test/**/*.test.ts", "tools/test/**/*.test.ts"],
  slow: ["{packages,adapters,apps}/*/test/**/*.slow.test.ts", "tools/test/**/*.slow.test.ts"],
  e2e: ["apps/*/test/**/*.e2e.test.ts"],
}[lane as "unit" | "slow" | "e2e"];

// Set to nothing is not set: tests ask only whether it is there.
if (process.env["CREANCE_SAMPLES"] === "") delete process.env["CREANCE_SAMPLES"];

export default defineConfig({
  resolve: { alias: [{ find: /^fast-check$/, replacement: fileURLToPath(new URL("./tools/seeded-fast-check.mjs", import.meta.url)) }] },
  test: {
    include,
    globalSetup: ["./tools/test-config-home.mjs"],
    exclude: ["**/node_modules/**", ...(lane === "unit" ? ["**/*.slow.test.ts", "**/*.e2e.test.ts"] : [])],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Polls of a browser or a child process wait for it: a second is too short on a machine that also does something else.
    expect: { poll: { timeout: 30_000 } },
  },
});
